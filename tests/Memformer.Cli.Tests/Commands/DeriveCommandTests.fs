module Memformer.Tests.Commands.DeriveCommandTests

open System.IO
open System.Text.Json
open Expecto
open Memformer.Tests
open Memformer.Tests.Executable
open Memformer.Tests.TemporaryFolder

let private json folder line =
    let result = run folder $"derive {line} --format json"
    result.Code, JsonDocument.Parse(result.Output).RootElement

let private oneLine (errors: string) =
    let lines = errors.TrimEnd().Split '\n'
    Expect.equal lines.Length 1 errors
    Expect.stringStarts lines[0] "memformer: " errors

/// Arguments, the exit code, and what the line on standard error must say.
let private refusals =
    [
        "derive hevy-ball --layers 3", 2, "heavy-ball"
        "derive nesterov", 2, "--layers"
        "derive nesterov --layers 0", 2, "allowed are 1 to 1024"
        "derive nesterov --layers many", 2, "many"
        "derive nesterov --layers 4 --architecture lstm", 2, "linear, dynamic, lfom-shared, lfom, lfom-heads"
        "derive nesterov --layers 4 --format pdf", 2, "text, latex, markdown, json, html"
        "derive nesterov --layers 4 --output proof.pdf", 2, "--format"
        "derive nesterov --layers 4 --fragment", 2, "only of --format latex"
        "derive nesterov", 2, "--layers is missing"
        "derive adam --layers 4", 2, "squared gradients"
        "derive heavy-ball-optimal --layers 3 --architecture dynamic --set mu=2 --set L=3", 2, "s^2 = 3/2"
        "derive nesterov --layers 4 --set eta", 2, "NAME=VALUE"
        "derive nesterov --layers 4 --set eta=fast", 2, "'fast' is not a rational number"
        "derive nesterov --layers 4 --set eta=1 --set eta=2", 2, "set twice"
        "derive nesterov --layers 4 --set gamma=1", 2, "gamma"
        "derive nesterov --layers 4 --set eta=1 beta=2", 2, "write --set beta=2, or pairs with a comma"
        "derive nesterov --layers 4 --set eta=1,2", 2, "eta[0]: eta of nesterov is one number, the same in every step"
        "derive gradient-descent-steps --layers 2 --set eta[k]=cos(k)", 2, "no function is called cos"
        "derive gradient-descent-steps --layers 2 --set eta[k]=a/k", 2, "the formula has a, and may have k alone"
        "derive nonsense-of-mine --layers 2", 2, "nearest of the"
        "derive nesterov --layers 4 --set eta=1,beta=fast", 2, "'fast' is not a rational number"
        "derive nesterov --layers 4 --set eta=1,beta=2,eta=3", 2, "eta is set twice"
        "derive gradient-descent-steps --layers 4 --set eta=1,", 2, "'' is not a rational number"
        "derive gradient-descent-steps --layers 4 --set eta=[]", 2, "'' is not a rational number"
        "derive gradient-descent-steps --layers 4 --set eta[1]=1,2", 2, "eta[1] is one number, found 2"
        "derive nesterov --layers 4 --save n.safetensors", 2, "--dimension"
        "derive nesterov --layers 4 --save n.safetensors --dimension 5 --context 20 --set eta=1/4", 2, "beta is not set"
        "derive preconditioned-gradient-descent --layers 2 --save n.safetensors --dimension 5 --context 20",
        2,
        "the matrix"
        "derive gd++ --layers 9", 2, "allowed are 1 to 3"
        "derive missing.lfom --layers 4", 3, "missing.lfom"
        "derive binary.lfom --layers 4", 3, "binary.lfom"
        "derive large.lfom --layers 4", 3, "at most"
    ]

