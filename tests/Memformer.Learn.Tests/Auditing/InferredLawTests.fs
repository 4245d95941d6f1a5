/// The law that a network looks made for, where nobody names its own.
module Memformer.Tests.Auditing.InferredLawTests

open System
open Expecto
open Memformer.Learn.Auditing
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Theory.Algebra
open Memformer.Theory.Spectra
open Memformer.Tests.Auditing.RandomMatrices

let private d = 4
let private n = 16

let private plain (matrices: float[,] list) =
    NetworkWeights(
        readOnly [ for matrix in matrices -> readOnly [ AttentionHead.Gradient matrix ] ],
        NetworkGates.None(),
        Nullable n
    )

let private covariance seed =
    let random = Random(seed: int)
    plus (identity d) (scaled 0.3 (timesTransposed (gaussian random d d)))

/// The best network of a depth for prompts of a covariance: its steps on Σ⁻¹.
let private optimal layers (sigma: float[,]) =
    let inverse = CovarianceMatrix.Inverse sigma

    plain
        [
            for step in OptimalMethod.For(d, n, layers, Rational.Zero).Steps -> scaled (step.ToDouble()) inverse
        ]

let private audit prompts assumed (weights: NetworkWeights) =
    Audit.Of(
        weights,
        AuditOptions(Law = DataLaw.Isotropic weights.Dimension, IsLawAssumed = assumed, Prompts = prompts)
    )

[<Tests>]
let tests =
    testList
        "The law a network looks made for"
        [
            testCase "is that of the prompts it is optimal for, to the flatness of the loss there" (fun () ->
                for seed in 1..5 do
                    for layers in 2..4 do
                        let sigma = covariance seed
                        let found = Audit.InferLaw(optimal layers sigma, n, 0.05)
                        Expect.isNotNull found "inferred"
                        Expect.isLessThan found.Apart 1e-7 "one shape"
                        let optimum = OptimalMethod.For(d, n, layers, Rational.Zero).Loss.ToDouble()
                        // A loss is stationary at its least value: the scale is known to the root of a double's precision.
                        Expect.floatClose Accuracy.high found.ExactLoss optimum "loss"

                        Expect.isLessThan
                            (norm (plus sigma (scaled -1.0 found.Law.Covariance)) / norm sigma)
                            1e-5
                            "covariance")

            testCase "its loss on fresh prompts is that of an audit on the true law" (fun () ->
                let sigma = covariance 7
                let weights = optimal 3 sigma
                let found = (audit 500 true weights).InferredLaw
                let known = Audit.Of(weights, AuditOptions(Law = DataLaw sigma, Prompts = 500))
                Expect.floatClose Accuracy.medium found.Loss.Value.Mean known.Function.Outcomes.Loss.Mean "loss")

            testCase "is not asked for where the law is known or the shape is I" (fun () ->
                Expect.isNull (audit 0 false (optimal 3 (covariance 1))).InferredLaw "known"
                Expect.isNull (audit 0 true (optimal 3 (identity d))).InferredLaw "isotropic")

            testCase "does not exist for layers of different shapes, or that climb in some direction" (fun () ->
                let random = Random 3
                let different = plain [ for _ in 1..3 -> gaussian random d d ]
                Expect.isNull (Audit.InferLaw(different, n, 0.05)) "different shapes"

                let indefinite =
                    Array2D.init d d (fun i j ->
                        if i <> j then 0.0
                        elif i = 0 then -0.3
                        else 0.3)

                Expect.isNull (Audit.InferLaw(plain (List.replicate 3 indefinite), n, 0.05)) "indefinite")
        ]
