module Memformer.Tests.Terminal.InputTests

open System.IO
open System.Text.Json
open System.Text.RegularExpressions
open Expecto
open Memformer.Tests
open Memformer.Tests.Executable
open Memformer.Tests.TemporaryFolder

let private heavyBall =
    "derive heavy-ball --layers 2 --set eta=1/4 --set beta=1/3 --save m.safetensors --dimension 3 --context 8"

let private withNetwork action =
    inFolder (fun folder ->
        Expect.equal (run folder heavyBall).Code 0 "derive"
        action folder)

/// Every reader of the command line, given a file to read.
let private readers =
    [
        "a network to audit", (fun file -> $"audit {file} --prompts 0")
        "a network to convert", (fun file -> $"convert {file} converted.safetensors")
        "a network to export", (fun file -> $"export {file} --format python")
        "a network to predict with", (fun file -> $"predict {file} table.csv -t y")
        "a method", (fun file -> $"derive {file} --layers 2")
        "a method to compare with", (fun file -> $"audit m.safetensors --prompts 0 --against {file}")
        "a table", (fun file -> $"predict m.safetensors {file} -t y")
        "a covariance of an audit", (fun file -> $"audit m.safetensors --prompts 0 --covariance {file}")
        "a covariance of an optimum", (fun file -> $"optimum -d 3 -n 8 -L 2 --covariance {file}")
        "a plan", (fun file -> $"train {file} --output run")
    ]

let private isRefused (result: Result) (reason: string) =
    Expect.equal result.Code 3 result.Errors
    Expect.stringContains result.Errors reason "why"
    Expect.hasLength (result.Errors.TrimEnd('\n').Split '\n') 1 result.Errors

[<Tests>]
let tests =
    testList
        "an input"
        [
            for reader, line in readers do
                testCase $"that is a FIFO nobody writes to is refused as {reader}" (fun () ->
                    withNetwork (fun folder ->
                        File.WriteAllText(Path.Combine(folder, "table.csv"), "a,b,c,y\n1,2,3,4\n")
                        Expect.equal (shell folder "mkfifo pipe").Code 0 "mkfifo"
                        isRefused (run folder (line "./pipe")) "is a FIFO that no program writes to"))

                testCase $"that is a device is refused as {reader}" (fun () ->
                    withNetwork (fun folder ->
                        File.WriteAllText(Path.Combine(folder, "table.csv"), "a,b,c,y\n1,2,3,4\n")
                        isRefused (run folder (line "/dev/zero")) "/dev/zero: is a device, not a regular file"))

            testCase "may come through a FIFO, a pipe or the standard input" (fun () ->
                withNetwork (fun folder ->
                    // The first line and the last paragraph name the file.
                    let audit name =
                        $"{command} audit {name} --prompts 0 | tail -n +2 | sed '/^memformer [0-9]/,$d'"

                    let fromFile = shell folder (audit "m.safetensors")
                    Expect.equal fromFile.Code 0 fromFile.Errors

                    for line in
                        [
                            "cat m.safetensors | " + audit "-"
                            "cat m.safetensors | " + audit "/dev/stdin"
                            "mkfifo pipe; cat m.safetensors > pipe & " + audit "pipe"
                        ] do
                        Expect.equal (shell folder line).Output fromFile.Output line))

            testCase "may be a method on the standard input" (fun () ->
                withNetwork (fun folder ->
                    let text =
                        "method mine\nparameters eta, beta\nw[k+1] = w[k] - eta * grad(w[k]) + beta * (w[k] - w[k-1])\n"

                    File.WriteAllText(Path.Combine(folder, "mine.lfom"), text)

                    for line in
                        [
                            "derive METHOD --layers 3 | sed '/^memformer [0-9]/,$d'"
                            "methods METHOD"
                            "audit m.safetensors --prompts 0 --against METHOD | sed '/^memformer [0-9]/,$d'"
                        ] do
                        let fromFile = shell folder $"""{command} {line.Replace("METHOD", "mine.lfom")}"""
                        Expect.stringContains fromFile.Output "mine" fromFile.Errors

                        let piped =
                            shell folder $"""cat mine.lfom | {command} {line.Replace("METHOD", "-")}"""

                        Expect.equal piped fromFile line

                    for table in [ "1/2\\n1/3\\n"; "1/2,0\\n0,1/3\\n"; "[[0.5],[0,\"1/3\"]]" ] do
                        let piped =
                            shell folder $"printf '{table}' | {command} derive - --layers 2 --format json"

                        let coefficients =
                            JsonDocument.Parse(piped.Output).RootElement.GetProperty("coefficients").ToString()

                        Expect.equal
                            (Regex.Replace(coefficients, @"\s", ""))
                            "[[\"1/2\"],[\"0\",\"1/3\"]]"
                            $"{table}: {piped.Errors}"

                    let wrong = shell folder $"echo 'w[k] = 1' | {command} methods -"
                    Expect.equal wrong.Code 3 "no method"
                    Expect.stringStarts wrong.Errors "memformer: -: line 1, column 1: " "the place"))

            testCase "that does not end is read up to the limit of its kind" (fun () ->
                withNetwork (fun folder ->
                    for line in
                        [
                            "audit - --prompts 0"
                            "audit m.safetensors --prompts 0 --covariance -"
                            "train - --output run"
                            "derive - --layers 2"
                            "methods -"
                        ] do
                        let result = shell folder $"yes 2> errors | {command} {line}"
                        isRefused result "the most that is read"))

            testCase "of the system's own files is judged by its content" (fun () ->
                withNetwork (fun folder -> isRefused (run folder "audit /proc/self/environ") "begins with"))
        ]
