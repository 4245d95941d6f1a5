module Memformer.Tests.Commands.OptimumCommandTests

open System.IO
open System.Text.Json
open Expecto
open Memformer.Tests
open Memformer.Tests.TemporaryFolder

let private memformer folder arguments =
    let result = Executable.run folder arguments
    result.Code, result.Output, result.Errors

let private succeeds folder arguments =
    let code, output, errors = memformer folder $"optimum {arguments}"
    Expect.equal code 0 errors
    output

let private json arguments =
    inFolder (fun folder -> JsonDocument.Parse(succeeds folder $"{arguments} --format json").RootElement)

let private refusals =
    [
        "-d 5 -n 0 -L 2", 2, "--context 0: allowed are 1 to 1000000"
        "-d 5 -n 20..3 -L 2", 2, "--context 20..3: ends before it begins"
        "-d 5 -n 2..9:0 -L 2", 2, "--context 2..9:0: allowed are 1 to 1000000, or a range of them"
        "-d 5 -n 1..100000 -L 2", 2, "--context 1..100000: 100000 lengths, allowed are up to 500"
        "-d 5 -n 2..9 -L 2 --gd++", 2, "--context with a range compares losses, and --gd++ belongs to the optimum"
        "-d 5 -n 20 -L 65 --task-pool 4", 2, "--layers 65: allowed are 1 to 64"
        "-d 5 -n 20 -L 2 --task-pool 0", 2, "--task-pool 0: must be an integer, at least 1"
        "-d 5 -n 20 -L 2 --covariates cubes", 2, "--covariates cubes: must be one of gaussian, uniform, sphere, gamma"
        "-d 5 -n 20 -L 2 --format csv", 2, "--format csv: for --context with a range"
        "-d 5 -n 20 -L 5000", 2, "the number of layers is 5000; allowed: 1 to 64"
        "-d 5 -n 20 -L 2 --noise -1", 2, "the noise is -1; allowed: 0 or more"
        "-d 5 -n 20 -L 2 --noise little", 2, "--noise little: write a number such as 0.1, 1/10 or 1e-3"
        "-d 5 -L 2", 2, "--context is missing; give a number, or --symbolic"
        "-d 5 -n 20 -L 2 --digits 0", 2, "--digits 0: allowed are 1 to 10000 decimal places"
        "-d 5 -n 20 -L 2 --interval 1", 2, "--interval 1: write the two ends as a:b, such as 1/4:9/4"
        "-d 5 -n 20 -L 5 --gd++", 2, "the number of layers of GD++ is 5; allowed: 1 to 4"
        "-d 5 -n 20 -L 2 --prompts 1", 2, "--prompts 1: allowed are 2 to 10000000"
        "-d 5 -n 20 -L 2 --covariance absent.csv", 3, "absent.csv: no such file"
        "-L 4 --symbolic", 2, "the number of layers of a closed form is 4; allowed: 1 to 3"
        "-L 2 --symbolic -d 5", 2, "--symbolic keeps d and n as symbols; leave out --dimension and --context"
        "-d 5 -n 20 -L 3 --noise 2 --architecture linear --save m.safetensors", 2, "complex roots"
    ]

