/// What `build.fsx pack` wrote, installed into an empty place and used as people use it.
module Memformer.Tests.Distribution.PackageTests

open System
open System.Diagnostics
open System.IO
open Expecto
open Memformer.Tests

let private artifacts = Path.Combine(Golden.root, "artifacts")

let private artifact pattern =
    let found =
        if Directory.Exists artifacts then
            Directory.GetFiles(artifacts, pattern)
        else
            [||]

    if found.Length = 0 then
        skiptest "nothing is packed: dotnet fsi build.fsx pack linux-x64"

    found[0]

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

let private succeed folder variables program arguments =
    let code, output, errors = runIn folder variables program arguments
    Expect.equal code 0 $"{output}\n{errors}"
    output

/// Derives and audits with a program, as a user would.
let private derivesAndAudits folder variables program =
    let run (line: string) =
        succeed folder variables program (List.ofArray (line.Split ' '))

    Expect.stringContains (run "derive nesterov --layers 4") "eta + beta*eta" "coefficients"

    run "derive heavy-ball --layers 4 --set eta=1/4 --set beta=1/3 --save hb.safetensors --dimension 5 --context 20"
    |> ignore

    Expect.stringContains (run "audit hb.safetensors --prompts 200") "heavy-ball" "the verdict"

let private script =
    """
#i "nuget: ARTIFACTS"
#r "nuget: Memformer.Theory"
open Memformer.Theory.Methods
printfn "%O" ((Catalogue.Find "nesterov").Unroll(2).Coefficients)
"""

let private project =
    """<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <CreateSymbolicLinksForCopyLocalIfPossible>true</CreateSymbolicLinksForCopyLocalIfPossible>
    <RestoreAdditionalProjectSources>ARTIFACTS</RestoreAdditionalProjectSources>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="Memformer.Learn" Version="*" /></ItemGroup>
</Project>
"""

let private program =
    """
using Memformer.Learn.Checkpoints;
using Memformer.Learn.Torch;

LibTorch.Load();
System.Console.WriteLine($"{Checkpoint.Read(args[0]).Weights.Layers} layers");
"""

[<Tests>]
let tests =
    testSequenced
    <| testList
        "packages"
        [
            testCase "the tool installs into an empty folder and works"
            <| fun () ->
                Executable.inFolder (fun folder ->
                    artifact "memformer.*.nupkg" |> ignore

                    succeed
                        folder
                        (sdk folder)
                        "dotnet"
                        [
                            yield! [ "tool"; "install"; "memformer"; "--tool-path"; folder ]
                            yield! [ "--add-source"; artifacts ]
                        ]
                    |> ignore

                    derivesAndAudits folder (sdk folder) (Path.Combine(folder, "memformer")))

            testCase "the archive works without an SDK, for another user, from a folder that cannot be written"
            <| fun () ->
                Executable.inFolder (fun folder ->
                    let place = Path.Combine(folder, "program")
                    Directory.CreateDirectory place |> ignore

                    succeed folder (sdk folder) "tar" [ "-xzf"; artifact "memformer-*-linux-x64.tar.gz"; "-C"; place ]
                    |> ignore

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

            testCase "an F# script uses the exact mathematics"
            <| fun () ->
                Executable.inFolder (fun folder ->
                    artifact "Memformer.Theory.*.nupkg" |> ignore
                    let file = Path.Combine(folder, "script.fsx")
                    File.WriteAllText(file, script.Replace("ARTIFACTS", artifacts))
                    let output = succeed folder (sdk folder) "dotnet" [ "fsi"; file ]
                    Expect.stringContains output "eta" "coefficients")

            testCase "a C# project reads a checkpoint and loads libtorch"
            <| fun () ->
                Executable.inFolder (fun folder ->
                    artifact "Memformer.Learn.*.nupkg" |> ignore
                    File.WriteAllText(Path.Combine(folder, "user.csproj"), project.Replace("ARTIFACTS", artifacts))
                    File.WriteAllText(Path.Combine(folder, "Program.cs"), program)

                    Executable.run
                        folder
                        "derive heavy-ball --layers 4 --set eta=1/4 --set beta=1/3 --save hb.safetensors -d 5 -n 20"
                    |> ignore

                    let output =
                        succeed folder (sdk folder) "dotnet" [ "run"; "-c"; "Release"; "--"; "hb.safetensors" ]

                    Expect.stringContains output "4 layers" "the network")
        ]
