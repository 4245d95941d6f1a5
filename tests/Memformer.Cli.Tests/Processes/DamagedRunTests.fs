module Memformer.Tests.Processes.DamagedRunTests

open System
open System.IO
open System.Text.Json
open System.Threading
open Expecto
open Memformer.Tests.Executable
open Memformer.Tests.TemporaryFolder

let private plan =
    "train --layers 2 --dimension 3 --context 6 --optimizer adam --batch 8 --steps 200 --checkpoint-every 50 --evaluate-every 50 "
    + "--evaluation-prompts 64 --test-prompts 128 --threads 1 --tolerance 0 --output"

let private resume = "train --resume --output run"

/// A finished run in the folder "run", and what it wrote.
let private withRun action =
    inFolder (fun folder ->
        let result = run folder $"{plan} run"
        Expect.equal result.Code 0 result.Errors
        action folder (Path.Combine(folder, "run")))

let private state run =
    Path.Combine(run, "checkpoints", "state.safetensors")

let private stateBefore run =
    Path.Combine(run, "checkpoints", "state-before.safetensors")

let private flip (file: string) place =
    let bytes = File.ReadAllBytes file
    bytes[bytes.Length - place] <- bytes[bytes.Length - place] ^^^ 1uy
    File.WriteAllBytes(file, bytes)

let private results run =
    [
        for name in [ "model.safetensors"; "metrics.jsonl" ] ->
            Convert.ToHexString(File.ReadAllBytes(Path.Combine(run, name)))
    ]

let private isOneLine (errors: string) =
    Expect.hasLength (errors.TrimEnd('\n').Split '\n') 1 errors

[<Tests>]
let tests =
    testSequencedGroup "trainings"
    <| testList
        "a damaged run"
        [
            testCase "goes on from the state before the last, says so, and ends with the same bytes" (fun () ->
                withRun (fun folder run' ->
                    let whole = results run'
                    flip (state run') 5
                    let result = run folder resume
                    Expect.equal result.Code 0 result.Errors
                    Expect.stringContains result.Errors "state.safetensors: is damaged" "which"

                    Expect.stringContains
                        result.Errors
                        "the run goes on from the state before, of step 150"
                        "from where"

                    isOneLine result.Errors
                    Expect.equal (results run') whole "the same bytes"))

            testCase "without a whole state is refused by name" (fun () ->
                withRun (fun folder run' ->
                    flip (state run') 5
                    File.Delete(stateBefore run')
                    let result = run folder resume
                    Expect.equal result.Code 3 result.Errors
                    Expect.stringContains result.Errors "run/checkpoints/state.safetensors: is damaged" "which"
                    isOneLine result.Errors))

            testCase "without any state says that it starts again" (fun () ->
                withRun (fun folder run' ->
                    let whole = results run'
                    File.Delete(state run')
                    File.Delete(stateBefore run')
                    let result = run folder resume
                    Expect.equal result.Code 0 result.Errors
                    Expect.stringContains result.Errors "starts again from step 0" "line"
                    Expect.equal (results run') whole "the same bytes"))

            for what, damage, lines in
                [
                    "lost", (fun (_: string[]) -> [||]), 0
                    "cut short", Array.take 2, 2
                    "torn in its first line", (fun lines -> Array.append [| "{" |] lines[1..]), 3
                    "changed in one digit", Array.map (fun line -> line.Replace("\"step\":50,", "\"step\":51,")), 4
                ] do
                testCase $"whose metrics are {what} says so and keeps the lines that can be read" (fun () ->
                    withRun (fun folder run' ->
                        let metrics = Path.Combine(run', "metrics.jsonl")
                        let whole = File.ReadAllLines metrics
                        Expect.hasLength whole 4 "an evaluation every 50 steps"
                        File.WriteAllLines(metrics, damage whole)
                        let result = run folder resume
                        Expect.equal result.Code 0 result.Errors
                        Expect.stringContains result.Errors $"{lines} of 4 lines can be read" "line"
                        isOneLine result.Errors
                        Expect.hasLength (File.ReadAllLines metrics) lines "kept"))

            testCase "whose network is damaged is not audited" (fun () ->
                withRun (fun folder run' ->
                    flip (Path.Combine(run', "model.safetensors")) 5
                    let result = run folder "audit run/model.safetensors --prompts 0"
                    Expect.equal result.Code 3 result.Errors
                    Expect.stringContains result.Errors "is damaged" "why"
                    isOneLine result.Errors))

            testCase "is never trained by two processes at once, and a closed session saves it" (fun () ->
                inFolder (fun folder ->
                    let first =
                        async {
                            return
                                shell
                                    folder
                                    $"""env --default-signal=HUP {command} {plan.Replace("200", "20000000")} run & echo $! > pid; wait $!"""
                        }
                        |> Async.StartAsTask

                    let state = state (Path.Combine(folder, "run"))

                    while not first.IsCompleted && not (File.Exists state) do
                        Thread.Sleep 20

                    let second = run folder resume
                    Expect.equal second.Code 2 second.Errors
                    Expect.stringContains second.Errors "another process is training in it" "why"
                    Expect.equal (shell folder "kill -HUP $(cat pid)").Code 0 "the session is closed"

                    Expect.equal
                        (first.Result.Code, first.Result.Errors)
                        (130, "memformer: interrupted, and saved; memformer train --resume --output run goes on\n")
                        "saved"))

            testCase "that ends worse than the answer 0 is no success, and has no absurd percentages" (fun () ->
                inFolder (fun folder ->
                    let result =
                        run
                            folder
                            "train --architecture linear --layers 2 --dimension 3 --context 8 --steps 50 --rate 1e6 --threads 1 --test-prompts 256 --output run"

                    Expect.equal result.Code 1 result.Errors
                    Expect.stringContains result.Errors "answering 0 loses 3; train it with a smaller --rate" "why"
                    isOneLine result.Errors
                    Expect.stringContains result.Output " times " "a factor"

                    use summary =
                        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "run", "summary.json")))

                    let loss = summary.RootElement.GetProperty("evaluation").GetProperty("loss")
                    Expect.isGreaterThan (loss.GetDouble()) 3.0 "the summary is there"))
        ]
