/// What `build.fsx pack` wrote, installed into an empty place and used as people use it, each way with the time it took.
/// Only `build.fsx packages` asks for it, right after it packed.
module Memformer.Tests.Distribution.PackageTests

open System
open System.Diagnostics
open System.IO
open System.Text.RegularExpressions
open Expecto
open Memformer.Tests
open Memformer.Tests.TemporaryFolder

let private artifacts = Path.Combine(Golden.root, "artifacts")

let private artifact pattern =
    if isNull (Environment.GetEnvironmentVariable "MEMFORMER_TRY_PACKAGES") then
        skiptest "packages are tried by dotnet fsi build.fsx packages"

    Directory.GetFiles(artifacts, pattern) |> Array.exactlyOne

/// Says how long something took; nothing depends on it.
let private timed what action =
    let watch = Stopwatch.StartNew()
    let result = action ()
    printfn $"%6.1f{watch.Elapsed.TotalSeconds} s  {what}"
    result

/// Runs a program with these variables and no others.
let private runIn (folder: string) variables (program: string) (arguments: string list) =
    let start =
        ProcessStartInfo(
            program,
            arguments,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        )

    start.Environment.Clear()

    for name, value in variables do
        start.Environment[name] <- value

    use child = Process.Start start
    let errors = child.StandardError.ReadToEndAsync()
    let output = child.StandardOutput.ReadToEnd()
    child.WaitForExit()
    child.ExitCode, output, errors.Result

/// What the .NET SDK needs. Packages of this project go to a folder of the test's own, so that none of an earlier build is
/// taken; all others are found in the machine's.
let private sdk (folder: string) =
    let home = Environment.GetFolderPath Environment.SpecialFolder.UserProfile

    let packages =
        Environment.GetEnvironmentVariable "NUGET_PACKAGES"
        |> Option.ofObj
        |> Option.defaultValue (Path.Combine(home, ".nuget", "packages"))

    [
        "PATH", Environment.GetEnvironmentVariable "PATH"
        "HOME", home
        "NUGET_PACKAGES", Path.Combine(folder, "packages")
        "NUGET_FALLBACK_PACKAGES", packages
        "DOTNET_CLI_TELEMETRY_OPTOUT", "1"
        "DOTNET_NOLOGO", "1"
    ]

let private fst3 (first, _, _) = first

let private succeed folder variables program arguments =
    let code, output, errors = runIn folder variables program arguments
    Expect.equal code 0 $"{output}\n{errors}"
    output

/// Derives and audits with a program, as a user would.
let private derivesAndAudits folder variables program =
    let run (line: string) =
        succeed folder variables program (List.ofArray (line.Split ' '))

    Expect.stringContains (run "derive nesterov --layers 4") "η (1 + β)" "coefficients"

    run "derive heavy-ball --layers 4 --set eta=1/4 --set beta=1/3 --save hb.safetensors --dimension 5 --context 20"
    |> ignore

    Expect.stringContains (run "audit hb.safetensors --prompts 200") "heavy-ball" "the verdict"

let private installTool folder =
    artifact "memformer.?.*.nupkg" |> ignore

    timed "the tool is installed"
    <| fun () ->
        succeed
            folder
            (sdk folder)
            "dotnet"
            [
                yield! [ "tool"; "install"; "memformer"; "--tool-path"; folder ]
                yield! [ "--add-source"; artifacts ]
            ]
        |> ignore

let private script =
    """
#i "nuget: ARTIFACTS"
#r "nuget: Memformer.Learn"
open Memformer.Theory.Scripting
open Memformer.Learn.Scripting
let network = Network.Of(Method.Named("heavy-ball").Layers(4).With("eta", "1/4").With("beta", "1/3").Derive(), 5, 20)
printfn "%s" (network.Audit().Summary)
"""

let private python =
    """
import memformer
print(memformer.derive("heavy-ball", layers=4, set={"eta": "1/4", "beta": "1/3"}, save="hb.safetensors", dimension=5, context=20))
print(memformer.audit("hb.safetensors"))
"""

let private project =
    """<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <CreateSymbolicLinksForCopyLocalIfPossible>true</CreateSymbolicLinksForCopyLocalIfPossible>
    <RestoreAdditionalProjectSources>ARTIFACTS</RestoreAdditionalProjectSources>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="Memformer.Learn" Version="*" /></ItemGroup>
</Project>
"""

