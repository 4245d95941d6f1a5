// The audit's own benchmark: networks whose method is known because it was planted, with noise on every weight, and
// networks that are no method. Prints the tables of docs/audit.md.
//
//     dotnet fsi build.fsx build
//     dotnet fsi benchmarks/audit/planted.fsx [NETWORKS [SEED]]

#I "../../Memformer.Cli/bin/Release/net10.0"
#r "MathNet.Numerics.dll"
#r "Superpower.dll"
#r "Memformer.Theory.dll"
#r "Memformer.Learn.dll"
#load "../../tests/Memformer.Learn.Tests/Auditing/RandomMatrices.fs"
#load "../../tests/Memformer.Learn.Tests/Auditing/PlantedMethod.fs"
#load "../../tests/Memformer.Learn.Tests/Auditing/Planted.fs"
#load "../../tests/Memformer.Learn.Tests/Auditing/Decoy.fs"
#load "../../tests/Memformer.Learn.Tests/Auditing/Scoring.fs"
#load "../../tests/Memformer.Learn.Tests/Auditing/PlantedGdPlusPlus.fs"
#load "../../tests/Memformer.Learn.Tests/Auditing/PlantedTied.fs"

open System
open Memformer.Learn.Auditing
open Memformer.Learn.Auditing.Preconditioners
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Problems
open Memformer.Tests.Auditing
open Memformer.Tests.Auditing.Scoring

let argument index otherwise =
    match fsi.CommandLineArgs |> Array.tryItem index with
    | Some text -> int text
    | None -> otherwise

let count, seed = argument 1 1000, argument 2 1
let noises = [ 0.0; 0.001; 0.01; 0.05 ]
let clock = Diagnostics.Stopwatch.StartNew()

let scores =
    [
        for index, noise in List.indexed noises do
            let random = Random(seed + index)

            for _ in 1 .. count / noises.Length -> noise, score random noise (Planted.network random)
    ]

let share part whole =
    if whole = 0 then
        "–"
    else
        $"{100.0 * float part / float whole:F1} %%"

let labels = [ Right; Simpler; Compatible; Moved; Wrong; Missed ]

let looped =
    [
        for index, noise in List.indexed noises do
            let random = Random(seed + index)

            for _ in 1 .. count / 10 do
                let planted, noisy = PlantedTied.network random noise
                noise, scoreWith noise planted noisy
    ]

let tableOf (scores: (float * Score) list) title (select: Score -> Label list) =
    printfn
        $"\n{title}\n\n| noise | labels | right | simpler | compatible | moved | wrong | missed |\n| --- | --- | --- | --- | --- | --- | --- | --- |"

    for noise in noises do
        let all =
            scores |> List.filter (fun (n, _) -> n = noise) |> List.collect (snd >> select)

        let counts =
            [ for label in labels -> all |> List.filter ((=) label) |> List.length ]

        let cells =
            counts |> List.map (fun number -> $"{number} ({share number all.Length})")

        printfn "| %g %% | %d | %s |" (100.0 * noise) all.Length (String.Join(" | ", cells))

let table title = tableOf scores title

printfn "%d planted networks, %d methods" scores.Length PlantedMethod.methods.Length
table "Method of the network" (fun score -> [ score.Method ])
tableOf looped "Method of looped networks" (fun score -> [ score.Method ])
table "Kind of each layer" _.Layers
table "Preconditioner" (fun score -> [ score.Preconditioner ])

printfn
    "\nParameters, layers' and methods': relative error; distance within three standard errors, of the planted noise and as reported; reported noise\n"

printfn "| noise | parameters | median | 95 %% | 99 %% | within 3 planted | within 3 reported | noise, median |"
printfn "| --- | --- | --- | --- | --- | --- | --- | --- |"

