module Memformer.Tests.Spectra.WorstCaseTests

open System.Collections.Generic
open Expecto
open Memformer.Tests.Algebra.Generators
open Memformer.Theory
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Theory.Spectra

let private number (text: string) = Rational.Parse text
let private tolerance = number "1e-12"

let private residualsOf (name: string) =
    ResidualPolynomials.Of((Catalogue.Find name).Unroll(7).GradientSequence)

let private recurrence name =
    StationaryRecurrence.Of(residualsOf name)

/// The recurrence of a tied network at given values, and the first step.
let private tied name (values: (string * string) list) =
    let given =
        dict [ for letter, value in values -> Symbol letter, number value ]
        |> Dictionary

    let form = ((Catalogue.Find name).Unroll(6, given)).Coefficients
    StationaryRecurrence.Of(ResidualPolynomials.Of form), form.Scalar(0, 0)

[<Tests>]
let tiedLayers =
    testList
        "tied layers beyond their depth"
        [
            test "heavy ball is bounded up to 2 (1 + β)/η, where −1 becomes a root" {
                let recurrence, _ = tied "heavy-ball" [ "eta", "1/4"; "beta", "1/3" ]
                let struct (largest, root) = recurrence.Bounds.Value
                Expect.equal largest (System.Nullable(number "32/3")) "the eigenvalue"
                Expect.equal root (System.Nullable(number "-1")) "the root"
            }

            test "a momentum above 1 is unbounded for the smallest eigenvalue" {
                let recurrence, _ = tied "heavy-ball" [ "eta", "1/4"; "beta", "2" ]
                let struct (largest, _) = recurrence.Bounds.Value
                Expect.isFalse largest.HasValue "no eigenvalue"
            }

            test "Nesterov's memory leaves the disc at 2 (1 + m)/(lr (1 + 2 m))" {
                let recurrence, _ = tied "pytorch-nesterov" [ "lr", "1/2"; "momentum", "1/2" ]
                let struct (largest, _) = recurrence.Bounds.Value
                Expect.equal largest (System.Nullable(number "3")) "the eigenvalue"
            }

            test "the heavy ball on the ridge objective needs three residuals, and one root is 1" {
                let found =
                    LoopRecurrence.Of((Catalogue.Find "ridge-heavy-ball").Unroll(8).Coefficients)

                Expect.equal found.Weights.Count 3 "the order"
                Expect.isTrue found.HasRootOne "G(1) = 0"
                Expect.equal found.Limit (formula "lambda/(lambda + h)") "ridge regression"

                Expect.sequenceEqual
                    found.Deciding
                    [ formula "eta*lambda + eta*h - 1 - beta"; formula "beta" ]
                    "heavy ball with h + lambda in the place of h"

                let conditions = found.StabilityConditions

                Expect.sequenceEqual
                    conditions
                    [
                        formula "1 - beta"
                        formula "eta*lambda + eta*h"
                        formula "2 + 2*beta - eta*lambda - eta*h"
                    ]
                    "its conditions"
            }

            test "of two terms the recurrence of a loop is the one of its residuals" {
                for name in [ "gradient-descent"; "heavy-ball"; "weight-decay"; "pytorch-nesterov" ] do
                    let form = (Catalogue.Find name).Unroll(8).Coefficients
                    let residuals = StationaryRecurrence.Of(ResidualPolynomials.Of form)
                    let loop = LoopRecurrence.Of form
                    Expect.equal loop.Weights[0] residuals.First name

                    if loop.Weights.Count > 1 then
                        Expect.equal loop.Weights[1] residuals.Second name

                    let limit: RationalFunction = residuals.Limit(form.Scalar(0, 0))
                    Expect.equal loop.Limit limit name
            }

            test "two velocities: bounded where the conditions are positive, and not where one is negative" {
                let text =
                    "method two\nparameters eta\nu[0] = 0\nv[0] = 0\nu[k+1] = u[k]/2 + grad(w[k])\n"
                    + "v[k+1] = 9/10*v[k] + grad(w[k])\nw[k+1] = w[k] - eta*(u[k+1] + v[k+1])\n"

                let loop =
                    LoopRecurrence.Of(LinearMethod.Parse(text, "two.lfom").Unroll(8).Coefficients)

                Expect.equal loop.Weights.Count 3 "the order"
                Expect.isFalse loop.HasRootOne "least squares"

                for step in [ 0.1; 0.3; 0.5; 0.7; 0.9; 1.1; 1.5; 2.5 ] do
                    let at (expression: RationalFunction) =
                        expression.Evaluate(dict [ Symbol "eta", 1.0; Symbol "h", step ] |> Dictionary)

                    let weights = loop.Weights |> Seq.map at |> List.ofSeq

                    let stable =
                        loop.StabilityConditions |> Seq.forall (fun condition -> at condition > 0.0)

                    let last =
                        Seq.fold
                            (fun (residuals: float list) _ ->
                                (List.map2 (*) weights residuals |> List.sum) :: List.truncate 2 residuals)
                            [ 1.0; 0.5; -0.5 ]
                            [ 1..3000 ]

                    Expect.equal (abs last.Head < 1.0) stable $"h = {step}"
            }

            test "decay tends to ridge regression, and what has none to least squares" {
                let decay, step = tied "weight-decay" []
                let limit: RationalFunction = decay.Limit step
                Expect.equal limit (formula "lambda/(lambda + h)") "ridge"
                let plain, first = tied "heavy-ball" []
                Expect.isTrue (plain.Limit first).IsZero "least squares"
            }
        ]