/// The C# of docs/recipes.md, and a library that only loads as the package mends it.
let private program =
    let recipes =
        Regex.Matches(
            File.ReadAllText(Path.Combine(Golden.root, "docs", "recipes.md")),
            "```csharp\n(.*?)```",
            RegexOptions.Singleline
        )

    let namespaces =
        [
            for project, parts in
                [
                    "Theory", [ "Scripting"; "Methods"; "Spectra" ]
                    "Learn", [ "Scripting"; "Problems"; "Torch" ]
                ] do
                for part in parts do
                    $"using Memformer.{project}.{part};"
        ]

    [
        yield! namespaces
        for recipe in recipes do
            recipe.Groups[1].Value
        "LibTorch.Load();"
        "Console.WriteLine(\"libtorch loads\");"
    ]
    |> String.concat "\n"

[<Tests>]
let tests =
    testSequenced
    <| testList
        "installed packages"
        [
            testCase "the tool installs into an empty folder and works"
            <| fun () ->
                inFolder (fun folder ->
                    installTool folder
                    let system = Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier
                    let package = FileInfo(artifact $"memformer.{system}.*.nupkg")
                    Expect.isLessThan package.Length 60_000_000L "bytes"

                    timed "the tool derives twice and audits"
                    <| fun () -> derivesAndAudits folder (sdk folder) (Path.Combine(folder, "memformer")))

            testCase "the archive works without an SDK, for another user, from a folder that cannot be written"
            <| fun () ->
                inFolder (fun folder ->
                    let place = Path.Combine(folder, "program")
                    Directory.CreateDirectory place |> ignore

                    let archive = artifact "memformer-*-linux-x64.tar.gz"

                    timed "the archive is unpacked"
                    <| fun () -> succeed folder (sdk folder) "tar" [ "-xzf"; archive; "-C"; place ] |> ignore

                    let program =
                        Directory.GetFiles(place, "memformer", SearchOption.AllDirectories)
                        |> Array.exactlyOne

                    let work = Path.Combine(folder, "work")
                    Directory.CreateDirectory work |> ignore
                    succeed folder (sdk folder) "chmod" [ "-R"; "a-w,a+rX"; place ] |> ignore
                    succeed folder (sdk folder) "chmod" [ "755"; folder ] |> ignore
                    succeed folder (sdk folder) "chmod" [ "777"; work ] |> ignore

                    try
                        if Environment.UserName = "root" then
                            // A user without a name, a home, or an environment.
                            let line =
                                $"'{program}' derive nesterov --layers 4 && '{program}' derive heavy-ball --layers 2 --set eta=1/4 --set beta=1/3 --save hb.safetensors -d 5 -n 20 && '{program}' audit hb.safetensors --prompts 200"

                            let output =
                                timed "the archive's program derives twice and audits"
                                <| fun () ->
                                    succeed
                                        work
                                        []
                                        "/usr/bin/setpriv"
                                        [ "--reuid=65534"; "--regid=65534"; "--clear-groups"; "/bin/sh"; "-c"; line ]

                            Expect.stringContains output "heavy-ball" "the verdict"
                        else
                            derivesAndAudits work [] program

                        let code, _, errors =
                            runIn
                                work
                                []
                                program
                                [ "train"; "--gates"; "per-token"; "--steps"; "1"; "--output"; "run" ]

                        Expect.equal code 4 errors
                        Expect.stringContains errors "this build comes without libtorch" "what is missing"
                        Expect.equal (errors.TrimEnd().Split('\n').Length) 1 errors
                    finally
                        succeed folder (sdk folder) "chmod" [ "-R"; "u+w"; place ] |> ignore)

            testCase "the archive works where there is nothing but itself and the libraries of C and C++"
            <| fun () ->
                inFolder (fun folder ->
                    let archive = artifact "memformer-*-linux-x64.tar.gz"

                    if Environment.UserName <> "root" then
                        skiptest "only root may change the root"

                    let run program arguments =
                        succeed folder [ "PATH", "/usr/sbin:/usr/bin:/sbin:/bin" ] program arguments

                    run "tar" [ "-xzf"; archive; "-C"; folder; "--strip-components=1" ] |> ignore
                    Directory.CreateDirectory(Path.Combine(folder, "tmp")) |> ignore

                    let libraries =
                        run "ldd" [ Path.Combine(folder, "memformer"); yield! Directory.GetFiles(folder, "*.so") ]

                    for library in
                        Regex.Matches(libraries, @"(/\S+) \(0x")
                        |> Seq.map _.Groups[1].Value
                        |> Seq.distinct do
                        if not (library.StartsWith folder) then
                            run "cp" [ "-L"; "--parents"; library; folder ] |> ignore

                    let inside (line: string) =
                        run "chroot" [ folder; "/memformer"; yield! line.Split ' ' ]

                    inside "derive heavy-ball -L 4 --set eta=1/4,beta=1/3 --save /tmp/hb.safetensors -d 5 -n 20"
                    |> ignore

                    Expect.stringContains
                        (inside "audit /tmp/hb.safetensors --prompts 200")
                        "is heavy-ball"
                        "the verdict"

                    inside "audit /tmp/hb.safetensors --prompts 200 --output /tmp/hb.html" |> ignore
                    inside "train -L 1 --steps 20 --test-prompts 500 --output /tmp/run" |> ignore
                    inside "optimum -d 5 -n 20 -L 2 --output /tmp/optimum.png" |> ignore

                    Expect.isGreaterThan
                        (FileInfo(Path.Combine(folder, "tmp", "optimum.png")).Length)
                        1000L
                        "a picture")

            testCase "an F# script derives and audits"
            <| fun () ->
                inFolder (fun folder ->
                    artifact "Memformer.Learn.*.nupkg" |> ignore
                    let file = Path.Combine(folder, "script.fsx")
                    File.WriteAllText(file, script.Replace("ARTIFACTS", artifacts))

                    let output =
                        timed "an F# script finds the packages, derives and audits"
                        <| fun () -> succeed folder (sdk folder) "dotnet" [ "fsi"; file ]

                    Expect.stringContains output "The network is heavy-ball" "the verdict")

            testCase "a C# project runs the recipes and loads libtorch"
            <| fun () ->
                inFolder (fun folder ->
                    artifact "Memformer.Learn.*.nupkg" |> ignore
                    // Apart from the folder of packages, whose sources would be taken for the project's own.
                    let place = Path.Combine(folder, "user")
                    Directory.CreateDirectory place |> ignore
                    File.WriteAllText(Path.Combine(place, "user.csproj"), project.Replace("ARTIFACTS", artifacts))
                    File.WriteAllText(Path.Combine(place, "Program.cs"), program)

                    let output =
                        timed "a C# project is restored, built and run"
                        <| fun () -> succeed place (sdk folder) "dotnet" [ "run"; "-c"; "Release" ]

                    Expect.stringContains output "The network is heavy-ball" "the verdict"
                    Expect.stringContains output "libtorch loads" "the native library")

            testCase "pip installs the Python package, which derives and audits in two lines"
            <| fun () ->
                inFolder (fun folder ->
                    installTool folder
                    let variables = ("MEMFORMER", Path.Combine(folder, "memformer")) :: sdk folder

                    // Offline, pip makes a package only with what is there.
                    let hasPip interpreter =
                        try
                            fst3 (runIn folder variables interpreter [ "-c"; "import setuptools, pip, wheel" ]) = 0
                        with :? ComponentModel.Win32Exception ->
                            false

                    let interpreter =
                        match [ "python3"; "/usr/bin/python3" ] |> List.tryFind hasPip with
                        | Some found -> found
                        | None -> skiptest "no Python with pip, setuptools and wheel"

                    succeed folder variables "cp" [ "-r"; Path.Combine(Golden.root, "python"); "source" ]
                    |> ignore

                    timed "the Python package is installed"
                    <| fun () ->
                        succeed
                            folder
                            variables
                            interpreter
                            [
                                yield! [ "-m"; "pip"; "install"; "--quiet"; "--no-index"; "--no-build-isolation" ]
                                yield! [ "--target"; "site"; "./source" ]
                            ]
                        |> ignore

                    let output =
                        timed "Python derives and audits"
                        <| fun () ->
                            succeed
                                folder
                                (("PYTHONPATH", Path.Combine(folder, "site")) :: variables)
                                interpreter
                                [ "-c"; python ]

                    Expect.stringContains output "Yes: realizable exactly" "the derivation"
                    Expect.stringContains output "heavy-ball" "the verdict")
        ]