for noise in List.tail noises do
    let scored = scores |> List.filter (fun (n, _) -> n = noise) |> List.map snd
    let all = scored |> List.collect _.Estimates

    let at share (values: float list) =
        (List.sort values)[min (values.Length - 1) (int (share * float values.Length))]

    let relative = all |> List.map _.Relative

    let within (select: Estimate -> float) =
        let count =
            all |> List.filter (fun estimate -> select estimate <= 3.0) |> List.length

        $"{100.0 * float count / float all.Length:F2} %%"

    let levels =
        [
            for score in scored do
                if score.Noise.HasValue then
                    score.Noise.Value
        ]

    printfn
        "| %g %% | %d | %.2g | %.2g | %.2g | %s | %s | %.3g %% |"
        (100.0 * noise)
        all.Length
        (at 0.5 relative)
        (at 0.95 relative)
        (at 0.99 relative)
        (within _.OfPlanted)
        (within _.OfReported)
        (100.0 * at 0.5 levels)

printfn "\nConfusion matrix: planted (rows) and found, noise up to 1 %%, as far as they differ in name"
printfn "\n| planted | found | networks | label |\n| --- | --- | --- | --- |"

scores @ looped
|> List.filter (fun (noise, score) -> noise <= 0.01 && score.Found <> Some score.Planted.Method)
|> List.countBy (fun (_, score) -> score.Planted.Method, defaultArg score.Found "none", score.Method)
|> List.sort
|> List.iter (fun ((planted, found, label), number) -> printfn $"| {planted} | {found} | {number} | {label} |")

printfn "\nGD++ networks\n\n| noise | networks | recognised | preconditioner right | parameters within 3 × noise |"
printfn "| --- | --- | --- | --- | --- |"

for index, noise in List.indexed noises do
    let random = Random(seed + index)

    let all =
        [
            for _ in 1 .. count / 10 -> PlantedGdPlusPlus.score random noise (PlantedGdPlusPlus.network random)
        ]

    let errors = all |> List.collect _.Errors

    let within =
        errors |> List.filter (fun error -> error <= 3.0 * noise + 1e-12) |> List.length

    printfn
        "| %g %% | %d | %d | %d | %s |"
        (100.0 * noise)
        all.Length
        (all |> List.filter _.IsRecognised |> List.length)
        (all |> List.filter _.IsPreconditionerRight |> List.length)
        (share within errors.Length)

/// Networks of the same shapes that were trained with softmax attention; none where there is no PyTorch.
let softmax =
    let folder = IO.Directory.CreateTempSubdirectory "memformer-planted-"

    let script =
        IO.Path.Combine(__SOURCE_DIRECTORY__, "../../tests/fixtures/softmax_networks.py")

    try
        let start =
            Diagnostics.ProcessStartInfo("/usr/bin/python3", [ script; folder.FullName; string (count / 20) ])

        start.RedirectStandardOutput <- true
        start.RedirectStandardError <- true
        use child = Diagnostics.Process.Start start
        child.StandardOutput.ReadToEnd() |> ignore
        child.WaitForExit()

        [
            for file in folder.GetFiles "*.pth" do
                let weights = Checkpoint.Read(file.FullName).Weights

                let options =
                    AuditOptions(Law = DataLaw.Isotropic weights.Dimension, Context = 16, Prompts = 0)

                not (isNull (Audit.Of(weights, options).Method.Chosen))
        ]
    finally
        folder.Delete true

let random = Random seed
let decoys = [ for _ in 1 .. count / 2 -> Decoy.decoy random ]

printfn "\nDecoys\n\n| what | networks | accepted as a method |\n| --- | --- | --- |"

decoys
|> List.groupBy _.Method
|> List.sortBy fst
|> List.iter (fun (what, all) -> printfn "| %s | %d | %d |" what all.Length (all |> List.filter accepts |> List.length))

printfn
    "| trained with softmax attention | %s | %d |"
    (if softmax.IsEmpty then
         "none: /usr/bin/python3 has no torch"
     else
         string softmax.Length)
    (softmax |> List.filter id |> List.length)

eprintfn $"{clock.Elapsed.TotalSeconds:F0} s"

for noise, score in scores @ looped do
    if
        score.Method = Wrong
        || score.Method = Missed
        || List.contains Wrong score.Layers
        || List.contains Missed score.Layers
    then
        eprintfn
            "%g %s as %s, %A: %A, layers %A"
            noise
            score.Planted.Method
            score.Planted.Architecture
            score.Planted.Preconditioner
            (score.Found, score.Method)
            score.Layers