[<Tests>]
let tests =
    testList
        "derive"
        [
            test "pairs and lists in one option are the pairs one by one" {
                inFolder (fun folder ->
                    let coefficients method (settings: string list) =
                        let words = settings |> List.collect (fun setting -> [ "--set"; setting ])

                        let result =
                            runWith [] folder ([ "derive" ] @ method @ [ "--layers"; "2"; "--format"; "json" ] @ words)

                        Expect.equal result.Code 0 result.Errors
                        JsonDocument.Parse(result.Output).RootElement.GetProperty("coefficients").ToString()

                    for method, together, alone in
                        [
                            [ "nesterov" ], [ "eta=1/4,beta=1/3" ], [ "eta=1/4"; "beta=1/3" ]
                            [ "nesterov" ], [ "eta = 1/4 beta=1/3" ], [ "eta=1/4"; "beta=1/3" ]
                            [ "gradient-descent-steps" ], [ "eta=0.1,0.08" ], [ "eta[0]=1/10"; "eta[1]=2/25" ]
                            [ "gradient-descent-steps" ], [ "eta = [0.1, 8e-2]" ], [ "eta[0]=1/10"; "eta[1]=2/25" ]
                            [ "gradient-descent-steps" ], [ "eta[k]=1/(k+4)" ], [ "eta[0]=1/4"; "eta[1]=1/5" ]
                            [ "gradient-descent-steps" ], [ "eta[k] = 1/k" ], [ "eta[1]=1"; "eta[2]=1/2" ]
                            [ "conjugate-gradient" ],
                            [ "alpha=1/2,1/4, beta=0,1/3" ],
                            [ "alpha[0]=1/2"; "alpha[1]=1/4"; "beta[0]=0"; "beta[1]=1/3" ]
                            [ "fixed-step" ],
                            [ "h[1, 0]=1/2, h[0,0]=1/3, h[1,1]=1/5" ],
                            [ "h[0,0]=1/3"; "h[1,0]=1/2"; "h[1,1]=1/5" ]
                        ] do
                        Expect.equal (coefficients method together) (coefficients method alone) $"{together}")
            }

            test "a schedule comes from the columns of a table" {
                inFolder (fun folder ->
                    File.WriteAllText(
                        Path.Combine(folder, "s.csv"),
                        "# cosine\nk,alpha,beta\n0,1/2,0\n2,0.125,1/4\n1, 0.25 ,1/3\n"
                    )

                    let table, method =
                        "--set s.csv", "conjugate-gradient --layers 3 --architecture dynamic"

                    let code, whole = json folder $"{method} {table}"
                    Expect.equal code 0 "derived"

                    let each =
                        "--set alpha[0]=1/2 --set alpha[1]=1/4 --set alpha[2]=1/8 --set beta[0]=0 --set beta[1]=1/3 --set beta[2]=1/4"

                    let _, one = json folder $"{method} {each}"

                    let coefficients (element: JsonElement) =
                        element.GetProperty("coefficients").ToString()

                    Expect.equal (coefficients whole) (coefficients one) "the same numbers"

                    for text, arguments, says in
                        [
                            "alpha\n1/2\nfast\n", method, "line 3, column alpha: 'fast'"
                            "alpha,beta\n1/2\n", method, "line 2: 1 cells, the header has 2"
                            "1/2\n1/4\n", method, "'1/2' is no name"
                            "k,alpha\nx,1\n", method, "'x' is no index"
                            "alpha\n", method, "below it their values"
                        ] do
                        File.WriteAllText(Path.Combine(folder, "s.csv"), text)
                        let refused = run folder $"derive {arguments} {table}"
                        Expect.equal refused.Code 3 refused.Errors
                        oneLine refused.Errors
                        Expect.stringContains refused.Errors says "the message"

                    File.WriteAllText(Path.Combine(folder, "s.csv"), "eta\n1/2\n")
                    let refused = run folder $"derive heavy-ball --layers 2 {table}"
                    Expect.equal refused.Code 2 refused.Errors
                    Expect.stringContains refused.Errors "eta of heavy-ball is one number" "no index")
            }

            test "a fragment of LaTeX is what the document has between its beginning and its end" {
                inFolder (fun folder ->
                    for method in [ "heavy-ball"; "gd++" ] do
                        let latex options =
                            (run folder $"derive {method} --layers 2 --format latex{options}").Output

                        let body (text: string) =
                            let first = text.IndexOf "\\maketitle" + "\\maketitle".Length
                            // What made the document is its foot, and a comment above a fragment.
                            text[first .. text.IndexOf "\\bigskip\n{\\footnotesize\\raggedright\nMade by" - 1].Trim()

                        let fragment = latex " --fragment"
                        Expect.isFalse (fragment.Contains "\\documentclass") "no preamble"
                        Expect.stringContains fragment (body (latex "")) "the same blocks")
            }

            test "Nesterov for four layers: realizable, proved, with the coefficients of the paper" {
                inFolder (fun folder ->
                    let code, derivation = json folder "nesterov --layers 4"
                    Expect.equal code 0 "exit code"
                    Expect.isTrue (derivation.GetProperty("realizable").GetBoolean()) "realizable"

                    for proof in derivation.GetProperty("proofs").EnumerateArray() do
                        Expect.isTrue (proof.GetProperty("holds").GetBoolean()) (proof.ToString())

                    let rows = derivation.GetProperty "coefficients"
                    let read = InfixReading.scalar []

                    for l in 0..3 do
                        let row: JsonElement = rows[l]

                        for j in 0..l do
                            let own = if j = l then "eta" else "0"
                            let expected = if l = 3 then own else $"eta*beta^{l - j + 1} + {own}"
                            let entry: JsonElement = row[j]
                            let found = entry.GetString()
                            Expect.equal (read found) (read expected) $"C[{l},{j}]")
            }

            test "what is not realizable exits 1 and says which identity fails" {
                inFolder (fun folder ->
                    let code, derivation = json folder "nesterov --layers 4 --architecture dynamic"
                    Expect.equal code 1 "exit code"
                    Expect.isFalse (derivation.GetProperty("realizable").GetBoolean()) "realizable"
                    Expect.equal (derivation.GetProperty("weights").GetArrayLength()) 0 "no weights"
                    let reason = derivation.GetProperty("reason").GetString()
                    Expect.stringContains reason "C[2,1] C[1,0] = C[2,0] C[1,1]" "reason")
            }

            test "a saved heavy ball is audited back to itself" {
                inFolder (fun folder ->
                    let saved =
                        run
                            folder
                            "derive heavy-ball --layers 4 --set eta=1/4 --set beta=1/3 --save hb.safetensors --dimension 5 --context 20"

                    Expect.equal saved.Code 0 saved.Errors

                    let audit =
                        run folder "audit hb.safetensors --against heavy-ball --format json --prompts 1000"

                    Expect.equal audit.Code 0 audit.Errors
                    let layers = JsonDocument.Parse(audit.Output).RootElement.GetProperty("layers")

                    for layer in layers.EnumerateArray() do
                        let parameters = layer.GetProperty("parameters")
                        // The checkpoint holds doubles: 1/3 is rounded once, and step and momentum are quotients of such numbers.
                        let near name (value: float) =
                            let found = parameters.GetProperty(name: string).GetDouble()
                            Expect.floatClose Accuracy.high found value $"{layer}"

                        near "step" 0.25

                        if layer.GetProperty("index").GetInt32() > 0 then
                            near "momentum" (1.0 / 3.0))
            }

            test "the extension tells the format, and standard output stays empty" {
                inFolder (fun folder ->
                    for file, start in
                        [
                            "p.tex", "\\documentclass"
                            "p.md", "# "
                            "p.html", "<!DOCTYPE html>"
                            "p.json", "{"
                        ] do
                        let result = run folder $"derive heavy-ball --layers 3 --output {file}"
                        Expect.equal (result.Code, result.Output) (0, "") result.Errors
                        Expect.stringStarts (File.ReadAllText(Path.Combine(folder, file))) start file)
            }

            test "a method file that nobody has seen is derived and proved" {
                inFolder (fun folder ->
                    File.WriteAllText(
                        Path.Combine(folder, "unseen.lfom"),
                        "method two-steps-back \"Momentum from two steps back\"\nparameters eta, beta, gamma\n"
                        + "w[k+1] = w[k] - eta * grad(w[k]) + beta * (w[k] - w[k-1]) + gamma * (w[k-1] - w[k-2])\n"
                    )

                    let code, derivation = json folder "unseen.lfom --layers 5"
                    Expect.equal code 0 "exit code"
                    Expect.equal (derivation.GetProperty("method").GetString()) "two-steps-back" "name"
                    let refused, _ = json folder "unseen.lfom --layers 5 --architecture dynamic"
                    Expect.equal refused 1 "one register is not enough")
            }

            test "letters that are roots of numbers are saved as numbers" {
                inFolder (fun folder ->
                    File.WriteAllText(
                        Path.Combine(folder, "silver.lfom"),
                        "method silver \"Silver steps\"\nparameters L = 1.0e0\nalgebraic r^2 = 2\n"
                        + "h[0] = r\nh[1] = 2\nh[2] = 1/(r - 1)\nw[k+1] = w[k] - h[k]/L * grad(w[k])\n"
                    )

                    let saved =
                        run folder "derive silver.lfom --layers 3 --save s.safetensors --dimension 5 --context 20"

                    Expect.equal saved.Code 0 saved.Errors

                    let audit = run folder "audit s.safetensors --prompts 0 --format json"

                    Expect.equal audit.Code 0 audit.Errors
                    use document = JsonDocument.Parse audit.Output

                    let steps =
                        [
                            for layer in document.RootElement.GetProperty("layers").EnumerateArray() ->
                                layer.GetProperty("parameters").GetProperty("step").GetDouble()
                        ]

                    // The audit takes a step from d entries, each rounded once.
                    for step, expected in List.zip steps [ sqrt 2.0; 2.0; sqrt 2.0 + 1.0 ] do
                        Expect.floatClose Accuracy.veryHigh step expected "step")
            }

            test "a division by zero at a set value is one line" {
                inFolder (fun folder ->
                    File.WriteAllText(
                        Path.Combine(folder, "pole.lfom"),
                        "method pole \"A pole\"\nparameters eta, beta\nw[k+1] = w[k] - eta/(1 - beta) * grad(w[k])\n"
                    )

                    let result = run folder "derive pole.lfom --layers 2 --set beta=1"
                    Expect.contains [ 2; 3 ] result.Code result.Errors
                    Expect.isFalse (result.Errors.Contains "   at ") "no stack trace")
            }

            test "what cannot be done is refused in one line" {
                inFolder (fun folder ->
                    File.WriteAllBytes(Path.Combine(folder, "binary.lfom"), [| 0uy; 255uy; 254uy; 1uy |])
                    File.WriteAllBytes(Path.Combine(folder, "large.lfom"), Array.create (10 <<< 20) 32uy)

                    for line, code, says in refusals do
                        let result = run folder line
                        Expect.equal result.Code code $"{line}\n{result.Errors}"
                        Expect.stringContains result.Errors says line
                        Expect.equal result.Output "" $"{line}: nothing on standard output"
                        oneLine result.Errors)
            }

            test "libtorch is never loaded" {
                if not (System.OperatingSystem.IsLinux()) then
                    skiptest "the dynamic loader is asked in the way of Linux"

                inFolder (fun folder ->
                    for arguments in
                        [
                            [ "derive"; "nesterov"; "--layers"; "2" ]
                            [ "methods" ]
                            [ "derive"; "--help" ]
                        ] do
                        let result = runWith [ "LD_DEBUG", "files" ] folder arguments
                        Expect.equal result.Code 0 (String.concat " " arguments)
                        Expect.stringContains result.Errors "libcoreclr" "the loader reports what it loads"
                        Expect.isFalse (result.Errors.Contains "libtorch") (String.concat " " arguments)
                        Expect.isFalse (result.Errors.Contains "TorchSharp.so") (String.concat " " arguments))
            }
        ]
