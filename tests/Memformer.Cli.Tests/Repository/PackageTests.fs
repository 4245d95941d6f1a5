module Memformer.Tests.Repository.PackageTests

open System
open System.Diagnostics
open System.IO
open System.Text.RegularExpressions
open Expecto
open Memformer.Tests

/// The files git tracks, where the tests run in a checkout.
let private tracked () =
    let info =
        ProcessStartInfo("git", "ls-files -z", WorkingDirectory = Golden.root, RedirectStandardOutput = true)

    use git = Process.Start info
    let output = git.StandardOutput.ReadToEnd()
    git.WaitForExit()

    if git.ExitCode <> 0 then
        skiptest "not a git checkout"

    output.Split('\000', StringSplitOptions.RemoveEmptyEntries)
    |> Array.map (fun name -> Path.Combine(Golden.root, name))
    |> Array.filter File.Exists

/// How many names a file has: a hard link to the package's file is one more, a copy has one.
let private names (file: string) =
    use stat =
        Process.Start(ProcessStartInfo("stat", [ "-c"; "%h"; file ], RedirectStandardOutput = true))

    let count = stat.StandardOutput.ReadToEnd()
    stat.WaitForExit()
    int count

[<Tests>]
let tests =
    testList
        "packages"
        [
            test "no file names a package feed's address" {
                let address =
                    Regex @"https?://[a-z0-9.\-]*(nuget|npmjs)[a-z0-9.\-]*/|/v3/index\.json"

                let named =
                    [
                        for file in tracked () do
                            if Path.GetExtension file <> ".png" && address.IsMatch(File.ReadAllText file) then
                                yield Path.GetRelativePath(Golden.root, file)
                    ]
                    |> List.except [ "tests/Memformer.Cli.Tests/Repository/PackageTests.fs" ]

                Expect.isEmpty named "files with a feed's address"
            }

            test "the lock's only source is the empty folder" {
                let remotes =
                    [
                        for line in File.ReadLines(Path.Combine(Golden.root, "paket.lock")) do
                            if line.TrimStart().StartsWith "remote:" then
                                yield line.Trim()
                    ]

                Expect.equal (List.distinct remotes) [ "remote: feed" ] "remotes of paket.lock"
            }

            test "every package is pinned and explained" {
                let explained =
                    File.ReadAllText(Path.Combine(Golden.root, "docs", "dependencies.md"))

                for line in File.ReadLines(Path.Combine(Golden.root, "paket.dependencies")) do
                    if line.StartsWith "nuget " then
                        let words = line.Split ' '
                        Expect.equal words[2] "==" $"{words[1]} is pinned"
                        Expect.stringContains explained words[1] $"{words[1]} has its line in docs/dependencies.md"
            }

            test "one copy of libtorch serves all outputs" {
                let copies =
                    [
                        for project in [ "Memformer.Learn"; "Memformer.Cli" ] do
                            let bin = Path.Combine(Golden.root, project, "bin")

                            if Directory.Exists bin then
                                for file in
                                    Directory.EnumerateFiles(bin, "libtorch_cpu.so", SearchOption.AllDirectories) do
                                    if isNull (FileInfo(file).LinkTarget) && names file = 1 then
                                        yield file
                    ]

                if OperatingSystem.IsWindows() then
                    skiptest "links need a privilege on Windows"

                Expect.isEmpty copies "outputs with a copy of libtorch"
            }
        ]
