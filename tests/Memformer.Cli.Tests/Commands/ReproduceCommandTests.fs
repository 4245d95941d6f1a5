module Memformer.Tests.Commands.ReproduceCommandTests

open System
open System.Diagnostics
open System.IO
open System.Threading
open Expecto
open Memformer.Learn.Experiments
open Memformer.Learn.Experiments.Figures
open Memformer.Tests
open Memformer.Tests.TemporaryFolder

let private executable = Path.Combine(AppContext.BaseDirectory, "memformer.dll")

// A test run that was started in the background has its interrupts ignored, and its children inherit that; env undoes it.
let private start (folder: string) =
    let arguments =
        [
            "--default-signal=INT"
            "dotnet"
            executable
            "reproduce"
            "lfom"
            "--jobs"
            "2"
            "--output"
            folder
        ]

    Process.Start(ProcessStartInfo("env", arguments, RedirectStandardOutput = true, RedirectStandardError = true))

/// The trainings that write below a folder.
let private trainings (folder: string) =
    [
        for entry in Directory.EnumerateDirectories "/proc" do
            let isTraining =
                try
                    let line = File.ReadAllText(Path.Combine(entry, "cmdline"))
                    line.Contains folder && line.Contains "--resume"
                with
                | :? IOException
                | :? UnauthorizedAccessException -> false

            if isTraining then
                entry
    ]

let private states (folder: string) =
    Directory.GetFiles(folder, "state.safetensors", SearchOption.AllDirectories)

let private until (what: string) condition =
    let clock = Stopwatch.StartNew()

    while not (condition ()) do
        if clock.Elapsed > TimeSpan.FromMinutes 2.0 then
            failtest $"waited two minutes for {what}"

        Thread.Sleep 20

/// Runs a reproduction until two trainings have written metrics, and does something to it.
let private whileTraining folder (action: Process -> unit) =
    use running = start folder

    until "two trainings" (fun () ->
        running.HasExited
        || Directory.Exists folder
           && Directory.GetFiles(folder, "metrics.jsonl", SearchOption.AllDirectories).Length
              >= 2)

    Expect.isFalse running.HasExited "it trains"
    Expect.hasLength (trainings folder) 2 "two processes"
    action running

[<Tests>]
let tests =
    testSequencedGroup "trainings"
    <| testList
        "memformer reproduce"
        [
            testCase "Ctrl-C ends the trainings with saved states, and exits 130"
            <| fun _ ->
                inFolder (fun root ->
                    let folder = Path.Combine(root, "figures")

                    whileTraining folder (fun running ->
                        use interrupt = Process.Start("kill", [ "-INT"; $"{running.Id}" ])
                        let errors = running.StandardError.ReadToEnd()
                        running.WaitForExit()
                        Expect.equal running.ExitCode 130 errors
                        Expect.equal errors "memformer: interrupted\n" "one line"
                        Expect.isEmpty (trainings folder) "no process stays behind"
                        Expect.hasLength (states folder) 2 "states to go on from"))

            testCase "killed itself, its trainings save their states and end"
            <| fun _ ->
                inFolder (fun root ->
                    let folder = Path.Combine(root, "figures")

                    whileTraining folder (fun running ->
                        running.Kill()
                        running.WaitForExit()
                        until "the trainings to end" (fun () -> List.isEmpty (trainings folder))
                        Expect.hasLength (states folder) 2 "states to go on from"))

            testCase "lists every figure with its claim, and runs nothing"
            <| fun _ ->
                inFolder (fun folder ->
                    let result = Executable.run folder "reproduce --list"
                    Expect.equal result.Code 0 result.Errors

                    for experiment in PaperFigures.All do
                        Expect.stringContains result.Output $"{experiment.Name}: " "figure"

                    Expect.isEmpty (Directory.GetFileSystemEntries folder) "nothing is written")

            for line, code, message in
                [
                    "reproduce figure-1", 2, "figure 'figure-1': allowed are cgd"
                    "reproduce --scale huge", 2, "scale 'huge': allowed are quick, paper"
                    "reproduce --jobs 0", 2, "--jobs 0: must be at least 1"
                ] do
                testCase $"{line} is one line and exit code {code}"
                <| fun _ ->
                    inFolder (fun folder ->
                        let result = Executable.run folder line
                        Expect.equal result.Code code result.Errors
                        Expect.stringContains result.Errors message "message"
                        Expect.hasLength (result.Errors.TrimEnd('\n').Split '\n') 1 "one line")
        ]
