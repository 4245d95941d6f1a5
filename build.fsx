// The build: dotnet fsi build.fsx TARGET

// In one line: loaded one by one, each would bring a Process of its own, and its failures would be strangers here.
#load "build/process.fsx" "build/packages.fsx" "build/demo.fsx" "build/pack.fsx" "build/reproducible.fsx" "build/site.fsx"

open System.IO
open System.Text.RegularExpressions
open Process
open Packages

let build () =
    restore ()
    run "dotnet" [ "build"; "Memformer.slnx"; "-c"; configuration; "-v"; "quiet"; "--nologo" ]

let format check =
    let verb = if check then "check" else "format"
    run "dotnet" [ "csharpier"; verb; "." ]

    [
        yield "fantomas"
        if check then
            yield "--check"
        yield!
            [ "build.fsx"; "build"; "tests"; "benchmarks"; "examples" ]
            |> List.filter (fun part -> Path.Exists(path [ part ]))
    ]
    |> run "dotnet"

/// Test projects that run one after another; the lanes run side by side and take about as long.
let testLanes = [ [ "Theory"; "Learn" ]; [ "Cli" ] ]

/// Runs one test project and returns what its last line counts: passed, failed, skipped.
let runTests project =
    let name = $"Memformer.{project}.Tests"
    let program = path [ "tests"; name; "bin"; configuration; "net10.0"; name + ".dll" ]
    printfn $"== {name}"

    let code, output =
        capture true "dotnet" [ program; "--no-spinner"; "--colours"; "0" ]

    let counts =
        Regex.Match(output, @"(\d+) passed, (\d+) failed, (\d+) skipped", RegexOptions.RightToLeft)

    if not counts.Success then
        raise (Failed $"{name} ended with exit code {code} and counted nothing")

    let passed, failed, skipped =
        int counts.Groups[1].Value, int counts.Groups[2].Value, int counts.Groups[3].Value

    passed, (if code <> 0 then max failed 1 else failed), skipped

/// Runs all test projects, one lane beside the other; the last line adds up their counts.
let runAllTests () =
    let counts =
        testLanes
        |> List.map (fun lane -> async { return List.map runTests lane })
        |> Async.Parallel
        |> Async.RunSynchronously
        |> List.concat

    let passed = counts |> List.sumBy (fun (count, _, _) -> count)
    let failed = counts |> List.sumBy (fun (_, count, _) -> count)
    let skipped = counts |> List.sumBy (fun (_, _, count) -> count)
    printfn $"{passed} passed, {failed} failed, {skipped} skipped"

    if failed > 0 || passed = 0 then
        exit 1

/// Installs what was packed into empty places and uses it as people do.
let tryPackages () =
    System.Environment.SetEnvironmentVariable("MEMFORMER_TRY_PACKAGES", "1")
    let name = "Memformer.Cli.Tests"
    let program = path [ "tests"; name; "bin"; configuration; "net10.0"; name + ".dll" ]

    run "dotnet" [ program; "--no-spinner"; "--colours"; "0"; "--filter-test-list"; "packages" ]

let hasSymPy () =
    let question =
        "import importlib.util, sys; sys.exit(importlib.util.find_spec('sympy') is None)"

    try
        fst (capture false "python3" [ "-c"; question ]) = 0
    with :? System.ComponentModel.Win32Exception ->
        false

let benchmark name =
    path [ "benchmarks"; name; "bin"; configuration; "net10.0"; name + ".dll" ]

/// Runs the benchmarks: training steps beside PyTorch, the unrolled identity beside SymPy, and those of the algebra that
/// match a filter. The other programs are left out where they are not installed.
let bench filter =
    build ()
    run "dotnet" [ benchmark "Memformer.Speed" ]

    if hasSymPy () then
        run "python3" [ path [ "benchmarks"; "Memformer.Benchmarks"; "compare_sympy.py" ] ]

    run "dotnet" [ benchmark "Memformer.Benchmarks"; "--filter"; filter ]

let main arguments =
    match arguments with
    | [ "update" ] -> update ()
    | [ "restore" ] -> restore ()
    | [ "build" ] -> build ()
    | [ "bench" ] -> bench "*"
    | [ "bench"; filter ] -> bench filter
    | [ "demo" ] ->
        build ()
        Demo.demo ()
    | [ "format" ] -> format false
    | "pack" :: systems ->
        restore ()
        Pack.pack systems
    | [ "packages" ] ->
        build ()
        Pack.pack [ Pack.thisSystem ]
        tryPackages ()
    | [ "docs" ] ->
        build ()
        Site.site ()
    | [ "reproducible" ] -> Reproducible.reproducible ()
    | [ "test" ] ->
        build ()
        runAllTests ()
    | [ "ci" ] ->
        restore ()
        format true
        build ()
        runAllTests ()
    | _ ->
        eprintfn
            "usage: dotnet fsi build.fsx demo | test | build | restore | format | bench [FILTER] | pack [SYSTEM] | packages | docs | reproducible | update | ci"

        exit 2

try
    main (Array.toList fsi.CommandLineArgs |> List.tail)
with Failed reason ->
    eprintfn $"build.fsx: {reason}"
    exit 1
