/// What a card computes and how fast, beside the processor: whether the two agree on the same prompts, milliseconds of a training
/// step, where they go, and a whole training to the optimum.
///
///     dotnet run -c Release --project benchmarks/Memformer.Gpu -- DEVICE [SECONDS [LARGE]]
///
/// DEVICE is cuda, cuda:N, opencl, opencl:N, or simulated. Steps are timed for SECONDS, 2 unless given, and their median counts.
/// LARGE is the batch of the large steps, 100000 unless given, and the most that the training takes; the simulated card, which is
/// slow, wants a small one. For a machine
/// without an SDK:
///
///     dotnet publish benchmarks/Memformer.Gpu -c Release -r linux-x64 --self-contained -p:LibTorch=none -o gpu
///     gpu/Memformer.Gpu cuda
module Memformer.Gpu

open System
open System.Diagnostics
open System.IO
open System.Threading
open Memformer.Learn.Devices
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Learn.Training.Objectives
open Memformer.Learn.Training.Optimizers
open Memformer.Learn.Training.Plans
open Memformer.Learn.Training.Recursion
open Memformer.Learn.Training.Runs
open Memformer.Theory

/// L, B, n, d: those of benchmarks/Memformer.Speed.
let sizes = [ 4, 1000, 20, 5; 8, 1000, 100, 20; 8, 256, 400, 50 ]

let design (layers, _, context, dimension) =
    NetworkDesign(Dimension = dimension, Context = context, Layers = layers)

let settings (layers, batch, context, dimension) tailShare isCounterBased =
    let objective =
        Objective(
            ObjectiveKind.Wishart,
            DataLaw.Isotropic dimension,
            context,
            min dimension TrainingPlan.MostTasks,
            TailShare = tailShare,
            IsCounterBased = isCounterBased
        )

    LossSettings(objective, batch, 1UL, LossSettings.LastLayer layers, Environment.ProcessorCount)

let start size =
    NetworkStart.Draw(design size, (settings size 0.0 true).Objective.Law, 1UL)

let differentiate (loss: NetworkLoss) (parameters: float array) =
    let gradient = Array.zeroCreate<float> parameters.Length
    let value = loss.LossAndGradient(parameters, 7UL, gradient)
    Array.append [| value |] gradient

/// The largest difference between the card and the processor on the same prompts, relative to the largest derivative.
let agreement (device: ComputeDevice) =
    printfn "| L, B, n, d | stretched | precision | largest difference | the same bits again |"
    printfn "| --- | --- | --- | --- | --- |"

    for layers, batch, context, dimension in sizes do
        for tailShare in [ 0.0; 0.5 ] do
            let size = layers, min batch 64, context, dimension
            let settings = settings size tailShare true
            use processor = new FusedLoss(design size, settings)
            let expected = differentiate processor (start size)
            let largest = expected |> Array.map abs |> Array.max

            for precision in [ Precision.Double; Precision.Single ] do
                use card = new DeviceLoss(device, design size, settings, precision)
                let actual = differentiate card (start size)
                let again = differentiate card (start size)
                let difference = Array.map2 (fun x y -> abs (x - y)) expected actual |> Array.max
                let isSame = Array.forall2 (fun (x: float) y -> x.Equals y) actual again
                let name = $"{layers}, {min batch 64}, {context}, {dimension}"
                printfn $"| {name} | {tailShare} | {precision} | {difference / largest:g2} | {isSame} |"

/// The median milliseconds of a whole step (prompts, forward, backward, Adam), each waited for.
let step (loss: NetworkLoss) size (seconds: float) =
    let run = Stepping.start loss (start size)

    // The first steps compile the kernels and take the memory.
    for _ in 1..3 do
        run () |> ignore

    let total = Stopwatch.StartNew()
    let times = ResizeArray<float>()

    while times.Count < 3 || total.Elapsed.TotalSeconds < seconds do
        times.Add(run ())

    Stepping.median times

