/// Milliseconds of a whole training step (prompts, forward, backward, Adam), beside the same step written as a notebook writes it (notebook.py, PyTorch).
///
///     dotnet run -c Release --project benchmarks/Memformer.Speed [SECONDS [SIZE]]
///
/// SIZE, 1 to 3, takes one size only. The two take turns, SECONDS each and three times (once where a notebook's step takes
/// seconds), and the least of the medians counts. The notebook runs with one and with two threads, and with the system's
/// allocator as it is and told to keep what is freed, which spares it page faults; its best of the four counts, or of as many as
/// begin within two minutes. On a machine that does other work as well, compare processor time, which is taken with one
/// thread on both sides. What the notebook did is said on the standard error, and which BLAS it had: with Debian's
/// reference BLAS it is several times slower than with libopenblas0-pthread. Without python3-torch its columns stay empty.
/// A second table says what share of one core's multiply-adds a step with one thread reaches, and what its random numbers take.
module Memformer.Speed

open System
open System.Diagnostics
open System.IO
open System.Text.Json
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Learn.Training.Objectives
open Memformer.Learn.Training.Plans
open Memformer.Learn.Training.Recursion

type Size =
    {
        Layers: int
        Batch: int
        Context: int
        Dimension: int
        Rounds: int
    }

let sizes =
    [
        {
            Layers = 4
            Batch = 1000
            Context = 20
            Dimension = 5
            Rounds = 3
        }
        {
            Layers = 8
            Batch = 1000
            Context = 100
            Dimension = 20
            Rounds = 3
        }
        {
            Layers = 8
            Batch = 256
            Context = 400
            Dimension = 50
            Rounds = 1
        }
    ]

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

    let parameters = NetworkStart.Draw(design, law, 1UL)
    let layers = LossSettings.LastLayer size.Layers

    let objective = Objective(objective, law, size.Context, tasks)

    use loss =
        new FusedLoss(design, LossSettings(objective, size.Batch, 1UL, layers, threads))

    let run = Stepping.start loss parameters
    let times = ResizeArray<float>()
    let total = Stopwatch.StartNew()
    let mutable warm = 0

    // The first steps are compiled on the way and do not count.
    while warm < 60 || total.Elapsed.TotalSeconds < seconds / 2.0 do
        warm <- warm + 1
        run () |> ignore

    let used () =
        use self = Process.GetCurrentProcess()
        self.TotalProcessorTime

    let before = used ()

    while times.Count < 20 || total.Elapsed.TotalSeconds < seconds do
        times.Add(run ())

    {
        Wall = Stepping.median times
        Processor = (used () - before).TotalMilliseconds / float times.Count
    }

/// What makes glibc keep freed memory; without it, tensors of some megabytes are given back and faulted in again each step.
let keepsMemory =
    [ "MALLOC_MMAP_MAX_", "0"; "MALLOC_TRIM_THRESHOLD_", "100000000000" ]

/// One way of running the notebook; None without PyTorch.
let runNotebook (size: Size) (seconds: float) (threads: int) (allocator: (string * string) list) =
    let script = Path.Combine(__SOURCE_DIRECTORY__, "notebook.py")

    let arguments =
        [
            script
            $"{size.Layers}"
            $"{size.Batch}"
            $"{size.Context}"
            $"{size.Dimension}"
            $"{seconds}"
            $"{threads}"
        ]

    try
        let information =
            ProcessStartInfo("/usr/bin/python3", arguments, RedirectStandardOutput = true)

        information.Environment["OPENBLAS_NUM_THREADS"] <- $"{threads}"

        for name, value in allocator do
            information.Environment[name] <- value

        use python = Process.Start information
        let output = python.StandardOutput.ReadToEnd()
        python.WaitForExit()

        if python.ExitCode = 0 then
            use answer = JsonDocument.Parse output
            let root = answer.RootElement
            let figure (name: string) = root.GetProperty(name).GetDouble()
            let keeps = if allocator.IsEmpty then "" else ", memory kept"
            let blas = root.GetProperty("blas").GetString()

            let count, milliseconds = figure "steps", figure "milliseconds"

            eprintfn
                $"notebook, {size.Layers}, {size.Batch}, {size.Context}, {size.Dimension}: {threads} thread(s){keeps}, {blas} BLAS: {count} steps of %.1f{milliseconds} ms"

            Some
                {
                    Wall = figure "milliseconds"
                    Processor = if threads = 1 then figure "processor" else infinity
                }
        else
            None
    with :? ComponentModel.Win32Exception ->
        None