let private between (lower: Rational) (upper: Rational) (steps: int) =
    [
        for i in 0..steps -> lower + (upper - lower) * Rational.op_Implicit i / Rational.op_Implicit steps
    ]

[<Tests>]
let ranges =
    testList
        "largest magnitude on an interval"
        [
            law "bounds every value and is attained" (fun (p: UnivariatePolynomial) ->
                let range = PolynomialRange.LargestMagnitude(p, number "-1", number "2", tolerance)

                let sampled =
                    between (number "-1") (number "2") 30
                    |> List.map (fun h -> p.Evaluate(h).Abs())
                    |> List.max

                sampled <= range.Upper && range.Upper - range.Lower <= tolerance)

            law "non-negativity is decided like the signs of samples" (fun (p: UnivariatePolynomial) ->
                let square = p * p
                let lower, upper = number "0", number "3"

                let samples =
                    between lower upper 60 |> List.forall (fun h -> p.Evaluate(h).Sign >= 0)

                PolynomialRange.IsNonNegative(square, lower, upper)
                && (not (PolynomialRange.IsNonNegative(p, lower, upper)) || samples))

            for layers in [ 1; 2; 5; 9 ] do
                test $"Chebyshev's method attains its worst case 1/T_L exactly, L = {layers}" {
                    let method = ChebyshevMethod.For(number "1/4", number "9/4", layers)

                    let range =
                        PolynomialRange.LargestMagnitude(method.Polynomial, method.Lower, method.Upper, tolerance)

                    Expect.isTrue
                        (range.Lower <= method.WorstCase && method.WorstCase <= range.Upper)
                        $"{method.WorstCase} in the enclosure"
                }

            test "no residual polynomial has a smaller worst case than Chebyshev's" {
                let method = ChebyshevMethod.For(number "1/4", number "9/4", 3)
                let optimum = OptimalMethod.For(5, 20, 3, Rational.Zero).Polynomial

                let range =
                    PolynomialRange.LargestMagnitude(optimum, method.Lower, method.Upper, tolerance)

                Expect.isTrue (range.Lower > method.WorstCase) "the average-case optimum pays in the worst case"
            }

            test "an interval upside down is refused" {
                Expect.throwsT<UsageException>
                    (fun () ->
                        PolynomialRange.LargestMagnitude(UnivariatePolynomial.One, number "2", number "1", tolerance)
                        |> ignore)
                    "refused"
            }
        ]

