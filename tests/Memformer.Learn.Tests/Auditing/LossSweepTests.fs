/// Losses against the context length and the depth: the network's against its exact mean, the optimum against its own.
module Memformer.Tests.Auditing.LossSweepTests

open Expecto
open Memformer.Learn.Auditing
open Memformer.Learn.Estimates
open Memformer.Learn.Limits
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Tests.Auditing.RandomMatrices
open Memformer.Theory

let private d = 3

/// Three steps of gradient descent of the same size.
let private stepsFor (context: System.Nullable<int>) size =
    let head =
        AttentionHead.Gradient(Array2D.init d d (fun i j -> if i = j then size else 0.0))

    NetworkWeights(Array.create 3 [| head |], NetworkGates.None(), context)

let private steps size = stepsFor (System.Nullable()) size

let private near (found: MeanEstimate) (exact: float) what =
    Expect.isLessThan (abs (found.Mean - exact)) (4.0 * found.StandardError + 1e-12) $"{what}: {found} for {exact}"

let private sweep law contexts =
    LossSweep.OfNetwork(law, contexts, (fun _ -> steps 0.3), 4000, 1UL)

[<Tests>]
let tests =
    testList
        "sweeps of losses"
        [
            test "a network and the estimators have their exact means at every length" {
                let law = DataLaw.Isotropic(d, 0.4)
                let found = sweep law [ 2; 7; 30 ]
                Expect.equal [ for row in found.Rows -> row.Context ] [ 2; 7; 30 ] "in order"

                for row in found.Rows do
                    let exact = ResidualLoss.Of(law, row.Context, 3, (fun h -> (1.0 - 0.3 * h) ** 3.0))
                    near row.Network.Value exact.Value $"network at {row.Context}"
                    Expect.equal row.Optimum.Knowledge OptimumKnowledge.Exact "known"
                    Expect.equal row.Optimum.Loss.Mean (Optimum.Of(law, row.Context, 3).ExcessLoss) "optimum"
                    Expect.equal row.Zero 3.0 "answering 0"
                    Expect.isGreaterThan row.GradientDescent.Value.Mean row.Optimum.Loss.Mean "one step for all"
                    Expect.isLessThan row.Ridge.Mean (row.Optimum.Loss.Mean + 4.0 * row.Ridge.StandardError) "ridge"

                // Wishart's inverse: E tr H⁻¹ σ²/n = σ² d/(n − d − 1).
                let last = found.Rows[2]
                near last.LeastSquares (0.16 * 3.0 / 26.0) "least squares"
            }

            test "depths are those of the optimum" {
                let law = DataLaw.Isotropic d
                let found = LossSweep.OfDepths(law, 9, 4, 500, 1UL)

                Expect.equal
                    [ for row in found.Rows -> row.Optimum.Loss.Mean ]
                    [ for layers in 1..4 -> Optimum.Of(law, 9, layers).ExcessLoss ]
                    "optima"
            }

            test "a network for one length is run on no other" {
                let weights = stepsFor (System.Nullable 20) 0.3

                Expect.throwsT<UsageException>
                    (fun () ->
                        LossSweep.OfNetwork(DataLaw.Isotropic d, [ 20; 21 ], (fun _ -> weights), 100, 1UL)
                        |> ignore)
                    "21"
            }
        ]
