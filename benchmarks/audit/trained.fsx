// Trained networks over seeds: networks of one law, one architecture and one depth are trained from different random
// weights, and audited. They reach the same loss, so their verdict must be the same. Prints the table of docs/audit.md.
// Fails where a group has two verdicts: two names, or a name for some seeds only.
//
//     dotnet fsi build.fsx build
//     dotnet fsi benchmarks/audit/trained.fsx [SEEDS]

#I "../../Memformer.Cli/bin/Release/net10.0"
#r "MathNet.Numerics.dll"
#r "Superpower.dll"
#r "Memformer.Theory.dll"
#r "Memformer.Learn.dll"

open System
open System.Diagnostics
open System.IO
open System.Text.Json
open Memformer.Learn.Auditing
open Memformer.Learn.Checkpoints.Schemas

let seeds =
    match fsi.CommandLineArgs |> Array.tryItem 1 with
    | Some text -> int text
    | None -> 15

/// Networks that differ by nothing but the seed.
type Group =
    {
        Title: string
        Layers: int
        Arguments: string list
    }

let group architecture layers more =
    {
        Title = String.Join(" ", architecture :: more)
        Layers = layers
        Arguments = [ "--architecture"; architecture; "--layers"; string layers ] @ more
    }

let quickly = [ "--optimizer"; "bfgs" ]

let groups =
    [
        for layers in 2..3 do
            yield group "linear" layers quickly

        for architecture in [ "dynamic"; "lfom" ] do
            for layers in 2..4 do
                yield group architecture layers quickly

        yield group "lfom" 2 ([ "--heads"; "4" ] @ quickly)
        yield group "lfom" 3 ([ "--spectrum"; "[1, 1, 0.5, 0.25, 0.25]" ] @ quickly)
        yield group "lfom" 2 []
        yield group "lfom" 3 []
    ]

let program =
    Path.Combine(__SOURCE_DIRECTORY__, "../../Memformer.Cli/bin/Release/net10.0/memformer.dll")

/// Trains a network; its folder.
let train (folder: string) group (seed: int) =
    let run = Path.Combine(folder, $"{seed}")

    let arguments =
        [
            program
            "train"
            yield! group.Arguments
            "--seed"
            string seed
            "--output"
            run
        ]

    let start = ProcessStartInfo("dotnet", arguments)
    start.RedirectStandardOutput <- true
    start.RedirectStandardError <- true
    use child = Process.Start start
    let errors = child.StandardError.ReadToEndAsync()
    child.StandardOutput.ReadToEnd() |> ignore
    child.WaitForExit()

    if child.ExitCode <> 0 then
        failwith $"{run}: {errors.Result}"

    run

/// What is said of one network.
type Verdict =
    {
        /// Share by which the loss exceeds the optimum.
        Excess: float
        Name: string option
        Compatible: Set<string>
        /// The methods that answer as the network does.
        Alike: Set<string>
        Kinds: string
    }

let verdict (run: string) =
    let checkpoint = Checkpoint.Read(Path.Combine(run, "model.safetensors"))

    use summary =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "summary.json")))

    let options = AuditOptions(Law = checkpoint.Law, Context = 20, Prompts = 0)

    let audit = Audit.Of(checkpoint.Weights, options)

    {
        Excess = summary.RootElement.GetProperty("evaluation").GetProperty("distance").GetDouble()
        Name = audit.Method.Chosen |> Option.ofObj |> Option.map _.Name
        Compatible = set [ for method in audit.Method.Compatible -> method.Fit.Name ]
        Alike =
            match audit.Functional with
            | null -> Set.empty
            | functional ->
                set
                    [
                        for fit in functional.Fits do
                            if fit.IsTested && fit.Distance <= options.Tolerance then
                                fit.Name
                    ]
        Kinds = String.Join(", ", audit.Layers |> Seq.map _.Kind)
    }

let listed names =
    match Set.toList names with
    | [] -> "–"
    | first :: second :: third :: rest when rest.Length > 0 -> $"{first}, {second}, {third} and {rest.Length} more"
    | all -> String.Join(", ", all)

let clock = Stopwatch.StartNew()

/// The verdicts on one group.
let verdicts group =
    let folder = Directory.CreateTempSubdirectory "memformer-trained-"

    try
        [ for seed in 1..seeds -> verdict (train folder.FullName group seed) ]
    finally
        folder.Delete true

printfn "%d seeds for each row\n" seeds

printfn
    "| train --architecture | layers | above the optimum | named | no name | kinds of the layers | compatible, every seed | some only | answers alike, every seed |"

printfn "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"

/// Prints a group's row; whether its networks have one verdict.
let isOne group =
    let found = verdicts group
    let names = found |> List.choose _.Name |> List.countBy id
    let nameless = found |> List.filter _.Name.IsNone |> List.length
    let always = found |> List.map _.Compatible |> Set.intersectMany
    let ever = found |> List.map _.Compatible |> Set.unionMany
    let excess = found |> List.map _.Excess

    let counted counts =
        if List.isEmpty counts then
            "–"
        else
            String.Join("; ", [ for name, count in counts -> $"{name} ({count})" ])

    printfn
        "| %s | %d | %.2f–%.2f %% | %s | %d | %s | %s | %d of %d | %s |"
        group.Title
        group.Layers
        (100.0 * List.min excess)
        (100.0 * List.max excess)
        (counted names)
        nameless
        (found |> List.countBy _.Kinds |> counted)
        (listed always)
        (ever.Count - always.Count)
        ever.Count
        (found |> List.map _.Alike |> Set.intersectMany |> listed)

    names.Length + min nameless 1 = 1

let flips = groups |> List.filter (isOne >> not) |> List.length
printfn "\nGroups with more than one verdict: %d of %d" flips groups.Length
eprintfn $"{clock.Elapsed.TotalSeconds:F0} s"
exit (if flips = 0 then 0 else 1)
