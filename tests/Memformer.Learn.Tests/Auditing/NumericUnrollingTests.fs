/// Methods run in numbers say what their symbolic unrolling says.
module Memformer.Tests.Auditing.NumericUnrollingTests

open System
open Expecto
open Memformer.Learn.Auditing
open Memformer.Learn.Auditing.Methods
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Tests.Auditing.RandomMatrices

let private close (left: float) (right: float) what =
    // Some dozen operations on numbers near 1; ratios of differences lose a few digits more.
    let size = max 1.0 (max (abs left) (abs right))
    Expect.isLessThan (abs (left - right)) (1e-9 * size) what

/// The methods that can be compared at a depth both ways.
let private comparable layers =
    [
        for method in Catalogue.All do
            let matrices = method.Parameters |> Seq.exists (fun p -> p.IsMatrix && p.IsIndexed)

            if not matrices then
                match MethodModel.Of(method, layers), NumericUnrolling.Of(method, layers) with
                | null, _
                | _, null -> ()
                | symbolic, numeric -> method.Name, symbolic, numeric
    ]

/// Symbolic unknowns in the letters of the numeric run; a ratio takes the place of a letter that a relation eliminates.
let private translated (symbolic: MethodModel) (numeric: NumericUnrolling) (point: float[]) =
    let values =
        Map [ for i, unknown in Seq.indexed numeric.Unknowns -> unknown, point[i] ]

    // Where mu cancels the numeric run does not see it, and any will do.
    let mu = values.TryFind(Symbol "mu") |> Option.defaultValue 0.4

    [|
        for unknown in symbolic.Unknowns ->
            match values.TryFind unknown with
            | Some value -> value
            | None when unknown.Name = "mu" -> mu
            | None when unknown.Name = "s" -> sqrt (values[Symbol "L"] / mu)
            | None -> failwith $"no value for {unknown}"
    |]

let private random seed count =
    let source = Random(seed: int)
    // mu < L in alphabetical order "L", "mu" needs care: ratios above 1.
    [| for _ in 1..count -> 0.3 + 0.2 * source.NextDouble() |]

let private pointFor (numeric: NumericUnrolling) seed =
    let point = random seed numeric.Unknowns.Count

    [|
        for i, unknown in Seq.indexed numeric.Unknowns -> if unknown.Name = "L" then point[i] + 2.0 else point[i]
    |]

let private residual (rows: float[]) layers (h: float) =
    let p = Array.zeroCreate (layers + 1)
    p[0] <- 1.0

    for l in 0 .. layers - 1 do
        let mutable sum = 0.0

        for j in 0..l do
            sum <- sum + rows[l * (l + 1) / 2 + j] * p[j]

        p[l + 1] <- p[l] - h * sum

    p[layers]

let private heavyBall layers =
    NetworkWeights(
        readOnly [ for _ in 1..layers -> readOnly [ AttentionHead.Gradient(identity 5) ] ],
        NetworkGates.Lfom.ForAllHeads(
            Triangle(layers, fun l j -> Gate.Scalar(0.25 * (1.0 / 3.0) ** float (l - j)) :> Gate)
        ),
        Nullable 20
    )

[<Tests>]
let tests =
    testList
        "methods in numbers"
        [
            testCase "have the coefficients of their symbolic unrolling" (fun () ->
                for layers in [ 1; 4; 6 ] do
                    let methods = comparable layers
                    Expect.isGreaterThan methods.Length 25 "methods"

                    for name, symbolic, numeric in methods do
                        let point = pointFor numeric 5

                        let struct (numbers, _) = numeric.At point

                        let expected =
                            symbolic
                                .Compare(
                                    translated symbolic numeric point,
                                    Array.zeroCreate (layers * (layers + 1) / 2)
                                )
                                .Residuals

                        for i in 0 .. numbers.Length - 1 do
                            close numbers[i] expected[i] $"{name}, L = {layers}, entry {i}")

            testCase "have the derivatives of their differences" (fun () ->
                for name, _, numeric in comparable 6 do
                    let point = pointFor numeric 6
                    let struct (_, slopes) = numeric.At point

                    for k in 0 .. point.Length - 1 do
                        let at shift =
                            let struct (values, _) =
                                numeric.At(Array.mapi (fun i x -> if i = k then x + shift else x) point)

                            values

                        let left, right = at -1e-5, at 1e-5

                        for i in 0 .. left.Length - 1 do
                            // A central difference is exact to its square times a third derivative, and to rounding by its width.
                            let difference = (right[i] - left[i]) / 2e-5
                            let size = max 1.0 (abs difference)
                            Expect.isLessThan (abs (slopes[i, k] - difference)) (1e-5 * size) $"{name} {i} {k}")

            testCase "have the residual polynomial of their coefficients" (fun () ->
                for layers in [ 1; 6; 24 ] do
                    for name, _, numeric in comparable (min layers 6) do
                        match NumericUnrolling.Of(Catalogue.Find name, layers) with
                        | null -> ()
                        | deep ->
                            let point = pointFor deep 7
                            let struct (rows, _) = deep.At point
                            let places = [| 0.0; 0.05; 0.3; 0.9 |]
                            let struct (values, _) = deep.ResidualsAt(point, places)

                            for i in 0 .. places.Length - 1 do
                                close
                                    values[i]
                                    (residual rows layers places[i])
                                    $"{name}, L = {layers}, h = {places[i]}")

            testCase "name deep networks, and say what was not compared" (fun () ->
                for layers in [ 17; 32; 64 ] do
                    let verdict =
                        Audit.Of(heavyBall layers, AuditOptions(Law = DataLaw.Isotropic 5, Prompts = 0))

                    Expect.equal verdict.Method.Chosen.Name "heavy-ball" $"{layers} layers"
                    Expect.isLessThan verdict.Method.Chosen.Deviation 1e-12 "exact"

                    Expect.isTrue
                        (verdict.Method.NotCompared |> Seq.exists _.StartsWith("gradient-descent-steps"))
                        "letters for every step"

                    // Only methods with as few letters as the exact one are fitted: the work does not grow with the letters.
                    Expect.isTrue (verdict.Method.Fits |> Seq.forall (fun fit -> fit.Letters <= 2)) "few letters"
                    Expect.isTrue (verdict.Functional.Fits |> Seq.forall (fun fit -> fit.Letters <= 2)) "functions")

            testCase "are run a bounded number of times for a fit" (fun () ->
                let mutable runs = 0
                let model = MethodModel.Of(Catalogue.Find "chebyshev", 64)

                let observed =
                    [|
                        for l in 0..63 do
                            for j in 0..l -> 0.25 * (1.0 / 3.0) ** float (l - j)
                    |]

                let counted (point: float[]) =
                    runs <- runs + 1
                    model.Compare(point, observed)

                MethodFitter.Best(model, counted, observed) |> ignore
                // Two starts of a descent that stops where steps gain little.
                Expect.isLessThan runs 120 "runs")
        ]
