module Memformer.Tests.Solvers.SolverTests

open Memformer.Learn.Estimates
open Memformer.Learn.Solvers
open System
open Expecto
open MathNet.Numerics.Distributions
open MathNet.Numerics.LinearAlgebra
open Memformer.Learn.Spectra
open Memformer.Learn.Problems
open Memformer.Theory
open Memformer.Theory.Algebra
open Memformer.Theory.Spectra

let private ruleOf (optimum: OptimalMethod) =
    PolynomialSolver(
        "optimum",
        [|
            for coefficient in optimum.Polynomial.Coefficients -> coefficient.ToDouble()
        |]
    )

/// The plain mean over prompts, without a control variate.
let private simulated (law: DataLaw) context layers prompts seed (rule: Solver) =
    MeanEstimate.Of
        [|
            for prompt in DrawnProblem.Draw(law, context, prompts, seed) ->
                prompt.ExcessRisk(rule.Solve(prompt, layers), law.Covariance)
        |]

let private within (errors: float) (estimate: MeanEstimate) (exact: float) what =
    Expect.isLessThan
        (abs (estimate.Mean - exact))
        (errors * estimate.StandardError)
        $"{what}: {estimate.Mean} ± {estimate.StandardError} against {exact}"

/// w ← w − a_l S² (H w − b), S ← S − b_l a_l S³ H: the steps of the network, so that nothing is lost to the cancelling
/// coefficients of its residual polynomial.
let private gdPlusPlus (network: GdPlusPlus) =
    { new Solver("gd++") with
        override _.Solve(problem, _) =
            let h = Matrix<float>.Build.DenseOfArray problem.Hessian
            let b = Vector<float>.Build.DenseOfArray problem.Moment
            let mutable s = Matrix<float>.Build.DenseIdentity problem.Dimension
            let mutable w = Vector<float>.Build.Dense problem.Dimension

            for l in 0 .. network.Layers - 1 do
                w <- w - network.Steps[l] * (s * s * (h * w - b))

                if l < network.Whitening.Count then
                    s <- s - network.Whitening[l] * network.Steps[l] * (s * s * s * h)

            w.ToArray()
    }

/// Thirty problems drawn once; three standard errors each, which a right formula misses in one of three hundred. At
/// most three layers: with four, eighth moments decide, and the rare prompts that carry them make the standard error of
/// a plain mean over so few prompts too small.
let private problems =
    let random = Random 20241009

    [
        for index in 1..30 do
            let noise = [| 0.0; 0.0; 0.5; 1.0 |][random.Next 4]
            index, random.Next(1, 9), random.Next(2, 31), random.Next(1, 4), noise
    ]

