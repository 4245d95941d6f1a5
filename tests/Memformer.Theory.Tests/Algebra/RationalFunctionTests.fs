module Memformer.Tests.Algebra.RationalFunctionTests

open System
open System.Collections.Generic
open Expecto
open Memformer.Theory.Algebra
open Memformer.Theory.Methods.Language
open Memformer.Tests.Algebra.Generators

let private zero, one = RationalFunction.Zero, RationalFunction.One
let private eta, beta = Symbol "eta", Symbol "beta"

/// Whether two expressions agree at a point, wherever both sides have a value.
let private agree (left: unit -> Rational) (right: unit -> Rational) =
    try
        left () = right ()
    with :? UndefinedValueException ->
        true

[<Tests>]
let tests =
    testList
        "rational functions"
        [
            law
                "addition is a commutative group"
                (fun (f: RationalFunction) (g: RationalFunction) (h: RationalFunction) ->
                    (f + g) + h = f + (g + h)
                    && f + g = g + f
                    && f + zero = f
                    && f - f = zero
                    && f - g = f + -g)
            law
                "multiplication is a commutative group without zero"
                (fun (f: RationalFunction) (g: RationalFunction) (h: RationalFunction) ->
                    (f * g) * h = f * (g * h)
                    && f * g = g * f
                    && f * one = f
                    && (f.IsZero || f * f.Inverse() = one && g / f * f = g))
            law "multiplication distributes" (fun (f: RationalFunction) (g: RationalFunction) (h: RationalFunction) ->
                f * (g + h) = f * g + f * h)
            law "the form is canonical" (fun (f: RationalFunction) (p: Polynomial) ->
                p.IsZero
                || RationalFunction.Quotient(f.Numerator * p, f.Denominator * p) = f
                   && hash (RationalFunction.Quotient(f.Numerator * p, f.Denominator * p)) = hash f)
            law "numerator and denominator are coprime, the denominator primitive" (fun (f: RationalFunction) ->
                f.IsZero
                || Polynomial.Gcd(f.Numerator, f.Denominator).IsOne && f.Denominator.Content.IsOne)
            law "evaluation is a homomorphism" (fun (f: RationalFunction) (g: RationalFunction) at ->
                let at = valuesAt at

                agree (fun () -> (f + g).Evaluate at) (fun () -> f.Evaluate at + g.Evaluate at)
                && agree (fun () -> (f * g).Evaluate at) (fun () -> f.Evaluate at * g.Evaluate at))
            law "evaluation in doubles is near the exact one" (fun (f: RationalFunction) at ->
                // The error of a sum of products is bounded by the sum of magnitudes; 1e-12 allows some 4000 roundings.
                let magnitude (p: Polynomial) =
                    let at =
                        at |> fun (Point values) -> readOnlyDict [ for s, v in values -> s, v.Abs() ]

                    p.Terms
                    |> Seq.sumBy (fun t ->
                        t.Powers
                        |> Seq.fold
                            (fun product power -> product * at[power.Symbol].Pow power.Exponent)
                            (t.Coefficient.Abs()))

                let exact = valuesAt at

                let rounded =
                    exact |> Seq.map (fun pair -> pair.Key, pair.Value.ToDouble()) |> readOnlyDict

                let denominator = f.Denominator.Evaluate exact

                denominator.IsZero
                || (let condition = magnitude f.Denominator / denominator.Abs() |> _.ToDouble()
                    let scale = (magnitude f.Numerator / denominator.Abs()).ToDouble() * condition

                    condition > 1e3
                    || abs (f.Evaluate rounded - (f.Evaluate exact).ToDouble()) <= 1e-12 * scale))
            law
                "the derivative obeys the rules for products and quotients"
                (fun (f: RationalFunction) (g: RationalFunction) ->
                    (f * g).Derivative eta = f.Derivative eta * g + f * g.Derivative eta
                    && (g.IsZero
                        || (f / g).Derivative eta = (f.Derivative eta * g - f * g.Derivative eta) / (g * g)))
            law "substitution commutes with evaluation" (fun (f: RationalFunction) (g: RationalFunction) at ->
                let values = valuesAt at

                agree (fun () -> f.Substitute(readOnlyDict [ eta, g ]).Evaluate values) (fun () ->
                    values
                    |> Seq.map (fun pair -> pair.Key, (if pair.Key = eta then g.Evaluate values else pair.Value))
                    |> readOnlyDict
                    |> f.Evaluate))
            law "symbols are replaced all at once" (fun (f: RationalFunction) ->
                let swap =
                    readOnlyDict
                        [
                            eta, RationalFunction.op_Implicit beta
                            beta, RationalFunction.op_Implicit eta
                        ]

                f.Substitute(swap).Substitute(swap) = f)
            law "a power is a repeated product" (fun (f: RationalFunction) ->
                f.Pow 3 = f * f * f
                && f.Pow 0 = one
                && (f.IsZero || f.Pow -2 = (f * f).Inverse()))
            law "the formula reads back" (fun (f: RationalFunction) -> formula (f.ToString()) = f)
            test "formulas are written as one would write them" {
                let f = formula "beta^2*eta/(1-beta)"
                Expect.equal (f.ToString()) "beta^2*eta/(1 - beta)" "alphabetical"
                Expect.equal ((one / (number 2 * (one - symbol "beta"))).ToString()) "1/(2 - 2*beta)" "factor below"
                Expect.equal ((symbol "eta" / symbol "beta").ToString()) "eta/beta" "no needless parentheses"
                Expect.equal ((one / (symbol "eta" * symbol "beta")).ToString()) "1/(beta*eta)" "needed ones"
            }
            testTheory
                "a text that is no formula says where"
                [
                    "", "a test: line 1, column 1: unexpected end of the text; expected `-` or an expression"
                    "1 +* 2", "a test: line 1, column 4: unexpected '*'; expected `-` or an expression"
                    "(1 + eta", "a test: line 1, column 9: unexpected end of the text; expected `)`"
                    "eta^beta", "a test: line 1, column 4: an exponent must be an integer"
                    "eta[", "a test: line 1, column 5: unexpected end of the text; expected `-` or an expression"
                    "2 eta", "a test: line 1, column 3: unexpected 'eta'; expected an operator or the end of the line"
                ]
                (fun (text, message) ->
                    Expect.throwsC (fun () -> formula text |> ignore) (fun failure ->
                        Expect.isTrue (failure :? MethodSyntaxException) text
                        Expect.equal failure.Message message text))
            test "a deeply nested or exploding text is refused in bounded time" {
                Expect.throwsT<MethodSyntaxException>
                    (fun () -> formula (String('(', 100000)) |> ignore)
                    "100000 parentheses"

                Expect.throwsT<MethodSyntaxException> (fun () -> formula "(a+b+c)^100000" |> ignore) "(a+b+c)^100000"
            }
            test "division by zero names the values" {
                let f = formula "eta/(1 - beta)"

                let atOne: IReadOnlyDictionary<Symbol, Rational> =
                    readOnlyDict [ beta, Rational.One ]

                Expect.throwsC (fun () -> f.Substitute atOne |> ignore) (fun failure ->
                    Expect.isTrue (failure :? UndefinedValueException) "kind"

                    Expect.equal
                        failure.Message
                        "eta/(1 - beta) is undefined at beta = 1: its denominator vanishes there"
                        "message")

                Expect.throwsT<UndefinedValueException> (fun () -> one / zero |> ignore) "1/0"
            }
        ]
