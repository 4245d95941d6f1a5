module Memformer.Tests.Checkpoints.SchemaTests

open System
open System.Collections.Generic
open System.IO
open Expecto
open Memformer.Learn.Checkpoints
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Checkpoints.Tensors
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Tests
open Memformer.Tests.Checkpoints.Archives
open Memformer.Tests.TemporaryFolder

/// Writes an archive of these tensors, each (name, shape, numbers), and hands on its path.
let private withFile (tensors: (string * int list * float32 list) list) action =
    onFile "model.pth" (torchFile tensors) action

let private zeros count = List.replicate count 0f

let private allparam layers =
    "allparam", [ layers; 1; 2; 1; 1 ], [ for index in 1 .. 2 * layers -> float32 index / 8f ]

/// alpha for n = 2, d = 1: (L, 1, 3, 2), the answer entry of the last register set.
let private alpha layers answer =
    "alpha", [ layers; 1; 3; 2 ], List.replicate (6 * layers - 1) 0.5f @ [ answer ]

let private schemaOf tensors =
    withFile tensors (fun path -> (Checkpoint.Read path).Source.Schema)

let private unrecognised tensors =
    withFile tensors (fun path ->
        try
            Checkpoint.Read path |> ignore
            failtest "was read"
        with :? UnrecognisedSchemaException as failure ->
            failure)

/// A random network that the published code could hold: its heads are blocks, with any corner of P.
let private publishable (seed: int) =
    let weights = SampleNetworks.random seed
    let d = weights.Dimension
    let within row column = row < d && column < d

    let heads =
        [|
            for layer in weights.Heads ->
                [|
                    for head in layer ->
                        AttentionHead(
                            Array2D.mapi
                                (fun row column p -> if within row column || row = column then p else 0.0)
                                head.P,
                            Array2D.mapi (fun row column q -> if within row column then q else 0.0) head.Q
                        )
                |]
                :> IReadOnlyList<_>
        |]

    match weights.Gates with
    | :? NetworkGates.Lfom -> NetworkWeights(heads, NetworkGates.None(), weights.Context)
    | gates -> NetworkWeights(heads, gates, weights.Context)

