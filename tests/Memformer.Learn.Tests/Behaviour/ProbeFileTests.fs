/// Probes and answers as files: what is written is read, what was changed or does not fit is refused in one line.
module Memformer.Tests.Behaviour.ProbeFileTests

open System
open System.Collections.Generic
open System.IO
open Expecto
open Memformer.Theory
open Memformer.Learn.Behaviour
open Memformer.Learn.Behaviour.Probes
open Memformer.Learn.Checkpoints.Formats
open Memformer.Learn.Checkpoints.Tensors
open Memformer.Learn.Checkpoints.Numpy
open Memformer.Learn.Problems
open Memformer.Tests.TemporaryFolder

let private design =
    ProbeDesign(DataLaw.Diagonal([| 1.0; 0.5 |], 0.1), 4, Contexts = 3, Tasks = 5, Layout = ProbeLayout.Tokens)

let private writeArrays (path: string) arrays texts =
    File.WriteAllBytes(
        path,
        (use stream = new MemoryStream()

         NpzWriter.Write(
             stream,
             [| for name, tensor in arrays -> KeyValuePair(name, tensor) |],
             [| for name, text in texts -> KeyValuePair(name, text) |]
         )

         stream.ToArray())
    )

let private refused (message: string) action =
    let failure = Expect.throwsC action id

    Expect.isTrue
        (failure :? InvalidInputException)
        $"an invalid input, not {failure.GetType().Name}: {failure.Message}"

    Expect.stringContains failure.Message message "message"
    Expect.isFalse (failure.Message.Contains '\n') "one line"

/// Reads a probe after one of its arrays or its text was changed.
let private changed message change =
    inFolder (fun folder ->
        let path = Path.Combine(folder, "probe.npz")
        ProbeFile.Write(path, Probe.Draw design)
        let file = ModelFileReader.Read path
        let arrays = Dictionary<string, Tensor>()

        for entry in file.Tensors do
            arrays[entry.Key] <- entry.Value

        let texts = Dictionary<string, string>()

        for entry in file.Metadata do
            texts[entry.Key] <- entry.Value

        change arrays texts

        writeArrays
            path
            [ for entry in arrays -> entry.Key, entry.Value ]
            [ for entry in texts -> entry.Key, entry.Value ]

        refused message (fun () -> ProbeFile.Read path |> ignore))

let private answersRefused message (answers: Tensor) =
    inFolder (fun folder ->
        let path = Path.Combine(folder, "answers.npz")
        writeArrays path [ "answers", answers ] []
        refused message (fun () -> Answers.Read(path, Probe.Draw design) |> ignore))

