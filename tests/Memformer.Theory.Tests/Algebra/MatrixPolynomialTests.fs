module Memformer.Tests.Algebra.MatrixPolynomialTests

open System
open Expecto
open Memformer.Theory.Algebra
open Memformer.Tests.Algebra.Generators

let private identity = MatrixPolynomial.Identity d
let private zero = MatrixPolynomial.Zero square

[<Tests>]
let tests =
    testList
        "matrix polynomials"
        [
            law
                "addition is a commutative group"
                (fun (p: MatrixPolynomial) (q: MatrixPolynomial) (r: MatrixPolynomial) ->
                    (p + q) + r = p + (q + r)
                    && p + q = q + p
                    && p + zero = p
                    && p - p = zero
                    && p - q = p + -q)
            law
                "multiplication is associative, with the identity, and distributes on both sides"
                (fun (p: MatrixPolynomial) (q: MatrixPolynomial) (r: MatrixPolynomial) ->
                    (p * q) * r = p * (q * r)
                    && p * identity = p
                    && identity * p = p
                    && p * (q + r) = p * q + p * r
                    && (p + q) * r = p * r + q * r)
            law
                "scalars commute with everything"
                (fun (f: RationalFunction) (g: RationalFunction) (p: MatrixPolynomial) (q: MatrixPolynomial) ->
                    f * (p * q) = (f * p) * q
                    && f * (p * q) = p * (f * q)
                    && (f * g) * p = f * (g * p)
                    && (f + g) * p = f * p + g * p)
            law
                "transposition is an involution that reverses products"
                (fun (p: MatrixPolynomial) (q: MatrixPolynomial) ->
                    p.Transpose().Transpose() = p
                    && (p * q).Transpose() = q.Transpose() * p.Transpose()
                    && (p + q).Transpose() = p.Transpose() + q.Transpose())
            law
                "equal matrices have equal hashes, however they came about"
                (fun (p: MatrixPolynomial) (q: MatrixPolynomial) -> hash (p + q - q) = hash p)
            law
                "substitution of letters is a homomorphism"
                (fun (p: MatrixPolynomial) (q: MatrixPolynomial) (value: MatrixPolynomial) ->
                    let replace (m: MatrixPolynomial) =
                        m.Substitute(readOnlyDict [ a 0, value ])

                    replace (p * q) = replace p * replace q
                    && replace (p + q) = replace p + replace q
                    && replace (p.Transpose()) = (replace p).Transpose())
            law "a power is a repeated product" (fun (p: MatrixPolynomial) -> p.Pow 3 = p * p * p && p.Pow 0 = identity)
            law "terms put together give the matrix" (fun (p: MatrixPolynomial) ->
                let product (word: Word) =
                    word.Factors
                    |> Seq.collect (fun factor ->
                        Seq.replicate
                            factor.Power
                            (if factor.IsTransposed then
                                 factor.Letter.Transpose()
                             else
                                 matrix factor.Letter))
                    |> Seq.fold (*) identity

                p.Terms
                |> Seq.map (fun term -> term.Coefficient * product term.Word)
                |> Seq.fold (+) zero
                    =
                    p)
            test "letters do not commute, members of a family do" {
                Expect.notEqual (h * a 0) (a 0 * h) "H A"
                Expect.equal (diagonal 1 * diagonal 0) (diagonal 0 * diagonal 1) "diagonal matrices"

                Expect.notEqual
                    (matrix (diagonal 1) * matrix h * matrix (diagonal 0))
                    (matrix (diagonal 0) * matrix h * matrix (diagonal 1))
                    "not across H"
            }
            test "a scalar part commutes and equals its transpose" {
                let v = Letter("v", w.Shape)
                let inner = w.Transpose() * matrix h * matrix v
                Expect.equal inner (inner.Transpose()) "wᵀ H v = vᵀ H w"
                let outer = matrix w * v.Transpose()
                let norm = v.Transpose() * matrix v

                Expect.equal
                    (matrix w * norm * inner * v.Transpose())
                    (matrix w * inner * norm * v.Transpose())
                    "sorted"

                Expect.equal (outer * outer) (matrix w * (w.Transpose() * matrix v) * v.Transpose()) "w (vᵀ w) vᵀ"
                Expect.notEqual outer (outer.Transpose()) "w vᵀ is no scalar"
            }
            test "a symmetric letter equals its transpose, another does not" {
                Expect.equal (h.Transpose()) (matrix h) "H"
                Expect.notEqual ((a 0).Transpose()) (matrix (a 0)) "A"

                Expect.throwsT<ShapeException>
                    (fun () -> Letter("Y", Shape(d, n), isSymmetric = true) |> ignore)
                    "oblong"
            }
            test "what does not fit names both shapes" {
                let refused (action: unit -> MatrixPolynomial) message =
                    Expect.throwsC (action >> ignore) (fun failure ->
                        Expect.isTrue (failure :? ShapeException) message
                        Expect.equal failure.Message message message)

                let x, w = matrix x, matrix w
                refused (fun () -> x * x) "Product: the shapes d×n and d×n do not fit"
                refused (fun () -> matrix h + x) "Sum: the shapes d×d and d×n do not fit"
                refused (fun () -> x - w) "Difference: the shapes d×n and d×1 do not fit"
                refused (fun () -> x.Pow 2) "Power: the shapes d×n and d×n do not fit"
            }
            test "formulas list short words first" {
                let eta, beta = symbol "eta", symbol "beta"

                let p =
                    identity - eta * matrix h
                    + (RationalFunction.One - beta) * (matrix (a 0) * matrix h * matrix h)

                Expect.equal (p.ToString()) "I - eta*H + (1 - beta)*A[0]*H^2" "formula"
                Expect.equal (zero.ToString()) "0" "zero"
            }
        ]
