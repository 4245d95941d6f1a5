module Memformer.Tests.Torch.MemformerNetworkTests

open Memformer.Theory.Networks
open Expecto
open Memformer.Learn.Models
open Memformer.Tests.Models.SumArchitecture
open Memformer.Learn.Problems
open Memformer.Learn.Torch.Losses
open Memformer.Learn.Torch.Networks
open Memformer.Learn.Training.Objectives
open Memformer.Tests.Training
open Memformer.Theory
open TorchSharp

let private prompt seed (design: NetworkDesign) =
    let random = RandomSource seed

    let z =
        Array2D.init (design.Dimension + 1) (design.Context + 1) (fun _ _ -> random.NextNormal())

    z[design.Dimension, design.Context] <- 0.0
    z

let private tensorOf (prompts: float[,] list) =
    let first = List.head prompts
    let rows, columns = Array2D.length1 first, Array2D.length2 first

    let values =
        [|
            for z in prompts do
                for i in 0 .. rows - 1 do
                    for j in 0 .. columns - 1 -> z[i, j]
        |]

    torch.tensor(values).reshape(int64 prompts.Length, int64 rows, int64 columns)

[<Tests>]
let tests =
    testSequenced
    <| testList
        "network module"
        [
            for name, design in SampleDesigns.all do
                testCase $"answers after every layer as the reference does: {name}"
                <| fun _ ->
                    use _scope = torch.NewDisposeScope()
                    use network = SampleDesigns.network 3UL design

                    let weights =
                        ParameterReading.ToWeights(design, SampleDesigns.parameters 3UL design)

                    let prompts = [ for seed in 1UL .. 4UL -> prompt seed design ]
                    let answers = network.Answers(tensorOf prompts)

                    prompts
                    |> List.iteri (fun index z ->
                        NetworkForward.Predictions(weights, z)
                        |> Seq.iteri (fun layer expected ->
                            let actual = answers[layer].[int64 index].item<float>()
                            // Sums of some hundred terms of size one: rounding is far below 1e-10.
                            Expect.floatClose
                                { absolute = 1e-10; relative = 1e-10 }
                                actual
                                expected
                                $"prompt {index}, layer {layer}"))

            testCase "its starting parameters are plain gradient descent with one step"
            <| fun _ ->
                for _, design in SampleDesigns.withErrorRecursion do
                    let law = DataLaw.Isotropic design.Dimension
                    let values = NetworkStart.Draw(design, law, 1UL)

                    use network =
                        new MemformerNetwork(design, values, torch.CPU, torch.ScalarType.Float64)

                    use _scope = torch.NewDisposeScope()
                    let gates = network.CanonicalGates()

                    for layer in 0L .. int64 design.Layers - 1L do
                        for register in 0L .. layer - 1L do
                            if design.Update = UpdateForm.Residual && not (design.Architecture :? SumNetwork) then
                                Expect.equal (gates[layer, register, 0L].item<float>()) 0.0 "no memory"

            testCase "a prompt of another shape is refused before torch sees it"
            <| fun _ ->
                use network = SampleDesigns.network 3UL SampleDesigns.design
                use wrong = torch.zeros (2L, 3L, 8L)
                Expect.throwsT<System.ArgumentException> (fun () -> network.Answers wrong |> ignore) "d + 1 rows"

            for name, design in SampleDesigns.all do
                testCase $"a step on the meta device finds no tensor left on the processor: {name}"
                <| fun _ ->
                    use _scope = torch.NewDisposeScope()

                    use network =
                        new MemformerNetwork(
                            design,
                            SampleDesigns.parameters 3UL design,
                            torch.META,
                            torch.ScalarType.Float32
                        )

                    for objective in SampleDesigns.objectives do
                        if objective = ObjectiveKind.Tokens || design.HasErrorRecursion then
                            let settings = SampleDesigns.settings objective (SampleDesigns.law 0.1) design 6
                            let loss = BatchLoss.Create(network, settings)

                            let value = loss.Differentiate 1UL
                            Expect.equal value.device_type DeviceType.META "the loss"
                            Expect.equal network.Packed.grad.device_type DeviceType.META "the gradient"

            for message, design in
                [
                    "d = 0", NetworkDesign(Dimension = 0)
                    "n = 0", NetworkDesign(Context = 0)
                    "L = 0", NetworkDesign(Layers = 0)
                    "no heads", NetworkDesign(Heads = 0)
                    "per-token gates of dynamic",
                    NetworkDesign(Architecture = NetworkArchitecture.Dynamic, Gates = GateKind.PerToken)
                    "gates per head of lfom-shared",
                    NetworkDesign(Architecture = NetworkArchitecture.LfomShared, GatesPerHead = true)
                    "accumulated lfom", NetworkDesign(Update = UpdateForm.Accumulated)
                ] do
                testCase $"{message} is refused"
                <| fun _ -> Expect.throwsT<UsageException> (fun () -> design.Check()) message
        ]
