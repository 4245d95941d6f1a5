module Memformer.Tests.Commands.ConvertCommandTests

open System.IO
open Expecto
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Models
open Memformer.Tests
open Memformer.Tests.TemporaryFolder

let private memformer folder arguments =
    let result = Executable.runWith [] folder arguments
    result.Code, result.Output, result.Errors

let private network =
    let head = AttentionHead.Gradient(array2D [ [ 0.5; 0.125 ]; [ 0.0; 0.25 ] ])
    NetworkWeights([| [| head |]; [| head |] |], NetworkGates.Dynamic([| 1.0; 2.0 |], [| 0.0; 0.5 |]), 4)

let private fails code (message: string) folder arguments =
    let actual, output, errors = memformer folder ("convert" :: arguments)
    Expect.equal actual code "exit code"
    Expect.equal output "" "standard output"
    Expect.stringContains errors message "message"
    Expect.isFalse (errors.Contains "   at ") "no stack trace"

[<Tests>]
let tests =
    testList
        "convert"
        [
            testCase "to PyTorch and back gives the same network" (fun () ->
                inFolder (fun folder ->
                    Checkpoint(network).Write(Path.Combine(folder, "a.safetensors"))

                    let convert arguments =
                        memformer folder ("convert" :: arguments)

                    let code, _, errors = convert [ "a.safetensors"; "b.pth" ]
                    Expect.equal code 0 errors
                    Expect.stringContains errors "b.pth: dynamic." "what was read"
                    Expect.stringContains errors "L = 2" "its depth"
                    let code, _, errors = convert [ "b.pth"; "c.safetensors" ]
                    Expect.equal code 0 errors
                    Expect.equal (Checkpoint.Read(Path.Combine(folder, "c.safetensors"))).Weights network "weights"))

            testCase "the published layout is recognised" (fun () ->
                inFolder (fun folder ->
                    Checkpoint(network).Write(Path.Combine(folder, "a.safetensors"))

                    let code, _, errors =
                        memformer folder [ "convert"; "a.safetensors"; "b.pth"; "--published" ]

                    Expect.equal code 0 errors
                    let read = Checkpoint.Read(Path.Combine(folder, "b.pth"))
                    Expect.equal read.Source.Schema "cgd" "schema"
                    Expect.equal (Seq.head read.Weights.Heads[1]) (Seq.head network.Heads[1]) "head"))

            testCase "another layout, in the container of its code, is read by its names" (fun () ->
                inFolder (fun folder ->
                    let plain = NetworkWeights(network.Heads, NetworkGates.None(), 4)
                    Checkpoint(plain).Write(Path.Combine(folder, "a.safetensors"))

                    let code, _, errors =
                        memformer folder [ "convert"; "a.safetensors"; "b.pkl"; "--to"; "haiku" ]

                    Expect.equal code 0 errors
                    Expect.stringContains errors "b.pkl: layout haiku, 8 tensors from" "what was written"

                    let read =
                        Checkpoint.Read(Path.Combine(folder, "b.pkl"), ReadingChoice(Context = 4))

                    Expect.equal read.Source.Schema "haiku" "layout"

                    let prompt =
                        array2D
                            [
                                [ 1.0; 2.0; -1.0; 0.5; 1.0 ]
                                [ 0.0; 1.0; 2.0; -1.0; 0.5 ]
                                [ 0.5; 1.0; 0.0; 2.0; 0.0 ]
                            ]

                    Expect.floatClose
                        Accuracy.high
                        (NetworkForward.Predict(read.Weights, prompt))
                        (NetworkForward.Predict(plain, prompt))
                        "answer"

                    Checkpoint(network).Write(Path.Combine(folder, "a.safetensors"))
                    fails 2 "the layout holds no gates" folder [ "a.safetensors"; "c.npz"; "--to"; "haiku" ]
                    Expect.isFalse (File.Exists(Path.Combine(folder, "c.npz"))) "nothing is written"))

            testCase "a text file is refused with its name, and nothing is written" (fun () ->
                inFolder (fun folder ->
                    File.WriteAllText(Path.Combine(folder, "notes.pth"), "no checkpoint")
                    fails 3 "notes.pth: begins with" folder [ "notes.pth"; "b.safetensors" ]
                    Expect.equal (Directory.GetFiles(folder).Length) 1 "files"))

            testCase "a directory is refused" (fun () ->
                inFolder (fun folder -> fails 3 "is a directory" folder [ folder; "b.safetensors" ]))

            testCase "an extension that names no format is wrong usage" (fun () ->
                inFolder (fun folder -> fails 2 "'.onnx' names no format" folder [ "a.pth"; "b.onnx" ]))

            testCase "an unknown schema is wrong usage, and the known ones are named" (fun () ->
                inFolder (fun folder ->
                    Checkpoint(network).Write(Path.Combine(folder, "a.pth"))
                    fails 2 "lfom-residual" folder [ "a.pth"; "b.pth"; "--schema"; "keras" ]))

            testCase
                "where no schema fits, one line says so, and the comparison with each is there for the asking"
                (fun () ->
                    inFolder (fun folder ->
                        Checkpoint(network).Write(Path.Combine(folder, "a.safetensors"))
                        let line = [ "convert"; "a.safetensors"; "b.pth"; "--schema"; "plain" ]
                        let code, _, errors = memformer folder line
                        Expect.equal code 3 "exit code"
                        Expect.equal (errors.TrimEnd().Split('\n').Length) 1 "one line"
                        let _, _, table = memformer folder (line @ [ "--verbose" ])
                        Expect.stringContains table "plain   allparam" "table"
                        Expect.stringContains table "(L, H, 2, k, k)" "expected"
                        Expect.stringContains table "absent" "found"))
        ]
