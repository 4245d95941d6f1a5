module Memformer.Tests.Devices.DeviceAdamTests

open System
open System.Threading
open Expecto
open ILGPU.Runtime.CPU
open Memformer.Learn.Devices
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Learn.Training.Objectives
open Memformer.Learn.Training.Optimizers
open Memformer.Learn.Training.Plans
open Memformer.Learn.Training.Runs
open Memformer.Tests.TemporaryFolder
open Memformer.Tests.Training
open Memformer.Tests.Training.PlanText

let private settings (design: NetworkDesign) =
    let objective =
        Objective(ObjectiveKind.Wishart, SampleDesigns.law 0.4, design.Context, 2, TailShare = 0.3)

    SampleDesigns.sampled objective 5UL 9 design.Layers

let private simulated = lazy ComputeDevice.Open(DeviceName.Parse "simulated")

let private steps = 12

/// Batches that are no numbers of steps, and a rate that falls.
let private schedule =
    [
        for step in 0 .. steps - 1 -> struct (uint64 (3 * step), 0.05 / float (1 + step))
    ]

/// All that a run would save: the parameters, and what Adam remembers.
let private saved (parameters: float array) (adam: Adam) =
    Array.concat
        [
            parameters
            for name in [ "adam.mean"; "adam.square"; "adam.steps" ] do
                adam.State[name]
        ]

/// The steps by the processor, with the gradients of a device.
let private onProcessor (loss: NetworkLoss) decay (clip: Nullable<float>) =
    let parameters = SampleDesigns.parameters 8UL loss.Design
    let layout = ParameterLayout loss.Design
    let adam = Adam(parameters.Length, decay)

    let losses =
        [|
            for struct (batch, rate) in schedule do
                adam.Step(
                    parameters,
                    rate,
                    fun point gradient ->
                        let value = loss.LossAndGradient(point, batch, gradient)

                        if clip.HasValue then
                            GradientClipping.Apply(gradient.AsSpan(), layout, clip.Value)

                        value
                )
        |]

    losses, saved parameters adam

/// The same by the device, asked for some steps at a time.
let private onDevice (loss: DeviceLoss) decay clip atOnce =
    let parameters = SampleDesigns.parameters 8UL loss.Design
    let adam = Adam(parameters.Length, decay)

    let losses =
        schedule
        |> List.chunkBySize atOnce
        |> List.map (fun part -> adam.Steps(parameters, loss, part, atOnce, clip))
        |> Array.concat

    losses, saved parameters adam

/// Numbers with gradients of the same bits: each step rounds some ten times, and moves a parameter by no more than its rate.
let private same (expected: float array) (actual: float array) message =
    Expect.hasLength actual expected.Length message

    Array.zip expected actual
    |> Array.iteri (fun index (expected, actual) ->
        Expect.isLessThanOrEqual (abs (actual - expected)) (1e-12 * abs expected) $"{message}: number {index}")

let private bits = Array.map BitConverter.DoubleToInt64Bits

/// A device's loss that counts how often it is asked.
type private CountingLoss(loss: DeviceLoss) =
    inherit NetworkLoss(loss.Design)

    member val Asked = ResizeArray<int>()

    override _.LossAndGradient(_, _, _) = failtest "asked for a gradient"
    override _.NumbersPerPrompt = loss.NumbersPerPrompt
    override _.KnowsAmplification = loss.KnowsAmplification

    override _.Outcomes(parameters, step, layer, outcomes) =
        loss.Outcomes(parameters, step, layer, outcomes)

    interface IAdamLoss with
        member this.TakeSteps(parameters, mean, square, steps, most, clip) =
            let losses =
                (loss :> IAdamLoss).TakeSteps(parameters, mean, square, steps, most, clip)

            this.Asked.Add losses.Length
            losses