[<Tests>]
let tests =
    testList
        "Schemas"
        [
            testCase "gates that are zero leave a network without memory" (fun () ->
                Expect.equal (schemaOf [ allparam 2; "alpha", [ 2; 1; 3; 2 ], zeros 12 ]) "plain" "schema")

            testCase "an answer entry of the last gate tells the update form" (fun () ->
                Expect.equal (schemaOf [ allparam 2; alpha 2 0.5f ]) "lfom-accumulated" "used"
                Expect.equal (schemaOf [ allparam 2; alpha 2 0f ]) "lfom-residual" "unused")

            testCase "where the update form is uncertain, the file's reader is told" (fun () ->
                withFile [ allparam 2; alpha 2 0f ] (fun path ->
                    let remarks = (Checkpoint.Read path).Source.Remarks
                    Expect.exists remarks (fun remark -> remark.Contains "uncertain") "remark"))

            testCase "a schema can be forced, and changes what the network computes" (fun () ->
                withFile [ allparam 2; alpha 2 0.5f ] (fun path ->
                    let prompt = array2D [ [ 1.0; 2.0; 3.0 ]; [ 1.0; -1.0; 0.0 ] ]

                    let predict (schema: string) =
                        NetworkForward.Predict((Checkpoint.Read(path, schema)).Weights, prompt)

                    Expect.notEqual (predict "lfom-residual") (predict "lfom-accumulated") "update form"
                    Expect.notEqual (predict "plain") (predict "lfom-accumulated") "memory"))

            testCase "an attention scale is part of P" (fun () ->
                let gates = [ for name in [ "alpha"; "beta"; "gamma" ] -> name, [ 1 ], [ 0.5f ] ]

                withFile (allparam 1 :: gates) (fun path ->
                    let head = (Checkpoint.Read path).Weights.Heads[0].[0]
                    Expect.equal head.P (array2D [ [ 0.5 * 0.125; 0.0 ]; [ 0.0; 0.5 ] ]) "P"
                    Expect.equal head.Q (array2D [ [ 0.25; 0.0 ]; [ 0.0; 0.0 ] ]) "Q"))

            testCase "Q is stored transposed" (fun () ->
                let values = [ 0f; 0f; 0f; 0f; 1f; 2f; 3f; 4f ]

                withFile [ "allparam", [ 1; 1; 2; 2; 2 ], values ] (fun path ->
                    let head = (Checkpoint.Read path).Weights.Heads[0].[0]
                    Expect.equal head.Q (array2D [ [ 1.0; 3.0; 0.0 ]; [ 2.0; 4.0; 0.0 ]; [ 0.0; 0.0; 0.0 ] ]) "Q"))

            testCase "the factors beside a history give the data's law" (fun () ->
                withFile
                    [
                        "hist.0", [ 1; 1; 2; 2; 2 ], zeros 8
                        "hist.1", [ 1; 1; 2; 2; 2 ], zeros 8
                        "U", [ 2; 2 ], [ 0f; 1f; 1f; 0f ]
                        "D", [ 2; 2 ], [ 2f; 0f; 0f; 0.5f ]
                    ]
                    (fun path ->
                        let trajectory = Trajectory.Read path
                        Expect.equal [ for point in trajectory.Points -> point.Step ] [ 0L; 1L ] "steps"
                        let law = trajectory.Points[0].Checkpoint.Law
                        Expect.equal law (DataLaw(array2D [ [ 0.25; 0.0 ]; [ 0.0; 4.0 ] ])) "law"))

            testCase "scales may be a vector" (fun () ->
                withFile
                    [
                        "allparam", [ 1; 1; 2; 2; 2 ], zeros 8
                        "U", [ 2; 2 ], [ 0f; 1f; 1f; 0f ]
                        "D", [ 2 ], [ 2f; 0.5f ]
                    ]
                    (fun path ->
                        Expect.equal
                            (Checkpoint.Read path).Law
                            (DataLaw(array2D [ [ 0.25; 0.0 ]; [ 0.0; 4.0 ] ]))
                            "law"))

            testCase "a tensor nobody knows is not ignored" (fun () ->
                let failure = unrecognised [ allparam 2; "mlp.0.weight", [ 1; 1 ], [ 1f ] ]
                Expect.exists failure.Rows (fun row -> row.Tensor = "mlp.0.weight" && row.Expected = "nothing") "row"
                Expect.stringContains failure.Message "'mlp.0.weight'" "message")

            testCase "two networks in a file are not chosen between" (fun () ->
                let name, shape, values = allparam 1

                let failure =
                    unrecognised [ $"a.{name}", shape, values; $"b.{name}", shape, values ]

                Expect.exists failure.Rows (fun row -> row.Found.Contains "'b.allparam'") "row")

            testCase "shapes that disagree are named, each beside what was expected" (fun () ->
                let failure =
                    unrecognised [ allparam 2; "alpha", [ 3 ], zeros 3; "gamma", [ 2 ], zeros 2 ]

                let row =
                    failure.Rows |> Seq.find (fun row -> row.Schema = "cgd" && row.Tensor = "alpha")

                Expect.equal (row.Expected, row.Found, row.Fits) ("(L)", "(3)", false) "row")

            testProperty "a network written in the published layout computes the same" (fun (seed: int) ->
                let weights = publishable seed

                inFolder (fun folder ->
                    let path = Path.Combine(folder, "model.pth")
                    Checkpoint(weights).WritePublished(path, FileFormat.PyTorch)
                    let read = (Checkpoint.Read path).Weights
                    let prompt = SampleNetworks.prompt seed weights
                    // Dividing P and multiplying Q by P's corner rounds each entry once or twice.
                    Expect.floatClose
                        Accuracy.high
                        (NetworkForward.Predict(read, prompt))
                        (NetworkForward.Predict(weights, prompt))
                        "prediction"))

            testCase "a network that the published code cannot hold is refused with the weight in the way" (fun () ->
                let head =
                    AttentionHead(array2D [ [ 0.0; 0.5 ]; [ 0.0; 1.0 ] ], Array2D.zeroCreate 2 2)

                let weights =
                    NetworkWeights([| [| head |] |], NetworkGates.None(), System.Nullable())

                let failure =
                    Expect.throwsC (fun () -> Checkpoint(weights).WritePublished("unused.pth", FileFormat.PyTorch)) id

                Expect.stringContains failure.Message "layer 0, head 0: P[0, 1] is 0.5" "message")
        ]
