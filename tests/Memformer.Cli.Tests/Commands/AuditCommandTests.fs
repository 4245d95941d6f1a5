module Memformer.Tests.Commands.AuditCommandTests

open System.IO
open System.Text.Json
open Expecto
open Memformer.Tests
open Memformer.Tests.Executable
open Memformer.Tests.TemporaryFolder

let private derive =
    "derive heavy-ball --layers 4 --set eta=1/4 --set beta=1/3 --save hb.safetensors --dimension 5 --context 20"

let private withHeavyBall action =
    inFolder (fun folder ->
        Expect.equal (run folder derive).Code 0 "derive"
        action folder)

let private keys (element: JsonElement) =
    [ for property in element.EnumerateObject() -> property.Name ]

[<Tests>]
let tests =
    testList
        "memformer audit"
        [
            testCase "a constructed heavy ball is heavy ball and not Nesterov's method" (fun () ->
                withHeavyBall (fun folder ->
                    Expect.equal
                        (run folder "audit hb.safetensors --against heavy-ball --prompts 100").Code
                        0
                        "heavy ball"

                    let other = run folder "audit hb.safetensors --against nesterov --prompts 0"
                    Expect.equal other.Code 1 "nesterov"
                    Expect.stringContains other.Output "against nesterov: no" "reason"))

            testCase "layers that do the same are told once" (fun () ->
                inFolder (fun folder ->
                    let line =
                        "derive gradient-descent --layers 9 --set eta=1/10 --save gd.safetensors --dimension 5 --context 20"

                    Expect.equal (run folder line).Code 0 "derive"
                    let result = run folder "audit gd.safetensors --prompts 0"
                    Expect.stringContains result.Output "\n0 to 8  gradient  step 0.1" "one row"

                    Expect.stringContains
                        result.Output
                        "Each of the layers 0 to 8 takes a gradient step"
                        "one sentence"

                    let document = run folder "audit gd.safetensors --prompts 0 --format latex"

                    Expect.stringContains
                        document.Output
                        @"w_{l + 1} &= w_{l} - \mathrm{0.1} \nabla f(w_{l}),\quad 0 \leq l \leq 8"
                        "one rule"))

            testCase "a LaTeX document has its figures, and every sign that its words need" (fun () ->
                withHeavyBall (fun folder ->
                    let document =
                        (run folder "audit hb.safetensors --prompts 200 --format latex").Output

                    Expect.stringContains document @"\usepackage{pgfplots}" "the package"
                    Expect.equal (document.Split @"\begin{tikzpicture}").Length 3 "two figures"
                    Expect.stringContains document "1 $-$ " "a minus in a sentence"
                    Expect.isFalse (document.Contains "[U+") "signs without a font"))

            testCase "--law inferred makes the audit on the law that the shared shape tells" (fun () ->
                withHeavyBall (fun folder ->
                    let result = run folder "audit hb.safetensors --law inferred --prompts 100"
                    Expect.equal result.Code 0 "code"

                    Expect.stringContains
                        result.Output
                        "law of the prompts: inferred from the shape that the layers share (--law)"
                        "law"))

            testCase "the JSON has the keys that programs rely on" (fun () ->
                withHeavyBall (fun folder ->
                    let result = run folder "audit hb.safetensors --format json --prompts 100"
                    use json = JsonDocument.Parse result.Output
                    let root = json.RootElement

                    let has names element =
                        Expect.containsAll (keys element) names "keys"

                    has [ "model"; "family"; "layers"; "method"; "function" ] root

                    has
                        [ "path"; "format"; "architecture"; "layers"; "heads"; "dimension"; "context" ]
                        (root.GetProperty "model")

                    has [ "residual"; "free" ] (root.GetProperty "family")
                    let layer = root.GetProperty("layers")[2]
                    has [ "index"; "kind"; "parameters"; "deviation"; "preconditioner" ] layer
                    has [ "kind"; "scale"; "deviation" ] (layer.GetProperty "preconditioner")
                    has [ "name"; "parameters"; "deviation"; "runnerUp" ] (root.GetProperty "method")
                    let loss = root.GetProperty "function"
                    has [ "relativeError"; "loss"; "lossStandardError"; "optimum"; "baselines" ] loss
                    has [ "gd"; "heavyBall"; "nesterov"; "cg" ] (loss.GetProperty "baselines")
                    Expect.equal (layer.GetProperty("kind").GetString()) "momentum" "kind"
                    Expect.equal (root.GetProperty("method").GetProperty("name").GetString()) "heavy-ball" "method"
                    let step = layer.GetProperty("parameters").GetProperty("step").GetDouble()
                    Expect.floatClose Accuracy.veryHigh step 0.25 "step"))

            testCase "every format is written, and the page fetches nothing" (fun () ->
                withHeavyBall (fun folder ->
                    for file, start in
                        [
                            "a.tex", "\\documentclass"
                            "a.md", "# Audit"
                            "a.html", "<!doctype html>"
                            "a.json", "{"
                        ] do
                        Expect.equal (run folder $"audit hb.safetensors --prompts 100 --output {file}").Code 0 file
                        Expect.stringStarts (File.ReadAllText(Path.Combine(folder, file))) start file

                    let page = File.ReadAllText(Path.Combine(folder, "a.html"))
                    Expect.isFalse (page.Contains "src=\"http" || page.Contains "href=\"http") "self-contained"))

            testCase "a folder of checkpoints is a time line" (fun () ->
                withHeavyBall (fun folder ->
                    let checkpoints =
                        Directory.CreateDirectory(Path.Combine(folder, "run", "checkpoints")).FullName

                    for step in [ 100; 200 ] do
                        File.Copy(
                            Path.Combine(folder, "hb.safetensors"),
                            Path.Combine(checkpoints, $"step-{step}.safetensors")
                        )

                    let result = run folder "audit run --prompts 50 --format json"
                    use json = JsonDocument.Parse result.Output
                    let points = json.RootElement.GetProperty "points"

                    Expect.equal
                        [ for point in points.EnumerateArray() -> point.GetProperty("step").GetInt32() ]
                        [ 100; 200 ]
                        "steps"))

            testCase "what cannot be done ends with one line and its code" (fun () ->
                withHeavyBall (fun folder ->
                    File.WriteAllText(Path.Combine(folder, "sigma.csv"), "1,0\n0,1\n")

                    for arguments, code, reason in
                        [
                            "audit absent.safetensors", 3, "no such file"
                            "audit hb.safetensors --covariance sigma.csv", 3, "expected 5×5"
                            "audit hb.safetensors --law 1,2", 2, "2 eigenvalues"
                            "audit hb.safetensors --tolerance 0", 2, "tolerance 0"
                            "audit hb.safetensors --against heavy-bal", 2, "heavy-ball"
                        ] do
                        let result = run folder arguments
                        Expect.equal result.Code code arguments
                        Expect.stringContains result.Errors reason arguments
                        Expect.equal (result.Errors.TrimEnd().Split('\n').Length) 1 "one line"))
        ]
