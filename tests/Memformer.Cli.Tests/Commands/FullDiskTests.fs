module Memformer.Tests.Commands.FullDiskTests

open System
open System.ComponentModel
open System.Diagnostics
open System.IO
open Expecto
open Memformer.Learn.Checkpoints.Formats
open Memformer.Learn.Checkpoints.Tensors
open Memformer.Tests
open Memformer.Tests.TemporaryFolder

let private call (program: string) (arguments: string list) =
    try
        use running =
            Process.Start(
                ProcessStartInfo(program, arguments, RedirectStandardError = true, RedirectStandardOutput = true)
            )

        running.StandardError.ReadToEnd() |> ignore
        running.WaitForExit()
        running.ExitCode
    with :? Win32Exception ->
        -1

/// A disk of so many kilobytes in memory, under the action; skips the test where this user may not mount one.
let private onDisk (kilobytes: int) (action: string -> unit) =
    inFolder (fun disk ->
        if call "mount" [ "-t"; "tmpfs"; "-o"; $"size={kilobytes}k"; "tmpfs"; disk ] <> 0 then
            skiptest "mounting a small disk is not permitted here"

        try
            action disk
        finally
            call "umount" [ disk ] |> ignore)

let private memformer arguments =
    Executable.runWith [] (Path.GetTempPath()) arguments

let private train arguments = memformer ("train" :: arguments)

let private plan =
    "--dimension 4 --context 8 --layers 2 --optimizer adam --batch 16 --steps 600 --tolerance 0 --checkpoint-every 20 \
     --evaluate-every 20 --evaluation-prompts 64 --test-prompts 256 --threads 1"
        .Split
        ' '
    |> List.ofArray

let private files folder =
    Directory.GetFiles(folder, "*", SearchOption.AllDirectories)

let private isWhole (folder: string) =
    for file in files folder do
        Expect.isFalse ((Path.GetFileName file).StartsWith '.') $"{file} is a half-written file"

        if file.EndsWith ".safetensors" then
            ModelFileReader.Read file |> ignore

[<Tests>]
let tests =
    testSequencedGroup "trainings"
    <| testList
        "a full disk"
        [
            testCase "ends a training with one line and exit code 4; with more room it goes on to the same bytes"
            <| fun _ ->
                onDisk 100 (fun disk ->
                    let folder = Path.Combine(disk, "run")
                    let failed = train (plan @ [ "--output"; folder ])
                    Expect.equal failed.Code 4 failed.Errors
                    Expect.stringContains failed.Errors "No space left on device" "reason"
                    Expect.hasLength (failed.Errors.TrimEnd('\n').Split '\n') 1 "one line"
                    isWhole folder
                    Expect.isNonEmpty (files (Path.Combine(folder, "checkpoints"))) "checkpoints before that"

                    Expect.equal (call "mount" [ "-o"; "remount,size=16m"; disk ]) 0 "more room"
                    let resumed = train [ "--resume"; "--output"; folder ]
                    Expect.equal resumed.Code 0 resumed.Errors

                    let whole = Path.Combine(disk, "whole")
                    let undisturbed = train (plan @ [ "--output"; whole ])
                    Expect.equal undisturbed.Code 0 undisturbed.Errors

                    for name in [ "model.safetensors"; "metrics.jsonl"; "config.toml" ] do
                        let bytes root =
                            File.ReadAllBytes(Path.Combine(root, name))

                        Expect.isTrue ((bytes folder).AsSpan().SequenceEqual(bytes whole)) $"{name} is the same")

            for kilobytes in [ 4; 8; 12 ] do
                testCase $"of {kilobytes} kB stops a training where it begins, with one line and exit code 4"
                <| fun _ ->
                    onDisk kilobytes (fun disk ->
                        let failed = train (plan @ [ "--output"; Path.Combine(disk, "run") ])
                        Expect.equal failed.Code 4 failed.Errors
                        Expect.hasLength (failed.Errors.TrimEnd('\n').Split '\n') 1 "one line"
                        isWhole disk)

            testCase "leaves no half of a network that derive saves"
            <| fun _ ->
                onDisk 4 (fun disk ->
                    let saved = Path.Combine(disk, "model.safetensors")

                    let failed =
                        memformer
                            [
                                "derive"
                                "heavy-ball"
                                "--layers"
                                "12"
                                "--set"
                                "eta=1/4"
                                "--set"
                                "beta=1/3"
                                "--save"
                                saved
                                "--dimension"
                                "8"
                                "--context"
                                "20"
                            ]

                    Expect.equal failed.Code 4 failed.Errors
                    Expect.isEmpty (files disk) "nothing is left")
        ]