[<Tests>]
let tests =
    testList
        "optimum"
        [
            test "a polynomial is written out, or where it is too long the format that has it is named" {
                inFolder (fun folder ->
                    let words (text: string) =
                        text.Split([| ' '; '\n' |], System.StringSplitOptions.RemoveEmptyEntries)
                        |> String.concat " "

                    for layers, isWritten in [ 2, true; 4, false ] do
                        let text = words (succeeds folder $"-d 5 -n 20 -L {layers}")
                        Expect.equal (text.Contains " p = ") isWritten text
                        Expect.equal (text.Contains "--format json has them") (not isWritten) text

                    let polynomial = (json "-d 5 -n 20 -L 4").GetProperty "polynomial"
                    Expect.equal (polynomial.GetArrayLength()) 5 "all coefficients")
            }

            test "a sweep over the context has a row for each length, in every format" {
                inFolder (fun folder ->
                    let sweep = "-d 3 -n 2..8:3 -L 2 --noise 0.3 --prompts 100"

                    let rows =
                        JsonDocument.Parse(succeeds folder $"{sweep} --format json").RootElement.GetProperty "rows"

                    Expect.equal
                        [ for row in rows.EnumerateArray() -> row.GetProperty("context").GetInt32() ]
                        [ 2; 5; 8 ]
                        "contexts"

                    for row in rows.EnumerateArray() do
                        Expect.equal (row.GetProperty("optimumIs").GetString()) "exact" "known"

                    let csv = (succeeds folder $"{sweep} --format csv").TrimEnd().Split('\n')
                    Expect.hasLength csv 4 "lines"

                    for format in [ "text"; "latex"; "markdown"; "html"; "svg" ] do
                        let text = succeeds folder $"{sweep} --format {format}"
                        let name = if format = "latex" then "descent" else "gradient descent"
                        Expect.stringContains (text.Replace("\n", " ")) name format)
            }

            test "a law beyond the isotropic one has a row for each depth, and says what is known" {
                inFolder (fun folder ->
                    let law =
                        "-d 3 -n 8 -L 2 --covariates uniform --covariance 0.3333 --task-covariance I --prompts 500"

                    let found = JsonDocument.Parse(succeeds folder $"{law} --format json").RootElement

                    Expect.stringContains
                        (found.GetProperty("law").GetString())
                        "uniform x with covariance 0.3333 I, w* ~ N(0, I)"
                        "law"

                    Expect.equal
                        [
                            for row in found.GetProperty("rows").EnumerateArray() ->
                                row.GetProperty("optimumIs").GetString()
                        ]
                        [ "exact"; "bounded" ]
                        "depths")
            }

            test "d = 5, n = 20, L = 2: 1795/4969, with the keys that programs read" {
                let found = json "--dimension 5 --context 20 --layers 2"
                Expect.equal (found.GetProperty("dimension").GetInt32()) 5 "dimension"
                Expect.equal (found.GetProperty("context").GetInt32()) 20 "context"
                Expect.equal (found.GetProperty("layers").GetInt32()) 2 "layers"
                let loss = found.GetProperty "loss"
                Expect.equal (loss.GetProperty("exact").GetString()) "1795/4969" "loss.exact"
                Expect.equal (loss.GetProperty("value").GetDouble()) (1795.0 / 4969.0) "loss.value"

                Expect.equal
                    [ for c in found.GetProperty("polynomial").EnumerateArray() -> c.GetString() ]
                    [ "1"; "-8770/4969"; "3200/4969" ]
                    "polynomial"

                Expect.equal
                    [ for step in found.GetProperty("steps").EnumerateArray() -> step.GetRawText() ]
                    [ "0.515370682836"; "1.249571961559" ]
                    "steps"
            }

            test "the steps have the digits that were asked for" {
                let steps = (json "-d 5 -n 20 -L 1 --digits 40").GetProperty "steps"
                Expect.equal (steps[0].GetRawText()) ("0." + String.replicate 6 "769230" + "7692") "10/13"
            }

            test "complex roots give no steps" {
                let found = json "-d 5 -n 20 -L 3 --noise 2"
                Expect.equal (found.GetProperty("steps").GetArrayLength()) 0 "steps"
                Expect.equal (found.GetProperty("momentum").GetArrayLength()) 3 "momentum"
            }

            test "the report as text" {
                inFolder (fun folder -> Golden.matches "optimum/5-20-3.txt" (succeeds folder "-d 5 -n 20 -L 3"))
            }

            test "a noisy report as Markdown" {
                inFolder (fun folder ->
                    Golden.matches "optimum/noisy.md" (succeeds folder "-d 3 -n 6 -L 2 --noise 3 --format markdown"))
            }

            test "a closed form as LaTeX" {
                inFolder (fun folder ->
                    Golden.matches "optimum/closed-form.tex" (succeeds folder "-L 2 --symbolic --format latex"))
            }

            test "the chart is the same bytes each time" {
                inFolder (fun folder ->
                    let drawn () =
                        succeeds folder "-d 5 -n 20 -L 2 --output chart.svg" |> ignore
                        File.ReadAllText(Path.Combine(folder, "chart.svg"))

                    let first = drawn ()
                    Expect.stringContains first "<svg" "an SVG"
                    Expect.equal (drawn ()) first "the same")
            }

            test "the page draws the residual polynomials of the optimum and the classical methods" {
                inFolder (fun folder ->
                    let page = succeeds folder "-d 5 -n 20 -L 3 --format html"
                    Expect.stringContains page "<figure>" "a figure"

                    for name in
                        [
                            "optimum"
                            "Chebyshev [0.25, 2.25]"
                            "gradient-descent"
                            "heavy-ball"
                            "nesterov"
                        ] do
                        Expect.stringContains page name name)
            }

            test "a PNG is drawn without a display" {
                inFolder (fun folder ->
                    succeeds folder "-d 5 -n 20 -L 2 --output chart.png" |> ignore
                    let bytes = File.ReadAllBytes(Path.Combine(folder, "chart.png"))
                    Expect.equal bytes[1..3] "PNG"B "its signature")
            }

            test "derive draws the method over the spectrum and says what it loses" {
                inFolder (fun folder ->
                    let code, _, errors =
                        memformer
                            folder
                            "derive heavy-ball --layers 2 --set eta=0.8024915919 --set beta=0.1993285191 -d 5 -n 20 --spectrum s.svg"

                    Expect.equal code 0 errors
                    Expect.stringContains errors "mean loss 0.36124, 1 times the optimum 0.36124" "the loss"

                    Expect.stringContains
                        errors
                        "stable while 1 - beta > 0, eta*h > 0, 2 + 2*beta - eta*h > 0"
                        "the conditions"

                    Expect.stringContains (File.ReadAllText(Path.Combine(folder, "s.svg"))) "<svg" "the chart")
            }

            for architecture in [ "linear"; "dynamic"; "lfom" ] do
                test $"the network saved as {architecture} loses what the optimum loses" {
                    inFolder (fun folder ->
                        succeeds folder $"-d 3 -n 9 -L 3 --architecture {architecture} --save m.safetensors"
                        |> ignore

                        let code, output, errors =
                            memformer folder "audit m.safetensors --prompts 2000 --format json"

                        Expect.equal code 0 errors
                        let verdict = JsonDocument.Parse(output).RootElement.GetProperty "function"
                        let optimum = verdict.GetProperty("optimum").GetDouble()
                        // The network is its own control variate, so only rounding is left.
                        Expect.floatClose Accuracy.medium (verdict.GetProperty("loss").GetDouble()) optimum "loss")
                }

            for arguments, code, message in refusals do
                test $"{arguments}: {message}" {
                    inFolder (fun folder ->
                        let actual, output, errors = memformer folder $"optimum {arguments}"
                        Expect.equal actual code errors
                        Expect.equal output "" "standard output"
                        Expect.stringContains errors message "message"
                        Expect.equal (errors.Trim().Split('\n').Length) 1 "one line")
                }
        ]
