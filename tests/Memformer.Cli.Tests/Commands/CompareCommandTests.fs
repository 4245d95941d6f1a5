/// From questions to a verdict, through files and the real executable.
module Memformer.Tests.Commands.CompareCommandTests

open System
open System.Collections.Generic
open System.IO
open System.Text.Json
open Expecto
open MathNet.Numerics.LinearAlgebra
open Memformer.Learn.Behaviour.Probes
open Memformer.Learn.Checkpoints.Numpy
open Memformer.Learn.Checkpoints.Tensors
open Memformer.Tests
open Memformer.Tests.TemporaryFolder

/// Answers of a method that gives w for H and b.
let private answers (probe: Probe) (solve: Matrix<float> -> Vector<float> -> Vector<float>) =
    let weights =
        [|
            for prompt in probe.Prompts ->
                let x =
                    Matrix<float>.Build.Dense(probe.Dimension, probe.Context, Array.copy prompt.Covariates)

                let y = Vector<float>.Build.DenseOfArray prompt.Answers
                solve (x.TransposeAndMultiply x / float probe.Context) (x * y / float probe.Context)
        |]

    [|
        for row in probe.Rows -> weights[row.Prompt].DotProduct(Vector<float>.Build.DenseOfArray row.Query)
    |]

let private write (path: string) (shape: int list) values =
    use stream = File.Create path
    NpzWriter.Write(stream, [| KeyValuePair("answers", Tensor.Of(List.toArray shape, values)) |], [||])

let private ridge lambda (h: Matrix<float>) (b: Vector<float>) =
    (h + (lambda: float) * Matrix<float>.Build.DenseIdentity b.Count: Matrix<float>).Solve b

let private descent steps (eta: float) (h: Matrix<float>) (b: Vector<float>) =
    (Vector<float>.Build.Dense b.Count, [ 1..steps ])
    ||> List.fold (fun w _ -> w - eta * (h * w - b))

let private withProbe action =
    inFolder (fun folder ->
        let drawn = Executable.run folder "probe -d 4 -n 12 --contexts 48 -o probe.npz"
        Expect.equal drawn.Code 0 drawn.Errors
        action folder (ProbeFile.Read(Path.Combine(folder, "probe.npz"))))

let private compareAs format folder =
    let result =
        Executable.run folder $"compare probe.npz answers.npz --steps 5 --format {format}"

    Expect.equal result.Code 0 result.Errors
    result.Output

