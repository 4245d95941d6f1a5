/// Networks that were trained with PyTorch by the published notebooks: each must give, from its file, the output
/// that the original gave.
module Memformer.Tests.Checkpoints.RealFileTests

open System.IO
open System.Text.Json
open Expecto
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Models
open Memformer.Tests
open Memformer.Tests.Checkpoints.JsonMatrix

let private folder = Golden.shared "checkpoints"

/// The files' index; empty where they are not beside the checkout.
let private index =
    let path = Path.Combine(folder, "index.json")

    if File.Exists path then
        [
            for entry in JsonDocument.Parse(File.ReadAllText path).RootElement.EnumerateArray() -> entry.Clone()
        ]
    else
        []

let private text (name: string) (entry: JsonElement) = (entry.GetProperty name).GetString()

/// The schema that the index describes in words.
let private schema (entry: JsonElement) =
    match text "network" entry, text "updateForm" entry with
    | "plain", _ -> "plain"
    | ("cgd" | "cgd-identity"), _ -> "cgd"
    | "multi-head", _ -> "cgd-multi-head"
    | _, form when form.Contains "k <= i" -> "lfom-accumulated"
    | _ -> "lfom-residual"

let private check (entry: JsonElement) =
    let checkpoint = Checkpoint.Read(Path.Combine(folder, text "file" entry))
    let weights = checkpoint.Weights
    Expect.equal checkpoint.Source.Schema (schema entry) "schema"
    Expect.equal weights.Layers (entry.GetProperty("layers").GetInt32()) "layers"
    Expect.equal weights.HeadCount (entry.GetProperty("heads").GetInt32()) "heads"
    Expect.equal weights.Dimension (entry.GetProperty("dimension").GetInt32()) "dimension"
    let example = entry.GetProperty "example"

    for prompt, output in
        Seq.zip (example.GetProperty("Z").EnumerateArray()) (example.GetProperty("output").EnumerateArray()) do
        let expected = transpose (matrix output)
        let states = NetworkForward.States(weights, transpose (matrix prompt))
        let actual = Seq.last states
        // The original ran in single precision, eps = 1.2e-7: its rounding is relative to the largest state on the
        // way, once per layer and with a few dozen terms in each sum.
        let largest = states |> Seq.collect Seq.cast<float> |> Seq.map abs |> Seq.max
        let tolerance = 2e-6 * largest

        let error =
            Seq.map2 (-) (Seq.cast<float> actual) (Seq.cast<float> expected)
            |> Seq.map abs
            |> Seq.max

        Expect.isLessThan error tolerance "largest difference from the original output"

[<Tests>]
let tests =
    testList
        "real files"
        (if index.IsEmpty then
             [
                 testCase "the original outputs" (fun () -> skiptest "no ../shared/checkpoints beside the checkout")
             ]
         else
             [ for entry in index -> testCase (text "file" entry) (fun () -> check entry) ])
