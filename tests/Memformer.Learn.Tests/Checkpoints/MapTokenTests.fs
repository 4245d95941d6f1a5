/// Which coordinates of a token are x and y, which carry positions, and where there are several outputs.
module Memformer.Tests.Checkpoints.MapTokenTests

open System
open Expecto
open Memformer.Learn.Models
open Memformer.Tests.Checkpoints.MapTests

/// Layers over tokens (x, y, p, p) whose answer goes to one coordinate: keys and queries read x alone, values y alone.
let private withPositions layers answer =
    let entry rows columns (places: (int * int) list) =
        [ rows; columns ],
        [
            for row in 0 .. rows - 1 do
                for column in 0 .. columns - 1 -> if List.contains (row, column) places then 1f else 0f
        ]

    [
        for layer in layers do
            for name, (shape, values) in
                [
                    "q", entry 2 4 [ 0, 0 ]
                    "k", entry 2 4 [ 0, 0 ]
                    "v", entry 2 4 [ 1, 1 ]
                    "o", entry 4 2 [ answer, 1 ]
                ] do
                $"{layer}.{name}", shape, values
    ]

let private positions =
    "[tokens]\ndrop = \"width..\"\n[network]\nlayers = \"attention\"\nquery = \"{layer}.q\"\nkey = \"{layer}.k\"\nvalue = \"{layer}.v\"\nprojection = \"{layer}.o\"\n"

/// Two layers over tokens (x, x, y, y) that take a gradient step for each output alone, but for a number that adds the first y
/// to the second.
let private severalOutputs mixed =
    let rows =
        List.concat
            [
                [ 0f; 0f; 0f; 0f ]
                [ 0f; 0f; 0f; 0f ]
                [ 0f; 0f; 0.5f; 0f ]
                [ 0f; 0f; mixed; 0.5f ]
            ]

    let query = [ -0.4f; 0f; 0f; 0f; 0f; -0.3f; 0f; 0f ] @ List.replicate 8 0f

    [
        for layer in 0..1 do
            $"{layer}.p", [ 4; 4 ], rows
            $"{layer}.q", [ 4; 4 ], query
    ]

let private outputs =
    "[tokens]\noutputs = 2\n[network]\nkey-query = \"{l}.q\"\nprojection-value = \"{l}.p\"\n"

[<Tests>]
let tests =
    testList
        "coordinates of maps"
        [
            testCase "several outputs are answered each alone, by the network of one" (fun () ->
                let checkpoint = read (severalOutputs 0f) outputs
                let random = Random 2
                let covariates = Array2D.init 2 9 (fun _ _ -> 2.0 * random.NextDouble() - 1.0)

                let answers =
                    Array2D.init 2 9 (fun _ token -> if token = 8 then 0.0 else random.NextDouble())

                // Two layers over tokens (x, y1, y2), written out: y_k moves by 1/n Σ_i p y_ki (x_i · Q x).
                let moved =
                    let y = Array2D.copy answers

                    for _ in 0..1 do
                        let before = Array2D.copy y

                        for output in 0..1 do
                            for token in 0..8 do
                                for key in 0..7 do
                                    let score =
                                        -0.4 * covariates[0, key] * covariates[0, token]
                                        - 0.3 * covariates[1, key] * covariates[1, token]

                                    y[output, token] <- y[output, token] + 0.5 * before[output, key] * score / 8.0

                    y

                for output in 0..1 do
                    let prompt =
                        Array2D.init 3 9 (fun row token ->
                            if row < 2 then
                                covariates[row, token]
                            else
                                answers[output, token])

                    Expect.floatClose
                        { absolute = 1e-7; relative = 0.0 }
                        (NetworkForward.Predict(checkpoint.Weights, prompt))
                        (-moved[output, 8])
                        $"output {output}, in single precision"

                Expect.exists
                    checkpoint.Source.Reading.Assumed
                    _.Contains("each of the 2 outputs is answered alone")
                    "said")

            testCase "what mixes several outputs is said" (fun () ->
                let reading = (read (severalOutputs 0.1f) outputs).Source.Reading
                // 0.1 beside twice 0.5.
                Expect.exists reading.Assumed _.Contains("leaves out up to 14.0 % of P") $"{reading.Assumed}"
                Expect.all reading.Assumed (fun said -> not (said.Contains "is answered alone")) "and nothing else")

            testCase "an answer that is read behind the positions is found there" (fun () ->
                let checkpoint = read (withPositions [ "attention" ] 3) positions
                let reading = checkpoint.Source.Reading
                Expect.equal checkpoint.Weights.Dimension 1 "d"
                Expect.equal reading.ReadElsewhere (System.Nullable 3) "read at the token's end"
                Expect.stringContains reading.Answer "coordinate 3" "said"
                Expect.equal checkpoint.Weights.Heads[0].[0].P.[1, 1] 1.0 "what is written there is P's corner"
                Expect.equal checkpoint.Weights.Heads[0].[0].Q.[0, 0] 1.0 "Q")

            testCase "a map says where the answer is read" (fun () ->
                let said =
                    positions.Replace("width..", "2..").Replace("[network]", "read = 3\n[network]")

                let checkpoint = read (withPositions [ "attention" ] 3) said
                Expect.equal checkpoint.Weights.Heads[0].[0].P.[1, 1] 1.0 "P's corner"

                let silent =
                    read (withPositions [ "attention" ] 3) (positions.Replace("width..", "2.."))

                Expect.equal silent.Weights.Heads[0].[0].P.[1, 1] 0.0 "y's own coordinate otherwise")

            testCase "an answer in y's own coordinate stays there" (fun () ->
                let checkpoint = read (withPositions [ "attention" ] 1) positions
                Expect.isFalse checkpoint.Source.Reading.ReadElsewhere.HasValue "y's own"
                Expect.equal checkpoint.Weights.Heads[0].[0].P.[1, 1] 1.0 "P's corner")

            refuses
                "outputs that depend on one another"
                (severalOutputs 0.5f)
                outputs
                [ "not in the family"; "58 % of P mixes the 2 outputs" ]

            refuses
                "several outputs where one number is read"
                weights
                (network + "[tokens]\noutputs = 2\nread = 2\n")
                [ "outputs = 2: read, read-out and corner are of a single output" ]

            refuses
                "as many outputs as a token has coordinates"
                weights
                (network + "[tokens]\noutputs = 3\n")
                [ "3×3 with 3 coordinates kept and 3 answers from 0 on" ]

            refuses
                "answers that no later layer reads"
                (withPositions [ "attention_0"; "attention_1" ] 3)
                (positions.Replace("\"attention\"", "\"attention_{l}\""))
                [ "not in the family"; "coordinate 3"; "y from coordinate 1" ]
        ]
