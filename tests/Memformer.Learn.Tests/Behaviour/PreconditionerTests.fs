/// A preconditioner that nobody knows is told from answers, and only where there is one.
module Memformer.Tests.Behaviour.PreconditionerTests

open System
open Expecto
open MathNet.Numerics.LinearAlgebra
open Memformer.Learn.Behaviour
open Memformer.Learn.Behaviour.Probes
open Memformer.Learn.Problems
open Memformer.Tests.Behaviour.PlantedSolver

/// Answers of a method preconditioned by a matrix, with noise of a share of their size.
let private ask (law: DataLaw) (planted: Matrix<float>) share solver =
    let probe = Probe.Draw(ProbeDesign(law, 20, Contexts = 48))
    let factor = planted.Cholesky().Factor
    let answers = noisy share 5 (answer probe (linear (preconditioned factor solver)))
    Comparison.Of(probe, answers, Math.ScaleB(1.0, -53), ComparisonOptions(Steps = 6))

/// The method is named with its A, which is found up to the share of noise.
let private expect name (planted: Matrix<float>) share (comparison: Comparison) =
    let found = comparison.Verdict.Method
    Expect.equal (if isNull found then "none" else found.Name) name "name"
    Expect.equal found.Frame Comparison.FittedFrame "frame"
    let fitted = comparison.Preconditioner

    let error =
        (Matrix<float>.Build.DenseOfArray fitted.Matrix - planted).FrobeniusNorm()
        / planted.FrobeniusNorm()
    // Hundreds of answers for each number of A, each with an error of the share; distances are quadratic in A.
    Expect.isLessThan error (share + 1e-7) "A"

    Expect.isLessThan
        fitted.Rotation.Value
        (4.0 * share * share + 1e-14)
        "blind to rotations of the whitened covariates"

[<Tests>]
let tests =
    testList
        "fitted preconditioners"
        [
            for dimension, name, solver in
                [
                    3, "gradient-descent", gradientDescent 3 0.5
                    5, "heavy-ball", heavyBall 4 0.4 0.3
                ] do
                for share in [ 0.0; 0.01 ] do
                    testCase $"{name}, d = {dimension}, at {100.0 * share} %% noise" (fun () ->
                        let planted = preconditioner dimension 6.0 (uint64 dimension)
                        let comparison = ask (DataLaw.Isotropic dimension) planted share solver
                        expect name planted share comparison

                        Expect.floatClose
                            {
                                absolute = 0.0
                                relative = 5.0 * share + 1e-6
                            }
                            comparison.Preconditioner.ConditionNumber
                            6.0
                            "condition number"

                        Expect.isLessThan
                            comparison.Preconditioner.Unexplained.Value
                            (2.0 * share * share + 1e-14)
                            "contexts that A was not fitted to")

            testCase "neither a multiple of I nor of the inverse covariance" (fun () ->
                let planted = preconditioner 3 5.0 8UL
                let law = DataLaw.Rotated([| 1.0; 0.5; 0.25 |], 3UL)
                let comparison = ask law planted 0.0 (gradientDescent 3 0.5)
                expect "gradient-descent" planted 0.0 comparison
                Expect.isGreaterThan comparison.Preconditioner.FromIdentity 0.1 "I"
                Expect.isGreaterThan comparison.Preconditioner.FromInverseCovariance 0.1 "the inverse covariance")

            testCase "ridge regression with a prior, which is no polynomial" (fun () ->
                let planted = preconditioner 3 5.0 9UL
                expect "ridge" planted 0.0 (ask (DataLaw.Isotropic 3) planted 0.0 (ridge 0.1)))

            testCase "what is no method has none" (fun () ->
                let identity = Matrix<float>.Build.DenseIdentity 3
                let comparison = ask (DataLaw.Isotropic 3) identity 0.0 (softThreshold 0.3 0.1)
                Expect.isNull comparison.Preconditioner "A")
        ]
