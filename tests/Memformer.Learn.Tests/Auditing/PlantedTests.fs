/// The audit's benchmark (benchmarks/audit/planted.fsx) on as many networks as a test has time for.
module Memformer.Tests.Auditing.PlantedTests

open System
open Expecto
open Memformer.Tests.Auditing
open Memformer.Tests.Auditing.Decoy
open Memformer.Tests.Auditing.Scoring

[<Tests>]
let benchmark =
    testList
        "Planted networks"
        [
            testCase "of a hundred, none gets a wrong label, with noise of a thousandth or without" (fun () ->
                for noise in [ 0.0; 0.001 ] do
                    let random = Random 20261124

                    for _ in 1..50 do
                        let score = score random noise (Planted.network random)

                        let what =
                            $"{score.Planted.Method} as {score.Planted.Architecture}, noise {noise}, read as {score.Found}"

                        Expect.contains [ Right; Simpler; Compatible ] score.Method $"method of {what}"

                        for layer in score.Layers do
                            Expect.isTrue (layer = Right || layer = Simpler) $"layers of {what}"

                        Expect.equal score.Preconditioner Right $"preconditioner of {what}")

            testCase "of twenty looped ones, none gets a wrong name" (fun () ->
                for noise in [ 0.0; 0.001 ] do
                    let random = Random 20261125

                    for _ in 1..10 do
                        let planted, noisy = PlantedTied.network random noise
                        let score = scoreWith noise planted noisy

                        Expect.contains
                            [ Right; Simpler; Compatible ]
                            score.Method
                            $"{planted.Method} as {planted.Architecture}, noise {noise}, read as {score.Found}")

            testCase "parameters lie within three standard errors of what was planted" (fun () ->
                for noise in [ 0.001; 0.01 ] do
                    let random = Random 7
                    let scores = [ for _ in 1..40 -> score random noise (Planted.network random) ]
                    let all = scores |> List.collect _.Estimates
                    let outside = all |> List.filter (fun estimate -> estimate.OfReported > 3.0)

                    // Three standard errors of a normal variable leave 0.3 %; these are of bounded noise, with an error
                    // that is itself estimated, from four squares or more.
                    Expect.isGreaterThan all.Length 200 "parameters"
                    Expect.isLessThanOrEqual (float outside.Length / float all.Length) 0.01 $"noise {noise}")

            testCase "GD++ is recognised, with its steps and whitenings within three times the noise" (fun () ->
                for noise in [ 0.0; 0.001; 0.01 ] do
                    let random = Random 11

                    for _ in 1..30 do
                        let score = PlantedGdPlusPlus.score random noise (PlantedGdPlusPlus.network random)
                        Expect.isTrue score.IsRecognised "kinds"
                        Expect.isTrue score.IsPreconditionerRight "preconditioner"

                        for error in score.Errors do
                            Expect.isLessThanOrEqual error (3.0 * noise + 1e-12) "parameters")

            testCase "of ninety decoys, none is accepted" (fun () ->
                let random = Random 13

                for _ in 1..90 do
                    let decoy = Decoy.decoy random
                    Expect.isFalse (accepts decoy) decoy.Method)
        ]
