/// Maps of layouts: what is wrong with one is said with its line, and nothing of a network is left out without a reason.
module Memformer.Tests.Checkpoints.MapTests

open System
open System.IO
open Expecto
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Models
open Memformer.Tests.Checkpoints.Archives
open Memformer.Tests.TemporaryFolder
open Memformer.Theory

let ones (name: string) rows columns =
    name, [ rows; columns ], List.replicate (rows * columns) 0.5f

let weights = [ ones "a.q" 3 3; ones "a.k" 3 3; ones "a.v" 3 3; ones "a.o" 3 3 ]

let network =
    "[network]\nquery = \"a.q\"\nkey = \"a.k\"\nvalue = \"a.v\"\nprojection = \"a.o\"\n"

/// Reads these tensors by this map.
let read tensors (map: string) =
    onFile "model.pth" (torchFile tensors) (fun path ->
        let file = Path.ChangeExtension(path, ".toml")
        File.WriteAllText(file, map)
        Checkpoint.Read(path, ReadingChoice(Map = file)))

let refuses name tensors map (expected: string list) =
    testCase name (fun () ->
        let failure = Expect.throwsC (fun () -> read tensors map |> ignore) id
        Expect.isTrue (failure :? InvalidInputException) $"{failure}"
        Expect.isFalse (failure.Message.Contains '\n') "one line"

        for part in expected do
            Expect.stringContains failure.Message part "message")

