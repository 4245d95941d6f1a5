module Memformer.Tests.Problems.PromptStreamTests

open System
open Expecto
open Memformer.Learn.Models
open Memformer.Learn.Numerics
open Memformer.Learn.Problems
open Memformer.Learn.Training.Objectives
open Memformer.Learn.Training.Recursion
open Memformer.Tests.Training

/// Five standard errors of a mean of independent numbers with a known variance.
let private expectMean count mean variance (values: float array) what =
    Expect.isLessThan (abs (Array.average values - mean)) (5.0 * sqrt (variance / float count)) what

let private count = 20_000

/// Means of the loss and of each derivative over batches, and their standard errors.
let private means isCounterBased =
    let design = NetworkDesign(Dimension = 3, Context = 7, Layers = 2)

    let objective =
        Objective(
            ObjectiveKind.Wishart,
            DataLaw.Diagonal([| 1.0; 0.5; 0.2 |], 0.3),
            design.Context,
            2,
            TailShare = 0.4,
            IsCounterBased = isCounterBased
        )

    use loss =
        new FusedLoss(design, SampleDesigns.sampled objective 5UL 64 design.Layers)

    let parameters = NetworkStart.Draw(design, objective.Law, 1UL)
    let gradient = Array.zeroCreate<float> parameters.Length

    let batches =
        [|
            for step in 0UL .. 149UL do
                let value = loss.LossAndGradient(parameters, step, gradient)
                Array.append [| value |] gradient
        |]

    Array.transpose batches
    |> Array.map (fun values ->
        let mean = Array.average values
        let variance = values |> Array.averageBy (fun value -> (value - mean) ** 2.0)
        mean, variance / float (values.Length - 1))

[<Tests>]
let tests =
    testList
        "prompt streams"
        [
            testCase "elementary functions are those of the runtime to some units in the last place"
            <| fun _ ->
                let random = RandomSource(3UL)

                for _ in 1..5000 do
                    let turns = random.NextUniform()

                    let close (actual: float) expected what =
                        Expect.isLessThan (abs (actual - expected)) 1e-15 what

                    close (ScalarMath.SineOfTurns turns) (sin (2.0 * Math.PI * turns)) $"sin {turns}"
                    close (ScalarMath.CosineOfTurns turns) (cos (2.0 * Math.PI * turns)) $"cos {turns}"
                    let relative = { absolute = 0.0; relative = 1e-15 }
                    let wide = Math.Pow(2.0, 200.0 * turns - 150.0)
                    Expect.floatClose relative (ScalarMath.Log wide) (log wide) $"log {wide}"
                    let power = 60.0 * random.NextNormal()
                    Expect.floatClose relative (ScalarMath.Exp power) (exp power) $"exp {power}"

            testCase "normal numbers are normal, and pairs independent"
            <| fun _ ->
                let pairs =
                    Array.init count (fun prompt -> PromptStream(3UL, 1UL, prompt).Normals(2, prompt % 7))

                let first, second = pairs |> Array.map _.First, pairs |> Array.map _.Second

                for values in [ first; second ] do
                    expectMean count 0.0 1.0 values "mean"
                    expectMean count 1.0 2.0 (values |> Array.map (fun x -> x * x)) "variance"
                    expectMean count 3.0 96.0 (values |> Array.map (fun x -> x ** 4.0)) "fourth moment"

                expectMean count 0.0 1.0 (Array.map2 (*) first second) "correlation"

            for degrees in [ 1; 2; 7; 400 ] do
                testCase $"χ² has its moments, {degrees} degrees of freedom"
                <| fun _ ->
                    let k = float degrees

                    let values =
                        Array.init count (fun prompt -> PromptStream(4UL, 9UL, prompt).ChiSquared(1, degrees))

                    expectMean count k (2.0 * k) values "mean"
                    // The fourth central moment of χ² is 12 k (k + 4).
                    let spread = values |> Array.map (fun x -> (x - k) ** 2.0)
                    expectMean count (2.0 * k) (12.0 * k * (k + 4.0) - 4.0 * k * k) spread "variance"

            testCase "numbers differ between seeds, steps, prompts, rows and places"
            <| fun _ ->
                let numbers =
                    [
                        for seed in [ 0UL; 1UL; 1UL <<< 32 ] do
                            for step in [ 0UL; 1UL; 1UL <<< 32; 1UL <<< 62 ] do
                                for prompt in [ 0; 1; 100_000 ] do
                                    let stream = PromptStream(seed, step, prompt)

                                    for row in [ 0; 1; 999 ] do
                                        stream.Normals(row, 0).First
                                        stream.Normals(row, 1).First
                                        stream.ChiSquared(row, 5)

                                    stream.Choice 0
                                    stream.Choice 1
                    ]

                Expect.hasLength (List.distinct numbers) numbers.Length "distinct"

            testCase "losses on them have the mean that losses on other prompts of the law have"
            <| fun _ ->
                Array.zip (means true) (means false)
                |> Array.iteri (fun index ((mean, variance), (other, otherVariance)) ->
                    let bound = 5.0 * sqrt (variance + otherVariance)
                    Expect.isLessThanOrEqual (abs (mean - other)) bound $"number {index}")
        ]
