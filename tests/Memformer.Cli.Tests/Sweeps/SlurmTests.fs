/// Sweeps on a cluster: a real Slurm on this machine, with the faults that clusters have.
module Memformer.Tests.Sweeps.SlurmTests

open System
open System.Diagnostics
open System.IO
open System.Threading
open Expecto
open Memformer.Tests
open Memformer.Tests.TemporaryFolder

let private script = Path.Combine(Golden.root, "tests", "fixtures", "slurm.sh")

let private isInstalled =
    [ "sbatch"; "slurmctld"; "slurmd"; "munged" ]
    |> List.forall (fun program ->
        [ "/usr/bin"; "/usr/sbin"; "/sbin" ]
        |> List.exists (fun folder -> File.Exists(Path.Combine(folder, program))))

/// Runs a shell command with the cluster's configuration.
let private shell (cluster: string) (line: string) =
    let start =
        ProcessStartInfo("bash", [ "-c"; line ], RedirectStandardOutput = true, RedirectStandardError = true)

    start.Environment["SLURM_CONF"] <- Path.Combine(cluster, "slurm.conf")
    use child = Process.Start start
    let errors = child.StandardError.ReadToEndAsync()
    let output = child.StandardOutput.ReadToEnd()
    child.WaitForExit()
    child.ExitCode, output.Trim(), errors.Result

/// A cluster for an action, stopped afterwards. Its programs let go of the standard streams only when they end.
let private withCluster action =
    if not isInstalled then
        skiptest "Slurm is not installed"

    inFolder (fun folder ->
        let cluster = Path.Combine(folder, "slurm")

        try
            let code, _, _ =
                shell cluster $"bash '{script}' start '{cluster}' >'{folder}/start.log' 2>&1 </dev/null"

            Expect.equal code 0 (File.ReadAllText(Path.Combine(folder, "start.log")))
            action folder cluster
        finally
            shell cluster $"bash '{script}' stop '{cluster}' >/dev/null 2>&1 </dev/null"
            |> ignore)

let private plan =
    """[network]
layers = [1, 2]
[training]
objective = "tokens"
steps = 400
batch = 2000
tolerance = 0
[run]
seed = 0
evaluate-every = 20
checkpoint-every = 20
evaluation-prompts = 2000
test-prompts = 2000
"""

let private sweep folder cluster (options: string) =
    Executable.runWith
        [ "SLURM_CONF", Path.Combine(cluster, "slurm.conf") ]
        folder
        [
            yield! [ "sweep"; "sweep.toml"; "--executor"; "slurm" ]
            yield! options.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        ]

/// Waits until something holds; the limit only ends a test that would hang.
let private until what holds =
    let limit = Stopwatch.StartNew()

    while not (holds ()) do
        if limit.Elapsed > TimeSpan.FromMinutes 5.0 then
            failtest $"{what} did not come about"

        Thread.Sleep 200

/// How many networks have told a loss.
let private trained out =
    if Directory.Exists out then
        Directory.GetFiles(out, "metrics.jsonl", SearchOption.AllDirectories).Length
    else
        0

/// Networks trained here and on the cluster with a fault in between: they must have the same bytes.
let private survives (options: string) (fault: string -> string -> unit) =
    withCluster (fun folder cluster ->
        File.WriteAllText(Path.Combine(folder, "sweep.toml"), plan)
        let local = Executable.run folder "sweep sweep.toml --output local"
        Expect.equal local.Code 0 local.Errors

        let following =
            Tasks.Task.Run(fun () -> sweep folder cluster $"--output out {options}")

        let out = Path.Combine(folder, "out")

        until "a checkpoint" (fun () -> trained out > 0)

        fault folder cluster
        let ended = following.Result
        let again = sweep folder cluster $"--output out {options}"
        Expect.equal again.Code 0 again.Errors

        Expect.equal
            (LocalSweepTests.networks (Path.Combine(out, "runs")))
            (LocalSweepTests.networks (Path.Combine(folder, "local", "runs")))
            "the same bytes as here"

        ended)

let private ``in`` cluster line =
    let code, output, errors = shell cluster line
    Expect.equal code 0 $"{line}: {errors}"
    output

