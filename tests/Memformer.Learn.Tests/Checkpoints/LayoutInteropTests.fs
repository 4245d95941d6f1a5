/// Every layout that is read by a map, in every container that holds one: written by PyTorch and NumPy, with the answers
/// that the layout's own definition gives.
module Memformer.Tests.Checkpoints.LayoutInteropTests

open System
open System.IO
open System.Text.Json
open Expecto
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Models
open Memformer.Tests.Checkpoints.PyTorch
open Memformer.Tests.Checkpoints.JsonMatrix
open Memformer.Tests.TemporaryFolder

let private check folder (entry: JsonElement) =
    let text (name: string) = (entry.GetProperty name).GetString()
    let file = text "file"
    let map = text "map"

    let choice =
        ReadingChoice(Map = (if isNull map then null else Path.Combine(folder, map)), Context = 4)

    let checkpoint = Checkpoint.Read(Path.Combine(folder, file), choice)

    if not (isNull (text "layout")) then
        Expect.equal checkpoint.Source.Schema (text "layout") file

    Expect.equal checkpoint.Source.Reading.Repeat (entry.GetProperty("repeat").GetInt32()) file

    for prompt, answer in
        Seq.zip (entry.GetProperty("prompts").EnumerateArray()) (entry.GetProperty("answers").EnumerateArray()) do
        let states = NetworkForward.States(checkpoint.Weights, matrix prompt)
        let largest = states |> Seq.collect Seq.cast<float> |> Seq.map abs |> Seq.max
        let actual = NetworkForward.Predict(checkpoint.Weights, matrix prompt)
        // Both sides are double precision and start from the same single-precision weights.
        Expect.isLessThan (abs (actual - answer.GetDouble())) (1e-12 * (1.0 + largest)) file

[<Tests>]
let tests =
    testCase "layouts written by PyTorch and NumPy" (fun () ->
        inFolder (fun folder ->
            succeed [ script "own_layouts.py"; folder ] |> ignore

            let manifest =
                JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))

            let entries = [ for entry in manifest.RootElement.EnumerateArray() -> entry ]
            Expect.hasLength entries 34 "files"

            for entry in entries do
                check folder entry))
