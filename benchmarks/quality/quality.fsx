// How near to the exact optimum training ends, and what it costs: the tables of docs/training.md.
//
//     dotnet fsi build.fsx build
//     dotnet fsi benchmarks/quality/quality.fsx [GROUP …]
//
// Groups are shallow, deep, heads and gd++, all unless some are named. Each network is trained by the program, with one
// thread and its defaults but for the options in its row, and deleted; the seconds are the processor's, of the whole process.

#r "System.Text.Json"

open System
open System.Diagnostics
open System.Globalization
open System.IO
open System.Text.Json

CultureInfo.CurrentCulture <- CultureInfo.InvariantCulture

let program =
    Path.Combine(__SOURCE_DIRECTORY__, "../../Memformer.Cli/bin/Release/net10.0/memformer.dll")

let rotated = "--spectrum 1,1,0.25,0.0625,1 --rotation 1"
let wide = "--dimension 10 --context 40"

/// What is trained, by group: options, and seeds.
let groups: (string * (string * int list) list) list =
    [
        "shallow",
        [
            for layers in 1..4 do
                for data in [ ""; " " + rotated ] do
                    for architecture in [ "linear"; "lfom"; "dynamic" ] do
                        $"--architecture {architecture} --layers {layers}{data}", [ 0 ]
        ]
        "deep",
        [
            for layers in [ 4; 8 ] do
                $"--architecture lfom --layers {layers} {wide}", [ 0 ]

            for layers in [ 8; 12 ] do
                for architecture in [ "linear"; "lfom"; "dynamic" ] do
                    $"--architecture {architecture} --layers {layers}", [ 0 ]
        ]
        "heads",
        [
            for layers in [ 1; 4 ] do
                $"--architecture lfom --layers {layers} --heads 5 --gates-per-head {rotated}", [ 0; 1 ]
        ]
        "gd++",
        [
            for layers in [ 2; 3 ] do
                $"--architecture linear --free-values --layers {layers}", [ 0..4 ]
        ]
    ]

type Run =
    {
        Summary: JsonElement
        Processor: float
    }

/// Runs a shell command; its standard output, and seconds of processor time of all its processes.
let shell (line: string) =
    let information =
        ProcessStartInfo(
            "bash",
            [ "-c"; $"TIMEFORMAT='%%U %%S'; time {{ {line} ; }} 2>/dev/null" ],
            RedirectStandardOutput = true,
            RedirectStandardError = true
        )

    use child = Process.Start information
    let time = child.StandardError.ReadToEndAsync()
    let output = child.StandardOutput.ReadToEnd()
    child.WaitForExit()

    let seconds =
        time.Result.Trim().Split('\n')
        |> Array.last
        |> _.Split(' ')
        |> Array.sumBy Double.Parse

    child.ExitCode, output, seconds

let train (options: string) seed =
    let folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())

    try
        let code, _, seconds =
            shell $"dotnet '{program}' train {options} --seed {seed} --threads 1 --output '{folder}'"

        if code <> 0 then
            failwith $"train {options} --seed {seed} ended with exit code {code}"

        use text =
            JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "summary.json")))

        {
            Summary = text.RootElement.Clone()
            Processor = seconds
        }
    finally
        if Directory.Exists folder then
            Directory.Delete(folder, true)

let number (element: JsonElement) (name: string) =
    match element.TryGetProperty name with
    | true, value when value.ValueKind = JsonValueKind.Number -> Some(value.GetDouble())
    | _ -> None

let row (options: string) seed =
    let run = train options seed
    let found = run.Summary.GetProperty "evaluation"
    let value name = (number found name).Value

    let loss, error = value "loss", value "standardError"
    let margin = number found "distanceMargin" |> Option.defaultValue 0.0

    let distance =
        match number found "distance" with
        | Some share -> $"%.3f{100.0 * share} ± %.3f{50.0 * margin} %%"
        | None -> ""

    let exact =
        match number run.Summary "exactMean" with
        | Some mean -> $"%.4g{mean}"
        | None -> ""

    let optimum =
        number found "optimum"
        |> Option.map (fun least -> $"%.6g{least}")
        |> Option.defaultValue ""

    let share name =
        number found name
        |> Option.map (fun part -> $"%.4g{100.0 * part} %%")
        |> Option.defaultValue ""

    String.Join(
        " | ",
        [
            $"`{options}`"
            string seed
            string (run.Summary.GetProperty("steps").GetInt64())
            $"%.6g{loss} ± %.1g{error}"
            optimum
            distance
            exact
            (value "promptMedian").ToString "G4"
            share "promptsWorseThanZero"
            share "promptsAmplified"
            $"%.0f{run.Processor}"
        ]
    )

let chosen = fsi.CommandLineArgs |> Array.skip 1 |> List.ofArray

for name in chosen do
    if groups |> List.forall (fun (group, _) -> group <> name) then
        let allowed = groups |> List.map fst |> String.concat ", "
        eprintfn $"group '{name}': allowed are {allowed}"
        exit 2

for name, networks in groups do
    if chosen.IsEmpty || List.contains name chosen then
        printfn
            $"\n{name}\n\n| options | seed | steps | mean loss ± s.e. | exact optimum | above it | exact mean | median | worse than 0 | \\|p\\| > 1 | processor, s |"

        printfn "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"

        for options, seeds in networks do
            for seed in seeds do
                printfn $"| {row options seed} |"
