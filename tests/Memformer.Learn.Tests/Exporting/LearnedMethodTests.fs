module Memformer.Tests.Exporting.LearnedMethodTests

open System
open System.Collections.Generic
open System.Diagnostics
open System.IO
open System.Reflection
open System.Runtime.InteropServices
open System.Text.Json
open Expecto
open MathNet.Numerics.LinearAlgebra
open Memformer.Learn.Exporting
open Memformer.Learn.Models
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Tests
open Memformer.Tests.TemporaryFolder

let private list (items: 'a seq) = ResizeArray items :> IReadOnlyList<'a>

/// A random network of the family: gradient heads, gates that differ between context and query.
let private network heads identity seed =
    let random = Random seed
    let d, layers = random.Next(1, 5), random.Next(1, 5)
    let number () = 2.0 * random.NextDouble() - 1.0

    let preconditioner () =
        let scale = number ()

        Array2D.init d d (fun i j ->
            if identity then
                (if i = j then scale else 0.0)
            else
                number ())

    NetworkWeights(
        list
            [
                for _ in 1..layers -> list [ for _ in 1..heads -> AttentionHead.Gradient(preconditioner ()) ]
            ],
        NetworkGates.Lfom(
            Triangle(layers, fun _ _ -> list [ for _ in 1..heads -> Gate.Split(number (), number ()) :> Gate ])
        ),
        Nullable 6
    )

let private methodOf weights =
    LearnedMethod.Of(weights).Method
    |> Option.ofObj
    |> Option.defaultWith (fun () -> failtest "a network of the family has a method")

/// A prompt's rows, answers and query.
let private problem (weights: NetworkWeights) seed =
    let prompt = SampleNetworks.prompt seed weights
    let d, n = weights.Dimension, weights.Context.Value

    let rows =
        [| for token in 0 .. n - 1 -> [| for i in 0 .. d - 1 -> prompt[i, token] |] |]

    let answers = [| for token in 0 .. n - 1 -> prompt[d, token] |]
    prompt, rows, answers, [| for i in 0 .. d - 1 -> prompt[i, n] |]

let private options =
    ExportOptions("learned", "Learned by a test", Tolerance = 1e-9)

/// Coefficients are of order 1 and there are at most four layers, so rounding stays far below this.
let private close expected actual =
    Expect.floatClose { absolute = 1e-9; relative = 1e-9 } actual expected

let private inner (query: float[]) (solution: float seq) = Seq.map2 (*) query solution |> Seq.sum

let private hessian (rows: float[][]) =
    let x = Matrix<float>.Build.DenseOfRowArrays rows
    x.TransposeThisAndMultiply x / float rows.Length

let private moment (rows: float[][]) (answers: float[]) =
    let x = Matrix<float>.Build.DenseOfRowArrays rows

    x.TransposeThisAndMultiply(Vector<float>.Build.Dense answers)
    / float rows.Length

let private run program (arguments: string list) (input: string) =
    let info =
        ProcessStartInfo(
            program,
            arguments,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        )

    try
        use started = Process.Start info
        started.StandardInput.Write input
        started.StandardInput.Close()
        let errors = started.StandardError.ReadToEndAsync()
        let output = started.StandardOutput.ReadToEnd()
        started.WaitForExit()
        started.ExitCode, output, errors.Result
    with :? ComponentModel.Win32Exception ->
        127, "", $"no {program}"

let private python =
    lazy
        ([ "python3"; "/usr/bin/python3" ]
         |> List.tryFind (fun program ->
             let code, _, _ = run program [ "-c"; "import numpy" ] ""
             code = 0))

/// The compiler of the SDK beside the running runtime.
let private compiler =
    lazy
        (let sdks =
            Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "sdk")

         if Directory.Exists sdks then
             Directory.EnumerateDirectories sdks
             |> Seq.map (fun sdk -> Path.Combine(sdk, "Roslyn", "bincore", "csc.dll"))
             |> Seq.tryFind File.Exists
         else
             None)

let private compile folder (source: string) =
    match compiler.Value with
    | None -> skiptest "no C# compiler beside the runtime"
    | Some csc ->
        let file, library =
            Path.Combine(folder, "Learned.cs"), Path.Combine(folder, $"Learned{Guid.NewGuid():N}.dll")

        File.WriteAllText(file, source)
        let runtime = RuntimeEnvironment.GetRuntimeDirectory()

        let references =
            [
                "System.Private.CoreLib.dll"
                "System.Runtime.dll"
                "System.Collections.dll"
                "System.Linq.dll"
            ]
            |> List.map (fun name -> "-r:" + Path.Combine(runtime, name))

        let code, output, _ =
            run
                "dotnet"
                ([ csc; "-nologo"; "-target:library"; "-warnaserror"; $"-out:{library}"; file ]
                 @ references)
                ""

        Expect.equal code 0 $"the class compiles without warnings: {output}"
        Assembly.Load(File.ReadAllBytes library).GetType "Learned"

let private networks =
    [
        "multiples of the identity", network 1 true 3
        "one head", network 1 false 5
        "two heads", network 2 false 10
    ]

