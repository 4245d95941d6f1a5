module Memformer.Tests.Spectra.GdPlusPlusTests

open Expecto
open Memformer.Learn.Spectra
open Memformer.Theory
open Memformer.Theory.Algebra

let private find layers =
    GdPlusPlusOptimum.Find(5, 20, layers, Rational.Zero)

[<Tests>]
let tests =
    testList
        "GD++"
        [
            test "one layer has nothing to whiten with: 15/13" {
                Expect.floatClose Accuracy.high (find 1).Loss (15.0 / 13.0) "loss"
            }

            test "two layers reach 0.0575011526, below conjugate gradients' 0.168" {
                Expect.floatClose { absolute = 5e-11; relative = 0.0 } (find 2).Loss 0.0575011526 "loss"
            }

            test "three and four layers do at least as well as the best known" {
                Expect.isLessThan (find 3).Loss 9.6132e-4 "L = 3"
                Expect.isLessThan (find 4).Loss 1.1122e-5 "L = 4"
            }

            for layers in 2..4 do
                test $"the exact moments certify the quadrature's loss at L = {layers}" {
                    let found = GdPlusPlusOptimum.Find(5, 20, layers, Rational.Parse "1/10", 3)

                    // Rounding errors of p, amplified by its slope between the nodes.
                    Expect.floatClose
                        { absolute = 0.0; relative = 1e-9 }
                        found.Loss
                        (found.ExactLoss().ToDouble())
                        "loss"

                    Expect.equal (found.Network.Polynomial().Degree) (GdPlusPlus.DegreeOf layers) "degree (3^L − 1)/2"
                }

            test "the residual polynomial is the recursion" {
                let network = GdPlusPlus([ 0.5; 3.0; 2.0 ], [ 0.75; -0.25 ])

                for h in [ "0"; "1/4"; "1"; "3/2" ] do
                    let h = Rational.Parse h

                    Expect.floatClose
                        Accuracy.high
                        (network.Residual(h.ToDouble()))
                        (network.Polynomial().Evaluate(h).ToDouble())
                        $"p({h})"
            }

            test "five layers would need moments up to 242" {
                Expect.throwsT<UsageException> (fun () -> find 5 |> ignore) "refused"
            }
        ]
