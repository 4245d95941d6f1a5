module Memformer.Tests.Algebra.AlgebraicRelationsTests

open System
open Expecto
open Memformer.Theory.Algebra
open Memformer.Tests.Algebra.Generators

let private s, r = Symbol "eta", Symbol("eta", 1)
let private kappa = RationalFunction.op_Implicit (Symbol "kappa"): RationalFunction

/// s² = kappa and r² = s·r + beta: a square root and a quadratic letter above it.
let private relations =
    AlgebraicRelations.None
        .WithSquareRoot(s, kappa)
        .With(r, RationalFunction.op_Implicit s, RationalFunction.op_Implicit (Symbol "beta"))

let private reduce f =
    try
        Some(relations.Reduce f)
    with :? UndefinedValueException ->
        None

let private theta (index: int) : RationalFunction =
    RationalFunction.op_Implicit (Symbol("theta", index))

/// The letters of the optimised gradient method: theta[k+1]² = theta[k+1] + theta[k]², theta[0] = 1.
let private thetas count =
    (AlgebraicRelations.None, [ 1..count ])
    ||> List.fold (fun known k ->
        let before = if k = 1 then RationalFunction.One else theta (k - 1)
        known.With(Symbol("theta", k), RationalFunction.One, before * before))

[<Tests>]
let tests =
    testList
        "algebraic relations"
        [
            law "reduction is idempotent" (fun (f: RationalFunction) ->
                match reduce f with
                | Some reduced -> reduce reduced = Some reduced
                | None -> true)
            law "the reduced form has no letter below, and none beyond the first power" (fun (f: RationalFunction) ->
                match reduce f with
                | Some reduced ->
                    relations.Letters
                    |> Seq.forall (fun letter ->
                        reduced.Numerator.DegreeIn letter <= 1
                        && reduced.Denominator.DegreeIn letter = 0)
                | None -> true)
            law "reduction is a homomorphism" (fun (f: RationalFunction) (g: RationalFunction) ->
                match reduce f, reduce g with
                | Some a, Some b -> relations.AreEqual(f + g, a + b) && relations.AreEqual(f * g, a * b)
                | _ -> true)
            law "multiples of the relation vanish" (fun (p: Polynomial) ->
                let p = RationalFunction.op_Implicit p: RationalFunction
                let s = RationalFunction.op_Implicit s: RationalFunction
                (relations.Reduce(p * (s * s - kappa))).IsZero)
            law "a division and a multiplication undo each other" (fun (f: RationalFunction) (g: RationalFunction) ->
                match reduce f, reduce g with
                | Some a, Some b when not b.IsZero -> relations.AreEqual(a / b * b, a)
                | _ -> true)
            test "the fraction (s - 1)/(s + 1) with s² = kappa" {
                let known = AlgebraicRelations.None.WithSquareRoot(Symbol "s", kappa)

                Expect.isTrue (known.AreEqual(formula "(s - 1)/(s + 1)", formula "(s-1)^2/(kappa - 1)")) "equal"

                Expect.isFalse (known.AreEqual(formula "(s - 1)/(s + 1)", formula "(1-s)/(s+1)")) "not equal"
            }
            test "the letters of the optimised gradient method" {
                let known = thetas 12
                // theta[k]² is the sum of theta[0..k]: the identity behind the method's rate.
                let sum = List.sumBy theta [ 1..12 ] + RationalFunction.One
                Expect.isTrue (known.AreEqual(theta 12 * theta 12, sum)) "theta[12]²"

                Expect.isTrue
                    (known.AreEqual(
                        RationalFunction.One / theta 12,
                        (theta 12 - RationalFunction.One) / (sum - theta 12)
                    ))
                    "1/theta[12]"

                // The golden ratio, for which everything is known.
                Expect.isTrue (known.AreEqual((theta 1).Pow 10, number 55 * theta 1 + number 34)) "Fibonacci"
            }
            test "a relation that has no solution of its own is refused" {
                let known = AlgebraicRelations.None.WithSquareRoot(Symbol "s", kappa)

                let again () =
                    known.WithSquareRoot(Symbol "s", number 2) |> ignore

                let circular () =
                    known.WithSquareRoot(Symbol "t", symbol "t") |> ignore

                let late () =
                    known.WithSquareRoot(Symbol "kappa", number 2) |> ignore

                Expect.throwsT<ArgumentException> again "a second relation"
                Expect.throwsT<ArgumentException> circular "its own square"
                Expect.throwsT<ArgumentException> late "a letter that occurs already"
            }
            test "a denominator that vanishes under the relations is refused" {
                let known = AlgebraicRelations.None.WithSquareRoot(Symbol "s", kappa)

                Expect.throwsT<UndefinedValueException>
                    (fun () -> known.Reduce(formula "1/(s^2 - kappa)") |> ignore)
                    "1/0"
            }
        ]