[<Tests>]
let tests =
    testList
        "maps"
        [
            testCase "a map of a few lines reads a network of any names" (fun () ->
                let checkpoint = read weights network
                Expect.equal checkpoint.Weights.Dimension 2 "d"
                Expect.hasLength checkpoint.Source.Reading.Used 4 "used"
                Expect.isTrue checkpoint.Source.Reading.AttentionIsKnown "the map's author knows")

            testCase "every map of the program's own is read by the same reader" (fun () ->
                for name in MapCatalogue.Names do
                    Expect.equal (MapFile.Parse(MapCatalogue.Text name, name + ".toml")).Name name name)

            testCase "words may be alternatives, missing, or escaped" (fun () ->
                let names =
                    "[network]\nlayers = \"a\"\nquery = \"{layer}.(q|query)[_proj]\"\nkey = \"{layer}.k\"\nvalue = \"{layer}.v\"\nprojection = \"{layer}.o\"\n"

                Expect.hasLength (read weights names).Source.Reading.Used 4 "q"

                let renamed =
                    [ ones "a.query_proj" 3 3; ones "a.k" 3 3; ones "a.v" 3 3; ones "a.o" 3 3 ]

                Expect.hasLength (read renamed names).Source.Reading.Used 4 "query_proj"
                let bracketed = [ ones "a[q]" 3 3; ones "a.k" 3 3; ones "a.v" 3 3; ones "a.o" 3 3 ]
                let escaped = network.Replace("\"a.q\"", "'a\\[q\\]'")
                Expect.hasLength (read bracketed escaped).Source.Reading.Used 4 "a[q]")

            testCase "a learned factor multiplies the sum over tokens" (fun () ->
                let p (tensors, map) =
                    (read tensors map).Weights.Heads.[0].[0].P.[2, 2]

                let factor = "a.eta", [ 1 ], [ 3f ]

                Expect.floatClose
                    Accuracy.high
                    (p (factor :: weights, network + "factor = \"a.eta\"\n"))
                    (3.0 * p (weights, network))
                    "P")

            testCase "a read-out multiplies the answer, and not the covariates that layers move" (fun () ->
                // Q looks at x alone and P moves x and y: GD++ with whatever numbers.
                let blocks =
                    [
                        for layer in 0..1 do
                            $"{layer}.q", [ 3; 3 ], [ -0.4f; 0.1f; 0f; 0.2f; -0.3f; 0f; 0f; 0f; 0f ]
                            $"{layer}.p", [ 3; 3 ], [ -0.2f; 0.1f; 0f; 0f; 0.3f; 0f; 0f; 0f; 1f ]
                    ]

                let map = "[network]\nkey-query = \"{l}.q\"\nprojection-value = \"{l}.p\"\n"
                let readOut = "head", [ 1; 3 ], [ 0f; 0f; -0.5f ]
                let plain = (read blocks map).Weights
                let scaled = (read (readOut :: blocks) (map + "read-out = \"head\"\n")).Weights
                let random = Random 1

                let prompt =
                    Array2D.init 3 21 (fun row token ->
                        if row = 2 && token = 20 then
                            0.0
                        else
                            2.0 * random.NextDouble() - 1.0)

                Expect.floatClose
                    Accuracy.high
                    (NetworkForward.Predict(scaled, prompt))
                    (0.5 * NetworkForward.Predict(plain, prompt))
                    "answer"

                Expect.floatClose
                    Accuracy.high
                    (NetworkForward.Predict(TiedLayers.Repeat(scaled, 2), prompt))
                    (0.5 * NetworkForward.Predict(TiedLayers.Repeat(plain, 2), prompt))
                    "answer of the looped network")

            testCase "a sum that is divided by n + 1 makes smaller steps, and says that they depend on n" (fun () ->
                let checkpoint = read weights (network + "scale = \"1/(n+1)\"\n")
                let usual = (read weights network).Weights.Heads.[0].[0].P.[2, 2]
                // n = 20 where neither the file nor the user says.
                Expect.floatClose Accuracy.high checkpoint.Weights.Heads.[0].[0].P.[2, 2] (usual * 20.0 / 21.0) "P"

                Expect.exists
                    checkpoint.Source.Reading.Assumed
                    (fun sentence -> sentence.Contains "divided by n + 1, so the steps depend on it; n = 20")
                    "said")

            refuses
                "matrices for tokens of two sizes"
                [ ones "a.q" 3 4; ones "a.k" 3 4; ones "a.v" 3 3; ones "a.o" 3 3 ]
                network
                [ "line 2: a.q is for tokens of 4 coordinates, and others are for 3" ]

            refuses
                "layers for tokens of two sizes"
                [ ones "0.kq" 3 3; ones "0.pv" 3 3; ones "1.kq" 4 4; ones "1.pv" 4 4 ]
                "[network]\nkey-query = \"{l}.kq\"\nprojection-value = \"{l}.pv\"\n"
                [ "line 3: 1.pv is for tokens of 4 coordinates, and others are for 3" ]

            refuses
                "layers with two numbers of heads"
                [ ones "0.kq" 3 3; ones "0.pv" 3 3; ones "1.kq" 6 3; ones "1.pv" 6 3 ]
                "[network]\nkey-query = \"{l}.kq\"\nprojection-value = \"{l}.pv\"\n"
                [ "line 2: 1.kq has 2 heads, and the layer before 1" ]

            refuses
                "a text that ends in an escape"
                weights
                "[network]\nquery = \"a.q\\"
                [ "its last text is not closed" ]

            refuses
                "a bracket that is not closed"
                weights
                (network.Replace("a.q", "a.(q"))
                [ "line 2"; "')' is missing" ]
            refuses "a bracket that closes nothing" weights (network.Replace("a.q", "a.q]")) [ "line 2"; "']'" ]
            refuses "a star in the middle" weights (network.Replace("a.q", "a.*q")) [ "line 2"; "beginning" ]
            refuses
                "brackets in one another without end"
                weights
                (network.Replace("a.q", String.replicate 9 "(" + "q" + String.replicate 9 ")"))
                [ "line 2"; "8 brackets" ]
            refuses
                "a pattern that could be anything in too many ways"
                ((String('b', 100) + "c", [ 3; 3 ], List.replicate 9 0.5f) :: weights)
                (network.Replace("a.q", String.replicate 40 "[b|bb]" + "c"))
                [ "line 2"; "too many ways" ]
            refuses
                "two networks side by side"
                [
                    for l in [ "model"; "ema" ] do
                        for name in [ "q"; "k"; "v"; "o" ] -> ones $"{l}.0.{name}" 3 3
                ]
                (network.Replace("a.", "*"))
                [ "line 2"; "2 networks"; "'model.0.'"; "'ema.0.'" ]
            refuses "Q said in two ways" weights (network + "key-query = \"a.kq\"\n") [ "key and query, or key-query" ]
            refuses "P said in two ways" weights (network + "corner = \"a.r\"\n") [ "or corner" ]

            refuses "no TOML" weights "[network\n" [ "line 1" ]
            refuses "an unknown key" weights (network + "colour = 1\n") [ "line 6"; "'network.colour'" ]
            refuses "a role said twice" weights (network + "query = \"a.k\"\n") [ "line" ]
            refuses
                "a tensor in two roles"
                weights
                "[network]\nquery = \"a.q\"\nkey = \"a.q\"\nvalue = \"a.v\"\n"
                [ "line 3"; "'a.q' has a role already" ]
            refuses
                "a tensor that is not there"
                weights
                (network.Replace("a.o", "a.out"))
                [ "line 5"; "'a.out'"; "'a.q'" ]
            refuses
                "sizes that disagree"
                [ ones "a.q" 3 3; ones "a.k" 2 3; ones "a.v" 3 3; ones "a.o" 3 3 ]
                network
                [ "line 3"; "a.k is 2×3"; "a.q is 3×3" ]
            refuses
                "a product of the wrong shape"
                [ ones "a.q" 3 3; ones "a.k" 3 3; ones "a.v" 2 3; ones "a.o" 3 3 ]
                network
                [ "line 5"; "a.o is 3×3" ]
            refuses "no values" weights "[network]\nquery = \"a.q\"\nkey = \"a.k\"\n" [ "value" ]
            refuses "a scale that is no product" weights (network + "scale = \"2/m\"\n") [ "line 6"; "1/sqrt(r)" ]
            refuses "a range with an end" weights (network + "[tokens]\ndrop = \"1..2\"\n") [ "line 7"; "12.." ]
            refuses "softmax" weights (network + "attention = \"softmax\"\n") [ "softmax"; "memformer probe" ]
            refuses "a causal mask" weights (network + "mask = \"causal\"\n") [ "tokens follow different iterates" ]
            refuses "every token a key" weights (network + "mask = \"all\"\nrepeat = 2\n") [ "every token is a key" ]
            refuses "no residual" weights (network + "residual = false\nrepeat = 2\n") [ "without a residual" ]
            refuses
                "a normalisation"
                (ones "a.norm1.weight" 1 3 :: weights)
                network
                [ "a normalisation"; "'a.norm1.weight'" ]
            refuses "an MLP" (ones "a.mlp.0.weight" 3 3 :: weights) network [ "an MLP" ]
            refuses "a bias" (ones "a.out.bias" 1 3 :: weights) network [ "a bias that is not zero" ]
            refuses "a tensor without a role" (ones "a.extra" 1 3 :: weights) network [ "'a.extra'" ]

            testCase "what is zero may be left out, and that is said" (fun () ->
                let zero = "a.q_bias", [ 3 ], [ 0f; 0f; 0f ]
                let unused = (read (zero :: weights) network).Source.Reading.Unused
                Expect.equal [ for tensor in unused -> tensor.Tensor ] [ "a.q_bias" ] "unused")

            testCase "a damaged map is refused in one line, whatever the damage" (fun () ->
                for seed in 1..3000 do
                    let random = Random seed

                    let text =
                        Text.Encoding.Latin1.GetBytes(
                            MapCatalogue.Text(FileMutations.pick random (Seq.toArray MapCatalogue.Names))
                        )

                    for _ in 1 .. 1 + random.Next 4 do
                        text[random.Next text.Length] <- byte (random.Next 256)

                    try
                        MapFile.Parse(Text.Encoding.Latin1.GetString text, "damaged.toml") |> ignore
                    with :? InvalidInputException as refusal ->
                        Expect.isFalse (refusal.Message.Contains '\n') $"seed {seed}: {refusal.Message}")

            testCase "a list of layers is the tensor that stacks them" (fun () ->
                let layer index =
                    [ 1; 2; 2; 2 ], List.init 8 (fun entry -> float32 (8 * index + entry))

                let readAs tensors =
                    onFile "model.pth" (torchFile tensors) (fun path ->
                        Checkpoint.Read(path, ReadingChoice(Schema = "plain")).Weights)

                let whole = readAs [ "allparam", [ 3; 1; 2; 2; 2 ], List.init 24 float32 ]

                for name in [ sprintf "%d"; sprintf "allparam.%d"; sprintf "layers.%d.allparam" ] do
                    let listed =
                        [ for index in [ 2; 0; 1 ] -> name index, fst (layer index), snd (layer index) ]

                    Expect.equal (readAs listed) whole (name 0))
        ]
