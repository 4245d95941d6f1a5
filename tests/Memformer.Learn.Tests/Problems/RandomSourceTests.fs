module Memformer.Tests.Problems.RandomSourceTests

open System
open System.Runtime.Intrinsics
open Expecto
open Memformer.Learn.Numerics
open Memformer.Learn.Problems

let private count = 200_000

/// The mean of a sample differs from its expectation by more than five standard errors once in two million.
let private hasMean (expected: float) (sample: float array) message =
    let mean = Array.average sample
    let variance = sample |> Array.averageBy (fun x -> (x - mean) * (x - mean))
    let error = sqrt (variance / float sample.Length)
    Expect.isLessThan (abs (mean - expected)) (5.0 * error) $"{message}: {mean} ± {error}, expected {expected}"

let private normals seed =
    let values = Array.zeroCreate<float> count
    RandomSource(seed).FillNormal(Span values)
    values

[<Tests>]
let tests =
    testList
        "random source"
        [
            testCase "normal numbers have the moments 0, 1, 0, 3"
            <| fun _ ->
                for seed in 1UL .. 3UL do
                    let z = normals seed

                    for power, expected in [ 1, 0.0; 2, 1.0; 3, 0.0; 4, 3.0; 6, 15.0 ] do
                        hasMean expected (z |> Array.map (fun x -> Math.Pow(x, power))) $"E z^{power}"

            testCase "neighbouring normal numbers are uncorrelated"
            <| fun _ ->
                let z = normals 4UL

                for lag in [ 1; 2; 8; 16; 32 ] do
                    hasMean 0.0 (Array.init (count - lag) (fun i -> z[i] * z[i + lag])) $"E z_i z_(i+{lag})"

            testCase "uniform numbers lie in (0, 1] and have the moments 1/2 and 1/3"
            <| fun _ ->
                let random = RandomSource 5UL
                let u = Array.init count (fun _ -> random.NextUniform())
                Expect.isTrue (u |> Array.forall (fun x -> x > 0.0 && x <= 1.0)) "in (0, 1]"
                hasMean 0.5 u "E u"
                hasMean (1.0 / 3.0) (Array.map (fun x -> x * x) u) "E u²"

            testCase "gamma numbers have the mean and the variance of their shape"
            <| fun _ ->
                for shape in [ 0.3; 1.0; 2.5; 40.0 ] do
                    let random = RandomSource 6UL
                    let g = Array.init count (fun _ -> random.NextGamma shape)
                    hasMean shape g $"E g, shape {shape}"
                    hasMean shape (g |> Array.map (fun x -> (x - shape) * (x - shape))) $"Var g, shape {shape}"

            testCase "vector logarithms and angles are right to the last places, also at the ends"
            <| fun _ ->
                let close (actual: float) (expected: float) message =
                    // A unit or two in the last place; 2πu of the expected value is itself rounded, by up to 4e-16.
                    Expect.isLessThan (abs (actual - expected)) (1.5e-15 * max 1.0 (abs expected)) message

                let random = RandomSource 7UL

                let points =
                    [
                        1.0
                        0.5
                        0.25
                        0.75
                        0.125
                        0.875
                        sqrt 0.5
                        2.0 ** -52.0
                        1.0 - 2.0 ** -52.0
                    ]
                    @ [ for _ in 1..500 -> random.NextUniform() ]

                for u in points do
                    let vector = Vector512.Create u
                    close (VectorMath.Log(vector).GetElement 3) (log u) $"log {u}"
                    let struct (sine, cosine) = VectorMath.SinCosTurns vector
                    close (sine.GetElement 5) (sin (2.0 * Math.PI * u)) $"sin of {u} turns"
                    close (cosine.GetElement 5) (cos (2.0 * Math.PI * u)) $"cos of {u} turns"

            testCase "the numbers are a function of seed, block and index"
            <| fun _ ->
                let draw (random: RandomSource) =
                    Array.init 50 (fun _ -> random.NextNormal())

                let source = RandomSource(1UL, 2UL, 3UL)
                let first = draw source
                source.Seed(1UL, 2UL, 3UL)
                Expect.equal (draw source) first "seeded again"

                let others =
                    [
                        for seed, block, index in [ 1UL, 2UL, 4UL; 1UL, 3UL, 2UL; 2UL, 1UL, 3UL; 3UL, 2UL, 1UL ] ->
                            draw (RandomSource(seed, block, index))
                    ]

                Expect.hasLength (List.distinct (first :: others)) 5 "all different"
        ]
