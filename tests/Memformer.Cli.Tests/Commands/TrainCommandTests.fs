module Memformer.Tests.Commands.TrainCommandTests

open System
open System.Diagnostics
open System.IO
open System.Text.Json
open System.Threading
open Expecto
open Memformer.Tests
open Memformer.Tests.TemporaryFolder

let private executable = Path.Combine(AppContext.BaseDirectory, "memformer.dll")

// A test run that was started in the background has its interrupts ignored, and its children inherit that; env undoes it.
let private start (arguments: string list) =
    let information =
        ProcessStartInfo(
            "env",
            "--default-signal=INT" :: "dotnet" :: executable :: "train" :: arguments,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        )

    Process.Start information

let private finish (running: Process) =
    let errors = running.StandardError.ReadToEndAsync()
    let output = running.StandardOutput.ReadToEnd()
    running.WaitForExit()
    running.ExitCode, output, errors.Result

let private train arguments =
    use running = start arguments
    finish running

/// A network and a plan that cost next to nothing.
let private cheap (steps: int) =
    $"--architecture lfom --dimension 2 --context 6 --layers 2 --optimizer adam --batch 64 --steps {steps} --tolerance 0 \
      --checkpoint-every 50 --evaluate-every 50 --evaluation-prompts 64 --test-prompts 256 --threads 1"
        .Split
        ' '
    |> List.ofArray

let private sameBytes first second =
    for name in [ "model.safetensors"; "metrics.jsonl"; "config.toml" ] do
        Expect.isTrue
            (File
                .ReadAllBytes(Path.Combine(first, name))
                .AsSpan()
                .SequenceEqual(File.ReadAllBytes(Path.Combine(second, name))))
            $"{name} is the same in {first} and {second}"

/// Runs with --resume, killed each time it has gone on past a checkpoint and for a random while, and at last to the end.
let private killOften folder plan times =
    let random = Random 1
    let state = Path.Combine(folder, "checkpoints", "state.safetensors")
    let mutable kills = 0

    while kills < times do
        let resume = if kills = 0 then plan else [ "--resume" ]
        use running = start (resume @ [ "--output"; folder ])

        let before =
            if File.Exists state then
                File.GetLastWriteTimeUtc state
            else
                DateTime.MinValue

        while not running.HasExited
              && not (File.Exists state && File.GetLastWriteTimeUtc state > before) do
            Thread.Sleep 2

        Thread.Sleep(random.Next 25)
        Expect.isFalse running.HasExited "the run is long enough to be killed that often"
        running.Kill()
        running.WaitForExit()
        kills <- kills + 1

    let code, _, errors = train [ "--resume"; "--output"; folder ]
    Expect.equal code 0 errors

