module Memformer.Tests.Algebra.RationalTests

open System
open Expecto
open FsCheck
open FsCheck.FSharp
open Memformer.Theory.Algebra
open Memformer.Tests.Algebra.Generators

let private zero, one = Rational.Zero, Rational.One

[<Tests>]
let tests =
    testList
        "rational numbers"
        [
            law "addition is a commutative group" (fun (a: Rational) (b: Rational) (c: Rational) ->
                (a + b) + c = a + (b + c)
                && a + b = b + a
                && a + zero = a
                && a - a = zero
                && a - b = a + -b)
            law "multiplication is a commutative group without zero" (fun (a: Rational) (b: Rational) (c: Rational) ->
                (a * b) * c = a * (b * c)
                && a * b = b * a
                && a * one = a
                && (a.IsZero || a * a.Inverse() = one && b / a * a = b))
            law "multiplication distributes" (fun (a: Rational) (b: Rational) (c: Rational) ->
                a * (b + c) = a * b + a * c)
            law "the fraction is in lowest terms" (fun (a: Rational) ->
                a.Denominator.Sign > 0
                && bigint.GreatestCommonDivisor(a.Numerator, a.Denominator).IsOne
                && Rational(a.Numerator, a.Denominator) = a)
            law "equal numbers have equal hashes, however they came about" (fun (a: Rational) (b: Rational) ->
                b.IsZero || hash (a * b / b) = hash a && (a + b - b).Equals a)
            law "the order is total and agrees with subtraction" (fun (a: Rational) (b: Rational) ->
                sign (a.CompareTo b) = (a - b).Sign
                && (a < b) = (b > a)
                && (a <= b) = not (a > b))
            law "text reads back" (fun (a: Rational) -> Rational.Parse(a.ToString()) = a)
            law "a power is a repeated product" (fun (a: Rational) ->
                a.Pow 3 = a * a * a
                && a.Pow 0 = one
                && (a.IsZero || a.Pow -2 = (a * a).Inverse()))
            law "a double's exact value rounds to itself" (fun (NormalFloat x) -> Rational.FromDouble(x).ToDouble() = x)
            law "rounding to double is to the nearest" (fun (a: Rational) ->
                let x = a.ToDouble()
                let error (y: float) = (Rational.FromDouble y - a).Abs()
                error x <= error (Math.BitIncrement x) && error x <= error (Math.BitDecrement x))
            testTheory
                "decimal and fractional notation"
                [
                    "-1/2", -1, 2
                    "0.25", 1, 4
                    "1e-3", 1, 1000
                    "2.5E2", 250, 1
                    " 7 / 14 ", 1, 2
                    "-0", 0, 1
                    ".5", 1, 2
                ]
                (fun (text, numerator, denominator) ->
                    Expect.equal (Rational.Parse text) (ratio numerator denominator) text)
            testTheory
                "what is not a number is refused"
                [ ""; "1/0"; "a"; "1/2/3"; "1e99999"; "0x10"; "1,5"; "NaN" ]
                (fun text ->
                    Expect.isFalse (fst (Rational.TryParse text)) text
                    Expect.throwsT<FormatException> (fun () -> Rational.Parse text |> ignore) text)
            testTheory
                "the extremes of double precision"
                [
                    Double.Epsilon
                    -Double.Epsilon
                    Double.MaxValue
                    0.0
                    2.2250738585072014e-308
                    1.1e-310
                ]
                (fun x -> Expect.equal (Rational.FromDouble(x).ToDouble()) x "exact")
            test "beyond the doubles lie zero and infinity" {
                Expect.equal (Rational.Parse("1e-400").ToDouble()) 0.0 "underflow"
                Expect.equal (Rational.Parse("-1e400").ToDouble()) Double.NegativeInfinity "overflow"

                Expect.equal
                    (Rational.FromDouble(Double.MaxValue) * ratio 2 1 |> _.ToDouble())
                    Double.PositiveInfinity
                    "2 max"
            }
            test "an integer at the border of 64 bits keeps its value" {
                let border: Rational = Rational.op_Implicit Int64.MinValue
                Expect.equal (border.ToString()) "-9223372036854775808" "minimum"
                Expect.equal (-border - one) (Rational.op_Implicit Int64.MaxValue) "maximum"
                Expect.equal (-(-border)) border "twice negated"
            }
            test "division by zero and an absurd power are refused" {
                Expect.throwsT<DivideByZeroException> (fun () -> one / zero |> ignore) "1/0"
                Expect.throwsT<ExpressionTooLargeException> (fun () -> (ratio 3 2).Pow 2000000000 |> ignore) "(3/2)^2e9"
                Expect.equal ((-one).Pow 2000000001) -one "powers of one are no trouble"
            }
        ]