/// Seconds after which the notebook gets no further way to run, of one size in one round.
let notebookBudget = 120.0

/// The notebook's step at its best. The ways that are usually best come first, for there may be no time for the others.
let notebook size seconds =
    let watch = Stopwatch.StartNew()

    [
        for allocator in [ keepsMemory; [] ] do
            for threads in 1..2 do
                if watch.Elapsed.TotalSeconds < notebookBudget then
                    runNotebook size seconds threads allocator
                else
                    eprintfn $"notebook: {threads} thread(s) left out after %.0f{watch.Elapsed.TotalSeconds} s"
                    None
    ]
    |> List.choose id
    |> function
        | [] -> None
        | times -> Some(best times)

let objectives (size: Size) =
    [
        "wishart", ObjectiveKind.Wishart, min size.Dimension TrainingPlan.MostTasks
        if size.Dimension > TrainingPlan.MostTasks then
            "wishart, all tasks", ObjectiveKind.Wishart, size.Dimension
        "tokens", ObjectiveKind.Tokens, 1
    ]

/// How much of what one core can do a step does, with one thread.
let shares (size: Size) (rows: (string * ObjectiveKind * int * float) list) =
    let machine = Roofline.measure ()

    printfn
        $"\nOne core: %.0f{machine.Peak} Gflop/s of multiply-adds, %.1f{machine.Bandwidth} GB/s copied, %.0f{machine.Normals} million normal numbers a second.\n"

    printfn "| L, B, n, d | objective | Gflop a step | Gflop/s | of the peak | normal numbers, ms | of the step |"
    printfn "| --- | --- | --- | --- | --- | --- | --- |"

    for name, objective, tasks, milliseconds in rows do
        let work =
            match objective with
            | ObjectiveKind.Tokens -> Roofline.tokens size.Layers size.Batch size.Dimension size.Context
            | _ -> Roofline.wishart size.Layers size.Batch size.Dimension tasks

        let operations = 2.0 * work.MultiplyAdds / 1e9
        let speed = operations / (milliseconds / 1000.0)
        let drawing = work.Normals / (machine.Normals * 1000.0)

        printfn
            $"| {size.Layers}, {size.Batch}, {size.Context}, {size.Dimension} | {name} | %.3f{operations} | %.1f{speed} | %.0f{100.0 * speed / machine.Peak} %% | %.2f{drawing} | %.0f{100.0 * drawing / milliseconds} %% |"

let table (sizes: Size list) seconds =
    printfn
        "| L, B, n, d | objective | ms, 1 thread | ms, 2 threads | notebook, ms | ratio | processor, ms | notebook, processor, ms | ratio |"

    printfn "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"

    for size in sizes do
        let rounds =
            [
                for _ in 1 .. size.Rounds ->
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

        let processor index =
            rounds |> List.map (fun (_, rows) -> rows[index].[0]) |> best |> _.Processor

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

        objectives size
        |> List.mapi (fun index (name, objective, tasks) -> name, objective, tasks, processor index)
        |> shares size

/// The `wishart` step does not see the context length.
let flatness seconds =
    printfn "\n| n | wishart step at L = 8, B = 1000, d = 20, processor ms |\n| --- | --- |"

    for context in [ 50; 500; 5000 ] do
        let size = { sizes[1] with Context = context }

        let time =
            best
                [
                    for _ in 1..3 -> step size ObjectiveKind.Wishart TrainingPlan.MostTasks 1 seconds
                ]

        printfn $"| {context} | %.2f{time.Processor} |"

[<EntryPoint>]
let main arguments =
    match arguments with
    | [| seconds; number |] -> table [ sizes[int number - 1] ] (float seconds)
    | _ ->
        let seconds = if arguments.Length = 1 then float arguments[0] else 3.0
        table sizes seconds
        flatness seconds

    0