[<Tests>]
let tests =
    testSequencedGroup "trainings"
    <| testList
        "memformer train"
        [
            testCase "trains, and says how far the loss is from the exact optimum"
            <| fun _ ->
                inFolder (fun root ->
                    let folder = Path.Combine(root, "run")

                    let code, output, errors =
                        train (cheap 400 @ [ "--format"; "json"; "--output"; folder ])

                    Expect.equal code 0 errors
                    use summary = JsonDocument.Parse output
                    let run = summary.RootElement[0]
                    Expect.equal (run.GetProperty("steps").GetInt32()) 400 "steps"
                    let evaluation = run.GetProperty "evaluation"
                    Expect.isGreaterThan (evaluation.GetProperty("optimum").GetDouble()) 0.0 "optimum"
                    Expect.isLessThan (evaluation.GetProperty("distance").GetDouble()) 0.5 "distance"

                    for name in
                        [
                            "config.toml"
                            "metrics.jsonl"
                            "model.safetensors"
                            "summary.json"
                            "checkpoints/state.safetensors"
                        ] do
                        Expect.isTrue (File.Exists(Path.Combine(folder, name))) name

                    Expect.isNonEmpty (Directory.GetFiles(Path.Combine(folder, "events"))) "TensorBoard"
                    Expect.equal errors "" "nothing on the standard error where it is no terminal")

            testCase "another law for the test has a row of its own, in the summary and in the report"
            <| fun _ ->
                inFolder (fun root ->
                    let folder = Path.Combine(root, "run")

                    let code, output, errors =
                        train (
                            cheap 100
                            @ [ "--test-spectrum"; "1,4"; "--test-context"; "9"; "--output"; folder ]
                        )

                    Expect.equal code 0 errors
                    let lines = output.Split '\n'
                    Expect.stringContains lines[1] "  training  " "the training's law"
                    Expect.stringContains lines[2] "  test  " "the other"

                    use summary =
                        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "summary.json")))

                    let test = summary.RootElement.GetProperty "test"
                    Expect.equal (test.GetProperty("context").GetInt32()) 9 "context"

                    for name in [ "zero"; "conjugateGradients" ] do
                        Expect.isGreaterThan (test.GetProperty("baselines").GetProperty(name).GetDouble()) 0.0 name

                    let report = File.ReadAllText(Path.Combine(folder, "report.html"))

                    for text in
                        [
                            "test law, with n = 9"
                            ">Gates</h2>"
                            ">Which method it is</h2>"
                            "of prompts, each the mean"
                            "&#160;%</td>"
                        ] do
                        Expect.stringContains report text "report"

                    // A prompt's expected error is not called as the error of one answer is.
                    Expect.stringContains output "errors of prompts, each the mean over its tasks and queries:" "words"
                    let evaluation = summary.RootElement.GetProperty "evaluation"
                    let network = Path.Combine(folder, "model.safetensors")
                    let audited = Executable.run folder $"audit {network} --prompts 200 --format json"
                    use audit = JsonDocument.Parse audited.Output
                    let answers = audit.RootElement.GetProperty "function"

                    for name in [ "median"; "largest" ] do
                        let title = $"{System.Char.ToUpperInvariant name[0]}{name[1..]}"
                        Expect.isTrue (evaluation.TryGetProperty $"prompt{title}" |> fst) name
                        Expect.isTrue (answers.TryGetProperty $"answer{title}" |> fst) name)

            testCase "the same seed gives the same bytes, another seed others, and the written plan repeats the run"
            <| fun _ ->
                inFolder (fun root ->
                    let folder name = Path.Combine(root, name)
                    train (cheap 60 @ [ "--output"; folder "a" ]) |> ignore

                    train [ Path.Combine(folder "a", "config.toml"); "--output"; folder "b" ]
                    |> ignore

                    sameBytes (folder "a") (folder "b")
                    train (cheap 60 @ [ "--seed"; "1,2"; "--output"; folder "c" ]) |> ignore

                    Expect.notEqual
                        (File.ReadAllText(Path.Combine(folder "c", "seed-1", "metrics.jsonl")))
                        (File.ReadAllText(Path.Combine(folder "c", "seed-2", "metrics.jsonl")))
                        "two seeds"

                    use group =
                        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder "c", "summary.json")))

                    let losses =
                        [
                            for run in group.RootElement.GetProperty("runs").EnumerateArray() do
                                run.GetProperty("evaluation").GetProperty("loss").GetDouble()
                        ]

                    Expect.equal (group.RootElement.GetProperty("loss").GetDouble()) (List.average losses) "their mean"
                    let page = File.ReadAllText(Path.Combine(folder "c", "report.html"))
                    Expect.stringContains page "<a href=\"seed-2/report.html\">" "a link to a run"
                    Expect.stringContains page "apart: those of seed 1 and seed 2" "the distance of their methods")

            testCase "killed at random moments twenty times and resumed, it ends with the bytes of a run nobody touched"
            <| fun _ ->
                inFolder (fun root ->
                    let whole, parts = Path.Combine(root, "whole"), Path.Combine(root, "parts")
                    let plan = cheap 8_000
                    killOften parts plan 20
                    let code, _, errors = train (plan @ [ "--output"; whole ])
                    Expect.equal code 0 errors
                    sameBytes whole parts)

            testCase "Ctrl-C finishes the step, saves, and exits 130"
            <| fun _ ->
                inFolder (fun root ->
                    let folder = Path.Combine(root, "run")
                    let state = Path.Combine(folder, "checkpoints", "state.safetensors")
                    use running = start (cheap 10_000_000 @ [ "--output"; folder ])

                    while not running.HasExited && not (File.Exists state) do
                        Thread.Sleep 5

                    use interrupt = Process.Start("kill", [ "-INT"; $"{running.Id}" ])
                    interrupt.WaitForExit()
                    let code, _, errors = finish running
                    Expect.equal code 130 errors

                    Expect.equal
                        errors
                        $"memformer: interrupted, and saved; memformer train --resume --output {folder} goes on\n"
                        "one line, and how to go on")

            for name, arguments, code, message in
                [
                    "no dimension", [ "--dimension"; "0" ], 2, "--dimension 0: must be an integer, at least 1"
                    "no layers", [ "--layers"; "0" ], 2, "--layers 0: must be an integer, at least 1"
                    "a word for a number", [ "--rate"; "fast" ], 2, "--rate fast: must be a number above 0"
                    "an unknown architecture",
                    [ "--architecture"; "gru" ],
                    2,
                    "--architecture gru: must be one of linear"
                    "a negative eigenvalue",
                    [ "--spectrum"; "1,1,1,1,-1" ],
                    2,
                    "--spectrum 1,1,1,1,-1: must be numbers above 0"
                    "a test law of another size", [ "--test-spectrum"; "1,1" ], 2, "test: spectrum: 2 eigenvalues"
                    "no test context", [ "--test-context"; "0" ], 2, "--test-context 0: must be an integer, at least 1"
                    "a test covariance that is none",
                    [ "--dimension"; "2"; "--test-covariance"; "[[1, 2], [2, 1]]" ],
                    2,
                    "--test-covariance: the matrix is not positive definite"
                    "no context", [ "--context"; "0" ], 2, "--context 0: must be an integer, at least 1"
                    "no such device", [ "--device"; "cuda" ], 4, "device cuda: "
                    "a device of another kind", [ "--device"; "tpu" ], 2, "device tpu: must be auto, cpu, cuda"
                    "an option that does not exist",
                    [ "--layer"; "3" ],
                    2,
                    "unknown option --layer; did you mean --layers?"
                    "a plan that does not exist", [ "no-such-plan.toml" ], 3, "no-such-plan.toml: "
                    "resuming nothing", [ "--resume"; "--output"; "/nonexistent/run" ], 3, "config.toml"
                    "resuming nowhere", [ "--resume" ], 2, "--resume: needs --output"
                    "a folder that cannot be made", [ "--output"; "/dev/full/run" ], 4, "/dev/full"
                    "divergence", [ "--rate"; "1e90"; "--batch"; "4" ], 1, "training diverged at step"
                ] do
                testCase $"{name} is one line and exit code {code}"
                <| fun _ ->
                    inFolder (fun root ->
                        let output =
                            if List.contains "--output" arguments || name = "resuming nowhere" then
                                []
                            else
                                [ "--output"; Path.Combine(root, "run") ]

                        let actual, _, errors = train (arguments @ output)
                        Expect.equal actual code errors
                        Expect.stringContains errors message "message"
                        Expect.hasLength (errors.TrimEnd('\n').Split '\n') 1 "one line")

            testCase "a covariance may be a file, and is in the written plan"
            <| fun _ ->
                inFolder (fun root ->
                    let file, folder = Path.Combine(root, "covariance.csv"), Path.Combine(root, "run")
                    File.WriteAllText(file, "1,0.25\n0.25,0.5\n")

                    let code, _, errors =
                        train (cheap 50 @ [ "--covariance"; file; "--output"; folder ])

                    Expect.equal code 0 errors

                    Expect.stringContains
                        (File.ReadAllText(Path.Combine(folder, "config.toml")))
                        "covariance = [[1, 0.25], [0.25, 0.5]]"
                        "plan")

            testCase "a folder that is not empty is refused, and a misspelt key named with its line"
            <| fun _ ->
                inFolder (fun root ->
                    let plan = Path.Combine(root, "plan.toml")
                    File.WriteAllText(plan, "[network]\nlayerz = 3\n")
                    let code, _, errors = train [ plan; "--output"; Path.Combine(root, "run") ]
                    Expect.equal code 3 errors

                    Expect.stringContains
                        errors
                        "plan.toml: line 2: unknown key network.layerz; did you mean layers"
                        "key"

                    let code, _, errors = train [ "--output"; root ]
                    Expect.equal code 2 errors
                    Expect.stringContains errors "is not empty" "folder")
        ]
