module Memformer.Tests.Devices.DeviceLossTests

open System
open Expecto
open ILGPU.Runtime.CPU
open Memformer.Learn.Devices
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Learn.Training.Objectives
open Memformer.Learn.Training.Plans
open Memformer.Learn.Training.Recursion
open Memformer.Tests.Training

let private differentiate (loss: NetworkLoss) (parameters: float array) step =
    let gradient = Array.zeroCreate<float> parameters.Length
    let value = loss.LossAndGradient(parameters, step, gradient)
    Array.append [| value |] gradient

let private bits = Array.map BitConverter.DoubleToInt64Bits

/// The largest difference, relative to the largest number.
let private difference expected actual =
    let size = expected |> Array.map abs |> Array.max

    (Array.map2 (fun (x: float) y -> abs (x - y)) expected actual |> Array.max)
    / size

/// Some hundred products of numbers of the size of the largest, each rounded.
let private rounding = 1e-12

/// As many numbers are rounded, each to 24 bits in place of 53.
let private singleRounding = rounding * Math.Pow(2.0, 29.0)

let private same expected actual message =
    Expect.isLessThan (difference expected actual) rounding message


let private wishart law noise tasks tailShare (design: NetworkDesign) batch =
    let objective =
        Objective(ObjectiveKind.Wishart, law noise, design.Context, tasks, TailShare = tailShare, IsCounterBased = true)

    SampleDesigns.sampled objective 5UL batch design.Layers

let private settings noise tasks tailShare design batch =
    wishart SampleDesigns.law noise tasks tailShare design batch

/// Every step of the kernels: noise, some of the tasks, stretched directions, answers after each layer, and n below d.
let private everything =
    let design = NetworkDesign(Dimension = 3, Context = 2, Layers = 3, Heads = 2)

    let objective =
        Objective(
            ObjectiveKind.Wishart,
            SampleDesigns.law 0.4,
            design.Context,
            2,
            TailShare = 0.3,
            IsCounterBased = true
        )

    design, LossSettings(objective, 150, 11UL, [ 0.25; 0.0; 1.0 ], 1)

let private simulated = lazy ComputeDevice.Open(DeviceName.Parse "simulated")

[<Tests>]
let tests =
    testSequenced
    <| testList
        "losses on a device"
        [
            for name, design in SampleDesigns.withErrorRecursion do
                let agree (design: NetworkDesign) noise tasks tailShare =
                    let settings = settings noise tasks tailShare design 33
                    let parameters = SampleDesigns.parameters 8UL design
                    use fused = FusedLoss.Of(design, settings)
                    use loss = new DeviceLoss(simulated.Value, design, settings)
                    same (differentiate fused parameters 2UL) (differentiate loss parameters 2UL) name

                for noise, tasks, tailShare in [ 0.0, 3, 0.0; 0.4, 2, 0.5 ] do
                    testCase $"kernels and the processor agree: {name}, σ = {noise}, {tasks} tasks"
                    <| fun _ -> agree design noise tasks tailShare

                testCase $"kernels and the processor agree: {name}, tied"
                <| fun _ -> agree (SampleDesigns.tie design) 0.4 2 0.5

                testCase $"single precision differs by its rounding: {name}"
                <| fun _ ->
                    let settings = settings 0.4 2 0.5 design 33
                    let parameters = SampleDesigns.parameters 8UL design
                    use fused = FusedLoss.Of(design, settings)
                    use loss = new DeviceLoss(simulated.Value, design, settings, Precision.Single)
                    let actual = differentiate loss parameters 2UL
                    let found = difference (differentiate fused parameters 2UL) actual
                    Expect.isLessThan found singleRounding "as far as its roundings reach"
                    Expect.isGreaterThan found rounding "and not in double precision"
                    Expect.equal (differentiate loss parameters 2UL |> bits) (bits actual) "again"

            testCase "kernels and the processor agree: fewer tokens than dimensions, answers after each layer"
            <| fun _ ->
                let design, settings = everything
                let parameters = SampleDesigns.parameters 8UL design
                use fused = new FusedLoss(design, settings)
                use loss = new DeviceLoss(simulated.Value, design, settings)

                for step in [ 0UL; 1UL <<< 62 ] do
                    same (differentiate fused parameters step) (differentiate loss parameters step) $"step {step}"

            testCase "kernels and the processor agree on every card of this machine"
            <| fun _ ->
                let cards = ComputeDevice.Cards()

                if cards.Count = 0 then
                    skiptest "this machine has no card"

                for struct (name, _) in cards do
                    use card = ComputeDevice.Open name
                    let design, settings = everything
                    let parameters = SampleDesigns.parameters 8UL design
                    use fused = new FusedLoss(design, settings)
                    use loss = new DeviceLoss(card, design, settings)
                    let actual = differentiate loss parameters 4UL
                    same (differentiate fused parameters 4UL) actual $"{name}"
                    Expect.equal (differentiate loss parameters 4UL |> bits) (bits actual) $"{name}, again"
                    use single = new DeviceLoss(card, design, settings, Precision.Single)

                    Expect.isLessThan
                        (difference actual (differentiate single parameters 4UL))
                        singleRounding
                        $"{name}, single precision"

            testCase "kernels and the processor agree: one prompt in tiles, d = 18"
            <| fun _ ->
                let design = NetworkDesign(Dimension = 18, Context = 30, Layers = 2)

                let settings =
                    wishart (fun noise -> DataLaw.Isotropic(18, noise)) 0.2 16 0.5 design 9

                let parameters = NetworkStart.Draw(design, settings.Objective.Law, 3UL)
                use fused = new FusedLoss(design, settings)
                use loss = new DeviceLoss(simulated.Value, design, settings)
                same (differentiate fused parameters 2UL) (differentiate loss parameters 2UL) "18"

            testCase "a batch in blocks is the same batch"
            <| fun _ ->
                let design, settings = everything
                let parameters = SampleDesigns.parameters 8UL design
                use whole = new DeviceLoss(simulated.Value, design, settings)

                use parts =
                    new DeviceLoss(simulated.Value, design, settings, Precision.Double, 20_000)

                let expected, actual =
                    differentiate whole parameters 4UL, differentiate parts parameters 4UL

                Expect.notEqual (bits actual) (bits expected) "the sums were in another order"
                same expected actual "blocks"

            testCase "the same bits each time, and on a card with other warps and groups"
            <| fun _ ->
                let design, settings = everything
                let parameters = SampleDesigns.parameters 8UL design

                let on device =
                    use loss = new DeviceLoss(device, design, settings)
                    let first = differentiate loss parameters 4UL
                    Expect.equal (differentiate loss parameters 4UL |> bits) (bits first) "again"
                    bits first

                use other = ComputeDevice.Simulate(CPUDevice(2, 1, 2))
                Expect.equal (on other) (on simulated.Value) "another card"

            testCase "what is looked at with fresh prompts does not depend on the device"
            <| fun _ ->
                let design, settings = everything
                let parameters = SampleDesigns.parameters 8UL design

                let losses (loss: NetworkLoss) =
                    let outcomes = PromptOutcomes(50, false)
                    loss.Outcomes(parameters, 9UL, design.Layers, outcomes)
                    outcomes.Losses

                use fused = new FusedLoss(design, settings)
                use loss = new DeviceLoss(simulated.Value, design, settings)
                Expect.equal (losses loss) (losses fused) "losses"
        ]