[<Tests>]
let tests =
    testList
        "LearnedMethod"
        [
            testProperty "answers what the network answers" (fun (seed: int) ->
                let weights = network (1 + abs (seed % 3)) (seed % 2 = 0) seed
                let prompt, rows, answers, query = problem weights (seed ^^^ 77)

                let solution =
                    (methodOf weights).Iterates(hessian rows, moment rows answers) |> Seq.last

                close (NetworkForward.Predict(weights, prompt)) (inner query solution) "answer")

            testProperty "the residual is what is left of the error" (fun (seed: int) ->
                let weights = network 1 false seed
                let _, rows, _, truth = problem weights seed
                let method = methodOf weights
                let h = hessian rows
                let w = Vector<float>.Build.Dense truth
                let last = method.Iterates(h, h * w) |> Seq.last
                let expected = method.Residual h * (-w)

                for i in 0 .. truth.Length - 1 do
                    close expected[i] (last - w).[i] "error")

            testProperty "the factored form of one head is exact" (fun (seed: int) ->
                let form = FactoredForm.Of((methodOf (network 1 false seed)).Form)
                Expect.isLessThan form.Deviation 1e-13 "rounding alone")

            testProperty "the text of the method language reads back" (fun (seed: int) ->
                let learned = methodOf (network 1 true seed)
                let text = MethodExport.Find("lfom").Write(learned, options)

                let form =
                    LinearMethod.Parse(text, "learned.lfom").Unroll(learned.Layers).Coefficients

                for l in 0 .. learned.Layers - 1 do
                    for j in 0..l do
                        close
                            (learned.Form[l, j].[0, 0])
                            (form.Scalar(l, j).Evaluate(Dictionary<Symbol, float>()))
                            $"c[{l},{j}]")

            for name, weights in networks do
                test $"the method language takes the matrices of {name} as letters" {
                    let learned = methodOf weights
                    let text = MethodExport.Find("lfom").Write(learned, options)
                    let unrolled = LinearMethod.Parse(text, "learned.lfom").Unroll learned.Layers
                    Expect.equal unrolled.Coefficients.IsScalar (name = "multiples of the identity") "letters"
                }

                test $"the Python module of {name} agrees with the network" {
                    let program =
                        python.Value |> Option.defaultWith (fun () -> skiptest "no python3 with numpy")

                    inFolder (fun folder ->
                        let source = MethodExport.Find("python").Write(methodOf weights, options)
                        File.WriteAllText(Path.Combine(folder, "learned.py"), source)
                        let prompt, rows, answers, query = problem weights 1
                        let input = JsonSerializer.Serialize {| rows = rows; answers = answers |}

                        let caller =
                            $"import sys, json; sys.path.insert(0, '{folder}'); import learned; "
                            + "t = json.load(sys.stdin); print(json.dumps(list(learned.solve(t['rows'], t['answers']))))"

                        let code, output, errors = run program [ "-c"; caller ] input
                        Expect.equal code 0 errors
                        let solution = JsonSerializer.Deserialize<float[]> output
                        close (NetworkForward.Predict(weights, prompt)) (inner query solution) "answer"
                        let code, _, errors = run program [ Path.Combine(folder, "learned.py") ] ""
                        Expect.equal code 0 $"its example runs: {errors}")
                }

                test $"the C# class of {name} agrees with the network" {
                    inFolder (fun folder ->
                        let learned =
                            compile folder (MethodExport.Find("csharp").Write(methodOf weights, options))

                        let prompt, rows, answers, query = problem weights 1

                        let solution =
                            learned.GetMethod("Solve").Invoke(null, [| rows; answers |]) :?> float[]

                        close (NetworkForward.Predict(weights, prompt)) (inner query solution) "answer")
                }

                test $"the LaTeX of {name}" {
                    Golden.matches
                        $"""exporting/{name.Replace(' ', '-')}.tex"""
                        (MethodExport.Find("latex").Write(methodOf weights, options))
                }

            test "a network that rewrites its features has no method, and the reason says where" {
                let head =
                    AttentionHead(array2D [ [ 0.5; 0.0 ]; [ 0.0; 1.0 ] ], array2D [ [ -1.0; 0.0 ]; [ 0.0; 0.0 ] ])

                let weights =
                    NetworkWeights([| [| head |]; [| head |] |], NetworkGates.None(), Nullable())

                let reading = LearnedMethod.Of weights
                Expect.isNull reading.Method "no method"
                Expect.stringContains reading.Obstacle "layer 0" "place"
            }

            test "the block of P in the last layer has no effect and is no obstacle" {
                let head =
                    AttentionHead(array2D [ [ 0.5; 0.0 ]; [ 0.0; 1.0 ] ], array2D [ [ -1.0; 0.0 ]; [ 0.0; 0.0 ] ])

                let weights = NetworkWeights([| [| head |] |], NetworkGates.None(), Nullable())
                Expect.isNotNull (LearnedMethod.Of(weights).Method) "a method"
            }
        ]