[<Tests>]
let tests =
    testSequencedGroup "cluster"
    <| testList
        "Slurm"
        [
            testCase "a sweep that is larger than the cluster's arrays ends with the bytes of a local one"
            <| fun () ->
                withCluster (fun folder cluster ->
                    // The cluster's arrays have five tasks at most.
                    File.WriteAllText(
                        Path.Combine(folder, "sweep.toml"),
                        LocalSweepTests.small.Replace("0..1", "0..3")
                    )

                    let local = Executable.run folder "sweep sweep.toml --output local"
                    Expect.equal local.Code 0 local.Errors
                    let result = sweep folder cluster "--output out --slurm-array-limit 2"
                    Expect.equal result.Code 0 result.Errors
                    Expect.stringContains result.Errors "submitted 8 trainings as jobs 1, 2" "two arrays"

                    Expect.equal
                        (LocalSweepTests.networks (Path.Combine(folder, "out", "runs")))
                        (LocalSweepTests.networks (Path.Combine(folder, "local", "runs")))
                        "networks"

                    let nothing = sweep folder cluster "--output out"
                    Expect.isFalse (nothing.Errors.Contains "submitted") "nothing is trained twice")

            testCase "a task that is cancelled is a failure with its machine and log, and goes on next time"
            <| fun () ->
                let ended =
                    survives "" (fun _ cluster -> ``in`` cluster "scancel 1_1 1_2" |> ignore)

                Expect.equal ended.Code 1 ended.Errors
                Expect.stringContains ended.Output "failed: layers-" "which network"
                Expect.stringContains ended.Output "log /" "where its log is"

            testCase "a training that Slurm warns of its time limit saves itself and is queued again"
            <| fun () ->
                let ended =
                    survives "" (fun folder cluster ->
                        // A task that has not begun does not know the signal yet.
                        until "both train" (fun () -> trained (Path.Combine(folder, "out")) = 2)
                        // What Slurm sends before the limit; limits themselves count in minutes.
                        ``in`` cluster "scancel --batch --signal=USR1 1_1 1_2" |> ignore

                        let out = Path.Combine(folder, "out")

                        let queuedAgain () =
                            Directory.GetFiles(Path.Combine(out, "slurm"), "*.log")
                            |> Seq.filter (fun log -> (File.ReadAllText log).Contains "is saved and queued again")
                            |> Seq.length

                        let finished () =
                            Directory.GetFiles(out, "summary.json", SearchOption.AllDirectories).Length

                        until "one is queued again, and both have heard" (fun () ->
                            queuedAgain () > 0 && queuedAgain () + finished () >= 2)

                        // Slurm lets a task that was queued again wait for two minutes; the test does not. In the second in which
                        // Slurm took its credential back it could not be launched: they are dated by the second.
                        until "no task waits" (fun () ->
                            let waiting = ``in`` cluster "squeue -h -r -o '%i %T' | sed -n 's/ PENDING$//p'"
                            Thread.Sleep 1500

                            for task in waiting.Split('\n', StringSplitOptions.RemoveEmptyEntries) do
                                shell cluster $"scontrol update JobId={task} StartTime=now" |> ignore

                            (``in`` cluster "squeue -h -r -o %T | grep -c -e PENDING -e COMPLETING || true") = "0"))

                Expect.equal ended.Code 0 (ended.Errors + ended.Output)

            testCase "a machine that is drained and a controller that restarts cost nothing but time"
            <| fun () ->
                let ended =
                    survives "--slurm-array-limit 1" (fun _ cluster ->
                        let host = ``in`` cluster "sinfo -h -o %n"

                        ``in`` cluster $"scontrol update NodeName={host} State=DRAIN Reason=test"
                        |> ignore

                        ``in`` cluster $"bash '{script}' controller '{cluster}' >/dev/null 2>&1 </dev/null"
                        |> ignore

                        // A controller that restarts may have taken the machine back by itself.
                        until "the machine takes work again" (fun () ->
                            shell cluster $"scontrol update NodeName={host} State=RESUME" |> ignore
                            let _, state, _ = shell cluster "sinfo -h -o %T"
                            List.contains state [ "idle"; "mixed"; "allocated" ]))

                Expect.equal ended.Code 0 (ended.Errors + ended.Output)

            testCase "Slurm's refusal is passed on in one line"
            <| fun () ->
                withCluster (fun folder cluster ->
                    File.WriteAllText(Path.Combine(folder, "sweep.toml"), plan)
                    let result = sweep folder cluster "--output out --slurm-partition nosuch"
                    Expect.equal result.Code 4 result.Errors
                    Expect.equal (result.Errors.TrimEnd().Split('\n').Length) 1 result.Errors
                    Expect.stringContains result.Errors "invalid partition" "Slurm's words")

            testCase "the array script is printed and nothing is started with --dry-run"
            <| fun () ->
                inFolder (fun folder ->
                    File.WriteAllText(Path.Combine(folder, "sweep.toml"), plan)

                    let result =
                        Executable.run
                            folder
                            "sweep sweep.toml --output out --executor slurm --dry-run --slurm-time 1:00:00 --slurm-option=--account=theory"

                    Expect.equal result.Code 0 result.Errors

                    for line in [ "#SBATCH --time=1:00:00"; "#SBATCH --account=theory"; "#SBATCH --requeue" ] do
                        Expect.stringContains result.Output line "the script"

                    Expect.isFalse (Path.Exists(Path.Combine(folder, "out"))) "nothing was started")
        ]
