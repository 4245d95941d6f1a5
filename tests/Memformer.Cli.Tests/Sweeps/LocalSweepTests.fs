/// Sweeps on this machine: resumable, tabulated at any time, and careful with folders.
module Memformer.Tests.Sweeps.LocalSweepTests

open System.IO
open System.Text.Json
open Expecto
open Memformer.Tests
open Memformer.Tests.TemporaryFolder

/// Four networks that train in a moment.
let internal small =
    """[network]
dimension = 2
context = 6
layers = [1, 2]
[training]
steps = 40
batch = 64
[run]
seed = "0..1"
evaluate-every = 20
checkpoint-every = 20
evaluation-prompts = 2000
test-prompts = 2000
"""

let internal networks folder =
    Directory.GetFiles(folder, "model.safetensors", SearchOption.AllDirectories)
    |> Array.sort
    |> Array.map (fun file -> Path.GetRelativePath(folder, file), File.ReadAllBytes file)

let private inSweep action =
    inFolder (fun folder ->
        File.WriteAllText(Path.Combine(folder, "sweep.toml"), small)
        action folder)

let private refused folder line code (message: string) =
    let result = Executable.run folder line
    Expect.equal result.Code code result.Errors
    Expect.equal (result.Errors.TrimEnd().Split('\n').Length) 1 result.Errors
    Expect.stringContains result.Errors message "the reason"

