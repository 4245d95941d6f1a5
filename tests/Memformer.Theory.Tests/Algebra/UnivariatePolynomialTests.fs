module Memformer.Tests.Algebra.UnivariatePolynomialTests

open System
open Expecto
open FsCheck
open FsCheck.FSharp
open Memformer.Theory.Algebra
open Memformer.Tests.Algebra.Generators

let private x = UnivariatePolynomial.Variable
let private zero, one = UnivariatePolynomial.Zero, UnivariatePolynomial.One
let private number (value: Rational) : UnivariatePolynomial = UnivariatePolynomial.op_Implicit value

let private withRoots (roots: Rational list) =
    roots |> List.fold (fun product root -> product * (x - number root)) one

let private chebyshev degree =
    Seq.unfold
        (fun (previous, current) -> Some(previous, (current, number (ratio 2 1) * x * current - previous)))
        (one, x)
    |> Seq.item degree

/// How many distinct real roots there are, by another way than isolation: the sign changes that Sturm's sequence loses
/// between -∞ and ∞.
let private sturmCount (p: UnivariatePolynomial) =
    let rec sequence (a: UnivariatePolynomial) (b: UnivariatePolynomial) =
        if b.IsZero then
            [ a ]
        else
            let struct (_, remainder) = a.DivideBy b
            a :: sequence b (-remainder)

    let squareFree = p.SquareFreePart()
    let members = sequence squareFree (squareFree.Derivative())

    let changes (sign: UnivariatePolynomial -> int) =
        members
        |> List.map sign
        |> List.pairwise
        |> List.filter (fun (before, after) -> before <> after)
        |> List.length

    let atInfinity (q: UnivariatePolynomial) = q.LeadingCoefficient.Sign

    changes (fun q -> if q.Degree % 2 = 1 then -(atInfinity q) else atInfinity q)
    - changes atInfinity

/// Distinct rational numbers, some of them very near to each other.
type Roots = Roots of Rational list

type RootsArbitrary =
    static member Roots() =
        gen {
            let! size = Gen.choose (0, 6)

            let! roots =
                Gen.listOfLength size (Gen.map2 ratio (Gen.choose (-20, 20)) (Gen.choose (1, 8)))

            let! near = Gen.choose (0, 2)

            let neighbours =
                roots |> List.truncate near |> List.map (fun r -> r + ratio 1 1000003)

            return Roots(List.distinct (roots @ neighbours) |> List.sort)
        }
        |> Arb.fromGen

let private lawOfRoots name property =
    testPropertyWithConfig
        { FsCheckConfig.defaultConfig with
            arbitrary = [ typeof<Arbitraries>; typeof<RootsArbitrary> ]
        }
        name
        property

