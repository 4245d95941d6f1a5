// The build: dotnet fsi build.fsx TARGET
//
// Packages. paket.dependencies and paket.lock name no feed. `restore` reads the pins of paket.lock, lets NuGet
// download them into the machine's package folder from whatever sources that machine is configured with, and then
// runs Paket, which finds every package there. `update` lets NuGet resolve the closure of paket.dependencies, links
// the packages into the folder "feed", and lets Paket lock what it finds in it.

open System
open System.Diagnostics
open System.IO
open System.Text.Json
open System.Text.RegularExpressions

let root = __SOURCE_DIRECTORY__
Directory.SetCurrentDirectory root

let path parts =
    Path.Combine(Array.ofList (root :: parts))

let configuration = "Release"

exception Failed of string

let start (program: string) (arguments: string list) redirect =
    let info = ProcessStartInfo(program, RedirectStandardOutput = redirect)
    arguments |> List.iter info.ArgumentList.Add
    Process.Start info

let run program arguments =
    use running = start program arguments false
    running.WaitForExit()

    if running.ExitCode <> 0 then
        let words = String.concat " " arguments
        raise (Failed $"{program} {words}: exit code {running.ExitCode}")

/// Runs a program and returns its exit code and output, showing each line as it comes where `echo` is set.
let capture echo program arguments =
    use running = start program arguments true

    let output =
        running.StandardOutput.ReadLine
        |> Seq.unfold (fun read -> read () |> Option.ofObj |> Option.map (fun line -> line, read))
        |> Seq.map (fun line ->
            if echo then
                printfn "%s" line

            line)
        |> String.concat "\n"

    running.WaitForExit()
    running.ExitCode, output

/// The folder NuGet keeps packages in, on this machine.
let packageFolder () =
    let _, output =
        capture false "dotnet" [ "nuget"; "locals"; "global-packages"; "--list" ]

    output.Substring(output.IndexOf ':' + 1).Trim()

/// (id, version) pairs of the lines of a Paket file that match a pattern with two groups.
let pins file pattern =
    [
        for line in File.ReadLines file do
            let found = Regex.Match(line, pattern)

            if found.Success then
                yield found.Groups[1].Value, found.Groups[2].Value
    ]

let locked () =
    pins (path [ "paket.lock" ]) @"^    ([A-Za-z0-9._-]+) \(([0-9][^)]*)\)"
    |> List.distinct

let project items =
    $"""<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><RestoreEnablePackagePruning>false</RestoreEnablePackagePruning></PropertyGroup>
  <ItemGroup>
    {String.concat "\n    " items}
  </ItemGroup>
</Project>
"""

/// Restores a throw-away project, kept apart from the build's own settings, and returns its folder.
let restoreScratch name items =
    let folder = path [ "obj"; name ]
    Directory.CreateDirectory folder |> ignore
    File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), "<Project />")
    let file = Path.Combine(folder, $"{name}.csproj")
    File.WriteAllText(file, project items)
    run "dotnet" [ "restore"; file; "--verbosity"; "quiet" ]
    folder

/// NuGet's spelling of a version as Paket writes it: at least three numbers.
let normalised (version: string) =
    let dots = version |> Seq.filter ((=) '.') |> Seq.length

    if dots >= 2 then
        version
    else
        version + String.replicate (2 - dots) ".0"

let restore () =
    let packages = packageFolder ()

    let present (id: string, version: string) =
        Directory.Exists(Path.Combine(packages, id.ToLowerInvariant(), normalised version))

    run "dotnet" [ "tool"; "restore" ]

    if not (List.forall present (locked ())) then
        [
            for id, version in locked () -> $"<PackageDownload Include=\"{id}\" Version=\"[{version}]\" />"
        ]
        |> restoreScratch "packages"
        |> ignore

    Directory.CreateDirectory(path [ "feed" ]) |> ignore
    run "dotnet" [ "paket"; "restore" ]

let update () =
    run "dotnet" [ "tool"; "restore" ]

    let folder =
        [
            for id, version in pins (path [ "paket.dependencies" ]) @"^\s*nuget (\S+) == (\S+)" ->
                $"<PackageReference Include=\"{id}\" Version=\"[{version}]\" />"
        ]
        |> restoreScratch "update"

    let packages = packageFolder ()
    let feed = path [ "feed" ]

    if Directory.Exists feed then
        Directory.Delete(feed, true)

    Directory.CreateDirectory feed |> ignore

    use assets =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "obj", "project.assets.json")))

    for library in assets.RootElement.GetProperty("libraries").EnumerateObject() do
        let name = library.Name.ToLowerInvariant().Split '/'
        let file = $"{name[0]}.{name[1]}.nupkg"

        File.CreateSymbolicLink(Path.Combine(feed, file), Path.Combine(packages, name[0], name[1], file))
        |> ignore

    run "dotnet" [ "paket"; "update"; "--no-install" ]
    Directory.Delete(feed, true)
    Directory.CreateDirectory feed |> ignore

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
            [ "build.fsx"; "tests"; "examples" ]
            |> List.filter (fun part -> Path.Exists(path [ part ]))
    ]
    |> run "dotnet"

let testProjects = [ "Theory"; "Learn"; "Cli" ]

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

/// Runs all test projects; the last line adds up their counts.
let runAllTests () =
    let counts = testProjects |> List.map runTests
    let passed = counts |> List.sumBy (fun (count, _, _) -> count)
    let failed = counts |> List.sumBy (fun (_, count, _) -> count)
    let skipped = counts |> List.sumBy (fun (_, _, count) -> count)
    printfn $"{passed} passed, {failed} failed, {skipped} skipped"

    if failed > 0 || passed = 0 then
        exit 1

let main arguments =
    match arguments with
    | [ "update" ] -> update ()
    | [ "restore" ] -> restore ()
    | [ "build" ] -> build ()
    | [ "format" ] -> format false
    | [ "test" ] ->
        build ()
        runAllTests ()
    | [ "ci" ] ->
        restore ()
        format true
        build ()
        runAllTests ()
    | _ ->
        eprintfn "usage: dotnet fsi build.fsx restore | build | test | format | update | ci"
        exit 2

try
    main (Array.toList fsi.CommandLineArgs |> List.tail)
with Failed reason ->
    eprintfn $"build.fsx: {reason}"
    exit 1
