module Memformer.Tests.Torch.LossTests

open Expecto
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Learn.Torch
open Memformer.Learn.Torch.Losses
open Memformer.Learn.Torch.Networks
open Memformer.Learn.Training.Objectives
open Memformer.Learn.Training.Recursion
open Memformer.Tests.Training
open Memformer.Theory
open TorchSharp

/// Rounding of sums of some thousand terms, in double precision.
let private rounding = { absolute = 1e-9; relative = 1e-9 }

let private sameLoss (expected: float * float array) (actual: float * float array) message =
    Expect.floatClose rounding (fst actual) (fst expected) $"{message}: loss"

    Array.zip (snd expected) (snd actual)
    |> Array.iteri (fun index (expected, actual) ->
        Expect.floatClose rounding actual expected $"{message}: derivative in parameter {index}")

/// The means over batches, and their standard errors.
let private statistics (batches: (float * float array) list) =
    let columns =
        batches
        |> List.map (fun (loss, gradient) -> Array.append [| loss |] gradient)
        |> Array.ofList

    Array.init columns[0].Length (fun column ->
        let values = columns |> Array.map (fun row -> row[column])
        let mean = Array.average values
        let variance = values |> Array.averageBy (fun x -> (x - mean) ** 2.0)
        mean, sqrt (variance / float (values.Length - 1)))

let private derivatives (loss: NetworkLoss) (parameters: float array) step =
    let gradient = Array.zeroCreate<float> parameters.Length
    let value = loss.LossAndGradient(parameters, step, gradient)
    value, gradient

let private byTorch design settings =
    new TorchLoss(design, settings, torch.CPU, torch.ScalarType.Float64)

let private either design settings : NetworkLoss =
    if FusedLoss.Covers(design, settings) then
        new FusedLoss(design, settings)
    else
        byTorch design settings