[<Tests>]
let tests =
    testList
        "univariate polynomials"
        [
            law
                "they are a commutative ring"
                (fun (p: UnivariatePolynomial) (q: UnivariatePolynomial) (r: UnivariatePolynomial) ->
                    (p + q) + r = p + (q + r)
                    && p - q + q = p
                    && (p * q) * r = p * (q * r)
                    && p * q = q * p
                    && p * (q + r) = p * q + p * r)
            law
                "evaluation is a homomorphism, and composition its twin"
                (fun (p: UnivariatePolynomial) (q: UnivariatePolynomial) (at: Rational) ->
                    (p * q).Evaluate at = p.Evaluate at * q.Evaluate at
                    && (p.Compose q).Evaluate at = p.Evaluate(q.Evaluate at))
            law "division leaves a smaller remainder" (fun (p: UnivariatePolynomial) (q: UnivariatePolynomial) ->
                q.IsZero
                || (let struct (quotient, remainder) = p.DivideBy q
                    quotient * q + remainder = p && remainder.Degree < q.Degree))
            law "the derivative obeys Leibniz's rule" (fun (p: UnivariatePolynomial) (q: UnivariatePolynomial) ->
                (p * q).Derivative() = p.Derivative() * q + p * q.Derivative())
            law "they agree with polynomials in one symbol" (fun (p: UnivariatePolynomial) (q: UnivariatePolynomial) ->
                let h = Symbol "h"

                (p * q).ToPolynomial h = p.ToPolynomial h * q.ToPolynomial h
                && (p.ToPolynomial h).ToUnivariate() = p)
            lawOfRoots "known roots are found, each in an interval of its own" (fun (Roots roots) ->
                let found = (withRoots roots).RealRoots()

                found.Count = roots.Length
                && Seq.forall2 (fun (root: RealRoot) (known: Rational) -> root.CompareTo known = 0) found roots)
            lawOfRoots "multiple roots and complex ones change nothing" (fun (Roots roots) (NonNegativeInt power) ->
                let p = (withRoots roots).Pow(power % 3 + 1) * (x * x + one)
                p.RealRoots().Count = roots.Length && p.CountRealRoots() = roots.Length)
            lawOfRoots
                "the count between two points is the number of roots there"
                (fun (Roots roots) (a: Rational) (b: Rational) ->
                    let lower, upper = min a b, max a b

                    (withRoots roots).CountRealRoots(lower, upper) =
                        (roots |> List.filter (fun r -> lower < r && r <= upper) |> List.length))
            law "isolation and Sturm's count agree" (fun (p: UnivariatePolynomial) ->
                p.IsZero || p.RealRoots().Count = sturmCount p)
            lawOfRoots "the intervals do not touch, and their ends are no roots" (fun (Roots roots) ->
                let p = withRoots roots
                let found = List.ofSeq (p.RealRoots())

                List.pairwise found
                |> List.forall (fun (left, right) -> left.Upper < right.Lower)
                && found
                   |> List.forall (fun root ->
                       root.IsExact
                       || not (p.Evaluate root.Lower).IsZero && not (p.Evaluate root.Upper).IsZero))
            law "refinement keeps the root and reaches the width" (fun (p: UnivariatePolynomial) ->
                p.IsZero
                || p.RealRoots()
                   |> Seq.forall (fun root ->
                       let refined = root.Refine(Rational.Parse "1e-40")

                       refined.Upper - refined.Lower <= Rational.Parse "1e-40"
                       && refined.Lower >= root.Lower
                       && refined.Upper <= root.Upper
                       && (if refined.IsExact then
                               (p.Evaluate refined.Lower).IsZero
                           else
                               p.CountRealRoots(refined.Lower, refined.Upper) = 1)))
            lawOfRoots "a root's double is the nearest one" (fun (Roots roots) ->
                Seq.forall2
                    (fun (root: RealRoot) (known: Rational) -> root.ToDouble() = known.ToDouble())
                    ((withRoots roots).RealRoots())
                    roots)
            test "a double half way between two neighbours is rounded to even" {
                let half =
                    (Rational.FromDouble 1.0 + Rational.FromDouble(Math.BitIncrement 1.0))
                    / ratio 2 1

                let roots = (withRoots [ half ] * (x * x - number (ratio 3 1))).RealRoots()
                Expect.equal (roots[1].ToDouble()) 1.0 "ties to even"
                Expect.equal (roots[2].ToDouble()) (sqrt 3.0) "sqrt 3"
            }
            testTheory
                "decimals are rounded, ties away from zero"
                [
                    "1/8", 2, "0.13"
                    "-1/8", 2, "-0.13"
                    "1/3", 5, "0.33333"
                    "-2/3", 3, "-0.667"
                    "5", 0, "5"
                    "-1/1000", 2, "0.00"
                    "7/2", 0, "4"
                ]
                (fun (root, places, expected) ->
                    let roots = (withRoots [ Rational.Parse root ]).RealRoots()
                    Expect.equal (roots[0].ToDecimal places) expected root)
            test "fifty digits of the square root of two" {
                let roots = (x * x - number (ratio 2 1)).RealRoots()

                Expect.equal (roots[1].ToDecimal 50) "1.41421356237309504880168872420969807856967187537695" "sqrt 2"
            }
            test "the roots of Chebyshev's polynomials are cosines" {
                let degree = 40

                (chebyshev degree).RealRoots()
                |> Seq.iteri (fun i root ->
                    // A cosine computed in doubles is off by a few units in the last place of 1.
                    let angle = Math.PI * (2.0 * float (degree - i) - 1.0) / (2.0 * float degree)
                    Expect.floatClose { absolute = 1e-15; relative = 0.0 } (root.ToDouble()) (cos angle) $"root {i}")
            }
            test "Wilkinson's polynomial, and the one that he perturbed" {
                let wilkinson = withRoots [ for i in 1..20 -> ratio i 1 ]
                let perturbed = wilkinson - number (Rational(1I, 1I <<< 23)) * x.Pow 19
                Expect.equal (wilkinson.CountRealRoots()) 20 "all real"
                Expect.equal (perturbed.CountRealRoots(), perturbed.RealRoots().Count) (10, 10) "ten became complex"
            }
            test "every number is a root of zero, which is refused" {
                Expect.throwsT<InvalidOperationException> (fun () -> zero.RealRoots() |> ignore) "roots"
                Expect.throwsT<InvalidOperationException> (fun () -> zero.CountRealRoots() |> ignore) "count"
            }
        ]
