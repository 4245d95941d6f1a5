/// Known methods are told from their answers, with noise and without; what is no known method is not named.
module Memformer.Tests.Behaviour.ComparisonTests

open System
open Expecto
open MathNet.Numerics.LinearAlgebra
open Memformer.Learn.Behaviour
open Memformer.Learn.Behaviour.Probes
open Memformer.Learn.Behaviour.Samples
open Memformer.Learn.Problems
open Memformer.Tests.Behaviour.PlantedSolver

let private design = ProbeDesign(DataLaw.Isotropic 5, 20, Contexts = 128)
let private probe = lazy (Probe.Draw design)

/// Half as many contexts, which names need no more of.
let private small =
    lazy (Probe.Draw(ProbeDesign(DataLaw.Isotropic 5, 20, Contexts = 64)))

let private unitRounding = Math.ScaleB(1.0, -53)

let private compare (probe: Probe) answers =
    Comparison.Of(probe, answers, unitRounding)

let private parameter name (comparison: Comparison) =
    comparison.Verdict.Method.Parameters
    |> Seq.find (fun entry -> entry.Key = name)
    |> _.Value

let private named (comparison: Comparison) =
    match comparison.Verdict.Method with
    | null -> "none"
    | method -> method.Name

let private methods =
    [
        "gradient-descent", gradientDescent 3 0.5
        "heavy-ball", heavyBall 4 0.5 0.3
        "nesterov", nesterov 4 0.4 0.5
        "chebyshev", chebyshev 4 0.2 2.2
        "polynomial", freeSteps [ 0.3; 1.1; 0.5; 0.9 ]
        "conjugate-gradient", conjugateGradient 3
        "newton", newton 3 (bySpectralNorm 2.0)
        "newton", newton 2 (fun h -> 0.15 * h)
        "ridge", ridge 0.1
        "ridge", ridge 2.0
        "least-squares", leastSquares
    ]

let private recovered =
    testList
        "methods are recovered"
        [
            for share in [ 0.0; 0.001; 0.01 ] do
                for i, (name, solver) in List.indexed methods do
                    testCase $"{name} ({i}) at {100.0 * share} %% noise" (fun () ->
                        let answers = noisy share i (answer small.Value (linear solver))
                        let comparison = compare small.Value answers
                        Expect.equal (named comparison) name "name"
                        Expect.isNull comparison.Preconditioner "A = I"
                        // What is left is the noise, whose size is a share of all answers: the scaled prompts, a fifth of
                        // them, make it larger than that of the questions compared.
                        Expect.isLessThan
                            comparison.Verdict.Method.Distance.Value
                            (1.5 * share * share + 1e-20)
                            "distance")
        ]

let private constants =
    testList
        "constants"
        [
            testCase "of methods without noise are exact" (fun () ->
                let close name expected comparison =
                    // Distances are quadratic in constants: what rounding leaves of them is its square root.
                    Expect.floatClose Accuracy.high (parameter name comparison) expected name

                let gd = compare probe.Value (answer probe.Value (linear (gradientDescent 3 0.5)))
                close "steps" 3.0 gd
                close "eta" 0.5 gd
                Expect.equal gd.Verdict.Degree.Least (Nullable 3) "degree"
                close "lambda" 0.1 (compare probe.Value (answer probe.Value (linear (ridge 0.1))))
                let ball = compare probe.Value (answer probe.Value (linear (heavyBall 4 0.5 0.3)))
                close "eta" 0.5 ball
                close "beta" 0.3 ball)

            testCase "with noise are right within a few standard errors" (fun () ->
                let comparison =
                    compare probe.Value (noisy 0.01 7 (answer probe.Value (linear (ridge 0.1))))
                // 1 % noise on 5,376 answers; λ moves an answer by about its own size for λ of order 1.
                Expect.floatClose { absolute = 0.002; relative = 0.0 } (parameter "lambda" comparison) 0.1 "lambda")
        ]