[<Tests>]
let tests =
    testList
        "probe files"
        [
            for extension in [ "npz"; "safetensors" ] do
                testCase $"what is written is read: {extension}" (fun () ->
                    inFolder (fun folder ->
                        let path = Path.Combine(folder, $"probe.{extension}")
                        let probe = Probe.Draw design
                        ProbeFile.Write(path, probe)
                        let read = ProbeFile.Read path
                        Expect.equal read.Design probe.Design "design"
                        Expect.equal read.Prompts.Count probe.Prompts.Count "prompts"

                        for left, right in Seq.zip read.Rows probe.Rows do
                            Expect.sequenceEqual left.Query right.Query "query"

                            Expect.equal
                                (left.Prompt, left.Truth, left.Group, left.Role, left.Task, left.Pair)
                                (right.Prompt, right.Truth, right.Group, right.Role, right.Task, right.Pair)
                                "row"

                        for left, right in Seq.zip read.Prompts probe.Prompts do
                            Expect.sequenceEqual left.Covariates right.Covariates "covariates"
                            Expect.sequenceEqual left.Answers right.Answers "answers"))

            testCase "the same seed gives the same bytes" (fun () ->
                inFolder (fun folder ->
                    let bytes name =
                        let path = Path.Combine(folder, name)
                        ProbeFile.Write(path, Probe.Draw design)
                        File.ReadAllBytes path

                    Expect.equal (bytes "a.npz") (bytes "b.npz") "bytes"))

            testCase "rows are what their roles say" (fun () ->
                let probe = Probe.Draw(ProbeDesign(DataLaw.Isotropic 3, 6, Contexts = 4))

                for row in probe.Rows do
                    let prompt = probe.Prompts[row.Prompt]
                    let pair = probe.Rows[row.Pair]
                    let other = probe.Prompts[pair.Prompt]

                    match row.Role with
                    | ProbeRole.Permuted ->
                        Expect.sequenceEqual (Seq.sort prompt.Answers) (Seq.sort other.Answers) "the same answers"
                        Expect.sequenceEqual row.Query pair.Query "the same query"
                    | ProbeRole.Rotated ->
                        let size v = v |> Array.sumBy (fun x -> x * x)
                        Expect.floatClose Accuracy.high (size row.Query) (size pair.Query) "the same length"
                        Expect.sequenceEqual prompt.Answers other.Answers "the same answers"
                    | ProbeRole.Scaled ->
                        Expect.sequenceEqual prompt.Answers (other.Answers |> Array.map ((*) 2.0)) "twice the answers"
                        Expect.equal row.Truth (2.0 * pair.Truth) "truth"
                    | ProbeRole.AnotherTask -> Expect.sequenceEqual row.Query pair.Query "the same query"
                    | _ -> Expect.equal row.Task 0 "task")

            testCase "a changed number" (fun () ->
                changed "was changed after it was written" (fun arrays _ -> arrays["X"].Values[ 3 ] <- 7.0))
            testCase "a missing array" (fun () ->
                changed "holds no array 'pair'" (fun arrays _ -> arrays.Remove "pair" |> ignore))
            testCase "a missing text" (fun () ->
                changed "holds no text 'meta'" (fun _ texts -> texts.Remove "meta" |> ignore))
            testCase "a text that is no JSON" (fun () ->
                changed "'meta': not as expected" (fun _ texts -> texts["meta"] <- "{"))
            testCase "another size" (fun () ->
                changed "array 'X' has shape" (fun _ texts ->
                    texts["meta"] <- texts["meta"].Replace("\"context\":4", "\"context\":5")))
            testCase "a size that no memory has" (fun () ->
                changed "fewer contexts" (fun _ texts ->
                    texts["meta"] <- texts["meta"].Replace("\"contexts\":3", "\"contexts\":300000000")))
            testCase "a covariance that is none" (fun () ->
                changed "not positive definite" (fun _ texts ->
                    texts["meta"] <- texts["meta"].Replace("[0,0.5]", "[0,-5]")))

            testCase "answers of another length" (fun () ->
                answersRefused "has shape (7), the probe asks for" (Tensor.Of([| 7 |], Array.zeroCreate 7)))
            testCase "answers of too many axes" (fun () ->
                answersRefused "has shape (1, 1, 1)" (Tensor.Of([| 1; 1; 1 |], [| 1.0 |])))

            testCase "answers that are no numbers, by row" (fun () ->
                let count = int design.Rows
                let values = Array.init count float
                values[3] <- nan
                values[5] <- infinity
                answersRefused "not finite in rows 3, 5" (Tensor.Of([| count |], values)))

            testCase "no answers" (fun () ->
                inFolder (fun folder ->
                    let path = Path.Combine(folder, "a.npz")
                    let one = Tensor.Of([| 1 |], [| 1.0 |])
                    writeArrays path [ "a", one; "b", one ] []
                    refused "holds no array 'answers'" (fun () -> Answers.Read(path, Probe.Draw design) |> ignore)))

            testCase "designs out of range are wrong usage" (fun () ->
                for wrong in
                    [
                        ProbeDesign(DataLaw.Isotropic 2, 0)
                        ProbeDesign(DataLaw.Isotropic 2, 3, Contexts = 1)
                    ] do
                    Expect.throwsT<UsageException> (fun () -> Probe.Draw wrong |> ignore) "design")
        ]