/// The milliseconds of a step of Adam on the card, many begun before any is waited for, as `train` does: the median of three times
/// as many as fill the seconds.
let stepsAtOnce (loss: DeviceLoss) size (seconds: float) =
    let parameters = start size
    let adam = Adam(parameters.Length, 0.0)
    let mutable batch = 0UL

    let run count =
        let watch = Stopwatch.StartNew()
        let first = batch
        batch <- first + uint64 count
        let steps = Seq.init count (fun i -> struct (first + uint64 i, 0.001))
        adam.Steps(parameters, loss, steps, count, Nullable()) |> ignore
        watch.Elapsed.TotalMilliseconds / float count

    // The first steps compile the kernels and take the memory.
    run 3 |> ignore
    let atOnce = Math.Clamp(int (1000.0 * seconds / run 1), 1, 500)
    Stepping.median [ for _ in 1..3 -> run atOnce ]

let steps device large seconds =
    printfn "| L, B, n, d | card, ms | each step waited for, ms | single precision, ms | processor, ms | ratio |"
    printfn "| --- | --- | --- | --- | --- | --- |"

    for layers, batch, context, dimension in sizes do
        for batch in [ batch; large ] do
            let size = layers, batch, context, dimension
            use card = new DeviceLoss(device, design size, settings size 0.0 true)

            use single =
                new DeviceLoss(device, design size, settings size 0.0 true, Precision.Single)

            use processor = new FusedLoss(design size, settings size 0.0 false)
            let name = $"{layers}, {batch}, {context}, {dimension}"

            let ours, waited = stepsAtOnce card size seconds, step card size seconds
            let rounded, theirs = stepsAtOnce single size seconds, step processor size seconds

            printfn $"| {name} | %.3f{ours} | %.3f{waited} | %.3f{rounded} | %.3f{theirs} | %.1f{theirs / ours} |"

/// A plan with nothing but the defaults, to the optimum.
let training batch device =
    let folder = Directory.CreateTempSubdirectory "memformer-gpu"

    try
        let plan =
            TrainingPlan(
                Network = NetworkDesign(Layers = 4),
                Training = TrainingSettings(Batch = batch),
                Run = RunSettings(Device = device)
            )

        let watch = Stopwatch.StartNew()
        let run = RunFolder.Create(Path.Combine(folder.FullName, "run"), plan)

        use trainer =
            new Trainer(plan, 0UL, run, Memformer.Learn.Torch.NetworkLosses.Of plan)

        let summary = trainer.Run(null, CancellationToken.None)
        let evaluation = summary.Evaluation
        let above = 100.0 * (evaluation.Distance.GetValueOrDefault nan)

        printfn
            $"| {device} | {summary.Steps} | %.7f{evaluation.Loss} ± {evaluation.StandardError:g2} | %.3f{above} %% | %.1f{watch.Elapsed.TotalSeconds} |"
    finally
        folder.Delete true

[<EntryPoint>]
let main arguments =
    try
        let name = if arguments.Length > 0 then arguments[0] else "cuda"
        let seconds = if arguments.Length > 1 then float arguments[1] else 2.0
        let large = if arguments.Length > 2 then int arguments[2] else 100_000
        use device = ComputeDevice.Open(DeviceName.Parse name)
        printfn $"{name}: {device.Name}; the processor has {Environment.ProcessorCount} threads\n"
        agreement device
        printfn ""
        steps device large seconds
        let batch = min (TrainingSettings().Batch) large
        printfn $"\nA whole training, L = 4, n = 20, d = 5, batch {batch}, else with the defaults:\n"
        printfn "| device | steps | loss | above the optimum | seconds |"
        printfn "| --- | --- | --- | --- | --- |"
        List.iter (training batch) [ name; "cpu" ]
        0
    with :? MemformerException as failure ->
        eprintfn $"Memformer.Gpu: {failure.Message}"
        4