let private many =
    // More eigenvalues than constants are looked for on: 128 contexts have 1,536.
    let large =
        lazy (Probe.Draw(ProbeDesign(DataLaw.Isotropic 12, 24, Contexts = 128, Tasks = 2)))

    testList
        "constants of many contexts, found on some of them and refined on all"
        [
            for name, solver, expected in
                [
                    "heavy-ball", heavyBall 4 0.5 0.3, [ "eta", 0.5; "beta", 0.3 ]
                    "ridge", ridge 0.1, [ "lambda", 0.1 ]
                ] do
                testCase name (fun () ->
                    let exact = compare large.Value (answer large.Value (linear solver))
                    Expect.equal (named exact) name "without noise"

                    for constant, value in expected do
                        // Distances are quadratic in constants: what rounding leaves of them is its square root.
                        Expect.floatClose Accuracy.high (parameter constant exact) value constant

                    let answers = noisy 0.01 3 (answer large.Value (linear solver))
                    Expect.equal (named (compare large.Value answers)) name "with 1 % noise")
        ]

let private ambiguous =
    testList
        "two steps of anything are two free steps"
        [
            for name, solver in
                [
                    "heavy-ball", heavyBall 2 0.5 0.3
                    "nesterov", nesterov 2 0.4 0.5
                    "chebyshev", chebyshev 2 0.2 2.2
                ] do
                testCase name (fun () ->
                    let verdict = (compare probe.Value (answer probe.Value (linear solver))).Verdict
                    Expect.equal verdict.Method.Name "polynomial" "nothing else is tested"
                    Expect.equal verdict.Degree.Least (Nullable 2) "gradients"
                    Expect.isTrue (verdict.MayBe name) "it may be what it is"
                    Expect.isFalse (verdict.MayBe "ridge") "but not anything")

            testCase "equal steps are gradient descent, which fewer constants fit" (fun () ->
                let verdict =
                    (compare probe.Value (answer probe.Value (linear (gradientDescent 2 0.5)))).Verdict

                Expect.equal verdict.Method.Name "gradient-descent" "one constant, two gradients"
                Expect.isFalse (verdict.MayBe "heavy-ball") "a constant more")
        ]

let private unnamed =
    let noOne name solve =
        testCase name (fun () ->
            let comparison = compare probe.Value (answer probe.Value solve)
            Expect.equal (named comparison) "none" "name"
            Expect.isGreaterThan comparison.Verdict.Closest.Distance.Value 0.01 "distance")

    testList
        "no known method"
        [
            noOne "soft-thresholded ridge" (linear (softThreshold 0.3 0.1))
            noOne "nearest neighbour" nearestNeighbour
            noOne "softmax of inner products" (fun prompt query ->
                let scores = (prompt.X * query).PointwiseExp()
                scores.DotProduct prompt.Y / scores.Sum())
            testCase "a constant is no answer" (fun () ->
                Expect.throws
                    (fun () -> compare probe.Value (Array.create probe.Value.Rows.Count 1.5) |> ignore)
                    "constant")
            for scale in [ 1e200; 1e-170 ] do
                testCase $"answers of {scale} have no squares" (fun () ->
                    let answers =
                        answer probe.Value (linear leastSquares) |> Array.map (fun y -> scale * y)

                    let failure = Expect.throwsC (fun () -> compare probe.Value answers |> ignore) id
                    Expect.stringContains failure.Message "the network's largest answer is" "message")
        ]