[<Tests>]
let tests =
    testSequenced
    <| testList
        "losses"
        [
            for name, design in SampleDesigns.withErrorRecursion @ SampleDesigns.withFreeValues do
                for objective in SampleDesigns.objectives do
                    for noise in [ 0.0; 0.4 ] do
                        testCase $"fused and torch agree on the same prompts: {name}, {objective}, σ = {noise}"
                        <| fun _ ->
                            use network = SampleDesigns.network 8UL design
                            let settings = SampleDesigns.settings objective (SampleDesigns.law noise) design 33
                            let fused = SampleDesigns.differentiateFused settings 8UL design 2UL

                            let torch =
                                SampleDesigns.differentiate (RecursionLoss(network, settings)) network 2UL

                            sameLoss torch fused "fused"

            for name, design in SampleDesigns.withErrorRecursion @ SampleDesigns.withFreeValues do
                testCase $"the recursion of errors is the network on tokens: {name}"
                <| fun _ ->
                    use network = SampleDesigns.network 8UL design

                    let settings =
                        SampleDesigns.settings ObjectiveKind.Tokens (SampleDesigns.law 0.4) design 20

                    let tokens = SampleDesigns.differentiate (TokenLoss(network, settings)) network 2UL

                    let recursion =
                        SampleDesigns.differentiate (RecursionLoss(network, settings)) network 2UL

                    sameLoss tokens recursion "recursion"

            for objective in SampleDesigns.objectives do
                testCase $"one prompt at a time and eight side by side agree: {objective}"
                <| fun _ ->
                    let layers, heads, d = 3, 2, 3
                    let random = RandomSource 4UL

                    let numbers count =
                        Array.init count (fun _ -> 0.4 * random.NextNormal())

                    let weights = RecursionWeights(layers, heads, d, true)
                    weights.Set(numbers (layers * heads * d * d), numbers (layers * layers * heads))

                    let gradients tasks mostInterleaved =
                        let batch =
                            RecursionBatch(
                                weights,
                                Objective(
                                    objective,
                                    SampleDesigns.law 0.4,
                                    7,
                                    tasks,
                                    TailShare = (if objective = ObjectiveKind.Wishart then 0.3 else 0.0)
                                ),
                                2,
                                mostInterleaved
                            )

                        // A batch that fills no eight, and weights of every layer.
                        let loss = batch.LossAndGradient(5UL, 2UL, 43, [| 0.2; 0.3; 0.5 |])
                        let outcomes = PromptOutcomes(43, batch.KnowsAmplification)
                        batch.Outcomes(5UL, 2UL, 2, outcomes)

                        loss,
                        Array.concat
                            [
                                batch.PreconditionerGradient
                                batch.GateGradient
                                outcomes.Losses
                                outcomes.Zero
                                outcomes.Amplifies |> Array.map (fun grows -> if grows then 1.0 else 0.0)
                            ]

                    for tasks in [ 2; 3 ] do
                        sameLoss (gradients tasks 0) (gradients tasks 3) $"{tasks} tasks"

            testCase "answers after earlier layers count as they are weighted"
            <| fun _ ->
                for _, design in
                    SampleDesigns.withErrorRecursion
                    |> List.filter (fun (_, d) -> d.Gates = GateKind.Scalar) do
                    use network = SampleDesigns.network 8UL design

                    let settings =
                        LossSettings(
                            Objective(ObjectiveKind.Tokens, SampleDesigns.law 0.4, design.Context, 1),
                            20,
                            5UL,
                            [| for layer in 1 .. design.Layers -> 1.0 / float layer |],
                            1
                        )

                    let tokens = SampleDesigns.differentiate (TokenLoss(network, settings)) network 2UL
                    sameLoss tokens (SampleDesigns.differentiateFused settings 8UL design 2UL) "fused"
                    sameLoss tokens (SampleDesigns.differentiate (RecursionLoss(network, settings)) network 2UL) "torch"

            testCase "the three objectives, and a few tasks a prompt, agree in expectation, and so do their gradients"
            <| fun _ ->
                for noise in [ 0.0; 0.5 ] do
                    let start = NetworkStart.Draw(SampleDesigns.design, SampleDesigns.law noise, 4UL)

                    let sample objective tasks seed =
                        let design = SampleDesigns.design
                        let objective = Objective(objective, SampleDesigns.law noise, design.Context, tasks)

                        use loss =
                            new FusedLoss(design, SampleDesigns.sampled objective seed 2000 design.Layers)

                        statistics [ for step in 1UL .. 40UL -> derivatives loss start step ]

                    let reference = sample ObjectiveKind.Wishart 3 1UL

                    for name, other in
                        [
                            "tokens", sample ObjectiveKind.Tokens 1 2UL
                            "exact-answer", sample ObjectiveKind.ExactAnswer 3 3UL
                            "wishart, 2 tasks", sample ObjectiveKind.Wishart 2 4UL
                        ] do
                        Array.zip reference other
                        |> Array.iteri (fun index ((expected, error), (actual, otherError)) ->
                            let margin = sqrt (error * error + otherError * otherError)
                            // Forty batches, so the errors are themselves known to a tenth: six of them.
                            Expect.isLessThan
                                (abs (actual - expected))
                                (6.0 * margin + 1e-12)
                                $"{name}, σ = {noise}, number {index}: {actual}, expected {expected} ± {margin}")

            testCase "stretched tails change neither the expected loss nor its gradient, in either recursion"
            <| fun _ ->
                for _, design in SampleDesigns.withErrorRecursion[..0] @ SampleDesigns.withFreeValues[..0] do
                    let start = NetworkStart.Draw(design, SampleDesigns.law 0.3, 4UL)

                    let sample share seed =
                        let objective =
                            Objective(
                                ObjectiveKind.Wishart,
                                SampleDesigns.law 0.3,
                                design.Context,
                                3,
                                TailShare = share
                            )

                        use loss = either design (SampleDesigns.sampled objective seed 2000 design.Layers)
                        statistics [ for step in 1UL .. 40UL -> derivatives loss start step ]

                    Array.zip (sample 0.0 1UL) (sample 0.5 2UL)
                    |> Array.iteri (fun index ((expected, error), (actual, otherError)) ->
                        let margin = sqrt (error * error + otherError * otherError)
                        // Forty batches, so the errors are themselves known to a tenth: six of them.
                        Expect.isLessThan (abs (actual - expected)) (6.0 * margin + 1e-12) $"number {index}")

            testCase "a prompt amplifies where an eigenvalue of H has |p| > 1"
            <| fun _ ->
                // One step of 1: p(h) = 1 − h, so a prompt amplifies if its largest eigenvalue is above 2.
                let design =
                    NetworkDesign(
                        Dimension = 1,
                        Context = 4,
                        Layers = 1,
                        Architecture = NetworkArchitecture.Linear,
                        Preconditioner = PreconditionerKind.Scalar
                    )

                let settings =
                    SampleDesigns.settings ObjectiveKind.Wishart (DataLaw.Isotropic 1) design 20

                for loss in [ new FusedLoss(design, settings) :> NetworkLoss; byTorch design settings ] do
                    use loss = loss
                    let outcomes = PromptOutcomes(20_000, true)
                    loss.Outcomes([| 1.0 |], 1UL, 1, outcomes)
                    // In one dimension the loss is p², and answering 0 loses 1.
                    Array.zip outcomes.Losses outcomes.Amplifies
                    |> Array.iter (fun (squared, amplifies) -> Expect.equal amplifies (squared > 1.0) "|p| > 1")

                    // P(χ²₄/4 > 2) = e⁻⁴ (1 + 4) = 0.0916, with a standard error of 0.002.
                    let share =
                        outcomes.Amplifies |> Array.averageBy (fun found -> if found then 1.0 else 0.0)

                    Expect.isLessThan (abs (share - 0.0916)) 0.01 "share"

            testCase "prompts shorter than the dimension have a singular H and the same answers"
            <| fun _ ->
                let design = NetworkDesign(Dimension = 3, Context = 2, Layers = 2)
                use network = SampleDesigns.network 8UL design

                for objective in SampleDesigns.objectives do
                    let settings = SampleDesigns.settings objective (SampleDesigns.law 0.4) design 33
                    let fused = SampleDesigns.differentiateFused settings 8UL design 2UL
                    sameLoss (SampleDesigns.differentiate (RecursionLoss(network, settings)) network 2UL) fused "fused"

            testCase "the result does not depend on the number of threads"
            <| fun _ ->
                let run threads =
                    let settings =
                        LossSettings(
                            Objective(ObjectiveKind.Wishart, DataLaw.Isotropic 3, 7, 3),
                            100,
                            1UL,
                            LossSettings.LastLayer 3,
                            threads
                        )

                    SampleDesigns.differentiateFused settings 8UL SampleDesigns.design 1UL

                Expect.equal (run 3) (run 1) "the same bits"

            testCase "single precision follows double precision"
            <| fun _ ->
                use single =
                    new MemformerNetwork(
                        SampleDesigns.design,
                        SampleDesigns.parameters 8UL SampleDesigns.design,
                        torch.CPU,
                        torch.ScalarType.Float32
                    )

                let settings =
                    SampleDesigns.settings ObjectiveKind.Wishart (SampleDesigns.law 0.0) SampleDesigns.design 50

                let exact, _ =
                    SampleDesigns.differentiateFused settings 8UL SampleDesigns.design 1UL

                let rounded, _ =
                    SampleDesigns.differentiate (BatchLoss.Create(single, settings)) single 1UL
                // Twenty-four bits through three layers of products of three.
                Expect.floatClose { absolute = 0.0; relative = 1e-4 } rounded exact "loss"

            for name, design, objective, law in
                [
                    "per-token gates", snd SampleDesigns.withTokens[0], ObjectiveKind.Wishart, DataLaw.Isotropic 3
                    "covariates on a sphere",
                    SampleDesigns.design,
                    ObjectiveKind.Wishart,
                    (DataLaw.Isotropic 3).With CovariateKind.Sphere
                ] do
                testCase $"an objective that cannot be is refused: {name}"
                <| fun _ ->
                    use network = SampleDesigns.network 8UL design

                    Expect.throwsT<UsageException>
                        (fun () ->
                            BatchLoss.Create(network, SampleDesigns.settings objective law design 10)
                            |> ignore)
                        name
        ]
