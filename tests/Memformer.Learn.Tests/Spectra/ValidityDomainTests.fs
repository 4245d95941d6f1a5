module Memformer.Tests.Spectra.ValidityDomainTests

open Expecto
open Memformer.Learn.Spectra
open Memformer.Tests.Algebra.Generators
open Memformer.Theory.Algebra
open Memformer.Theory.Spectra

let private number (text: string) = Rational.Parse text

let private between (lower: Rational) (upper: Rational) (steps: int) =
    [
        for i in 0..steps -> lower + (upper - lower) * Rational.op_Implicit i / Rational.op_Implicit steps
    ]

[<Tests>]
let domains =
    testList
        "domain of validity"
        [
            law "is where the polynomial stays within one" (fun (p: UnivariatePolynomial) ->
                let residual = UnivariatePolynomial.One + UnivariatePolynomial.Variable * p
                let domain = ValidityDomain.Of residual

                between (number "0") (number "4") 37
                |> List.forall (fun h ->
                    let excess = residual.Evaluate(h).Abs() - Rational.One
                    // At an end the double that stands for it may fall on either side; an interval that is thinner than
                    // the spacing of doubles has both its ends at one of them.
                    let nearest = h.ToDouble()

                    let isEnd =
                        domain.Intervals
                        |> Seq.exists (fun interval -> interval.Lower = nearest || interval.Upper = nearest)

                    isEnd || excess.IsZero || domain.Contains nearest = (excess.Sign < 0)))

            test "one step of size a is safe up to 2/a" {
                let domain =
                    ValidityDomain.Of(UnivariatePolynomial [ Rational.One; number "-10/13" ])

                Expect.equal domain.Intervals.Count 1 "one interval"
                Expect.equal domain.FirstEnd 2.6 "2/a"
            }

            test "a method that amplifies small eigenvalues has no safe start" {
                let domain =
                    ValidityDomain.Of(UnivariatePolynomial [ Rational.One; Rational.One; number "-1" ])

                Expect.equal domain.FirstEnd 0.0 "grows from 0 on"
                Expect.equal domain.Intervals[0].Lower 1.0 "safe from 1 on"
            }

            test "the optimum for four layers is safe up to 3.17, which one prompt in 1300 leaves" {
                let domain =
                    ValidityDomain.Of(OptimalMethod.For(5, 20, 4, Rational.Zero).Polynomial)

                Expect.floatClose Accuracy.high domain.FirstEnd 3.167824511209043 "end"
                let inside = ExpectedSpectrum.For(5, 20).ProbabilityInside domain.Intervals
                Expect.floatClose { absolute = 1e-9; relative = 0.0 } (1.0 - inside) 7.6001763e-4 "probability"
            }
        ]