let private signs =
    let symmetries solve =
        (compare probe.Value (answer probe.Value solve)).Symmetries

    let isZero name (estimate: Estimate) =
        Expect.isLessThan estimate.Value 1e-20 name

    let isThere name (estimate: Estimate) =
        Expect.isGreaterThan estimate.Value (max 1e-3 (3.0 * estimate.StandardError)) name

    testList
        "symmetries"
        [
            testCase "ridge has them all" (fun () ->
                let s = symmetries (linear (ridge 0.1))
                isZero "query" s.LinearInQuery
                isZero "answers" s.LinearInAnswers
                isZero "homogeneous" s.Homogeneous
                isZero "order" s.Order
                isZero "rotation" s.Rotation)

            testCase "conjugate gradients are not linear in the answers" (fun () ->
                let s = symmetries (linear (conjugateGradient 3))
                isZero "query" s.LinearInQuery
                isZero "homogeneous" s.Homogeneous
                isThere "answers" s.LinearInAnswers)

            testCase "a threshold is not homogeneous and knows the axes" (fun () ->
                let s = symmetries (linear (softThreshold 0.3 0.1))
                isThere "homogeneous" s.Homogeneous
                isThere "rotation" s.Rotation)

            testCase "the nearest neighbour is not linear in the query" (fun () ->
                let s = symmetries nearestNeighbour
                isThere "query" s.LinearInQuery
                isZero "answers" s.LinearInAnswers)

            testCase "the answer of the first half depends on the order" (fun () ->
                let s =
                    symmetries (
                        linear (fun prompt ->
                            ridge
                                0.1
                                {
                                    X = prompt.X.SubMatrix(0, 10, 0, 5)
                                    Y = prompt.Y.SubVector(0, 10)
                                })
                    )

                isThere "order" s.Order
                isZero "rotation" s.Rotation)
        ]

let private prompts =
    testList
        "what the prompt decides"
        [
            testCase "conjugate gradients choose their steps" (fun () ->
                let found =
                    (compare probe.Value (answer probe.Value (linear (conjugateGradient 2)))).PromptDependent

                Expect.isGreaterThan found.Value (3.0 * found.StandardError) "share")

            testCase "ridge does not" (fun () ->
                let found =
                    (compare probe.Value (answer probe.Value (linear (ridge 0.1)))).PromptDependent
                // What splines leave of a rational function.
                Expect.isLessThan found.Value 1e-5 "share")
        ]

let private laws =
    let law = DataLaw.Rotated([| 1.0; 1.0; 0.5; 0.25; 1.0 |], 3UL)

    let isAs name frame (probe: Probe) solver =
        let comparison = compare probe (answer probe (linear solver))
        Expect.equal (named comparison) name "name"
        Expect.equal comparison.Verdict.Method.Frame frame "frame"

    testList
        "laws and sizes"
        [
            testCase "preconditioned by the inverse covariance" (fun () ->
                let probe = Probe.Draw(ProbeDesign(law, 20, Contexts = 96))
                isAs "gradient-descent" "inverse-covariance" probe (whitened law (gradientDescent 3 0.5))
                isAs "gradient-descent" "identity" probe (gradientDescent 3 0.5)
                isAs "ridge" "inverse-covariance" probe (whitened law (ridge 0.2)))

            testCase "fewer examples than dimensions" (fun () ->
                let probe = Probe.Draw(ProbeDesign(DataLaw.Isotropic 8, 5, Contexts = 96))
                isAs "least-squares" "identity" probe leastSquares
                isAs "ridge" "identity" probe (ridge 0.3)
                isAs "gradient-descent" "identity" probe (gradientDescent 4 0.3)
                // The largest eigenvalue is near 8, on which these diverge.
                isAs "gradient-descent" "identity" probe (gradientDescent 3 0.5)
                isAs "heavy-ball" "identity" probe (heavyBall 4 0.5 0.3))

            testCase "noise in the examples" (fun () ->
                let probe = Probe.Draw(ProbeDesign(DataLaw.Isotropic(5, 0.5), 20, Contexts = 96))
                isAs "ridge" "identity" probe (ridge 0.0125)
                isAs "newton" "identity" probe (newton 3 (bySpectralNorm 1.0)))

            testCase "one dimension" (fun () ->
                let probe = Probe.Draw(ProbeDesign(DataLaw.Isotropic 1, 4, Contexts = 96))
                isAs "ridge" "identity" probe (ridge 0.3))

            testCase "a pool of tasks" (fun () ->
                let probe =
                    Probe.Draw(ProbeDesign(DataLaw.Isotropic(5, 0.5), 6, Contexts = 96, Pool = Nullable 8))

                let pool = [ for task in probe.Pool -> Vector<float>.Build.DenseOfArray task ]
                isAs "discrete-mmse" "identity" probe (discreteMean 0.5 pool))
        ]

[<Tests>]
let tests =
    testList "behaviour" [ recovered; constants; many; ambiguous; unnamed; signs; prompts; laws ]
