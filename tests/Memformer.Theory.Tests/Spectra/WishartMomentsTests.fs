module Memformer.Tests.Spectra.WishartMomentsTests

open Expecto
open Memformer.Theory
open Memformer.Theory.Algebra
open Memformer.Theory.Spectra

let private d = Symbol "d"
let private n = Symbol "n"

let private at (dimension: int) (context: int) (polynomial: Polynomial) =
    polynomial.Evaluate(readOnlyDict [ d, Rational.op_Implicit dimension; n, Rational.op_Implicit context ])

let private coefficient (i: int) (j: int) (polynomial: Polynomial) =
    polynomial.Terms
    |> Seq.tryFind (fun term ->
        let exponent (symbol: Symbol) =
            term.Powers
            |> Seq.tryFind (fun power -> power.Symbol = symbol)
            |> Option.map _.Exponent
            |> Option.defaultValue 0

        exponent d = i && exponent n = j)
    |> Option.map _.Coefficient
    |> Option.defaultValue Rational.Zero

let private binomial (a: int) (b: int) =
    List.fold (fun product i -> product * bigint (a - i) / bigint (i + 1)) 1I [ 0 .. b - 1 ]

/// The number of non-crossing partitions of k points into i blocks.
let private narayana k i =
    binomial k i * binomial k (i - 1) / bigint k

[<Tests>]
let tests =
    testList
        "Wishart moments"
        [
            test "E tr W and E tr W² are the known ones" {
                let one, two = WishartMoments.TraceOfPower 1, WishartMoments.TraceOfPower 2
                Expect.equal (string one) "d*n" "E tr W = dn"
                Expect.equal (string two) "d*n + d^2*n + d*n^2" "E tr W² = dn(d + n + 1)"
            }

            test "the values are those of the polynomials, for all k up to 12" {
                for k in 0..12 do
                    let polynomial = WishartMoments.TraceOfPower k

                    for dimension, context in [ 1, 1; 5, 20; 20, 5; 3, 7 ] do
                        Expect.equal
                            (WishartMoments.TraceOfPower(dimension, context, k))
                            (at dimension context polynomial)
                            $"k = {k}, d = {dimension}, n = {context}"
            }

            testProperty "exchanging d and n changes nothing" (fun (a: byte) (b: byte) (k: byte) ->
                let a, b, k = 1 + int a % 40, 1 + int b % 40, 1 + int k % 24
                WishartMoments.TraceOfPower(a, b, k) = WishartMoments.TraceOfPower(b, a, k))

            testProperty "one dimension gives the moments of a chi-squared variable" (fun (degrees: byte) (k: byte) ->
                let degrees, k = 1 + int degrees, int k % 60

                let expected =
                    Seq.fold (fun product i -> product * bigint (degrees + 2 * i)) 1I (seq { 0 .. k - 1 })

                WishartMoments.TraceOfPower(1, degrees, k) = Rational.op_Implicit expected)

            test "the terms of highest degree count non-crossing partitions, as the Marchenko–Pastur law says" {
                for k in 1..12 do
                    let polynomial = WishartMoments.TraceOfPower k

                    for i in 1..k do
                        Expect.equal
                            (coefficient i (k + 1 - i) polynomial)
                            (Rational.op_Implicit (narayana k i))
                            $"d^{i} n^{k + 1 - i}"
            }

            test "the eightieth moment is an integer between the bounds that convexity gives" {
                let moment k = WishartMoments.TraceOfPower(5, 20, k)

                Expect.isTrue (moment(80).IsInteger) "an integer"
                // Cauchy and Schwarz: m_80² ≤ m_79 m_81.
                Expect.isTrue (moment 80 * moment 80 <= moment 79 * moment 81) "log-convex"
            }

            test "a bad size is named with what is allowed" {
                Expect.throwsC (fun () -> WishartMoments.TraceOfPower(5, 0, 2) |> ignore) (fun failure ->
                    Expect.isTrue (failure :? UsageException) "a usage error"
                    Expect.equal failure.Message "the context length is 0; allowed: at least 1" "the message")
            }
        ]
