module Memformer.Tests.Prediction.InContextPredictionTests

open System
open Expecto
open MathNet.Numerics.LinearAlgebra
open Memformer.Learn.Files
open Memformer.Learn.Models
open Memformer.Learn.Prediction
open Memformer.Learn.Tables
open Memformer.Learn.Problems
open Memformer.Theory

let private close expected actual =
    Expect.floatClose { absolute = 1e-9; relative = 1e-8 } actual expected

/// y = 3 + 2a − 5b, without noise.
let private table rows =
    let random = Random 4

    let lines =
        [
            for _ in 1..rows ->
                let a, b = random.NextDouble(), 10.0 * random.NextDouble()
                $"{a:R},{b:R},{3.0 + 2.0 * a - 5.0 * b:R}"
        ]

    RegressionTable.Of(CsvTable.Parse("a,b,y\n" + String.concat "\n" lines, "t.csv"), "y")

/// Two gradient steps with A_j = Σ⁻¹/2.
let private network (covariance: float[,]) =
    let inverse = (Matrix<float>.Build.DenseOfArray covariance).Inverse() * 0.5
    let head = AttentionHead.Gradient(inverse.ToArray())
    NetworkWeights([| [| head |]; [| head |] |], NetworkGates.None(), Nullable())

let private answers name (prediction: InContextPrediction) =
    (prediction.Predictors |> Seq.find (fun p -> p.Name = name)).Answers

let private predict covariance law =
    let rows = table 40
    InContextPrediction.Of(network covariance, law, rows, Split.Of(rows, 0.25, Nullable(), 1UL))

let private identity = array2D [ [ 1.0; 0.0 ]; [ 0.0; 1.0 ] ]

[<Tests>]
let tests =
    testList
        "InContextPrediction"
        [
            test "least squares and d steps of conjugate gradients recover a noiseless linear law" {
                let prediction = predict identity null

                for name in [ "ols"; "cg" ] do
                    for row, answer in Seq.zip prediction.Split.Queries (answers name prediction) do
                        close row.Answer.Value answer name
            }

            test "the network and its extracted method answer alike" {
                let prediction = predict identity null
                Seq.iter2 (fun e a -> close e a "answer") (answers "network" prediction) (answers "method" prediction)
            }

            test "a network that knows a covariance meets that covariance" {
                // With A = Σ⁻¹/2 on Σ^{1/2} x the steps are those of A = I/2 on x, whatever Σ is.
                let covariance = array2D [ [ 4.0; 1.0 ]; [ 1.0; 2.0 ] ]
                let plain, known = predict identity null, predict covariance (DataLaw covariance)

                for name in [ "network"; "method" ] do
                    Seq.iter2 (fun e a -> close e a name) (answers name plain) (answers name known)

                close plain.ResidualNorm.Value known.ResidualNorm.Value "residual norm"
            }

            test "rows without an answer are the queries" {
                let rows =
                    RegressionTable.Of(CsvTable.Parse("a,y\n1,2\n2,4\n3,\n4,8\n", "t.csv"), "y")

                let split = Split.Of(rows, 0.5, Nullable(), 0UL)
                Expect.sequenceEqual (split.Queries |> Seq.map _.Line) [ 4 ] "queries"
                Expect.equal split.Context.Count 3 "context"
            }

            testProperty
                "a hold-out is the same for the same seed and shares no row with the context"
                (fun (seed: uint64) ->
                    let rows = table 20

                    let first, second =
                        Split.Of(rows, 0.25, Nullable(), seed), Split.Of(rows, 0.25, Nullable(), seed)

                    let lines (part: RegressionRow seq) = part |> Seq.map _.Line |> Seq.toList
                    Expect.equal (lines first.Queries) (lines second.Queries) "queries"
                    Expect.equal (Set.ofList (lines first.Queries @ lines first.Context)).Count 20 "a partition")

            test "more features than the network has, and a constant feature, are refused" {
                let wide =
                    RegressionTable.Of(CsvTable.Parse("a,b,c,y\n1,2,3,4\n2,3,5,1\n0,1,1,1\n", "t.csv"), "y")

                Expect.throwsT<UsageException>
                    (fun () ->
                        InContextPrediction.Of(network identity, null, wide, Split.Of(wide, 0.3, Nullable(), 0UL))
                        |> ignore)
                    "features"

                let constant =
                    RegressionTable.Of(CsvTable.Parse("a,y\n1,2\n1,4\n1,\n", "t.csv"), "y")

                Expect.throwsT<UsageException>
                    (fun () ->
                        InContextPrediction.Of(
                            network identity,
                            null,
                            constant,
                            Split.Of(constant, 0.3, Nullable(), 0UL)
                        )
                        |> ignore)
                    "constant"
            }
        ]
