module Memformer.Tests.Limits.OptimumTests

open Memformer.Learn.Estimates
open Memformer.Learn.Solvers
open Expecto
open MathNet.Numerics.LinearAlgebra
open Memformer.Learn.Limits
open Memformer.Learn.Problems
open Memformer.Theory.Algebra
open Memformer.Theory.Spectra

let private matrix (rows: float array2d) = Matrix<float>.Build.DenseOfArray rows

let private covariance =
    array2D [ [ 2.0; 0.5; 0.0 ]; [ 0.5; 1.0; 0.3 ]; [ 0.0; 0.3; 0.4 ] ]

/// Tasks whose covariance has other axes than Σ and than Σ⁻¹.
let private tasks =
    array2D [ [ 1.0; -0.4; 0.2 ]; [ -0.4; 3.0; 0.1 ]; [ 0.2; 0.1; 0.5 ] ]

let private times (scale: float) = Array2D.map ((*) scale)

let private optimumOf law context layers =
    match Optimum.Of(law, context, layers) with
    | null -> failtest "no optimum"
    | optimum -> optimum

let private risks (law: DataLaw) context prompts seed (solver: Solver) =
    [|
        for prompt in DrawnProblem.Draw(law, context, prompts, seed) ->
            prompt.ExcessRisk(solver.Solve(prompt, 1), law.Covariance)
    |]

/// Four standard errors, which a right formula misses in one of sixteen thousand.
let private near (estimate: MeanEstimate) (exact: float) what =
    Expect.isLessThan
        (abs (estimate.Mean - exact))
        (4.0 * estimate.StandardError)
        $"{what}: {estimate.Mean} ± {estimate.StandardError} against {exact}"

