/// Words that are no command line: the word at fault is named, with what was probably meant; help and completion help.
module Memformer.Tests.Commands.CommandLineTests

open System.IO
open System.Text.RegularExpressions
open Expecto
open Memformer.Tests
open Memformer.Tests.TemporaryFolder

let private run line =
    inFolder (fun folder -> Executable.run folder line)

let private faults =
    [
        "traim", "unknown command 'traim'; did you mean train?"
        "zzz", "unknown command 'zzz'; must be one of derive, "
        "derive heavy-ball --layer 4", "unknown option --layer; did you mean --layers?"
        "train --lr 0.01", "unknown option --lr; did you mean --rate?"
        "train --lr=0.01", "unknown option --lr; did you mean --rate?"
        "train --n-layers 3", "unknown option --n-layers; did you mean --layers?"
        "train --epochs 3", "unknown option --epochs; did you mean --steps?"
        "derive --hlep", "unknown option --hlep; did you mean --help?"
        "--gpu", "unknown option --gpu; --help lists them"
        "derive nesterov -L two", "--layers two: must be an integer"
    ]

let private completions =
    [
        "memformer tr", "train"
        "memformer derive heavy", "heavy-ball-optimal"
        "memformer derive nesterov --architecture dy", "dynamic"
        "memformer train --architecture lfom", "lfom-shared"
        "memformer audit x.pth --format la", "latex"
        "memformer audit x.pth --against cheb", "chebyshev"
        "memformer audit x.pth --law inf", "inferred"
    ]

[<Tests>]
let tests =
    testList
        "command line"
        [
            for line, message in faults do
                testCase $"'{line}' is refused in one line that names the word"
                <| fun () ->
                    let result = run line
                    Expect.equal result.Code 2 result.Errors
                    Expect.equal (result.Errors.TrimEnd().Split('\n').Length) 1 result.Errors
                    Expect.stringContains result.Errors message "the word and what was meant"

            testCase "a negative number is no option"
            <| fun () ->
                let result = run "derive heavy-ball --layers 2 --set eta=1/4 --set beta=-1/2"
                Expect.equal result.Code 0 result.Errors
                let negative = run "train --noise -1"
                Expect.stringContains negative.Errors "--noise -1: must be" "the value is at fault, not an option"

            testCase "nothing at all shows the help and is wrong usage"
            <| fun () ->
                let result = run ""
                Expect.equal result.Code 2 "exit code"
                Expect.equal result.Output "" "data goes to the standard output, and there is none"
                Expect.stringContains result.Errors "Commands:" "help"

            testCase "help of a command is a command, too"
            <| fun () -> Expect.equal (run "help derive").Output (run "derive --help").Output "the same help"

            testCase "help of the program tells the exit codes"
            <| fun () ->
                Expect.stringContains (run "--help").Output "  3    an unreadable or invalid input file" "codes"

            testCase "help of train has the sections and defaults of a plan, and the letters of other commands"
            <| fun () ->
                let help = (run "train --help").Output

                for part in
                    [
                        "Options of [network] in a plan:"
                        "Options of [training] in a plan:"
                        "-d, --dimension"
                        "-L, --layers"
                        "[default: 5]"
                    ] do
                    Expect.stringContains help part "help"

            testCase "help groups the options of an audit, and breaks no list of values"
            <| fun () ->
                let help = (run "audit --help").Output

                for part in
                    [
                        "The law of the prompts:"
                        "How the file is read:"
                        "By the network's answers:"
                        "--layout <tokens|columns|interleaved|separate|pairs>"
                    ] do
                    Expect.stringContains help part "help"

            testCase "only what makes tables of repetitions takes several"
            <| fun () ->
                let result = run "export absent.pth --repeat 1..50"
                Expect.equal result.Code 2 "exit code"
                Expect.stringContains result.Errors "--repeat 1..50: expected a number such as 5, up to 512" "message"

            for line, expected in completions do
                testCase $"a shell completes '{line}'"
                <| fun () ->
                    let result =
                        inFolder (fun folder -> Executable.runWith [] folder [ $"[suggest:{line.Length}]"; line ])

                    Expect.contains (result.Output.Split('\n')) expected "suggestions"

            for shell, file in
                [
                    "bash", ".local/share/bash-completion/completions/memformer"
                    "zsh", ".zsh/completions/_memformer"
                    "fish", ".config/fish/completions/memformer.fish"
                ] do
                testCase $"completion is installed for {shell}"
                <| fun () ->
                    inFolder (fun folder ->
                        let result =
                            Executable.runWith [ "HOME", folder ] folder [ "completion"; shell; "--install" ]

                        Expect.equal result.Code 0 result.Errors
                        let written = File.ReadAllText(Path.Combine(folder, file))
                        Expect.stringContains written (run $"completion {shell}").Output "the script that is printed")

            testCase "help lists the commands by their arguments' names, and not by all that these may be"
            <| fun () ->
                let help = (run "--help").Output
                Expect.isTrue (Regex.IsMatch(help, @"(?m)^  derive <METHOD> ")) help
                Expect.isFalse (help.Contains "weight-decay") help

            testCase "the manual page has every command, and man reads it without a warning"
            <| fun () ->
                let commands =
                    Regex.Matches((run "--help").Output, @"(?m)^  ([a-z]+) (?=.* {2})")
                    |> Seq.map _.Groups[1].Value

                let page = (run "man").Output
                Expect.isGreaterThan (Seq.length commands) 15 "commands are found"

                for command in commands do
                    Expect.stringContains page $".SS memformer {command}" command

                Expect.stringContains page @"\fB\-\-architecture\fR" "an option"

                inFolder (fun folder ->
                    let file = Path.Combine(folder, "memformer.1")
                    File.WriteAllText(file, page)

                    // Groff alone: man itself is not everywhere.
                    let read =
                        Executable.shell
                            folder
                            "if command -v groff >/dev/null; then groff -man -ww -K utf8 -T utf8 memformer.1 >/dev/null; else exit 9; fi"

                    if read.Code <> 9 then
                        Expect.equal (read.Code, read.Errors) (0, "") "warnings")
        ]
