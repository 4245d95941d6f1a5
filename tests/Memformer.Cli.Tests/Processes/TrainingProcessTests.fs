module Memformer.Tests.Processes.TrainingProcessTests

open System
open System.IO
open System.Threading
open Expecto
open Memformer.Cli.Processes
open Memformer.Learn.Training.Runs
open Memformer.Tests
open Memformer.Tests.TemporaryFolder
open Memformer.Tests.Training.PlanText

let private executable = Path.Combine(AppContext.BaseDirectory, "memformer.dll")

/// A network that costs next to nothing.
let private plan (steps: int) =
    planned
        $"layers=2 dimension=2 context=6 optimizer=adam batch=64 steps={steps} tolerance=0 evaluate-every=50 \
          checkpoint-every=50 evaluation-prompts=64 test-prompts=256 threads=1 device=cpu"

/// The program, behind a script that may do something else first: it is given the folder of the test as FOLDER.
let private behind (folder: string) script =
    [
        "bash"
        "-c"
        $"FOLDER='{folder}'; {script}; exec dotnet '{executable}' \"$@\""
        "memformer"
    ]

/// Trains below a folder; gives the run and what was said.
let private train folder program plan cancellation progress =
    let said = ResizeArray<string>()
    let run = RunFolder.Create(Path.Combine(folder, "run"), plan)

    let outcome =
        try
            TrainingProcess(List.toArray program, (fun line -> said.Add line)).Train(run, progress, cancellation)
            Ok()
        with failure ->
            Error failure

    run, outcome, List.ofSeq said

let private crashOnce =
    "[ -e $FOLDER/crashed ] || { touch $FOLDER/crashed; kill -SEGV $$; }"

[<Tests>]
let tests =
    testList
        "a process for each training"
        [
            test "trains, and reports progress" {
                inFolder (fun folder ->
                    let last = ref 0L

                    let progress =
                        { new IProgress<TrainingProgress> with
                            member _.Report value = last.Value <- value.Step
                        }

                    let run, outcome, said =
                        train folder (behind folder "true") (plan 200) CancellationToken.None progress

                    Expect.isOk outcome "trained"
                    Expect.isEmpty said "nothing to say"
                    Expect.equal last.Value 200L "the last step is reported"
                    Expect.isTrue (File.Exists run.Model) "model")
            }

            test "one that crashes is started once more, and a line says so" {
                inFolder (fun folder ->
                    let run, outcome, said =
                        train folder (behind folder crashOnce) (plan 60) CancellationToken.None null

                    Expect.isOk outcome "trained"
                    Expect.hasLength said 1 "one line"
                    Expect.stringContains said[0] "crashed (exit code 139" "how it ended"
                    Expect.isTrue (File.Exists run.Model) "model")
            }

            test "one that crashes twice is a failure of one line" {
                inFolder (fun folder ->
                    let run, outcome, said =
                        train folder (behind folder "kill -SEGV $$") (plan 60) CancellationToken.None null

                    Expect.hasLength said 1 "the first crash"

                    match outcome with
                    | Error(:? TrainingProcessException as failure) ->
                        Expect.stringContains failure.Message "crashed twice (exit code 139" "how it ended"
                        Expect.equal failure.ExitCode 70 "exit code"
                    | other -> failtest $"{other}"

                    Expect.isFalse (File.Exists run.Model) "nothing is half written")
            }

            test "one that says why it ended is not started again" {
                inFolder (fun folder ->
                    let _, outcome, said =
                        train
                            folder
                            (behind folder "true")
                            (planned
                                "layers=2 dimension=2 context=6 optimizer=adam rate=1e90 batch=64 threads=1 device=cpu")
                            CancellationToken.None
                            null

                    Expect.isEmpty said "no crash"

                    match outcome with
                    | Error(:? TrainingProcessException as failure) ->
                        Expect.stringContains failure.Message "training diverged at step" "reason"
                        Expect.equal failure.ExitCode 1 "exit code"
                    | other -> failtest $"{other}")
            }

            // A script's background jobs, and all that they start, ignore what Ctrl-C sends.
            test "cancelled, it saves its state and ends, in the background too" {
                inFolder (fun folder ->
                    use source = new CancellationTokenSource()

                    let progress =
                        { new IProgress<TrainingProgress> with
                            member _.Report _ = source.Cancel()
                        }

                    let run, outcome, _ =
                        train folder (behind folder "trap '' INT") (plan 10_000_000) source.Token progress

                    match outcome with
                    | Error(:? OperationCanceledException) -> ()
                    | other -> failtest $"{other}"

                    Expect.isTrue (File.Exists(Path.Combine(run.Root, "checkpoints", "state.safetensors"))) "state")
            }
        ]