[<Tests>]
let tests =
    testList
        "the optimum of a law"
        [
            test "with natural tasks it is the exact method on the inverse covariance" {
                let law = DataLaw(covariance, noise = 0.25)
                let optimum = optimumOf law 12 3
                let exact = OptimalMethod.For(3, 12, 3, Rational(1, 4))
                Expect.equal optimum.Polynomial exact.Polynomial "polynomial"
                Expect.equal optimum.Loss (exact.Loss.ToDouble()) "loss"
                Expect.equal optimum.ExcessLoss (exact.ExcessLoss.ToDouble()) "excess loss"
                Expect.equal optimum.Preconditioner (CovarianceMatrix.Inverse covariance) "preconditioner"
            }

            test "tasks four times as large lose four times what half the noise loses" {
                let natural = DataLaw(covariance, noise = 0.25)

                let larger =
                    DataLaw(covariance, times 4.0 (CovarianceMatrix.Inverse covariance), noise = 0.5)

                for layers in [ 1; 2; 4 ] do
                    let small, large = optimumOf natural 12 layers, optimumOf larger 12 layers
                    Expect.floatClose Accuracy.veryHigh large.Loss (4.0 * small.Loss) "loss"
                    Expect.floatClose Accuracy.veryHigh large.ExcessLoss (4.0 * small.ExcessLoss) "excess loss"
            }

            test "of tasks that are a multiple of the inverse covariance a sample loses as much" {
                let law =
                    DataLaw(covariance, times 2.7 (CovarianceMatrix.Inverse covariance), noise = 0.6)

                let optimum = optimumOf law 12 2
                near (MeanEstimate.Of(risks law 12 20_000 1UL optimum.Solver)) optimum.ExcessLoss "excess loss"
            }

            for noise in [ 0.0; 0.7 ] do
                test $"one layer on any tasks is the regression of w* on b, σ = {noise}" {
                    let n = 9
                    let law = DataLaw(covariance, tasks, noise = noise)
                    let sigma, s = matrix covariance, matrix tasks

                    let second =
                        (float (n + 1) * sigma * s * sigma + (s * sigma).Trace() * sigma) / float n
                        + noise * noise / float n * sigma

                    let step = s * sigma * second.Inverse()
                    let optimum = optimumOf law n 1
                    let difference = matrix optimum.Preconditioner - step
                    // The matrices have condition numbers below a hundred.
                    Expect.isLessThan (difference.L2Norm()) (1e-12 * step.L2Norm()) "step"
                    Expect.floatClose Accuracy.veryHigh optimum.Loss (optimum.ExcessLoss + noise * noise) "loss"
                    let found = risks law n 20_000 2UL optimum.Solver
                    near (MeanEstimate.Of found) optimum.ExcessLoss "excess loss"

                    // On the same prompts no other step does better, up to the error of the difference.
                    for i in 0..2 do
                        for sign in [ -1.0; 1.0 ] do
                            let moved = Array2D.copy optimum.Preconditioner
                            moved[i, (i + 1) % 3] <- moved[i, (i + 1) % 3] + 0.1 * sign

                            let other =
                                risks law n 20_000 2UL (PolynomialSolver("moved", [| 1.0; -1.0 |], moved))

                            let worse = MeanEstimate.Of(Array.map2 (-) other found)
                            Expect.isGreaterThan worse.Mean (2.0 * worse.StandardError) $"moved at {i} by {sign}"
                }

            for kind in System.Enum.GetValues<CovariateKind>() do
                for pool in [ None; Some 2; Some 40 ] do
                    test $"one layer on {kind} covariates and a pool of {pool} is exact" {
                        let pool = pool |> Option.map (fun size -> TaskPool(size, 5UL)) |> Option.toObj
                        let law = DataLaw(covariance, tasks, 0.4, kind, 1.5, pool)
                        let optimum = optimumOf law 7 1
                        let found = risks law 7 40_000 3UL optimum.Solver
                        near (MeanEstimate.Of found) optimum.ExcessLoss "excess loss"

                        // The loss is quadratic in the step and least at the optimum: halfway to another step, both ways.
                        for sign in [ -1.0; 1.0 ] do
                            let moved = times (1.0 + 0.15 * sign) optimum.Preconditioner

                            let other =
                                risks law 7 40_000 3UL (PolynomialSolver("moved", [| 1.0; -1.0 |], moved))

                            let worse = MeanEstimate.Of(Array.map2 (-) other found)
                            Expect.isGreaterThan worse.Mean (2.0 * worse.StandardError) $"{sign}"
                    }

            test "one layer on one number uniform on [−1, 1], by hand" {
                // E x² = 1/3 and E x⁴ = 1/5, so E H² = ((n − 1)/9 + 1/5)/n.
                let n, s, noise = 6.0, 2.5, 0.3

                let law =
                    DataLaw(array2D [ [ 1.0 / 3.0 ] ], array2D [ [ s ] ], noise, CovariateKind.Uniform)

                let second = ((n - 1.0) / 9.0 + 1.0 / 5.0) / n
                let step = s / 3.0 / (second * s + noise * noise / (3.0 * n))
                let optimum = optimumOf law 6 1
                Expect.floatClose Accuracy.veryHigh optimum.Preconditioner[0, 0] step "step"
                Expect.floatClose Accuracy.veryHigh optimum.ExcessLoss (s / 3.0 * (1.0 - step / 3.0)) "excess loss"
            }

            test "one layer on nearly natural tasks is nearly the natural one" {
                let nearly = times 1.0 (CovarianceMatrix.Inverse covariance)
                nearly[0, 0] <- nearly[0, 0] * (1.0 + 1e-7)
                let other = DataLaw(covariance, nearly, noise = 0.5)
                Expect.isFalse other.TaskScale.HasValue "another law"

                let found, natural =
                    optimumOf other 12 1, optimumOf (DataLaw(covariance, noise = 0.5)) 12 1

                Expect.isLessThan (abs (found.Loss / natural.Loss - 1.0)) 1e-6 "loss"
            }

            test "steps of plain descent multiply to the polynomial; noise may leave none" {
                let optimum = optimumOf (DataLaw.Isotropic 4) 10 3
                let steps = optimum.Steps()

                for h in [ 0.3; 1.0; 1.9 ] do
                    let product = steps |> Seq.fold (fun product step -> product * (1.0 - step * h)) 1.0
                    let exact = optimum.Polynomial.Evaluate(Rational.FromDouble h).ToDouble()
                    Expect.isLessThan (abs (product - exact)) 1e-12 $"p({h})"

                Expect.isNull ((optimumOf (DataLaw.Isotropic(4, 2.0)) 10 4).Steps()) "complex roots"
            }

            test "no optimum is known of other laws" {
                let none law layers =
                    Expect.isNull (Optimum.Of(law, 12, layers)) $"{layers} layers"

                none (DataLaw(covariance, tasks)) 2
                none (DataLaw(covariance).With CovariateKind.Sphere) 2
                none (DataLaw(covariance, pool = TaskPool 8)) 2
                none (DataLaw.Isotropic 3) (OptimalMethod.MostLayers + 1)
            }
        ]
