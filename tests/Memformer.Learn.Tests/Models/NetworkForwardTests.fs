module Memformer.Tests.Models.NetworkForwardTests

open Expecto
open Memformer.Learn.Models
open Memformer.Tests

/// The definition, written with the (n+1)×(n+1) attention matrix and one gate at a time.
let private direct (weights: NetworkWeights) (z0: float[,]) =
    let rows, tokens = Array2D.length1 z0, Array2D.length2 z0
    let n = tokens - 1

    let register (head: AttentionHead) (z: float[,]) =
        let score i j =
            Seq.sum (
                seq {
                    for a in 0 .. rows - 1 do
                        for b in 0 .. rows - 1 -> z[a, i] * head.Q[a, b] * z[b, j]
                }
            )

        Array2D.init rows tokens (fun row token ->
            Seq.sum (
                seq {
                    for key in 0 .. n - 1 do
                        let value = Seq.sum (seq { for a in 0 .. rows - 1 -> head.P[row, a] * z[a, key] })
                        value * score key token / float n
                }
            ))

    let mutable z = z0
    let registers = ResizeArray<float[,] list>()

    for layer in 0 .. weights.Layers - 1 do
        registers.Add [ for head in weights.Heads[layer] -> register head z ]
        let before = z

        z <-
            Array2D.init rows tokens (fun row token ->
                before[row, token]
                + Seq.sum (
                    seq {
                        for j in 0..layer do
                            for h in 0 .. weights.HeadCount - 1 ->
                                weights.Gate(layer, j, h).At(row, token, n) * registers[j].[h].[row, token]
                    }
                ))

    z

[<Tests>]
let tests =
    testList
        "NetworkForward"
        [
            testProperty "reassociated attention is the attention of the definition" (fun (seed: int) ->
                let weights = SampleNetworks.random seed
                let prompt = SampleNetworks.prompt (seed ^^^ 0x5eed) weights
                let expected = direct weights prompt |> Seq.cast<float> |> Seq.toArray

                let actual =
                    Seq.last (NetworkForward.States(weights, prompt))
                    |> Seq.cast<float>
                    |> Seq.toArray
                // Both sums round at the largest intermediate value, which layers of cubic attention can blow up.
                let scale = expected |> Array.maxBy abs |> abs |> max 1.0

                Array.iter2
                    (fun e a ->
                        Expect.floatClose
                            {
                                absolute = 1e-11 * scale
                                relative = 1e-11
                            }
                            a
                            e
                            "Z_L")
                    expected
                    actual)

            testCase "one gradient layer makes one gradient step" (fun () ->
                // d = 1: w = eta (1/n) sum x y, and the answer is w x_q.
                let head = AttentionHead.Gradient(array2D [ [ 0.5 ] ])

                let weights =
                    NetworkWeights([| [| head |] |], NetworkGates.None(), System.Nullable())

                let prompt = array2D [ [ 1.0; 2.0; 3.0 ]; [ 2.0; 4.0; 0.0 ] ]

                Expect.floatClose
                    Accuracy.veryHigh
                    (NetworkForward.Predict(weights, prompt))
                    (0.5 * 5.0 * 3.0)
                    "prediction"

                Expect.equal
                    (Seq.head (NetworkForward.Predictions(weights, prompt)))
                    0.0
                    "before any layer the answer is 0")

            testCase "a prompt of another dimension is refused" (fun () ->
                let weights = SampleNetworks.random 1
                let prompt = Array2D.zeroCreate (weights.Dimension + 2) 4

                Expect.throwsT<System.ArgumentException>
                    (fun () -> NetworkForward.Predict(weights, prompt) |> ignore)
                    "shape")
        ]
