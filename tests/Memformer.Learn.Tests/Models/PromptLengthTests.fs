/// Networks on prompts of another length than their own: what is the same network, and what is defined for one length alone.
module Memformer.Tests.Models.PromptLengthTests

open System
open Expecto
open Memformer.Learn.Models
open Memformer.Theory
open Memformer.Theory.Networks

let private head = AttentionHead.Gradient(array2D [ [ 0.5; 0.1 ]; [ 0.0; 0.25 ] ])

let private heads =
    [| [| head |] :> Collections.Generic.IReadOnlyList<_>; [| head |] |]

let private prompt (random: Random) n =
    Array2D.init 3 (n + 1) (fun row token ->
        if row = 2 && token = n then
            0.0
        else
            2.0 * random.NextDouble() - 1.0)

/// Entries of gates for n context tokens and the query, by coordinate.
let private gate n entry : Gate =
    Gate.PerToken(Array2D.init 3 (n + 1) entry)

let private shared n entry =
    NetworkWeights(heads, NetworkGates.Shared([| gate n entry; gate n entry |], UpdateForm.Accumulated), n)

[<Tests>]
let tests =
    testList
        "prompts of another length"
        [
            testCase "gates that tell no context tokens apart are the same gates on any length" (fun () ->
                let entry last row token =
                    if token = last then
                        0.5 + float row
                    else
                        1.5 - float row / 4.0

                for n in [ 1; 3; 8 ] do
                    let tokens = prompt (Random n) n
                    let other = PromptLength.Of(shared 4 (entry 4), n)
                    Expect.equal other.Context (Nullable n) "n"
                    Expect.equal other (shared n (entry n)) "gates"

                    Expect.equal
                        (NetworkForward.Predict(other, tokens))
                        (NetworkForward.Predict(shared n (entry n), tokens))
                        "answer")

            testCase "numbers of layers do not know the length" (fun () ->
                let gates = NetworkGates.Dynamic([| 1.0; 2.0 |], [| 0.0; 0.5 |])

                Expect.equal
                    (PromptLength.Of(NetworkWeights(heads, gates, 4), 9))
                    (NetworkWeights(heads, gates, 9))
                    "network")

            testCase "gates of coordinates that no layer moves may be anything" (fun () ->
                let entry last row token = if row < 2 then float token else 1.0

                let tokens = prompt (Random 3) 6

                Expect.equal
                    (NetworkForward.Predict(PromptLength.Of(shared 4 (entry 4), 6), tokens))
                    (NetworkForward.Predict(shared 6 (entry 6), tokens))
                    "answer")

            testCase "gates that tell context tokens apart are for their own length alone" (fun () ->
                let weights = shared 4 (fun _ token -> float token)
                Expect.equal (PromptLength.Of(weights, 4)) weights "its own"

                Expect.throwsC (fun () -> PromptLength.Of(weights, 5) |> ignore) (fun failure ->
                    Expect.isTrue (failure :? UsageException) $"{failure}"

                    Expect.stringContains
                        failure.Message
                        "each of its 4 context tokens in gate 0, 0 to 3 in row 2, so that it is defined for n = 4 alone"
                        "message"))
        ]
