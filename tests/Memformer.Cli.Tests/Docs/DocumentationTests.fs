/// The documentation tells the truth: its links lead somewhere and its commands run.
///
/// A block ```sh is run line by line in a fresh folder of its document; a comment `# exit N` behind a command says that
/// it ends with another code than 0. A block ```sh slow takes minutes and runs only with MEMFORMER_SLOW_DOCS=1.
module Memformer.Tests.Docs.DocumentationTests

open System
open System.Diagnostics
open System.IO
open System.Text.RegularExpressions
open Expecto
open Memformer.Tests
open Memformer.Tests.TemporaryFolder

let private documents =
    [
        yield! Directory.EnumerateFiles(Golden.root, "*.md")
        if Directory.Exists(Path.Combine(Golden.root, "docs")) then
            yield! Directory.EnumerateFiles(Path.Combine(Golden.root, "docs"), "*.md", SearchOption.AllDirectories)
    ]
    |> List.sort

let private name (document: string) =
    Path.GetRelativePath(Golden.root, document)

let private brokenLinks (document: string) =
    [
        for found in Regex.Matches(File.ReadAllText document, @"\]\(([^)#\s]+)(#[^)\s]*)?\)") do
            let target = found.Groups[1].Value

            if
                not (Regex.IsMatch(target, "^[a-z]+:"))
                && not (Path.Exists(Path.Combine(Path.GetDirectoryName document, target)))
            then
                yield target
    ]

type private Command = { Line: string; Code: int; Slow: bool }

/// The commands of a document's shell blocks; a trailing backslash joins lines.
let private commands (document: string) =
    [
        for block in
            Regex.Matches(
                File.ReadAllText(document).Replace("\r\n", "\n"),
                @"^```sh( slow)?\n(.*?)^```",
                RegexOptions.Multiline ||| RegexOptions.Singleline
            ) do
            for line in block.Groups[2].Value.Replace("\\\n", " ").Split('\n', StringSplitOptions.RemoveEmptyEntries) do
                if not (line.StartsWith '#') then
                    let code = Regex.Match(line, @"#\s*exit (\d+)\s*$")

                    yield
                        {
                            Line = line
                            Code = if code.Success then int code.Groups[1].Value else 0
                            Slow = block.Groups[1].Success
                        }
    ]

let private run (folder: string) (line: string) =
    let info =
        ProcessStartInfo(
            "bash",
            [ "-c"; line ],
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        )

    use shell = Process.Start info
    let errors = shell.StandardError.ReadToEndAsync()
    shell.StandardOutput.ReadToEnd() |> ignore
    shell.WaitForExit()
    shell.ExitCode, errors.Result

let private slowAllowed =
    Environment.GetEnvironmentVariable "MEMFORMER_SLOW_DOCS" = "1"

let private runAll document =
    inFolder (fun folder ->
        for link in
            [
                "memformer"
                "examples"
                "docs"
                "benchmarks"
                "Memformer.Cli"
                "Memformer.Theory"
            ] do
            let target = Path.Combine(Golden.root, link)

            if Path.Exists target then
                File.CreateSymbolicLink(Path.Combine(folder, link), target) |> ignore

        for command in commands document do
            // `dotnet fsi build.fsx` builds the very program that is being tested.
            if
                (not command.Slow || slowAllowed)
                && not (command.Line.StartsWith "dotnet fsi build.fsx")
            then
                let code, errors = run folder command.Line
                Expect.equal code command.Code $"{name document}: {command.Line}\n{errors}")

/// The tests that a document says hold its statements, and that are not where it says.
let private missingTests (document: string) =
    [
        for found in Regex.Matches(File.ReadAllText document, @"\]\((\S+Tests\.fs)\): \*(.+)\* \|") do
            let file = Path.Combine(Path.GetDirectoryName document, found.Groups[1].Value)

            if not ((File.ReadAllText file).Contains found.Groups[2].Value) then
                yield found.Value
    ]

[<Tests>]
let tests =
    testList
        "documentation"
        [
            test "each statement's test stands where the table says" {
                let document = Path.Combine(Golden.root, "docs", "design.md")
                Expect.isGreaterThan (Regex.Matches(File.ReadAllText document, @"Tests\.fs\)")).Count 20 "statements"
                Expect.isEmpty (missingTests document) "tests that are not there"
            }

            for document in documents do
                test $"the links of {name document}" { Expect.isEmpty (brokenLinks document) "links that lead nowhere" }

                if not (List.isEmpty (commands document)) then
                    test $"the commands of {name document}" { runAll document }
        ]