[<Tests>]
let tests =
    testSequenced
    <| testList
        "Adam on a device"
        [
            for name, design in
                SampleDesigns.withErrorRecursion
                @ [
                    "lfom, tied", SampleDesigns.tie SampleDesigns.design
                    "dynamic, tied",
                    SampleDesigns.tie (
                        NetworkDesign(
                            Dimension = 3,
                            Context = 7,
                            Layers = 3,
                            Architecture = NetworkArchitecture.Dynamic,
                            Preconditioner = PreconditionerKind.Symmetric
                        )
                    )
                ] do
                for decay, clip in [ 0.0, Nullable(); 0.1, Nullable 0.05 ] do
                    testCase $"its steps are the processor's: {name}, decay {decay}"
                    <| fun _ ->
                        use loss = new DeviceLoss(simulated.Value, design, settings design)
                        let expectedLosses, expected = onProcessor loss decay clip
                        let losses, actual = onDevice loss decay clip steps
                        same expectedLosses losses "losses"
                        same expected actual "parameters and memory"

            testCase "steps are the same bits whenever they are looked at, and on a card with other warps and groups"
            <| fun _ ->
                let on device atOnce =
                    use loss =
                        new DeviceLoss(device, SampleDesigns.design, settings SampleDesigns.design)

                    let losses, state = onDevice loss 0.1 (Nullable 0.05) atOnce
                    bits losses, bits state

                let expected = on simulated.Value steps

                for atOnce in [ 1; 5; steps ] do
                    Expect.equal (on simulated.Value atOnce) expected $"{atOnce} at once"

                use other = ComputeDevice.Simulate(CPUDevice(2, 1, 2))
                Expect.equal (on other steps) expected "another card"

            testCase "its steps are the processor's on every card of this machine"
            <| fun _ ->
                let cards = ComputeDevice.Cards()

                if cards.Count = 0 then
                    skiptest "this machine has no card"

                for struct (name, _) in cards do
                    use card = ComputeDevice.Open name

                    use loss = new DeviceLoss(card, SampleDesigns.design, settings SampleDesigns.design)

                    let expectedLosses, expected = onProcessor loss 0.1 (Nullable 0.05)
                    let losses, actual = onDevice loss 0.1 (Nullable 0.05) steps
                    same expectedLosses losses $"{name}: losses"
                    same expected actual $"{name}: parameters and memory"
                    let _, again = onDevice loss 0.1 (Nullable 0.05) 5
                    Expect.equal (bits again) (bits actual) $"{name}, again"

            testCase "a run asks once for all steps up to the next that is looked at or saved"
            <| fun _ ->
                let plan =
                    planned
                        "dimension=2 context=6 layers=2 optimizer=adam batch=8 steps=25 tolerance=0 evaluate-every=10 \
                          checkpoint-every=15 evaluation-prompts=64 test-prompts=64 threads=1"

                let asked = ResizeArray<CountingLoss>()

                let losses (settings: LossSettings) =
                    let loss = new CountingLoss(new DeviceLoss(simulated.Value, plan.Network, settings))

                    asked.Add loss
                    loss :> NetworkLoss

                inFolder (fun root ->
                    use trainer = new Trainer(plan, 3UL, RunFolder.Create(root, plan), losses)
                    trainer.Run(null, CancellationToken.None) |> ignore)

                Expect.sequenceEqual (asked |> Seq.collect _.Asked) [ 10; 5; 5; 5 ] "steps at once"

            testCase "a run that is cancelled begins no further step"
            <| fun _ ->
                let plan =
                    planned
                        "dimension=2 context=6 layers=2 optimizer=adam batch=8 steps=30 tolerance=0 evaluate-every=10 \
                          evaluation-prompts=64 test-prompts=64 device=simulated threads=1"

                inFolder (fun root ->
                    use cancellation = new CancellationTokenSource()
                    cancellation.Cancel()
                    let told = ResizeArray<int64>()

                    let progress =
                        { new IProgress<TrainingProgress> with
                            member _.Report progress = told.Add progress.Step
                        }

                    use trainer =
                        new Trainer(
                            plan,
                            3UL,
                            RunFolder.Create(root, plan),
                            (fun settings -> new DeviceLoss(simulated.Value, plan.Network, settings))
                        )

                    Expect.throwsT<OperationCanceledException>
                        (fun () -> trainer.Run(progress, cancellation.Token) |> ignore)
                        "cancelled"

                    Expect.sequenceEqual told [ 1L ] "the first step is finished")
        ]
