/// Networks written in other layouts: what is read again is the same network, PyTorch and NumPy read the files, and a layout that
/// cannot hold a network says why.
module Memformer.Tests.Checkpoints.MapWriterTests

open System
open System.IO
open System.Text.Json
open Expecto
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Checkpoints.Tensors
open Memformer.Learn.Models
open Memformer.Tests
open Memformer.Theory
open Memformer.Tests.TemporaryFolder

let private context = 4

/// Near gradient descent, by which readers decide the scale and the sign that names leave open; blocks alone where asked.
let private network (random: Random) dimension layers heads onlyBlocks =
    let noise scale =
        scale * (2.0 * random.NextDouble() - 1.0)

    let head _ =
        let size = dimension + 1

        let entry planted row column =
            let isInBlock = row < dimension && column < dimension

            if isInBlock || row = column || not onlyBlocks then
                planted row column + noise 0.02
            else
                0.0

        let p =
            entry (fun row column -> if row = dimension && column = dimension then 1.0 else 0.0)

        let q row column =
            if onlyBlocks && (row = dimension || column = dimension) then
                0.0
            else
                entry
                    (fun row column ->
                        if row = column && row < dimension then
                            -0.4 / float heads
                        else
                            0.0)
                    row
                    column

        AttentionHead(Array2D.init size size p, Array2D.init size size q)

    let weights =
        [|
            for _ in 1..layers -> Array.init heads head :> Collections.Generic.IReadOnlyList<_>
        |]

    NetworkWeights(weights, NetworkGates.None(), Nullable())

let private prompt (random: Random) dimension =
    Array2D.init (dimension + 1) (context + 1) (fun row token ->
        if row = dimension && token = context then
            0.0
        else
            2.0 * random.NextDouble() - 1.0)

let private formats =
    [
        ".pth", FileFormat.PyTorch
        ".safetensors", FileFormat.Safetensors
        ".npz", FileFormat.Numpy
        ".pkl", FileFormat.Pickle
    ]

let private write (weights: NetworkWeights) (path: string) (layout: string) =
    let format = formats |> List.find (fst >> path.EndsWith) |> snd
    Checkpoint(weights).WriteLayout(path, format, layout, context)

/// Layouts whose names or shapes tell how many heads there are.
let private countHeads =
    set [ "transformer-lens"; "p-q-k"; "w-pv-w-kq"; "layers-p-q"; "kq-value" ]

/// Written in every container, found again by the names alone, with the same answers.
let private comesBack (layout: string) =
    testCase $"{layout} holds networks of one and several layers and heads" (fun () ->
        inFolder (fun folder ->
            let onlyBlocks = layout = "key-query-feature-corner"

            let heads = if countHeads.Contains layout then 2 else 1

            for index, (extension, _) in Seq.indexed formats do
                let layers, heads = 1 + index / 2, (if index % 2 = 0 then 1 else heads)
                let random = Random(17 * layers + heads)
                let weights = network random 3 layers heads onlyBlocks
                let path = Path.Combine(folder, "network" + extension)
                write weights path layout |> ignore
                let read = Checkpoint.Read(path, ReadingChoice(Context = context))
                let case = $"{extension}, {layers} layers, {heads} heads"
                Expect.equal read.Source.Schema layout case
                let tokens = prompt random 3
                let wanted = NetworkForward.Predict(weights, tokens)
                // Dividing by a scale and multiplying again rounds twice.
                Expect.isLessThan (abs (NetworkForward.Predict(read.Weights, tokens) - wanted)) 1e-13 case))

let private withMap (map: string) action =
    inFolder (fun folder ->
        let path = Path.Combine(folder, "target.toml")
        File.WriteAllText(path, map)
        action folder path)

let private refuses name weights map (expected: string) =
    testCase name (fun () ->
        withMap map (fun folder path ->
            let file = Path.Combine(folder, "out.pth")

            let failure =
                Expect.throwsC
                    (fun () -> Checkpoint(weights).WriteLayout(file, FileFormat.PyTorch, path) |> ignore)
                    id

            Expect.isTrue (failure :? UsageException) $"{failure}"
            Expect.stringContains failure.Message expected "message"
            Expect.isFalse (failure.Message.Contains '\n') "one line"
            Expect.isFalse (File.Exists file) "nothing is written"))

let private plain layers = network (Random 1) 3 layers 1 false

let private looped times =
    let once = plain 1
    TiedLayers.Repeat(once, times)

let private oneMatrix = "[network]\nkey-query = \"KQ\"\nprojection-value = \"PV\"\n"

let private names pattern =
    [ for layer in 0..1 -> PatternName.Of(pattern, layer, 2) ]

