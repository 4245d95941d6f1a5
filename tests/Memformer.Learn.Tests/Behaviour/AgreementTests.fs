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

    let reading = WeightsReading.Of(audit, comparison, answers.Final)
    Expect.equal reading.Agrees.HasValue (not (isNull audit.Curve)) "comparable where there is a polynomial"

    match audit.Curve with
    | null -> ()
    | curve ->
        Expect.isTrue reading.Agrees.Value $"agree: {reading.Distance} of {reading.Allowed} allowed"

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

let private asked (law: DataLaw) weights =
    let probe = Probe.Draw(ProbeDesign(law, 20, Contexts = 40))
    let answers = (ReadableNetwork.Answer(weights, probe)).Final
    Comparison.Of(probe, answers, unitRounding), answers

let private read law (weights: NetworkWeights) =
    Audit.Of(weights, AuditOptions(Law = law, Context = 20, Prompts = 0))

/// Coefficients c_{l,j} of methods whose names answers tell.
let private named =
    [
        "gradient-descent", [| for l in 0..2 -> [| for j in 0..l -> if j = l then 0.5 else 0.0 |] |]
        "heavy-ball", [| for l in 0..3 -> [| for j in 0..l -> 0.5 * pown 0.3 (l - j) |] |]
    ]

let private constructed coefficients direction =
    let architectures =
        Auditing.Planted.architectures (Random 1) coefficients (Array2D.length1 direction) 20 1

    snd (List.find (fst >> (=) "lfom") architectures) direction

let private constructedTests =
    let law = Auditing.Planted.law (Random 3) 4

    [
        for name, coefficients in named do
            for frame, direction in
                [
                    Comparison.PlainFrame, Auditing.RandomMatrices.identity 4
                    Comparison.WhitenedFrame, CovarianceMatrix.Inverse law.Covariance
                ] do
                testCase $"{name}, {frame}" (fun () ->
                    let weights = constructed coefficients direction
                    let comparison, answers = asked law weights
                    Expect.equal comparison.Verdict.Method.Name name "by its answers"
                    Expect.equal comparison.Verdict.Method.Frame frame "by its answers"
                    let audit = read law weights
                    let reading = WeightsReading.Of(audit, comparison, answers)
                    Expect.isTrue reading.Agrees.Value "agree"
                    // Gates and scales are read back to rounding, whose square this is, generously.
                    Expect.isLessThan reading.Distance.Value 1e-20 "nothing fitted, nothing left"

                    let fit = audit.Functional.Fits |> Seq.find (fun fit -> fit.Name = name)
                    Expect.isLessThan fit.Distance 1e-6 "by its weights, as a function")

        testCase "another network's answers" (fun () ->
            let identity = Auditing.RandomMatrices.identity 4
            let descent = constructed (snd named[0]) identity
            let ball = constructed (snd named[1]) identity
            let comparison, answers = asked law ball
            let reading = WeightsReading.Of(read law descent, comparison, answers)
            Expect.isFalse reading.Agrees.Value "do not agree"
            Expect.isGreaterThan reading.Distance.Value reading.Allowed "what is left")
    ]

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

            testList "constructed networks" constructedTests
        ]
