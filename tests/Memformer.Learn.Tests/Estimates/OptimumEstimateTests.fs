/// Optima of laws of which no exact one is known: estimated within their errors, and never those of another law.
module Memformer.Tests.Estimates.OptimumEstimateTests

open Expecto
open Memformer.Learn.Estimates
open Memformer.Learn.Limits
open Memformer.Learn.Problems
open Memformer.Learn.Solvers

let private covariance =
    array2D [ [ 2.0; 0.5; 0.0 ]; [ 0.5; 1.0; 0.3 ]; [ 0.0; 0.3; 0.4 ] ]

let private tasks =
    array2D [ [ 1.0; -0.4; 0.2 ]; [ -0.4; 3.0; 0.1 ]; [ 0.2; 0.1; 0.5 ] ]

let private prompts = 20_000

/// Four standard errors, which a right estimate misses in one of sixteen thousand.
let private near (estimate: MeanEstimate) (exact: float) what =
    Expect.isLessThan (abs (estimate.Mean - exact)) (4.0 * estimate.StandardError) $"{what}: {estimate} for {exact}"

let private fitted (law: DataLaw) preconditioner context layers =
    let polynomial =
        FittedPolynomial.To(DrawnProblem.Draw(law, context, prompts, 1UL), preconditioner, law.Covariance, layers)

    MeanEstimate.Of(
        [|
            for prompt in DrawnProblem.Draw(law, context, prompts, 2UL) ->
                prompt.ExcessRisk(polynomial.Solve prompt, law.Covariance)
        |]
    )

let private estimateOf law layers =
    match OptimumEstimate.Of(law, 12, layers, prompts, 2UL) with
    | null -> failtest "no estimate"
    | estimate -> estimate

[<Tests>]
let tests =
    testList
        "estimated optima"
        [
            for noise in [ 0.0; 0.5 ] do
                for layers in [ 1; 3; 6 ] do
                    test $"where the optimum is exact the fit finds it: {layers} layers, σ = {noise}" {
                        let law = DataLaw(covariance, noise = noise)
                        let exact = Optimum.Of(law, 12, layers)
                        near (fitted law (CovarianceMatrix.Inverse covariance) 12 layers) exact.ExcessLoss "loss"
                        Expect.equal (estimateOf law layers).Knowledge OptimumKnowledge.Exact "known"
                        Expect.equal (estimateOf law layers).Loss.StandardError 0.0 "no error"
                    }

            for kind in [ CovariateKind.Sphere; CovariateKind.Gamma; CovariateKind.Uniform ] do
                test $"{kind} covariates have their own optimum, between that of one layer and the best answer" {
                    let law = DataLaw(covariance, noise = 0.5, covariates = kind, gammaShape = 0.8)
                    let one, three = estimateOf law 1, estimateOf law 3
                    Expect.equal one.Knowledge OptimumKnowledge.Exact "one layer is exact"

                    Expect.equal
                        three.Knowledge
                        (if kind = CovariateKind.Uniform then
                             OptimumKnowledge.Bounded
                         else
                             OptimumKnowledge.Estimated)
                        "three"

                    Expect.isLessThan three.Loss.Mean one.Loss.Mean "deeper is better"

                    let best =
                        FreshPrompts(law, 12, prompts, 2UL).Measure([ RidgeRegression.For(law, 12) ], 1).[0].Loss

                    Expect.isGreaterThan (three.Loss.Mean + 4.0 * three.Loss.StandardError) best.Mean "not below ridge"
                }

            test "other tasks and pools have a bound, and too deep networks nothing" {
                Expect.equal (estimateOf (DataLaw(covariance, tasks)) 2).Knowledge OptimumKnowledge.Bounded "S"
                let pool = DataLaw(covariance, pool = TaskPool 2)
                Expect.equal (estimateOf pool 2).Knowledge OptimumKnowledge.Bounded "pool"
                Expect.stringStarts ((estimateOf pool 2).ToString()) "at most " "said"
                let deep = OptimumEstimate.MostLayers + 1
                Expect.isNull (OptimumEstimate.Of(pool, 12, deep, prompts, 2UL)) "too deep"
            }

            test "ridge is what no answer betters, and its loss is that of the posterior" {
                let law = DataLaw(covariance, tasks, 0.8)

                let solvers: Solver list =
                    [
                        RidgeRegression.For(law, 6)
                        RidgeRegression.LeastSquares 3
                        RidgeRegression.For(DataLaw(covariance, noise = 0.8), 6)
                    ]

                let losses = FreshPrompts(law, 6, prompts, 3UL).Measure(solvers, 1)

                for other in Seq.skip 1 losses do
                    Expect.isLessThan losses.[0].Loss.Mean other.Loss.Mean "best"

                // The posterior covariance of Gaussian tasks: E tr Σ (S⁻¹ + nH/σ²)⁻¹.
                let inverse = CovarianceMatrix.Inverse tasks

                let posterior =
                    MeanEstimate.Of(
                        [|
                            for prompt in DrawnProblem.Draw(law, 6, prompts, 3UL) do
                                let precision =
                                    prompt.Hessian |> Array2D.mapi (fun i j h -> inverse[i, j] + 6.0 * h / 0.64)

                                let spread = CovarianceMatrix.Inverse precision

                                Seq.sum (
                                    seq {
                                        for i in 0..2 do
                                            for j in 0..2 -> covariance[i, j] * spread[j, i]
                                    }
                                )
                        |]
                    )

                let error =
                    sqrt (losses.[0].Loss.StandardError ** 2.0 + posterior.StandardError ** 2.0)

                Expect.isLessThan (abs (losses.[0].Loss.Mean - posterior.Mean)) (4.0 * error) "posterior"
            }

            test "without noise, examples that span everything leave nothing" {
                for prompt in DrawnProblem.Draw(DataLaw(covariance, tasks), 6, 20, 4UL) do
                    let w = RidgeRegression.LeastSquares(3).Solve(prompt, 1)
                    // Least squares of six examples: the condition number of H is below 1e4.
                    for i in 0..2 do
                        Expect.isLessThan (abs (w[i] - prompt.Task[i])) 1e-9 "w*"
            }
        ]
