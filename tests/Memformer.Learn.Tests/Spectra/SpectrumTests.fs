module Memformer.Tests.Spectra.SpectrumTests

open System
open Expecto
open Memformer.Learn.Spectra
open Memformer.Theory.Spectra

/// Both computations lose a few digits of sixteen to rounding, no more.
let private close = { absolute = 1e-12; relative = 1e-10 }

let private sizes = [ 1, 1; 1, 7; 2, 2; 5, 20; 4, 3; 10, 40; 30, 45 ]

[<Tests>]
let quadrature =
    testList
        "spectral quadrature"
        [
            for d, n in sizes do
                test $"integrates every power it promises, d = {d}, n = {n}" {
                    let rule = SpectralQuadrature.For(d, n, 21)

                    for k in 0 .. rule.Exactness do
                        Expect.floatClose
                            close
                            (rule.Expect(fun h -> Math.Pow(h, float k)))
                            (WishartMoments.TraceOfCovariancePower(d, n, k).ToDouble())
                            $"power {k}"
                }

            test "41 nodes give the eightieth moment" {
                let rule = SpectralQuadrature.For(5, 20, 80)

                Expect.floatClose
                    close
                    (rule.Expect(fun h -> Math.Pow(h, 80.0)))
                    (WishartMoments.TraceOfCovariancePower(5, 20, 80).ToDouble())
                    "power 80"
            }
        ]

let private everything = [| SpectralInterval(0.0, infinity) |]

[<Tests>]
let law =
    testList
        "expected spectrum"
        [
            for d, n in sizes do
                test $"its density has the exact moments, d = {d}, n = {n}" {
                    let spectrum = ExpectedSpectrum.For(d, n)
                    // The substitution h = top u² removes the singularity at 0.
                    let top = (sqrt (float d) + sqrt (float n) + 8.0) ** 2.0 / float n
                    let points = 3000

                    let integral (f: float -> float) =
                        Seq.sum (
                            seq {
                                for i in 0 .. points - 1 do
                                    let u = (float i + 0.5) / float points
                                    2.0 * u * top / float points * f (top * u * u)
                            }
                        )

                    for k in 1..4 do
                        // The midpoint rule is the least exact part, where d = n and the density is steep at 0.
                        Expect.floatClose
                            { absolute = 0.0; relative = 1e-6 }
                            (integral (fun h -> spectrum.Density h * Math.Pow(h, float k)))
                            (WishartMoments.TraceOfCovariancePower(d, n, k).ToDouble())
                            $"power {k}"
                }

            for d in [ 1; 2; 3; 6; 11 ] do
                test $"the smallest eigenvalue of d = {d}, n = d + 1 is exponential with rate d/2" {
                    let n = d + 1
                    let spectrum = ExpectedSpectrum.For(d, n)

                    for x in [ 0.01; 0.3; 1.0; 2.5 ] do
                        Expect.floatClose
                            close
                            (spectrum.ProbabilityInside [| SpectralInterval(x / float n, infinity) |])
                            (exp (-x * float d / 2.0))
                            $"P(λ > {x})"
                }

            test "one eigenvalue is chi-squared" {
                // n = 2: P(nh ≤ x) = 1 − e^(−x/2); two intervals add up.
                let spectrum = ExpectedSpectrum.For(1, 2)
                let below x = 1.0 - exp (-x)

                Expect.floatClose
                    close
                    (spectrum.ProbabilityInside [| SpectralInterval(0.2, 0.5); SpectralInterval(1.0, 1.7) |])
                    (below 0.5 - below 0.2 + below 1.7 - below 1.0)
                    "a union"
            }

            test "tiny probabilities keep their digits" {
                // n = 2: P(h > 40) = e^(−40), far below the rounding of a probability near 1.
                let outside =
                    ExpectedSpectrum.For(1, 2).ProbabilityOutside [| SpectralInterval(0.0, 40.0) |]

                Expect.floatClose { absolute = 0.0; relative = 1e-8 } outside (exp -40.0) "one eigenvalue"
                // n = d + 1: the smallest eigenvalue is exponential, and two below the bound are rarer still.
                let small =
                    ExpectedSpectrum.For(4, 5).ProbabilityOutside [| SpectralInterval(1e-9, infinity) |]

                Expect.floatClose { absolute = 0.0; relative = 1e-6 } small (1e-9 * 5.0 * 2.0) "four eigenvalues"
            }

            test "all eigenvalues lie somewhere" {
                for d, n in sizes do
                    Expect.equal (ExpectedSpectrum.For(d, n).ProbabilityInside everything) 1.0 $"d = {d}, n = {n}"
            }

            test "the Marchenko–Pastur law is the limit" {
                let limit = MarchenkoPastur(60, 240)
                let spectrum = ExpectedSpectrum.For(60, 240)

                for h in [ 0.4; 0.7; 1.0; 1.5; 2.0 ] do
                    // The finite density oscillates about the limit with an amplitude of order 1/d.
                    Expect.floatClose
                        { absolute = 0.0; relative = 0.06 }
                        (spectrum.Density h / 60.0)
                        (limit.Density h)
                        $"h = {h}"
            }
        ]