[<Tests>]
let rates =
    testList
        "stationary methods"
        [
            test "heavy ball is stable for β < 1 and 0 < ηh < 2(1 + β)" {
                let found = recurrence "heavy-ball"
                Expect.equal (string found.First) "1 + beta - eta*h" "s"
                Expect.equal (string found.Second) "-beta" "t"

                Expect.sequenceEqual
                    (found.StabilityConditions |> Seq.map string)
                    [ "1 - beta"; "eta*h"; "2 + 2*beta - eta*h" ]
                    "conditions"
            }

            test "gradient descent is stable for 0 < ηh < 2" {
                let found = recurrence "gradient-descent"
                Expect.equal (string found.First) "1 - eta*h" "s"

                Expect.sequenceEqual
                    (found.StabilityConditions |> Seq.map string)
                    [ "1"; "eta*h"; "2 - eta*h" ]
                    "conditions"
            }

            test "Nesterov's method takes its gradient at the look-ahead point" {
                let found = recurrence "nesterov"
                Expect.equal (string found.First) "1 + beta - eta*h - beta*eta*h" "s"
                Expect.equal (string found.Second) "-beta + beta*eta*h" "t"
            }

            test "a method whose steps change is not stationary" {
                Expect.isNull (box (recurrence "gradient-descent-steps")) "free steps"
                Expect.isNull (box (recurrence "nesterov-increasing")) "increasing momentum"
            }

            test "the best constants give heavy ball the rate (√b − √a)/(√b + √a), certified" {
                // [1, 4]: η = 4/(2 + 1)², β = 1/9, rate 1/3.
                let rate =
                    (recurrence "heavy-ball")
                        .WorstRate(
                            readOnlyDict [ Symbol "eta", number "4/9"; Symbol "beta", number "1/9" ],
                            number "1",
                            number "4",
                            number "1e-9"
                        )

                Expect.isTrue (rate.Lower <= number "1/3" && number "1/3" <= rate.Upper) "the rate"
                Expect.isTrue (rate.Upper - rate.Lower <= number "1e-9") "its error"
            }

            test "the spectral radius is the limit of the residual's decay" {
                let values = Dictionary<Symbol, float>()
                values[Symbol "eta"] <- 0.3
                values[Symbol "beta"] <- 0.5
                values[Symbol "h"] <- 1.0
                // Complex roots: the modulus is √β.
                Expect.floatClose Accuracy.high ((recurrence "heavy-ball").SpectralRadius values) (sqrt 0.5) "radius"
            }

            test "a missing value is named" {
                Expect.throwsC
                    (fun () ->
                        (recurrence "heavy-ball")
                            .WorstRate(readOnlyDict [ Symbol "eta", number "1/2" ], number "1", number "2", tolerance)
                        |> ignore)
                    (fun failure -> Expect.stringStarts failure.Message "beta has no value" "the symbol")
            }
        ]

[<Tests>]
let residuals =
    testList
        "residual polynomials"
        [
            test "gradient descent's are powers of 1 − ηh" {
                let h = Symbol "h"
                let one: RationalFunction = RationalFunction.One

                let factor =
                    one
                    - RationalFunction.op_Implicit (Symbol "eta") * RationalFunction.op_Implicit h

                let found = residualsOf "gradient-descent"

                for l in 0..7 do
                    Expect.equal (found.Expression(l, h)) (factor.Pow l) $"p_{l}"
            }

            test "the matrix-valued ones are the scalar ones where the coefficients are scalars" {
                let form = (Catalogue.Find "nesterov").Unroll(5).Coefficients
                let curvature = Letter("H", Shape(Dimension.D, Dimension.D), isSymmetric = true)
                let matrices = ResidualPolynomials.InFreeAlgebra(form, curvature)
                let scalars = ResidualPolynomials.Of form

                for l in 0..5 do
                    let expected =
                        scalars[l]
                        |> Seq.mapi (fun k c -> c * (MatrixPolynomial.op_Implicit curvature: MatrixPolynomial).Pow k)
                        |> Seq.fold (+) (MatrixPolynomial.Zero curvature.Shape)

                    Expect.equal matrices[l] expected $"P_{l}"
            }

            test "matrix coefficients have no scalar residual" {
                let form = (Catalogue.Find "preconditioned-gradient-descent").Unroll(2).Coefficients
                Expect.throwsT<UsageException> (fun () -> ResidualPolynomials.Of form |> ignore) "refused"
            }

            test "a parameter without a value is named" {
                Expect.throwsC (fun () -> (residualsOf "heavy-ball").Numeric 2 |> ignore) (fun failure ->
                    Expect.stringContains failure.Message "has no value" "the message")
            }
        ]
