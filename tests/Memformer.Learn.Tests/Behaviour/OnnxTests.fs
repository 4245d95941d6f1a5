/// Exported models are asked; those that are none, or that want what they may not have, are refused in one line.
module Memformer.Tests.Behaviour.OnnxTests

open System.Collections.Generic
open System.IO
open System.Text
open Expecto
open Memformer.Theory
open Memformer.Learn.Behaviour
open Memformer.Learn.Behaviour.Onnx
open Memformer.Learn.Behaviour.Probes
open Memformer.Learn.Problems
open Memformer.Tests.Behaviour.OnnxModel
open Memformer.Tests.TemporaryFolder

let private probe =
    lazy (Probe.Draw(ProbeDesign(DataLaw.Isotropic 3, 8, Contexts = 64)))

let private withFile (content: byte[]) action =
    inFolder (fun folder ->
        let path = Path.Combine(folder, "model.onnx")
        File.WriteAllBytes(path, content)
        action path)

let private ask path =
    use network = OnnxNetwork.Open path
    network.Answer(probe.Value, List<string>())

let private refuses name (message: string) content =
    testCase name (fun () ->
        withFile content (fun path ->
            let failure = Expect.throwsC (fun () -> ask path |> ignore) id

            Expect.isTrue
                (failure :? InvalidInputException)
                $"an invalid input, not {failure.GetType().Name}: {failure.Message}"

            Expect.stringContains failure.Message message "message"
            Expect.isFalse (failure.Message.Contains '\n') "one line"))

let private hostile =
    let custom = nodeOf "evil.corp" "Shell" [ "tokens" ] [ "answers" ] []
    let identity = node "Identity" [ "tokens" ] [ "answers" ] []

    let withExternal location =
        model
            [
                node "Add" [ "tokens"; "w" ] [ "answers" ] []
                external "w" location
                value 11 "tokens" [ 0; 9; 4 ]
                value 12 "answers" [ 0; 9; 4 ]
            ]

    testList
        "hostile models"
        [
            refuses "a custom operator" "operator 'Shell' of domain 'evil.corp'" (ofTokens 8 3 custom)
            refuses
                "an unknown operator"
                "cannot be loaded"
                (ofTokens 8 3 (node "Frobnicate" [ "tokens" ] [ "answers" ] []))
            refuses "a file of the system" "allowed are files in the model's folder" (withExternal "/etc/passwd")
            refuses "a file of the parent" "allowed are files in the model's folder" (withExternal "../secret")
            refuses "a file that is not there" "no such file in the model's folder" (withExternal "weights.bin")
            testCase "a folder that is a link" (fun () ->
                inFolder (fun folder ->
                    let path = Path.Combine(folder, "model.onnx")
                    File.WriteAllBytes(path, withExternal "linked/weights.bin")
                    let elsewhere = Directory.CreateDirectory(Path.Combine(folder, "elsewhere"))
                    File.WriteAllBytes(Path.Combine(elsewhere.FullName, "weights.bin"), Array.zeroCreate 20)

                    Directory.CreateSymbolicLink(Path.Combine(folder, "linked"), elsewhere.FullName)
                    |> ignore

                    let failure = Expect.throwsC (fun () -> ask path |> ignore) id
                    Expect.stringContains failure.Message "'linked/weights.bin': is a link" "message"))
            refuses "an empty file" "is no ONNX model" [||]
            refuses "a text" "is no ONNX model" (Encoding.UTF8.GetBytes "Dear reader, this is no model at all.\n")
            refuses "a model cut short" "is no ONNX model" (Array.truncate 100 (gradientStep 8 3))
            refuses "another length of prompts" "takes prompts of n = 7, the questions have n = 8" (gradientStep 7 3)
            refuses "another dimension" "takes prompts of d = 4, the questions have d = 3" (gradientStep 8 4)
            refuses
                "no layout that is known"
                "expected tokens (B, n+1, d+1)"
                (model [ identity; value 11 "tokens" [ 0; 4 ]; value 12 "answers" [ 0; 4 ] ])
        ]

[<Tests>]
let tests =
    testList
        "exported models"
        [
            hostile

            testCase "one gradient step is recognised" (fun () ->
                withFile (gradientStep 8 3) (fun path ->
                    let answers = ask path
                    let comparison = Comparison.Of(probe.Value, answers.Final, answers.Rounding)
                    Expect.equal comparison.Verdict.Method.Name "gradient-descent" "name"
                    Expect.isLessThan comparison.Verdict.Method.Distance.Value 1e-20 "distance"))

            testCase "tokens that go in come out as answers of the last one" (fun () ->
                withFile (ofTokens 8 3 (node "Identity" [ "tokens" ] [ "answers" ] [])) (fun path ->
                    // The last entry of the last token is the 0 that stands for the answer.
                    Expect.all (ask path).Final (fun answer -> answer = 0.0) "answers"))
        ]
