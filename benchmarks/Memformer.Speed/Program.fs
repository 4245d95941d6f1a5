/// Milliseconds of a whole training step (prompts, forward, backward, Adam), beside the same step written as a notebook writes it (notebook.py, PyTorch).
///
///     dotnet run -c Release --project benchmarks/Memformer.Speed [SECONDS]
///
/// The two take turns, SECONDS each and three times, and the least of the medians counts. On a machine that does other work
/// as well, compare processor time, which is taken with one thread on both sides. Without python3-torch the notebook's columns
/// stay empty.
module Memformer.Speed

open System
open System.Diagnostics
open System.IO
open System.Text.Json
open Memformer.Learn.Models
open Memformer.Learn.Tasks
open Memformer.Learn.Training
open Memformer.Learn.Training.Losses
open Memformer.Learn.Training.Optimizers
open TorchSharp

type Size =
    {
        Layers: int
        Batch: int
        Context: int
        Dimension: int
    }

let sizes =
    [
        {
            Layers = 4
            Batch = 1000
            Context = 20
            Dimension = 5
        }
        {
            Layers = 8
            Batch = 1000
            Context = 100
            Dimension = 20
        }
        {
            Layers = 8
            Batch = 256
            Context = 400
            Dimension = 50
        }
    ]

let median (values: float seq) =
    let sorted = Seq.sort values |> Array.ofSeq
    sorted[sorted.Length / 2]

type Time = { Wall: float; Processor: float }

let best (times: Time seq) =
    {
        Wall = times |> Seq.map (fun time -> time.Wall) |> Seq.min
        Processor = times |> Seq.map (fun time -> time.Processor) |> Seq.min
    }

/// The median milliseconds of a step of `lfom`, and the mean of the processor's.
let step (size: Size) objective tasks threads seconds =
    let design =
        NetworkDesign(Dimension = size.Dimension, Context = size.Context, Layers = size.Layers)

    let law = DataLaw.Isotropic size.Dimension

    use network =
        new MemformerNetwork(design, NetworkStart.Draw(design, law, 1UL), torch.CPU, torch.ScalarType.Float64)

    let layers = LossSettings.LastLayer size.Layers

    let loss =
        BatchLoss.Create(network, LossSettings(objective, law, size.Context, size.Batch, 1UL, layers, tasks, threads))

    use optimizer = Optimizer.Create(OptimizerKind.Adam, network.Packed, 0.0)
    let times = ResizeArray<float>()
    let total = Stopwatch.StartNew()
    let mutable batch = 0UL

    let run () =
        use _scope = torch.NewDisposeScope()
        let watch = Stopwatch.StartNew()
        batch <- batch + 1UL

        optimizer.Step(network.Packed, 0.001, (fun () -> loss.Differentiate batch))
        |> ignore

        watch.Elapsed.TotalMilliseconds

    // The first steps are compiled on the way and do not count.
    while batch < 60UL || total.Elapsed.TotalSeconds < seconds / 2.0 do
        run () |> ignore

    let used () =
        use self = Process.GetCurrentProcess()
        self.TotalProcessorTime

    let before = used ()

    while times.Count < 20 || total.Elapsed.TotalSeconds < seconds do
        times.Add(run ())

    {
        Wall = median times
        Processor = (used () - before).TotalMilliseconds / float times.Count
    }

/// The notebook's step, with the better of one and two threads; None without PyTorch.
let notebook (size: Size) (seconds: float) =
    let script = Path.Combine(__SOURCE_DIRECTORY__, "notebook.py")

    let arguments =
        [
            script
            $"{size.Layers}"
            $"{size.Batch}"
            $"{size.Context}"
            $"{size.Dimension}"
            $"{seconds}"
        ]

    try
        use python =
            Process.Start(ProcessStartInfo("/usr/bin/python3", arguments, RedirectStandardOutput = true))

        let output = python.StandardOutput.ReadToEnd()
        python.WaitForExit()

        if python.ExitCode = 0 then
            use answer = JsonDocument.Parse output

            let figure (name: string) =
                answer.RootElement.GetProperty(name).GetDouble()

            Some
                {
                    Wall = figure "milliseconds"
                    Processor = figure "processor"
                }
        else
            None
    with :? ComponentModel.Win32Exception ->
        None

let objectives (size: Size) =
    [
        "wishart", ObjectiveKind.Wishart, size.Dimension
        if size.Dimension > 8 then
            "wishart, 8 tasks", ObjectiveKind.Wishart, 8
        "tokens", ObjectiveKind.Tokens, 1
    ]

let table seconds =
    printfn
        "| L, B, n, d | objective | ms, 1 thread | ms, 2 threads | notebook, ms | ratio | processor, ms | notebook, processor, ms | ratio |"

    printfn "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"

    for size in sizes do
        let rounds =
            [
                for _ in 1..3 ->
                    notebook size seconds,
                    [
                        for _, objective, tasks in objectives size ->
                            [ for threads in 1..2 -> step size objective tasks threads seconds ]
                    ]
            ]

        let theirs =
            match rounds |> List.choose fst with
            | [] -> None
            | times -> Some(best times)

        objectives size
        |> List.iteri (fun index (name, _, _) ->
            let own thread =
                rounds |> List.map (fun (_, rows) -> rows[index].[thread]) |> best

            let one, two = own 0, own 1

            let beside, beside' =
                match theirs with
                | Some time ->
                    $"%.1f{time.Wall} | %.0f{time.Wall / min one.Wall two.Wall}",
                    $"%.1f{time.Processor} | %.0f{time.Processor / one.Processor}"
                | None -> " | ", " | "

            printfn
                $"| {size.Layers}, {size.Batch}, {size.Context}, {size.Dimension} | {name} | %.2f{one.Wall} | %.2f{two.Wall} | {beside} | %.2f{one.Processor} | {beside'} |")

/// The `wishart` step does not see the context length.
let flatness seconds =
    printfn "\n| n | wishart step at L = 8, B = 1000, d = 20, processor ms |\n| --- | --- |"

    for context in [ 50; 500; 5000 ] do
        let size = { sizes[1] with Context = context }
        let time = best [ for _ in 1..3 -> step size ObjectiveKind.Wishart 20 1 seconds ]
        printfn $"| {context} | %.2f{time.Processor} |"

[<EntryPoint>]
let main arguments =
    let seconds =
        match arguments with
        | [| text |] -> float text
        | _ -> 3.0

    torch.set_num_threads 1
    table seconds
    flatness seconds
    0
