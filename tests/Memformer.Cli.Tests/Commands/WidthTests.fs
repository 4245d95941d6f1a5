/// What is written to a terminal fits its 80 columns.
module Memformer.Tests.Commands.WidthTests

open System.IO
open Expecto
open Memformer.Cli
open Memformer.Tests
open Memformer.Tests.TemporaryFolder

let private columns = 80

/// Commands that need no file, with tables and sentences of every kind.
let private lines =
    [
        yield "--help"
        for command in Program.Root().Subcommands do
            yield $"{command.Name} --help"
        yield "methods"
        yield "methods nesterov"
        yield "methods --matrix --layers 3"
        yield "derive nesterov --layers 4"
        yield "derive gd++ --layers 2"
        yield "optimum --dimension 5 --context 20 --layers 3 --prompts 500 --gd++ --interval 1/10:2"
        yield "optimum --layers 2 --symbolic"
        yield "reproduce --list"
        yield
            "train --layers 2 --seed 0,1 --steps 20 --checkpoint-every 10 --threads 1 --test-prompts 500 --output runs"
    ]

/// Commands on the files of the last of those, and on a long path.
let private linesOnFiles =
    [
        "audit runs/seed-0/model.safetensors --prompts 200 --against heavy-ball"
        "audit runs/seed-0/checkpoints --prompts 200"
        "predict runs/seed-0/model.safetensors penguins.csv --target body_mass_g"
    ]

let private tooLong (text: string) =
    text.Split '\n' |> Array.filter (fun line -> line.Length > columns)

let private check folder line =
    let result = Executable.run folder line
    Expect.isTrue (result.Code = 0 || result.Code = 1) result.Errors
    Expect.isEmpty (tooLong result.Output) $"{line}: lines of more than {columns} columns"

[<Tests>]
let tests =
    testList
        "eighty columns"
        [
            test "every help, table and sentence fits" {
                inFolder (fun folder ->
                    for line in lines do
                        check folder line

                    let table = Path.Combine(Golden.root, "examples", "data", "penguins.csv")

                    File.Copy(table, Path.Combine(folder, "penguins.csv"))

                    for line in linesOnFiles do
                        check folder line)
            }

            test "an example that is broken to fit is still one command" {
                inFolder (fun folder ->
                    let help = (Executable.run folder "derive --help").Output
                    Expect.stringContains help " \\\n      --save hb.safetensors" "goes on after a backslash")
            }
        ]
