module Memformer.Tests.Algebra.PolynomialTests

open Expecto
open Memformer.Theory.Algebra
open Memformer.Tests.Algebra.Generators

let private zero, one = Polynomial.Zero, Polynomial.One
let private divides (divisor: Polynomial) (p: Polynomial) = not (isNull (p.TryDivide divisor))
let private eta, beta = Symbol "eta", Symbol "beta"

[<Tests>]
let tests =
    testList
        "polynomials"
        [
            law "they are a commutative ring" (fun (p: Polynomial) (q: Polynomial) (r: Polynomial) ->
                (p + q) + r = p + (q + r)
                && p + q = q + p
                && p - q + q = p
                && (p * q) * r = p * (q * r)
                && p * q = q * p
                && p * one = p
                && p * (q + r) = p * q + p * r)
            law "evaluation is a homomorphism" (fun (p: Polynomial) (q: Polynomial) at ->
                let at = valuesAt at

                (p + q).Evaluate at = p.Evaluate at + q.Evaluate at
                && (p * q).Evaluate at = p.Evaluate at * q.Evaluate at)
            law "the derivative is linear and obeys Leibniz's rule" (fun (p: Polynomial) (q: Polynomial) ->
                (p + q).Derivative eta = p.Derivative eta + q.Derivative eta
                && (p * q).Derivative eta = p.Derivative eta * q + p * q.Derivative eta)
            law "derivatives commute" (fun (p: Polynomial) ->
                (p.Derivative eta).Derivative beta = (p.Derivative beta).Derivative eta)
            law "substitution commutes with evaluation" (fun (p: Polynomial) (q: Polynomial) at ->
                let values = valuesAt at
                let substituted = p.Substitute(readOnlyDict [ eta, q ])

                let moved =
                    values
                    |> Seq.map (fun pair -> pair.Key, (if pair.Key = eta then q.Evaluate values else pair.Value))

                substituted.Evaluate values = p.Evaluate(readOnlyDict moved))
            law "a product divides exactly, and only then" (fun (p: Polynomial) (q: Polynomial) ->
                q.IsZero
                || (p * q).TryDivide q = p && (q.IsConstant || not (divides q (p * q + one))))
            law "a power is a repeated product" (fun (p: Polynomial) -> p.Pow 3 = p * p * p && p.Pow 0 = one)
            law "coefficients in a symbol put together give the polynomial" (fun (p: Polynomial) ->
                p.CoefficientsIn eta
                |> Seq.mapi (fun power c -> c * Polynomial.Monomial(Rational.One, eta, power))
                |> Seq.fold (+) zero
                    =
                    p)
            law "terms put together give the polynomial" (fun (p: Polynomial) ->
                let product (term: PolynomialTerm) =
                    term.Powers
                    |> Seq.fold
                        (fun t power -> t * Polynomial.Monomial(Rational.One, power.Symbol, power.Exponent))
                        (constant term.Coefficient)

                p.Terms |> Seq.map product |> Seq.fold (+) zero = p)
            law "the greatest common divisor divides" (fun (p: Polynomial) (q: Polynomial) (g: Polynomial) ->
                let divisor = Polynomial.Gcd(p * g, q * g)
                divisor.IsZero || divides divisor (p * g) && divides divisor (q * g))
            law "the greatest common divisor is the greatest" (fun (p: Polynomial) (q: Polynomial) (g: Polynomial) ->
                let divisor = Polynomial.Gcd(p * g, q * g)

                divisor.IsZero
                || divides g divisor
                   && Polynomial.Gcd((p * g).TryDivide divisor, (q * g).TryDivide divisor).IsOne)
            law
                "the greatest common divisor is symmetric, primitive and positive"
                (fun (p: Polynomial) (q: Polynomial) ->
                    let divisor = Polynomial.Gcd(p, q)

                    divisor = Polynomial.Gcd(q, p)
                    && (divisor.IsZero || divisor.Content.IsOne && divisor.LeadingCoefficient.Sign > 0))
            law "equal polynomials have equal hashes, however they came about" (fun (p: Polynomial) (q: Polynomial) ->
                hash (p + q - q) = hash p
                && (p + q - q).Variables |> Seq.forall (fun v -> p.DegreeIn v > 0))
            test "the divisor of high powers" {
                let b, e = polynomialOf "beta", polynomialOf "eta"
                let left = (one - b).Pow 130 * (one + e)
                let right = (one - b).Pow 100 * (one + b).Pow 30 * e
                Expect.equal (Polynomial.Gcd(left, right)) ((one - b).Pow 100) "(1 - beta)^100"
            }
            test "the divisor where the leading coefficients vanish modulo the first primes" {
                let b, e = polynomialOf "beta", polynomialOf "eta"
                let primes = constant (ratio 2147483647 1) * constant (ratio 2147483629 1)
                let factor = primes * b * b * e + b - e * e
                let left, right = factor * (primes * b + e), factor * (primes * b * b + e + one)
                Expect.equal (Polynomial.Gcd(left, right)) factor "the common factor"

                Expect.equal
                    (Polynomial.Gcd(primes * b + e, primes * b + e + one))
                    one
                    "coprime, but equal modulo a prime"
            }
            test "the divisor in many symbols, and in none" {
                let letters =
                    [ for i in 0..99 -> Polynomial.op_Implicit (Symbol("alpha", i)): Polynomial ]

                let product = List.reduce (*) letters
                let factor = letters[3] * letters[5] + one
                Expect.equal (Polynomial.Gcd(product * factor, factor * letters[7])) (factor * letters[7]) "common"
                Expect.equal (Polynomial.Gcd(product, factor)) one "coprime"
            }
            testTheory
                "formulas list low degrees first"
                [ "1 - 2*beta + beta^2"; "eta/2"; "-3*beta/4 + beta*eta[1]^2"; "0"; "-1/3" ]
                (fun text -> Expect.equal ((formula text).ToString()) text "as written")
            test "powers that would explode are refused at once" {
                let sum = polynomialOf "a" + polynomialOf "b" + polynomialOf "c"

                for power in [ 500; 30000; 100000; 2000000000 ] do
                    Expect.throwsT<ExpressionTooLargeException> (fun () -> sum.Pow power |> ignore) $"(a+b+c)^{power}"

                Expect.throwsT<ExpressionTooLargeException> (fun () -> (polynomialOf "a").Pow 40000 |> ignore) "a^40000"
                Expect.equal ((polynomialOf "a").Pow 30000 |> _.TotalDegree) 30000 "a^30000 is a single term"
            }
            test "a product of millions of terms is refused" {
                let dense name =
                    Seq.fold (fun sum i -> sum + (polynomialOf name).Pow i) zero [ 0..1999 ]

                Expect.throwsT<ExpressionTooLargeException>
                    (fun () -> dense "a" * dense "b" |> ignore)
                    "2000 × 2000 terms"
            }
        ]
