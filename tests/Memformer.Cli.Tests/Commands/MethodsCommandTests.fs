module Memformer.Tests.Commands.MethodsCommandTests

open System.IO
open System.Text.Json
open Expecto
open Memformer.Tests.Executable
open Memformer.Theory.Methods
open Memformer.Tests.TemporaryFolder

let private succeeds line =
    inFolder (fun folder ->
        let result = run folder line
        Expect.equal result.Code 0 result.Errors
        Expect.equal result.Errors "" "nothing on standard error"
        result.Output)

let private root line =
    JsonDocument.Parse(succeeds line: string).RootElement

[<Tests>]
let tests =
    testList
        "methods"
        [
            test "the list names every method of the catalogue" {
                let output = succeeds "methods"

                for name in Catalogue.Names do
                    Expect.stringContains output name "in the list"

                Expect.equal (root "methods --format json").ValueKind JsonValueKind.Array "JSON"
            }

            test "a method's file that is not there is one line, with the file that may be meant" {
                inFolder (fun folder ->
                    let method = "method acc\nparameters eta\nw[k+1] = w[k] - eta * grad(w[k])\n"
                    Directory.CreateDirectory(Path.Combine(folder, "sub")) |> ignore

                    for file in [ "acc.lfom"; "readable.txt"; "sub/table.lfom" ] do
                        File.WriteAllText(Path.Combine(folder, file), method)

                    for line in
                        [
                            "derive METHOD --layers 2"
                            "methods METHOD"
                            "explore METHOD"
                            "audit m.safetensors --against METHOD"
                        ] do
                        for name, code, message in
                            [
                                "acc", 2, "unknown method 'acc'; acc.lfom is here"
                                "acc.txt", 3, "acc.txt: no such file; acc.lfom is here"
                                "acc.lfon", 3, "acc.lfon: no such file; acc.lfom is here"
                                "ac.lfom", 3, "ac.lfom: no such file; acc.lfom is here"
                                "sub/tabel.lfom", 3, "sub/tabel.lfom: no such file; sub/table.lfom is there"
                                "mine.txt", 3, "mine.txt: no such file"
                                "none/acc.lfom", 3, "none/acc.lfom: no such file"
                            ] do
                            let result = run folder (line.Replace("METHOD", name))
                            Expect.equal (result.Code, result.Errors) (code, $"memformer: {message}\n") line

                    Expect.equal (run folder "methods readable.txt").Code 0 "a file of any name is read")
            }

            test "one method shows its recurrence, its coefficients and its architectures" {
                let output = succeeds "methods nesterov --layers 4"

                for part in
                    [
                        "w[k+1] = y[k] - eta * grad(y[k])"
                        "η (1 + β)"
                        "dynamic"
                        "Introductory Lectures"
                    ] do
                    Expect.stringContains output part "on the page"
            }

            test "the table of methods and architectures agrees with the theory" {
                let methods =
                    (root "methods --matrix --format json").GetProperty("methods").EnumerateArray()

                let cell (name: string) (architecture: string) =
                    let row =
                        methods |> Seq.find (fun row -> row.GetProperty("method").GetString() = name)

                    let found =
                        row.GetProperty("architectures").GetProperty(architecture).GetProperty("realizable")

                    [ for depth in found.EnumerateArray() -> depth.GetBoolean() ]

                Expect.equal (cell "heavy-ball" "dynamic") [ true; true; true; true; true ] "heavy ball, dynamic"

                Expect.equal
                    (cell "heavy-ball" "lfom-shared")
                    [ true; true; true; false; false ]
                    "heavy ball, shared gates"

                Expect.equal (cell "nesterov" "dynamic") [ true; true; true; false; false ] "Nesterov, dynamic"
                Expect.equal (cell "nesterov" "lfom") [ true; true; true; true; true ] "Nesterov, lfom"

                Expect.equal
                    (cell "conjugate-gradient" "dynamic")
                    [ true; true; true; true; true ]
                    "conjugate gradients"
            }

            test "the table is written as Markdown and as LaTeX" {
                Expect.stringContains
                    (succeeds "methods --matrix --format markdown")
                    "| heavy-ball | $L \\leq 1$ | yes |"
                    "Markdown"

                Expect.stringContains (succeeds "methods heavy-ball --matrix --format latex") "\\begin{tabular}" "LaTeX"
            }

            test "an unknown name suggests the nearest" {
                inFolder (fun folder ->
                    let result = run folder "methods nestrov"
                    Expect.equal result.Code 2 result.Errors
                    Expect.stringContains result.Errors "nesterov" "suggestion")
            }
        ]
