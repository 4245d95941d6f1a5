module Memformer.Tests.Commands.HostileInputTests

open System.IO
open Expecto
open Memformer.Tests
open Memformer.Tests.Executable
open Memformer.Tests.TemporaryFolder

/// The path of a file that somebody made to do harm; skips the test where there are none.
let private hostile name =
    let path = Golden.shared (Path.Combine("hostile", name))

    if File.Exists path then
        path
    else
        skiptest "the hostile files are not here"

let private network =
    "derive heavy-ball --layers 2 --set eta=1/4 --set beta=1/3 --save m.safetensors --dimension 5 --context 20"

let private isRefused code (reason: string) (result: Result) =
    Expect.equal result.Code code result.Errors
    Expect.stringContains result.Errors reason "why"
    Expect.stringStarts result.Errors "memformer: " "a line"

let private isRefusedInOneLine code reason (result: Result) =
    isRefused code reason result
    Expect.hasLength (result.Errors.TrimEnd('\n').Split '\n') 1 result.Errors

let private tooMuchAlgebra = "the exact algebra takes more than"

let private isPlain (text: string) =
    Expect.isFalse
        (Seq.exists (fun letter -> System.Char.IsControl letter && letter <> '\n' && letter <> '\t') text)
        text

[<Tests>]
let tests =
    testList
        "hostile inputs"
        [
            for file, layers, code in
                [
                    "sum_3000.lfom", 1, 3
                    "sum_3000.lfom", 4, 3
                    "sum_indexed.lfom", 4, 3
                    "square_recurrence.lfom", 16, 3
                    "algebraic_12.lfom", 1, 2
                    "rational_sum.lfom", 4, 2
                    "table_6.csv", 6, 2
                ] do
                testCase $"{file} at {layers} layers is more algebra than is done" (fun () ->
                    inFolder (fun folder ->
                        run folder $"derive {hostile file} --layers {layers}"
                        |> isRefused code tooMuchAlgebra))

            testCase "a power of degree 999 at eight layers is more algebra than is done" (fun () ->
                inFolder (fun folder ->
                    let text = "method x\nparameters a\nw[k+1] = w[k] - (a+1)^999 * grad(w[k])\n"
                    File.WriteAllText(Path.Combine(folder, "x.lfom"), text)
                    run folder "derive x.lfom --layers 8" |> isRefused 3 tooMuchAlgebra))

            testCase "an answer of sixty thousand points is more algebra than is done" (fun () ->
                inFolder (fun folder ->
                    let text =
                        "method x\nw[k+1] = w[k] - grad(w[k])\noutput sum(w[j] for j = 0..65537)/(k + 1)\n"

                    File.WriteAllText(Path.Combine(folder, "x.lfom"), text)
                    run folder "derive x.lfom --layers 4" |> isRefused 3 tooMuchAlgebra))

            testCase "a number of a hundred million digits is not written out" (fun () ->
                inFolder (fun folder ->
                    let text = "method x\nw[k+1] = w[k] - 1e99999999 * grad(w[k])\n"
                    File.WriteAllText(Path.Combine(folder, "x.lfom"), text)
                    run folder "derive x.lfom --layers 1" |> isRefused 3 "1e99999999 is too large"))

            for file in [ "exp_h.pth"; "exp_d256.pth"; "exp512.pth"; "hist10k.pth" ] do
                testCase $"{file} shows more numbers than it stores" (fun () ->
                    inFolder (fun folder ->
                        run folder $"audit {hostile file} --prompts 0"
                        |> isRefusedInOneLine 3 "views of"))

            testCase "a million context tokens are refused with the number of prompts that they allow" (fun () ->
                inFolder (fun folder ->
                    run folder $"""audit {hostile "context_1048576.safetensors"} --prompts 10000"""
                    |> isRefusedInOneLine 2 "ask for 4768 or fewer"))

            testCase "a million context tokens are not drawn unless somebody asks" (fun () ->
                inFolder (fun folder ->
                    let result = run folder $"""audit {hostile "context_1048576.safetensors"}"""
                    Expect.equal result.Code 0 result.Errors
                    Expect.stringContains result.Output "was not run: a prompt has 1048576 tokens" "why"))

            testCase
                "a network too deep to be read as a method is refused, and asked for its answers instead"
                (fun () ->
                    inFolder (fun folder ->
                        let saved =
                            run
                                folder
                                "derive gradient-descent --layers 65 --set eta=1/4 -a linear --save deep.safetensors --dimension 2 --context 8"

                        Expect.equal saved.Code 0 saved.Errors

                        run folder "audit deep.safetensors --prompts 0"
                        |> isRefusedInOneLine 2 "at most 64 layers"))

            testCase "entries of an archive that overlap are refused before they are unpacked" (fun () ->
                inFolder (fun folder ->
                    let made = shell folder $"""python3 {hostile "slow_zip.py"} s.pth 1000 1000"""

                    if made.Code <> 0 then
                        skiptest "there is no Python"

                    run folder "convert s.pth o.safetensors" |> isRefusedInOneLine 3 "some overlap"))

            for line, code, reason in
                [
                    "train DEEP --output run", 3, "nested too deeply"
                    "train BIG --output run", 2, "must be one of at most 4194304 numbers"
                    "train BATCH --output run", 2, "batch 2000000000: must be at most"
                    "train --test-prompts 2000000000 --output run", 2, "must be an integer, 2 to 10000000"
                    "train --evaluation-prompts 2000000000 --output run", 2, "must be an integer, 2 to 10000000"
                    "audit m.safetensors --prompts 2147483647", 2, "must be 0 to 10000000"
                    "audit m.safetensors --prompts 1000000000", 2, "must be 0 to 10000000"
                    "audit m.safetensors --covariance TINY", 3, "entries up to 1E-320"
                ] do
                testCase $"{line} is refused before it is done" (fun () ->
                    inFolder (fun folder ->
                        Expect.equal (run folder network).Code 0 "network"

                        let named =
                            [
                                "DEEP", "deep.toml"
                                "BIG", "big_network.toml"
                                "BATCH", "huge_batch.toml"
                                "TINY", "cov_subnormal.csv"
                            ]
                            |> List.fold
                                (fun (text: string) (word, file) ->
                                    if text.Contains word then
                                        text.Replace(word, hostile file)
                                    else
                                        text)
                                line

                        run folder named |> isRefusedInOneLine code reason))

            testCase "an empty name of a file is wrong usage" (fun () ->
                inFolder (fun folder ->
                    runWith [] folder [ "train"; ""; "--output"; "run" ]
                    |> isRefusedInOneLine 2 "an empty name"))

            testCase "too little memory is the environment's failure" (fun () ->
                inFolder (fun folder ->
                    Expect.equal (run folder network).Code 0 "network"
                    let rows = String.replicate 400_000 "1,2,3,4,5,6\n"
                    File.WriteAllText(Path.Combine(folder, "table.csv"), "a,b,c,d,e,y\n" + rows)

                    runWith
                        [ "DOTNET_GCHeapHardLimit", "0x1800000" ]
                        folder
                        [ "predict"; "m.safetensors"; "table.csv"; "-t"; "y" ]
                    |> isRefusedInOneLine 4 "not enough memory"))

            for format in [ "text"; "markdown"; "latex"; "html"; "json"; "lfom" ] do
                testCase $"a title's terminal escapes do not reach {format}" (fun () ->
                    inFolder (fun folder ->
                        let result =
                            run folder $"""derive {hostile "escape_title.lfom"} --layers 2 --format {format}"""

                        if result.Code <> 2 then
                            Expect.equal result.Code 0 result.Errors

                        isPlain (result.Output + result.Errors)))

            for line in
                [
                    "predict m.safetensors COLUMNS -t 'y=cmd|calc'"
                    "predict m.safetensors COLUMNS -t 'y=cmd|calc' --format csv"
                    "predict m.safetensors COLUMNS -t zz"
                ] do
                testCase $"the terminal escapes of columns do not reach a terminal: {line}" (fun () ->
                    inFolder (fun folder ->
                        Expect.equal (run folder network).Code 0 "network"
                        let line = line.Replace("COLUMNS", hostile "escape_columns.csv")
                        let result = shell folder $"{command} {line}"
                        Expect.isGreaterThan (result.Output + result.Errors).Length 0 "something is said"
                        isPlain (result.Output + result.Errors)))

            testCase "the terminal escapes of a file's name do not reach a terminal" (fun () ->
                inFolder (fun folder ->
                    Expect.equal (run folder network).Code 0 "network"
                    let name = "a\u001b[31m.safetensors"
                    File.Copy(Path.Combine(folder, "m.safetensors"), Path.Combine(folder, name))

                    for arguments in
                        [
                            [ "audit"; name; "--prompts"; "0" ]
                            [ "audit"; name + "x" ]
                            [ "convert"; name; name ]
                        ] do
                        let result = runWith [] folder arguments
                        isPlain (result.Output + result.Errors)))

            testCase "a column that a spreadsheet would compute is quoted" (fun () ->
                inFolder (fun folder ->
                    Expect.equal (run folder network).Code 0 "network"
                    let rows = String.replicate 30 "1,2,3,4,5,6\n2,1,4,3,6,5\n3,3,1,1,2,2\n"
                    File.WriteAllText(Path.Combine(folder, "table.csv"), "a,b,c,d,e,=1+1\n" + rows + "1,2,3,4,5,\n")

                    let result =
                        runWith [] folder [ "predict"; "m.safetensors"; "table.csv"; "-t"; "=1+1"; "--format"; "csv" ]

                    Expect.equal result.Code 0 result.Errors
                    Expect.stringStarts result.Output "line,'=1+1," "a text"))

            for name in [ "semicolon.csv"; "nan-target.csv" ] do
                testCase $"{name} is a table" (fun () ->
                    inFolder (fun folder ->
                        let path = Golden.shared (Path.Combine("checkpoints", "field", name))

                        if not (File.Exists path) then
                            skiptest "the files of the field are not here"

                        let two = network.Replace("--dimension 5", "--dimension 2")
                        Expect.equal (run folder two).Code 0 "network"
                        let result = run folder $"predict m.safetensors {path} -t y"
                        Expect.equal result.Code 0 result.Errors))

            testCase "too small a stack is the session's failure, not the method's" (fun () ->
                inFolder (fun folder ->
                    shell folder $"ulimit -s 128; {command} derive heavy-ball --layers 3"
                    |> isRefusedInOneLine 4 "the stack of this session is too small"))

            testCase "too few descriptors are said by the launcher, in one line" (fun () ->
                inFolder (fun folder ->
                    let launcher = Path.Combine(Golden.root, "memformer")

                    let result = shell folder $"ulimit -n 64; '{launcher}' methods"

                    isRefusedInOneLine 4 "may open 64 files" result))

            testCase "another user than the one who built it runs a checkout" (fun () ->
                inFolder (fun folder ->
                    let asNobody (line: string) =
                        shell
                            folder
                            $"/usr/bin/setpriv --reuid 65534 --regid 65534 --clear-groups env -i \"PATH=$PATH\" HOME=/nonexistent {line}"

                    if (asNobody $"test -x '{Golden.root}/build'").Code <> 0 then
                        skiptest "nobody else may be here, or reach this folder"

                    let result = asNobody $"'{Golden.root}/memformer' methods"
                    Expect.equal result.Code 0 result.Errors
                    Expect.stringContains result.Output "heavy-ball" "the catalogue"))
        ]
