/// Random elements of the algebra, small enough that a counterexample can be read.
module Memformer.Tests.Algebra.Generators

open Expecto
open FsCheck
open FsCheck.FSharp
open Memformer.Theory.Algebra
open Memformer.Theory.Methods.Language

let ratio (numerator: int) (denominator: int) =
    Rational(bigint numerator, bigint denominator)

let number (value: int) : RationalFunction = RationalFunction.op_Implicit value

let symbol (name: string) : RationalFunction =
    RationalFunction.op_Implicit (Symbol name)

let polynomialOf (name: string) : Polynomial = Polynomial.op_Implicit (Symbol name)
let constant (value: Rational) : Polynomial = Polynomial.op_Implicit value

let private symbols =
    [ Symbol "beta"; Symbol "eta"; Symbol("eta", 1); Symbol "kappa" ]

/// Mostly small numbers, some beyond 64 bits, where the representation changes.
let rational =
    let small = Gen.map2 ratio (Gen.choose (-9, 9)) (Gen.choose (1, 6))

    let large =
        Gen.map2
            (fun (sign: int) (shift: int, offset: int) ->
                Rational((bigint sign <<< shift) + bigint offset, (bigint 1 <<< (shift / 2)) + bigint 1))
            (Gen.choose (-3, 3))
            (Gen.zip (Gen.choose (55, 140)) (Gen.choose (-2, 2)))

    Gen.frequency [ 6, small; 1, large ]

let polynomial =
    gen {
        let! size = Gen.choose (0, 4)

        let term =
            gen {
                let! coefficient = rational

                let! exponents =
                    Gen.listOfLength symbols.Length (Gen.frequency [ 2, Gen.constant 0; 2, Gen.choose (0, 2) ])

                return
                    List.map2 (fun s e -> Polynomial.Monomial(Rational.One, s, e)) symbols exponents
                    |> List.fold (*) (constant coefficient)
            }

        let! terms = Gen.listOfLength size term
        return List.fold (+) Polynomial.Zero terms
    }

let rationalFunction =
    gen {
        let! numerator = polynomial
        let! denominator = polynomial |> Gen.filter (fun p -> not p.IsZero)
        return RationalFunction.Quotient(numerator, denominator)
    }

let univariate =
    gen {
        let! degree = Gen.choose (0, 7)
        let! coefficients = Gen.listOfLength (degree + 1) rational
        return UnivariatePolynomial coefficients
    }

/// Values for all the symbols that the generated functions contain.
type Point = Point of (Symbol * Rational) list

let valuesAt (Point values) = readOnlyDict values

let point =
    Gen.listOfLength symbols.Length rational
    |> Gen.map (fun values -> Point(List.zip symbols values))

let d = Dimension.D
let n = Dimension.N
let square = Shape(d, d)
let h = Letter("H", square, isSymmetric = true)
let a (index: int) = Letter("A", index, square)

let diagonal (index: int) =
    Letter("D", index, square, true, "diagonal")

let x = Letter("X", Shape(d, n))
let w = Letter("w", Shape(d, Dimension.One))
let matrix (letter: Letter) : MatrixPolynomial = MatrixPolynomial.op_Implicit letter

/// Square matrices with words in general, symmetric and commuting letters, and in products of oblong ones.
let matrixPolynomial =
    let factor =
        Gen.elements
            [
                matrix h
                matrix (a 0)
                matrix (a 1)
                (a 0).Transpose()
                matrix (diagonal 0)
                matrix (diagonal 1)
                matrix x * x.Transpose()
                matrix w * w.Transpose()
            ]

    gen {
        let! size = Gen.choose (0, 3)

        let term =
            gen {
                let! coefficient =
                    Gen.frequency
                        [
                            3,
                            Gen.map
                                (fun (value: Rational) -> RationalFunction.op_Implicit value: RationalFunction)
                                rational
                            1, rationalFunction
                        ]

                let! length = Gen.choose (0, 3)
                let! factors = Gen.listOfLength length factor
                return coefficient * List.fold (*) (MatrixPolynomial.Identity d) factors
            }

        let! terms = Gen.listOfLength size term
        return List.fold (+) (MatrixPolynomial.Zero square) terms
    }

type Arbitraries =
    static member Rational() = Arb.fromGen rational
    static member Polynomial() = Arb.fromGen polynomial
    static member RationalFunction() = Arb.fromGen rationalFunction
    static member Univariate() = Arb.fromGen univariate
    static member Point() = Arb.fromGen point
    static member MatrixPolynomial() = Arb.fromGen matrixPolynomial

/// The rational function of a text.
let formula text = ScalarExpression.Parse(text, "a test")

/// A law that random elements of the algebra must obey.
let law name property =
    testPropertyWithConfig
        { FsCheckConfig.defaultConfig with
            arbitrary = [ typeof<Arbitraries> ]
            maxTest = 200
        }
        name
        property
