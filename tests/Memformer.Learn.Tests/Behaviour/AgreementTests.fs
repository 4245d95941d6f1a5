/// What a network's answers say is what its weights say, for every readable network of the shared checkpoints.
module Memformer.Tests.Behaviour.AgreementTests

open System
open System.IO
open System.Text.Json
open Expecto
open MathNet.Numerics.LinearAlgebra
open Memformer.Learn.Auditing
open Memformer.Learn.Behaviour
open Memformer.Learn.Behaviour.Probes
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Tests

let private folder = Golden.shared "checkpoints"
let private unitRounding = Math.ScaleB(1.0, -53)

let private matrix (rows: JsonElement) =
    array2D
        [
            for row in rows.EnumerateArray() -> [ for value in row.EnumerateArray() -> value.GetDouble() ]
        ]

/// The networks with the covariance that they were trained on.
let private networks =
    lazy
        [
            use index = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "index.json")))

            for entry in index.RootElement.EnumerateArray() ->
                (entry.GetProperty "file").GetString(), DataLaw(matrix (entry.GetProperty "covariance"))
        ]

/// By how much eigenvalues of ĀH are larger than those of the frame in which the filter is drawn.
let private scale (law: DataLaw) frame (preconditioner: Matrix<float>) =
    let whole =
        if frame = Comparison.WhitenedFrame then
            preconditioner * Matrix<float>.Build.DenseOfArray law.Covariance
        else
            preconditioner

    whole.Trace() / float whole.RowCount

let private movesCovariates (weights: NetworkWeights) =
    let d = weights.Dimension

    weights.Heads
    |> Seq.exists (Seq.exists (fun head -> Seq.exists (fun row -> head.P[row, row] <> 0.0) [ 0 .. d - 1 ]))

let private check (file: string, law: DataLaw) =
    let weights = (Checkpoint.Read(Path.Combine(folder, file))).Weights
    let probe = Probe.Draw(ProbeDesign(law, 20, Contexts = 40))
    let answers = ReadableNetwork.Answer(weights, probe)
    let comparison = Comparison.Of(probe, answers.Final, unitRounding)
    let audit = Audit.Of(weights, AuditOptions(Law = law, Context = 20, Prompts = 0))

    // A first-order method of L steps needs no more than L gradients, GD++ no more than its degree.
    let most =
        if movesCovariates weights then
            (pown 3 weights.Layers - 1) / 2
        else
            weights.Layers

    let least = comparison.Verdict.Degree.Least
    Expect.isTrue least.HasValue "gradients needed"
    Expect.isLessThanOrEqual least.Value most "gradients needed"

    match audit.Curve with
    | null -> ()
    | curve ->
        let filter = comparison.Fingerprint.Filter

        let factor =
            scale law comparison.Fingerprint.Frame audit.SharedPreconditioner.Direction

        // Over the spectrum, as mean squares: at its rare ends a band says nothing of what scatters.
        let difference, band =
            [
                for eigenvalue in comparison.Fingerprint.Spectrum do
                    let point = filter |> Seq.minBy (fun point -> abs (point.Eigenvalue - eigenvalue))

                    let byWeights = 1.0 - Array.last (curve.At(factor * point.Eigenvalue))
                    pown (point.Value - byWeights) 2, pown (point.High - point.Low) 2
            ]
            |> List.unzip

        // What scatters about the shared preconditioner is no function of eigenvalues: both filters leave such a share of the answers,
        // of which that of behaviour is measured, and by the triangle inequality they differ by no more than both, four times its square.
        let scatter = comparison.Fingerprint.Unexplained.Value
        Expect.isLessThan (List.average difference) (4.0 * scatter + List.average band + 1e-12) "the filter"

[<Tests>]
let tests =
    testList
        "behaviour and weights agree"
        [
            if File.Exists(Path.Combine(folder, "index.json")) then
                for network in networks.Value do
                    testCase (fst network) (fun () -> check network)
            else
                testCase "no shared checkpoints" (fun () -> skiptest $"{folder} is not there")
        ]