[<Tests>]
let simulation =
    testList
        "the exact optimum against simulation"
        [
            for index, d, n, layers, noise in problems do
                test $"{index}: d = {d}, n = {n}, L = {layers}, σ = {noise}" {
                    let optimum = OptimalMethod.For(d, n, layers, Rational.FromDouble noise)
                    let law = DataLaw.Isotropic(d, noise)
                    let mean = simulated law n layers 20_000 (uint64 index) (ruleOf optimum)
                    within 3.0 mean (optimum.ExcessLoss.ToDouble()) "excess loss"
                }

            test "with a free preconditioner any covariance has the isotropic optimum" {
                let law = DataLaw.Rotated([ 1.0; 1.0; 0.25; 0.0625; 1.0 ], 3UL)
                let optimum = OptimalMethod.For(5, 20, 3, Rational.Zero)
                let whitened = Whitened(ruleOf optimum, law.Covariance)
                within 3.0 (simulated law 20 3 20_000 1UL whitened) (optimum.Loss.ToDouble()) "loss"
            }

            test "without whitening the exact optimum of that covariance holds" {
                let spectrum = [ 1.0; 1.0; 0.25; 0.0625; 1.0 ]
                let matrix = Array2D.zeroCreate 5 5

                spectrum
                |> List.iteri (fun i value -> matrix[i, i] <- Rational.FromDouble value)

                let optimum = ScalarPreconditionerOptimum.For(matrix, 20, 3, Rational.Zero)

                let rule =
                    PolynomialSolver(
                        "restricted",
                        [|
                            for coefficient in optimum.Polynomial.Coefficients -> coefficient.ToDouble()
                        |]
                    )

                within 3.0 (simulated (DataLaw.Diagonal spectrum) 20 3 20_000 1UL rule) (optimum.Loss.ToDouble()) "loss"
            }

            test "GD++ loses what its moments say" {
                let found = GdPlusPlusOptimum.Find(5, 20, 2, Rational.Zero)

                within
                    3.0
                    (simulated (DataLaw.Isotropic 5) 20 2 20_000 1UL (gdPlusPlus found.Network))
                    found.Loss
                    "loss"
            }

            test "prompts leave the domain as often as computed" {
                let optimum = OptimalMethod.For(5, 20, 1, Rational.Zero)
                let domain = ValidityDomain.Of optimum.Polynomial
                let expected = 1.0 - ExpectedSpectrum.For(5, 20).ProbabilityInside domain.Intervals

                let leaves (prompt: DrawnProblem) =
                    let h =
                        MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.DenseOfArray prompt.Hessian

                    if
                        h.Evd().EigenValues
                        |> Seq.exists (fun value -> not (domain.Contains value.Real))
                    then
                        1.0
                    else
                        0.0

                let share =
                    MeanEstimate.Of
                        [|
                            for prompt in DrawnProblem.Draw(DataLaw.Isotropic 5, 20, 20_000, 4UL) -> leaves prompt
                        |]

                within 3.0 share expected "probability"
            }
        ]

let private study layers (solvers: Solver list) =
    FreshPrompts(DataLaw.Isotropic 5, 20, 10_000, 2UL).Measure(List.toArray solvers, layers)

