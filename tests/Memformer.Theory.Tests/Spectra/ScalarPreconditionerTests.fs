module Memformer.Tests.Spectra.ScalarPreconditionerTests

open Expecto
open FsCheck.FSharp
open Memformer.Theory.Algebra
open Memformer.Theory.Spectra

let private diagonal (values: string list) =
    let matrix = Array2D.zeroCreate values.Length values.Length
    values |> List.iteri (fun i value -> matrix[i, i] <- Rational.Parse value)
    matrix

let private forSizes property =
    testPropertyWithConfig
        { FsCheckConfig.defaultConfig with
            maxTest = 20
        }
        property

[<Tests>]
let tests =
    testList
        "a preconditioner that cannot whiten"
        [
            // Two derivations of the same moments: a sum over pairings, and zonal polynomials.
            forSizes "on isotropic data it is no restriction" (fun () ->
                Prop.forAll
                    (Arb.fromGen (Gen.zip3 (Gen.choose (1, 4)) (Gen.choose (1, 9)) (Gen.choose (1, 3))))
                    (fun (d, n, layers) ->
                        let noise = Rational.Parse "1/3"
                        let unit = diagonal (List.replicate d "1")
                        let restricted = ScalarPreconditionerOptimum.For(unit, n, layers, noise)
                        let free = OptimalMethod.For(d, n, layers, noise)
                        restricted.Loss = free.Loss && restricted.Polynomial = free.Polynomial))

            test "a multiple of the covariance changes the steps and not the loss" {
                let small =
                    ScalarPreconditionerOptimum.For(diagonal [ "1"; "1/4"; "1/9" ], 8, 2, Rational.Zero)

                let large =
                    ScalarPreconditionerOptimum.For(diagonal [ "36"; "9"; "4" ], 8, 2, Rational.Zero)

                Expect.equal large.Loss small.Loss "loss"

                Expect.equal
                    large.Polynomial.Coefficients[1]
                    (small.Polynomial.Coefficients[1] / Rational.Parse "36")
                    "the first coefficient scales with 1/h"
            }

            test "a rotated covariance has the same optimum" {
                // The rotation with cosine 3/5 and sine 4/5 of diag(1, 1/4).
                let rotated = Array2D.zeroCreate 2 2
                rotated[0, 0] <- Rational.Parse "13/25"
                rotated[0, 1] <- Rational.Parse "9/25"
                rotated[1, 0] <- Rational.Parse "9/25"
                rotated[1, 1] <- Rational.Parse "73/100"
                let turned = ScalarPreconditionerOptimum.For(rotated, 6, 2, Rational.Zero)

                let straight =
                    ScalarPreconditionerOptimum.For(diagonal [ "1"; "1/4" ], 6, 2, Rational.Zero)

                Expect.equal turned.Loss straight.Loss "loss"
            }

            test "whitening pays on ill-conditioned data, more with each layer" {
                let sigma = diagonal [ "1"; "1"; "1/4"; "1/16"; "1" ]

                let factor layers =
                    let restricted =
                        ScalarPreconditionerOptimum.For(sigma, 20, layers, Rational.Zero).Loss

                    (restricted / OptimalMethod.For(5, 20, layers, Rational.Zero).Loss).ToDouble()

                Expect.isAscending [ for layers in 1..3 -> factor layers ] "factors"
            }
        ]