[<Tests>]
let tests =
    testList
        "layouts are written"
        [
            yield! MapCatalogue.Names |> Seq.map comesBack

            testCase "the plainest name that a pattern allows" (fun () ->
                Expect.equal (names "a.{l}.(q|query)[_proj].weight") [ "a.0.q.weight"; "a.1.q.weight" ] "alternatives"
                Expect.equal (names "W[_{l}].{h}") [ "W.2"; "W_1.2" ] "the first layer's number may be missing"
                Expect.equal (names "*W_(K[Q]|Q)[s|_list]") [ "layers.0.W_K"; "layers.1.W_K" ] "open"
                Expect.equal (names "a\\[q\\]") [ "a[q]"; "a[q]" ] "escaped")

            testCase "a looped network goes into one matrix that is used again" (fun () ->
                withMap (oneMatrix + "repeat = 3\n") (fun folder path ->
                    let file = Path.Combine(folder, "out.pth")
                    Expect.hasLength (write (looped 3) file path) 2 "P and Q"
                    let read = Checkpoint.Read(file, ReadingChoice(Map = path))
                    Expect.equal read.Weights.Layers 3 "depth"))

            testCase "a single layer's answer may change its sign" (fun () ->
                withMap (oneMatrix + "answer-sign = \"+\"\n") (fun folder path ->
                    let file = Path.Combine(folder, "out.npz")
                    write (plain 1) file path |> ignore
                    let read = Checkpoint.Read(file, ReadingChoice(Map = path))
                    Expect.equal read.Source.Reading.Answer "+[Z_L] in the answer's coordinate" "sign"
                    let tokens = prompt (Random 2) 3

                    Expect.floatClose
                        Accuracy.high
                        (NetworkForward.Predict(read.Weights, tokens))
                        (NetworkForward.Predict(plain 1, tokens))
                        "answer"))

            testCase "gates that are factors of their layers go into P" (fun () ->
                inFolder (fun folder ->
                    let gated =
                        NetworkWeights(
                            (plain 2).Heads,
                            NetworkGates.Dynamic([| 0.5; 2.0 |], [| 0.0; 0.0 |]),
                            Nullable()
                        )

                    let file = Path.Combine(folder, "out.pth")
                    write gated file "layers-p-q" |> ignore
                    let read = Checkpoint.Read(file, ReadingChoice(Schema = "layers-p-q"))
                    let tokens = prompt (Random 3) 3

                    Expect.floatClose
                        Accuracy.high
                        (NetworkForward.Predict(read.Weights, tokens))
                        (NetworkForward.Predict(gated, tokens))
                        "answer"))

            refuses "layers that differ, one matrix for all" (plain 2) oneMatrix "'KQ' stands for all 2 layers"

            refuses
                "layers that differ, one that is used again"
                (plain 3)
                (oneMatrix + "repeat = 3\n")
                "the network's 3 layers are no 3 repetitions"

            refuses
                "memory"
                (NetworkWeights((plain 2).Heads, NetworkGates.Dynamic([| 1.0; 1.0 |], [| 0.0; 0.5 |]), Nullable()))
                oneMatrix
                "the layout holds no gates, and the network is dynamic: layer 1 adds the register of layer 0"

            refuses
                "an answer of the other sign in several layers"
                (plain 2)
                "[network]\nlayers = \"a.{l}\"\nkey-query = \"{layer}.KQ\"\nprojection-value = \"{layer}.PV\"\nanswer-sign = \"+\"\n"
                "its answer is +[Z_L]"

            refuses
                "a scale without n, and n is not known"
                (plain 1)
                (oneMatrix + "scale = 1\n")
                "its weights depend on n"

            refuses
                "softmax"
                (plain 1)
                (oneMatrix + "attention = \"softmax\"\n")
                "only linear attention takes gradient steps"

            testCase "several heads, and a layout that says no number of them" (fun () ->
                inFolder (fun folder ->
                    let weights = network (Random 6) 3 1 2 false

                    Expect.throwsC
                        (fun () -> write weights (Path.Combine(folder, "out.pth")) "qkvo" |> ignore)
                        (fun failure -> Expect.stringContains failure.Message "a map with heads = 2" "message")

                    let map = Path.Combine(folder, "two.toml")
                    File.WriteAllText(map, MapCatalogue.Text("qkvo").Replace("scale =", "heads = 2\nscale ="))
                    let file = Path.Combine(folder, "out.npz")
                    let tensors = write weights file map

                    Expect.equal
                        (tensors |> Seq.map (fun struct (_, shape) -> shape) |> Seq.last)
                        "(4, 8)"
                        "projection"

                    let read = Checkpoint.Read(file, ReadingChoice(Map = map))
                    let tokens = prompt (Random 7) 3

                    Expect.floatClose
                        Accuracy.high
                        (NetworkForward.Predict(read.Weights, tokens))
                        (NetworkForward.Predict(weights, tokens))
                        "answer"))

            refuses "other heads" (plain 1) (oneMatrix + "heads = 2\n") "it has 2 heads in a matrix, and the network 1"

            refuses
                "blocks where P is whole"
                (plain 1)
                "[network]\nkey = \"B\"\nquery = \"C\"\ncorner = \"r\"\n"
                "answers that differ"

            refuses
                "positions where a coordinate should be"
                (plain 1)
                ("[tokens]\ndrop = \"2..\"\n" + oneMatrix)
                "it keeps 2 coordinates of a token, and the network has 4"

            testCase
                "PyTorch and NumPy read the files, and the code that they are for gives the same answers"
                (fun () ->
                    PyTorch.inFolder (fun folder ->
                        let path name = Path.Combine(folder, name)
                        let random = Random 5
                        let weights = network random 3 2 1 false
                        let own = Path.Combine(Golden.root, "examples", "own-network")
                        write weights (path "own.pth") $"{own}.toml" |> ignore
                        write weights (path "params.pkl") "haiku" |> ignore
                        write weights (path "params.npz") "haiku" |> ignore
                        write weights (path "lens.pth") "transformer-lens" |> ignore
                        let prompts = [ for _ in 1..3 -> prompt random 3 ]

                        let rows =
                            [
                                for tokens in prompts ->
                                    [ for token in 0..context -> [ for row in 0..3 -> tokens[row, token] ] ]
                            ]

                        File.WriteAllText(path "prompts.json", JsonSerializer.Serialize rows)

                        let answers =
                            JsonDocument.Parse(
                                PyTorch.succeed [ PyTorch.script "written_layouts.py"; folder; $"{own}.py" ]
                            )

                        for file in answers.RootElement.EnumerateObject() do
                            for tokens, answer in Seq.zip prompts (file.Value.EnumerateArray()) do
                                let wanted = NetworkForward.Predict(weights, tokens)
                                Expect.isLessThan (abs (answer.GetDouble() - wanted)) 1e-13 file.Name))
        ]