[<Tests>]
let opponents =
    testList
        "baselines"
        [
            test "conjugate gradients solve the problem in d steps" {
                for prompt in DrawnProblem.Draw(DataLaw.Isotropic 4, 12, 20, 5UL) do
                    let found = ConjugateGradients().Solve(prompt, 4)
                    let errors = Array.map2 (fun (a: float) b -> abs (a - b)) found prompt.Task
                    Expect.isLessThan (Array.max errors) 1e-8 "w*"
            }

            test "conjugate gradients reach the values that simulation gave before" {
                // 0.908, 0.1685, 0.0231: d = 5, n = 20, all context rows.
                for layers, known in [ 1, 0.908; 2, 0.1685; 3, 0.0231 ] do
                    let loss = (Seq.exactlyOne (study layers [ ConjugateGradients() ])).Loss
                    // The known values are rounded to half a unit of their last digit, and simulated themselves.
                    Expect.isLessThan
                        (abs (loss.Mean - known))
                        (4.0 * loss.StandardError + 0.005 * known)
                        $"L = {layers}"
            }

            test "methods with tuned constants lose what the quadrature says" {
                for layers in [ 1; 3 ] do
                    let tuned = TunedSolvers.For(DataLaw.Isotropic 5, 20, layers)

                    let exact =
                        [
                            TunedMethod.GradientDescent(5, 20, layers, Rational.Zero)
                            TunedMethod.HeavyBall(5, 20, layers, Rational.Zero)
                            TunedMethod.Nesterov(5, 20, layers, Rational.Zero)
                        ]

                    for result, expected in Seq.zip (study layers (List.ofSeq tuned.All)) exact do
                        // One prompt's loss and its control are nearly the same polynomial: allow rounding too.
                        Expect.isLessThan
                            (abs (result.Loss.Mean - expected.Loss))
                            (4.0 * result.Loss.StandardError + 1e-9)
                            $"{expected.Name}, L = {layers}"
            }

            test "constants for another law are tuned on other prompts than they are judged on" {
                let law = DataLaw.Diagonal [ 1.0; 1.0; 0.25; 0.0625; 1.0 ]
                let tuned = TunedSolvers.For(law, 20, 2)
                let results = FreshPrompts(law, 20, 4_000, 3UL).Measure(tuned.All, 2)
                let loss index = results[index].Loss.Mean

                let worse =
                    FixedConstants("gradient-descent", 0.7 * tuned.GradientDescent.Step, 0.0, false)

                let judged = FreshPrompts(law, 20, 4_000, 3UL).Measure([| worse |], 2)
                Expect.isLessThan (loss 0) judged[0].Loss.Mean "a smaller step is worse"
                Expect.isLessThan (loss 1) (loss 0 * 1.001) "momentum does not hurt"
            }

            test "the control variate leaves the mean and shrinks its error" {
                let law = DataLaw.Isotropic 5
                let gd = (TunedSolvers.For(law, 20, 3)).GradientDescent
                let plain = simulated law 20 3 10_000 2UL gd

                let controlled =
                    (Seq.exactlyOne (FreshPrompts(law, 20, 10_000, 2UL).Measure([| gd |], 3))).Loss

                Expect.isLessThan controlled.StandardError (0.8 * plain.StandardError) "error"
                within 4.0 plain controlled.Mean "mean"
            }

            test "the error of a mean with a control variate is the error it has" {
                // The mean of (estimate/error)² over samples of 30 is 1.07 for a plain mean (t² with 29 degrees of freedom),
                // and 1.17 where the slope is fitted to the prompts that it corrects; over 5000 samples, give or take 0.023.
                let random = Random 8
                let normal () = Normal.Sample(random, 0.0, 1.0)

                let squares =
                    [
                        for _ in 1..5000 do
                            let controls = [| for _ in 1..30 -> normal () |]
                            let values = [| for control in controls -> 0.7 * control + normal () |]
                            let estimate = MeanEstimate.Controlled(values, controls, 0.0)
                            (estimate.Mean / estimate.StandardError) ** 2.0
                    ]

                Expect.isLessThan (List.average squares) 1.14 "mean square"
            }

            test "with itself as control a mean is exact" {
                let values = [| 1.0; 5.0; -2.0; 40.0 |]
                let estimate = MeanEstimate.Controlled(values, values, 3.0)
                Expect.floatClose Accuracy.veryHigh estimate.Mean 3.0 "mean"
                Expect.isLessThan estimate.StandardError 1e-12 "error"
                Expect.equal (string estimate) "3" "written without its rounding"
            }

            test "a factor carries the errors of both sides" {
                let ratio = MeanEstimate(3.0, 0.3).RatioTo(MeanEstimate(1.5, 0.15))
                Expect.floatClose Accuracy.high ratio.Mean 2.0 "ratio"
                Expect.floatClose Accuracy.high ratio.StandardError (2.0 * sqrt 0.02) "error"
            }

            test "a mean is written to the digit that its error leaves" {
                for mean, error, text in
                    [
                        2.9412, 0.0312, "2.94 ± 0.03"
                        5.79, 0.1, "5.8 ± 0.1"
                        0.023094, 0.0004, "0.0231 ± 0.0004"
                        935.2, 655.0, "900 ± 700"
                        101.1, 84.5, "100 ± 80"
                        1234.5, 12.3, "1230 ± 10"
                        2.5e7, 3.1e6, "2.5·10⁷ ± 3·10⁶"
                    ] do
                    Expect.equal (string (MeanEstimate(mean, error))) text $"{mean} ± {error}"
            }

            test "one prompt has no standard error" {
                Expect.throwsT<UsageException>
                    (fun () ->
                        FreshPrompts(DataLaw.Isotropic 2, 5, 1, 0UL).Measure([| ConjugateGradients() |], 1)
                        |> ignore)
                    "refused"
            }
        ]