[<Tests>]
let tests =
    testSequencedGroup "trainings"
    <| testList
        "sweep"
        [
            testCase "a sweep trains every network, tabulates them, and has nothing to do the second time"
            <| fun () ->
                inSweep (fun folder ->
                    let result = Executable.run folder "sweep sweep.toml --output out --jobs 2"
                    Expect.equal result.Code 0 result.Errors
                    Expect.stringContains result.Output "4 of 4 networks are trained." "where it stands"
                    Expect.equal (networks folder).Length 4 "networks"
                    let csv = File.ReadAllLines(Path.Combine(folder, "out/results.csv"))
                    Expect.equal csv.Length 5 "a title and a row for each network"
                    Expect.stringStarts csv[0] "layers,seed,run,state,steps,loss,standard_error" "columns"

                    use json =
                        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "out/results.json")))

                    for run in json.RootElement.GetProperty("runs").EnumerateArray() do
                        Expect.equal (run.GetProperty("state").GetString()) "done" "state"
                        let ratio = run.GetProperty("ratio").GetDouble()
                        Expect.isTrue (ratio > 0.5 && ratio < 10.0) $"loss over optimum: {ratio}"

                    Expect.stringContains
                        (File.ReadAllText(Path.Combine(folder, "out/index.html")))
                        "<svg"
                        "the page has a figure"

                    let before = networks folder
                    let again = Executable.run folder "sweep sweep.toml --output out"
                    Expect.equal again.Code 0 again.Errors
                    Expect.equal (networks folder) before "the same bytes"
                    Expect.equal (Executable.run folder "sweep --report out").Output again.Output "the same table")

            testCase "a run of a sweep has the bytes of the same training alone"
            <| fun () ->
                inSweep (fun folder ->
                    Executable.run folder "sweep sweep.toml --output out" |> ignore
                    let plan = small.Replace("[1, 2]", "2").Replace("\"0..1\"", "1\nthreads = 1")
                    File.WriteAllText(Path.Combine(folder, "alone.toml"), plan)
                    Executable.run folder "train alone.toml --output alone" |> ignore

                    Expect.equal
                        (File.ReadAllBytes(Path.Combine(folder, "out/runs/layers-2_seed-1/model.safetensors")))
                        (File.ReadAllBytes(Path.Combine(folder, "alone/model.safetensors")))
                        "networks")

            testCase "only the end is kept where that is asked for"
            <| fun () ->
                inSweep (fun folder ->
                    // Of networks that an earlier call trained, which may have been killed, as well.
                    for keep in [ "all"; "end" ] do
                        let result = Executable.run folder $"sweep sweep.toml --output out --keep {keep}"
                        Expect.equal result.Code 0 result.Errors

                    for run in Directory.GetDirectories(Path.Combine(folder, "out/runs")) do
                        Expect.equal
                            (Directory.GetFileSystemEntries run
                             |> Array.map Path.GetFileName
                             |> Array.filter (fun name -> name <> ".lock")
                             |> Array.sort)
                            [| "config.toml"; "metrics.jsonl"; "model.safetensors"; "summary.json" |]
                            run

                    let again = Executable.run folder "sweep sweep.toml --output out --keep end"
                    Expect.stringContains again.Output "4 of 4 networks" "nothing is trained twice")

            testCase "what cannot be swept is refused before anything starts"
            <| fun () ->
                inSweep (fun folder ->
                    let write name (text: string) =
                        File.WriteAllText(Path.Combine(folder, name), text)

                    write "bad.toml" (small.Replace("[1, 2]", "[1, 2, 0]"))
                    refused folder "sweep bad.toml --output out" 3 "bad.toml: line 4: layers 0"
                    write "many.toml" (small.Replace("0..1", "0..60000"))
                    refused folder "sweep many.toml --output out" 2 "120002 networks; --yes"
                    Expect.isFalse (Path.Exists(Path.Combine(folder, "out"))) "nothing was started"
                    Directory.CreateDirectory(Path.Combine(folder, "other")) |> ignore
                    write "other/file" "mine"
                    refused folder "sweep sweep.toml --output other" 2 "is not empty and holds no sweep"
                    Directory.CreateDirectory(Path.Combine(folder, "third")) |> ignore
                    write "third/sweep.toml" (small.Replace("40", "50"))
                    refused folder "sweep sweep.toml --output third" 2 "holds another sweep"
                    refused folder "sweep --report other" 3 "no sweep.toml"
                    refused folder "sweep nosuch.toml --output out" 3 "nosuch.toml: no such file"
                    refused folder "sweep sweep.toml" 2 "needs --output"
                    refused folder "sweep sweep.toml --output out --keep some" 2 "--keep some: must be all or end"
                    refused folder "sweep sweep.toml --output out --executor cloud" 2 "must be local or slurm")

            testCase "while the cluster's controller does not answer, nothing is submitted a second time"
            <| fun () ->
                inSweep (fun folder ->
                    let write name (text: string) =
                        let path = Path.Combine(folder, name)
                        Directory.CreateDirectory(Path.GetDirectoryName path) |> ignore
                        File.WriteAllText(path, text)
                        path

                    write "out/sweep.toml" small |> ignore
                    write "out/slurm/jobs.txt" "7\n" |> ignore

                    for program, script in
                        [
                            "squeue", "echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1"
                            "sbatch", "touch submitted; echo 8"
                        ] do
                        let path = write $"bin/{program}" $"#!/bin/sh\n{script}\n"
                        File.SetUnixFileMode(path, UnixFileMode.UserRead ||| UnixFileMode.UserExecute)

                    let path = System.Environment.GetEnvironmentVariable "PATH"

                    let result =
                        Executable.runWith
                            [ "PATH", $"{folder}/bin:{path}" ]
                            folder
                            [ "sweep"; "sweep.toml"; "--output"; "out"; "--executor"; "slurm" ]

                    Expect.equal result.Code 4 result.Errors
                    Expect.stringContains result.Errors "the controller does not answer" "why"
                    Expect.isFalse (File.Exists(Path.Combine(folder, "submitted"))) "nothing was submitted")

            testCase "without Slurm on the path that is said"
            <| fun () ->
                inSweep (fun folder ->
                    let dotnet = Path.GetDirectoryName System.Environment.ProcessPath

                    let result =
                        Executable.runWith
                            [ "PATH", dotnet ]
                            folder
                            [ "sweep"; "sweep.toml"; "--output"; "out"; "--executor"; "slurm" ]

                    Expect.equal result.Code 4 result.Errors
                    Expect.stringContains result.Errors "no sbatch on the path" "what is missing")
        ]
