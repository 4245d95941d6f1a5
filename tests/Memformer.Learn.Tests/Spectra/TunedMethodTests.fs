module Memformer.Tests.Spectra.TunedMethodTests

open Expecto
open Memformer.Learn.Spectra
open Memformer.Theory.Algebra
open Memformer.Theory.Spectra

[<Tests>]
let tests =
    testList
        "tuned methods"
        [
            test "classical methods with the best constants keep their order" {
                for layers in 2..4 do
                    let gd = TunedMethod.GradientDescent(5, 20, layers, Rational.Zero)
                    let ball = TunedMethod.HeavyBall(5, 20, layers, Rational.Zero)
                    let best = OptimalMethod.For(5, 20, layers, Rational.Zero).Loss.ToDouble()
                    Expect.isLessThan ball.Loss gd.Loss $"momentum helps, L = {layers}"
                    Expect.isGreaterThan ball.Loss (best * (1.0 - 1e-12)) $"nothing beats the optimum, L = {layers}"
            }

            test "at two layers heavy ball has as many constants as the optimum has, and reaches it" {
                let ball = TunedMethod.HeavyBall(5, 20, 2, Rational.Zero)
                Expect.floatClose Accuracy.veryHigh ball.Loss (1795.0 / 4969.0) "loss"
            }
        ]
