/// Milliseconds of a training step, beside the same step written as a notebook writes it (notebook.py, PyTorch).
///
///     dotnet run -c Release --project benchmarks/Memformer.Speed [SECONDS]
///
/// The two take turns, SECONDS each and three times, and the least of the medians counts: whatever else runs on the machine
/// slows both. Without python3-torch the notebook's columns stay empty.
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

/// The median milliseconds of a whole step of `lfom`: prompts, forward, backward, Adam.
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

    // The first steps are compiled on the way and do not count.
    while times.Count < 40 || total.Elapsed.TotalSeconds < seconds do
        use _scope = torch.NewDisposeScope()
        let watch = Stopwatch.StartNew()
        batch <- batch + 1UL

        optimizer.Step(network.Packed, 0.001, (fun () -> loss.Differentiate batch))
        |> ignore

        times.Add watch.Elapsed.TotalMilliseconds

    times |> Seq.skip (times.Count / 2) |> median

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
            Some(answer.RootElement.GetProperty("milliseconds").GetDouble())
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
    printfn "| L, B, n, d | objective | 1 thread, ms | 2 threads, ms | notebook, ms | ratio |"
    printfn "| --- | --- | --- | --- | --- | --- |"

    for size in sizes do
        let rounds =
            [
                for _ in 1..3 ->
                    notebook size seconds,
                    [
                        for name, objective, tasks in objectives size ->
                            [ for threads in 1..2 -> step size objective tasks threads seconds ]
                    ]
            ]

        let theirs = rounds |> List.choose fst |> List.sort |> List.tryHead

        objectives size
        |> List.iteri (fun index (name, _, _) ->
            let best thread =
                rounds |> List.map (fun (_, rows) -> rows[index].[thread]) |> List.min

            let notebook, ratio =
                match theirs with
                | Some time -> $"%.1f{time}", $"%.0f{time / min (best 0) (best 1)}"
                | None -> "", ""

            printfn
                $"| {size.Layers}, {size.Batch}, {size.Context}, {size.Dimension} | {name} | %.2f{best 0} | %.2f{best 1} | {notebook} | {ratio} |")

/// The `wishart` step does not see the context length.
let flatness seconds =
    printfn "\n| n | wishart step at L = 8, B = 1000, d = 20, 1 thread, ms |\n| --- | --- |"

    for context in [ 50; 500; 5000 ] do
        let size = { sizes[1] with Context = context }

        let best =
            List.min [ for _ in 1..3 -> step size ObjectiveKind.Wishart 20 1 seconds ]

        printfn $"| {context} | %.2f{best} |"

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
