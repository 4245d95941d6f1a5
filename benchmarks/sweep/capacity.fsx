// What a network of a sweep costs, and how that grows with each size: the tables of docs/sweep.md.
//
//     dotnet fsi build.fsx build
//     dotnet fsi benchmarks/sweep/capacity.fsx
//
// A step's cost is the difference of two runs with one thread that differ in the number of steps, both long enough for the
// program to be compiled; a network's is that of a whole run with the program's defaults. All in seconds of the processor.

open System
open System.Diagnostics
open System.Globalization
open System.IO

CultureInfo.CurrentCulture <- CultureInfo.InvariantCulture

let program =
    Path.Combine(__SOURCE_DIRECTORY__, "../../Memformer.Cli/bin/Release/net10.0/memformer.dll")

type Size = { D: int; N: int; L: int; B: int }

let usual = { D = 5; N = 20; L = 4; B = 1000 }

let axes =
    [
        "d", [ for d in [ 5; 10; 20 ] -> float d, { usual with D = d; N = 160 } ]
        "n", [ for n in [ 20; 160; 1280 ] -> float n, { usual with N = n } ]
        "L", [ for l in [ 2; 4; 8; 16 ] -> float l, { usual with L = l } ]
        "B", [ for b in [ 1000; 4000 ] -> float b, { usual with B = b } ]
    ]

/// Seconds of the processor, start and end of the program included.
let processor (arguments: string) =
    let line = $"dotnet {program} {arguments} >/dev/null 2>&1"

    let information =
        ProcessStartInfo("bash", [ "-c"; $"TIMEFORMAT='%%U %%S'; time {line}; exit $?" ], RedirectStandardError = true)

    use child = Process.Start information
    let time = child.StandardError.ReadToEnd()
    child.WaitForExit()

    if child.ExitCode <> 0 then
        failwith $"memformer {arguments}: exit code {child.ExitCode}"

    time.Split([| ' '; '\n' |], StringSplitOptions.RemoveEmptyEntries)
    |> Array.sumBy float

let inFolder action =
    let folder = Directory.CreateTempSubdirectory "memformer-capacity-"

    try
        action (Path.Combine(folder.FullName, "run"))
    finally
        folder.Delete true

let train size steps =
    inFolder (fun folder ->
        processor (
            $"train -a lfom -d {size.D} -n {size.N} -L {size.L} --batch {size.B} --steps {steps} --optimizer adam "
            + "--tolerance 0 --evaluate-every 1000000 --evaluation-prompts 64 --test-prompts 256 --threads 1 "
            + $"--checkpoint-every 1000000 -o {folder}"
        ))

let median (values: float list) =
    values |> List.sort |> (fun sorted -> sorted[sorted.Length / 2])

/// Milliseconds of the processor a step: the median of three, the least and the largest.
let step size =
    // After about a second of steps the program runs at its full speed; two more are what counts. How many steps a second has
    // is guessed, which decides no more than how long this takes.
    let guess =
        float (size.B * size.L) / 4e3
        * (0.5e-3 + 1.2e-6 * float (size.D * size.D * size.D))

    let few = int (1.0 / guess)
    let more = 2 * few

    let times =
        [
            for _ in 1..3 -> (train size (few + more) - train size few) / float more * 1000.0
        ]

    median times, List.min times, List.max times

for name, sizes in axes do
    printfn $"| {name} | d | n | L | B | step, processor ms | exponent |"
    printfn "| --- | --- | --- | --- | --- | --- | --- |"
    let mutable before = None

    for value, size in sizes do
        let middle, least, most = step size

        let exponent =
            match before with
            | Some(place, cost: float) -> $"{log (middle / cost) / log (value / place):F2}"
            | None -> ""

        before <- Some(value, middle)

        printfn
            $"| {value} | {size.D} | {size.N} | {size.L} | {size.B} | {middle:F2} ({least:F2} to {most:F2}) | {exponent} |"

    printfn ""

/// The cost of a whole network with the program's defaults, and what it leaves on the disk.
let network (arguments: string) =
    inFolder (fun folder ->
        let seconds = processor $"train {arguments} --threads 1 -o {folder}"
        let files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        seconds, files.Length, files |> Array.sumBy (fun file -> FileInfo(file).Length))

printfn "| network | processor s (three seeds) | files | kB | an hour, a core |"
printfn "| --- | --- | --- | --- | --- |"

for arguments in
    [
        "-a linear -L 2"
        "-a lfom -L 2"
        "-a lfom -L 4"
        "-a lfom -L 8"
        "-a lfom -L 4 -d 10 -n 40"
    ] do
    let runs = [ for seed in 0..2 -> network $"{arguments} --seed {seed}" ]
    let times = [ for seconds, _, _ in runs -> seconds ]
    let _, files, bytes = runs[0]

    printfn
        $"| `{arguments}` | {median times:F1} ({List.min times:F1} to {List.max times:F1}) | {files} | {bytes / 1000L} | {3600.0 / median times:F0} |"
