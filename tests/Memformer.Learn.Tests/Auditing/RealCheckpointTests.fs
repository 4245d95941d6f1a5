/// The published networks' verdicts, written down before the audit was run on them, from what index.json says of each:
/// plain networks cannot but take gradient steps; a CGD memory makes every later row a multiple of the one before, which
/// is a momentum step; shared gates add every earlier step again, which is momentum 1, until the query's own gates set
/// the answer; a free block of P is GD++, except in the last layer. Networks whose preconditioner is free and that were
/// trained to the end have learned the inverse covariance.
module Memformer.Tests.Auditing.RealCheckpointTests

open System.IO
open System.Text.Json
open Expecto
open Memformer.Learn.Auditing
open Memformer.Learn.Auditing.Preconditioners
open Memformer.Learn.Auditing.Steps
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Problems
open Memformer.Tests

let private g, m, f, x =
    StepKind.Gradient, StepKind.Momentum, StepKind.Lfom, StepKind.GdPlusPlus

type private Expected =
    {
        File: string
        Kinds: StepKind list
        /// The preconditioner of the first layer, which the loss depends on most.
        First: PreconditionerForm
        Method: string option
    }

let private expected =
    let row file kinds first method =
        {
            File = file
            Kinds = kinds
            First = first
            Method = method
        }

    let identity, inverse, general =
        PreconditionerForm.Identity, PreconditionerForm.InverseCovariance, PreconditionerForm.General

    [
        row "plain-noniso-L2.pth" [ g; g ] inverse (Some "gradient-descent-steps")
        row "plain-iso-L4.pth" [ g; g; g; g ] identity (Some "gradient-descent-steps")
        row "plain-noniso-L4.pth" [ g; g; g; g ] inverse None
        row "cgd-identity-noniso-L2.pth" [ g; m ] identity None
        row "cgd-identity-noniso-L4.pth" [ g; m; m; m ] identity None
        row "cgd-noniso-L4.pth" [ g; m; m; m ] inverse None
        row "lfom-noniso-L2.pth" [ g; m ] inverse None
        row "lfom-iso-L4.pth" [ g; m; m; StepKind.Nesterov ] identity None
        row "lfom-noniso-L4.pth" [ g; m; m; f ] inverse None
        row "gdpp-lfom-noniso-L2.pth" [ x; g ] general None
        row "gdpp-lfom-noniso-L4.pth" [ x; x; x; g ] general None
        row "multi-head-noniso-L2.pth" [ g; m ] identity None
    ]

let private numbers (element: JsonElement) =
    [
        for row in element.EnumerateArray() -> [ for value in row.EnumerateArray() -> value.GetDouble() ]
    ]

let private symmetric (rows: float list list) =
    Array2D.init rows.Length rows.Length (fun i j -> (rows[i][j] + rows[j][i]) / 2.0)

let private entry file =
    use index =
        JsonDocument.Parse(File.ReadAllText(Golden.shared "checkpoints/index.json"))

    index.RootElement.EnumerateArray()
    |> Seq.find (fun entry -> entry.GetProperty("file").GetString() = file)
    |> _.Clone()

[<Tests>]
let tests =
    testList
        "Published networks"
        [
            for expected in expected ->
                testCase expected.File (fun () ->
                    let path = Golden.shared ("checkpoints/" + expected.File)

                    if not (File.Exists path) then
                        skiptest "the published networks are not beside the checkout"

                    let entry = entry expected.File
                    let law = DataLaw(symmetric (numbers (entry.GetProperty "covariance")))
                    let weights = Checkpoint.Read(path).Weights
                    let context = entry.GetProperty("context").GetInt32()

                    let audit =
                        Audit.Of(weights, AuditOptions(Law = law, Context = context, Prompts = 4000))

                    Expect.equal [ for layer in audit.Layers -> layer.Kind ] expected.Kinds "kinds"
                    Expect.equal audit.Layers[0].Preconditioner.Kind expected.First "first preconditioner"
                    Expect.equal (audit.Method.Chosen |> Option.ofObj |> Option.map _.Name) expected.Method "method"

                    // The canonical form gives the network's answers, but for what differs among tokens.
                    Expect.isLessThan audit.Function.ProjectionError 0.05 "canonical form"
                    let loss = entry.GetProperty("testLoss").GetDouble()
                    let error = entry.GetProperty("testStandardError").GetDouble()

                    // The GD++ network of four layers has no mean to speak of: one prompt in 10⁵ decides it.
                    if error < loss / 2.0 then
                        let both = sqrt (error ** 2.0 + audit.Function.Outcomes.Loss.StandardError ** 2.0)
                        Expect.isLessThan (abs (audit.Function.Outcomes.Loss.Mean - loss)) (4.0 * both) "loss")
        ]