[<Tests>]
let tests =
    testList
        "compare"
        [
            testCase "the method at each of several context lengths" (fun () ->
                inFolder (fun folder ->
                    for context, solve in [ 12, ridge 0.2; 6, descent 2 0.5 ] do
                        let drawn =
                            Executable.run folder $"probe -d 3 -n {context} --contexts 32 -o p{context}.npz"

                        Expect.equal drawn.Code 0 drawn.Errors
                        let probe = ProbeFile.Read(Path.Combine(folder, $"p{context}.npz"))
                        write (Path.Combine(folder, $"a{context}.npz")) [ probe.Rows.Count ] (answers probe solve)

                    let compare = "compare --steps 4 p12.npz a12.npz p6.npz a6.npz"
                    let result = Executable.run folder $"{compare} --format csv"
                    Expect.equal result.Code 0 result.Errors

                    let rows =
                        result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                        |> Array.map (fun line -> line.Split(',')[..2])

                    Expect.equal rows[1] [| "6"; "true"; "gradient-descent" |] "n = 6"
                    Expect.equal rows[2] [| "12"; "true"; "ridge" |] "n = 12"
                    let chart = Executable.run folder $"{compare} --format svg"
                    Expect.stringContains chart.Output "context length n" "figure"

                    use json =
                        JsonDocument.Parse((Executable.run folder $"{compare} --format json").Output)

                    Expect.equal ((json.RootElement.GetProperty "rows").GetArrayLength()) 2 "rows"

                    let odd = Executable.run folder $"{compare} p6.npz"
                    Expect.equal odd.Code 2 odd.Errors
                    Expect.stringContains odd.Errors "p6.npz: questions without answers" "pairs"
                    let twice = Executable.run folder $"{compare} p6.npz a6.npz"
                    Expect.equal twice.Code 2 twice.Errors
                    Expect.stringContains twice.Errors "n = 6 both" "one length each"))

            testCase "gradient descent, with its keys" (fun () ->
                withProbe (fun folder probe ->
                    write (Path.Combine(folder, "answers.npz")) [ probe.Rows.Count ] (answers probe (descent 3 0.5))
                    use json = JsonDocument.Parse(compareAs "json" folder)
                    let root = json.RootElement
                    let verdict = root.GetProperty "verdict"
                    Expect.equal ((verdict.GetProperty "name").GetString()) "gradient-descent" "name"
                    let parameters = verdict.GetProperty "parameters"
                    Expect.equal ((parameters.GetProperty "steps").GetDouble()) 3.0 "steps"
                    Expect.floatClose Accuracy.high ((parameters.GetProperty "eta").GetDouble()) 0.5 "eta"
                    Expect.isLessThan ((verdict.GetProperty "distance").GetDouble()) 1e-20 "distance"
                    Expect.equal ((root.GetProperty "degree").GetProperty("least").GetInt32()) 3 "degree"

                    for name in [ "linearInQuery"; "linearInAnswers"; "order"; "rotation" ] do
                        let symmetry = (root.GetProperty "symmetries").GetProperty name
                        Expect.isLessThan ((symmetry.GetProperty "deviation").GetDouble()) 1e-20 name

                    let point = (root.GetProperty "filter")[30]

                    let h = (point.GetProperty "eigenvalue").GetDouble()

                    Expect.floatClose
                        Accuracy.medium
                        ((point.GetProperty "value").GetDouble())
                        (1.0 - (1.0 - 0.5 * h) ** 3.0)
                        "the filter"))

            testCase "a preconditioner that was fitted, with its keys" (fun () ->
                withProbe (fun folder probe ->
                    let planted = Matrix<float>.Build.DenseOfDiagonalArray [| 0.4; 0.8; 1.2; 1.6 |]

                    let solve (h: Matrix<float>) (b: Vector<float>) =
                        (Vector<float>.Build.Dense b.Count, [ 1..2 ])
                        ||> List.fold (fun w _ -> w - 0.5 * planted * (h * w - b))

                    write (Path.Combine(folder, "answers.npz")) [ probe.Rows.Count ] (answers probe solve)
                    use json = JsonDocument.Parse(compareAs "json" folder)
                    let root = json.RootElement
                    let verdict = root.GetProperty "verdict"
                    Expect.equal ((verdict.GetProperty "name").GetString()) "gradient-descent" "name"
                    Expect.equal ((verdict.GetProperty "preconditioner").GetString()) "fitted" "preconditioner"
                    Expect.equal ((root.GetProperty "filterOf").GetString()) "fitted" "filter"
                    let whitening = root.GetProperty "whitening"

                    for i, row in Seq.indexed ((whitening.GetProperty "matrix").EnumerateArray()) do
                        Expect.floatClose Accuracy.medium (row[i].GetDouble()) planted[i, i] "A"

                    Expect.floatClose
                        Accuracy.medium
                        ((whitening.GetProperty "conditionNumber").GetDouble())
                        4.0
                        "condition number"

                    Expect.stringContains (compareAs "text" folder) "preconditioned by A" "text"))

            testCase "layer by layer" (fun () ->
                withProbe (fun folder probe ->
                    let layers = [ for k in 1..3 -> answers probe (descent k 0.6) ]

                    write
                        (Path.Combine(folder, "answers.npz"))
                        [ probe.Rows.Count; 3 ]
                        [|
                            for row in 0 .. probe.Rows.Count - 1 do
                                for layer in layers -> layer[row]
                        |]

                    use json = JsonDocument.Parse(compareAs "json" folder)

                    let steps =
                        [
                            for layer in (json.RootElement.GetProperty "layers").EnumerateArray() ->
                                (layer.GetProperty "step").GetInt32()
                        ]

                    Expect.equal steps [ 1; 2; 3 ] "the step of each layer"))

            testCase "every format, to the terminal and to files" (fun () ->
                withProbe (fun folder probe ->
                    write (Path.Combine(folder, "answers.npz")) [ probe.Rows.Count ] (answers probe (ridge 0.1))
                    let text = compareAs "text" folder
                    Expect.stringContains text "ridge, lambda 0.1" "text"
                    Expect.all (text.Split '\n') (fun line -> line.Length <= 80) "eighty columns"
                    Expect.stringContains (compareAs "csv" folder) "candidate,ridge (identity),\"lambda 0.1\"" "csv"
                    Expect.stringContains (compareAs "markdown" folder) "| ridge" "markdown"
                    Expect.stringContains (compareAs "latex" folder) "\\begin{tabular}" "latex"
                    Expect.stringContains (compareAs "html" folder) "<svg" "html"
                    Expect.stringContains (compareAs "svg" folder) "<svg" "svg"))

            testCase "files that are no answers" (fun () ->
                withProbe (fun folder probe ->
                    let refused (message: string) (shape: int list) values =
                        write (Path.Combine(folder, "answers.npz")) shape values
                        let result = Executable.run folder "compare probe.npz answers.npz"
                        Expect.equal result.Code 3 result.Errors
                        Expect.equal result.Output "" "standard output"
                        Expect.stringContains result.Errors message "message"
                        Expect.equal (result.Errors.Trim().Split('\n').Length) 1 "one line"

                    let rows = probe.Rows.Count
                    refused "has shape (3)" [ 3 ] [| 1.0; 2.0; 3.0 |]
                    refused "not finite in row 7" [ rows ] (Array.init rows (fun i -> if i = 7 then nan else float i))
                    refused "there is nothing to compare" [ rows ] (Array.create rows 2.0)))

            testCase "wrong usage" (fun () ->
                inFolder (fun folder ->
                    for line in
                        [
                            "probe -n 5"
                            "probe -d 3"
                            "probe -d 0 -n 5"
                            "probe -d 3 -n 5 --contexts 1"
                            "probe -d 3 -n 5 --layout rows"
                            "probe -d 3 -n 5 -o probe.csv"
                            "probe -d 3 -n 5 --law 1,2"
                            "probe -d 200 -n 2000"
                        ] do
                        let result = Executable.run folder line
                        Expect.equal result.Code 2 $"{line}: {result.Errors}"
                        Expect.isEmpty (Directory.GetFiles folder) line))

            testCase "the Python program names the file and the layout" (fun () ->
                inFolder (fun folder ->
                    let result = Executable.run folder "probe --python --layout interleaved -o q.npz"
                    Expect.equal result.Code 0 result.Errors
                    Expect.stringContains result.Output "numpy.load(\"q.npz\")" "file"
                    Expect.stringContains result.Output "tensor(\"interleaved\")" "layout"))
        ]
