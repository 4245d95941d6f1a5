/// What a name rests on, and when there is nothing to name.
module Memformer.Tests.Auditing.VerdictTests

open System
open Expecto
open Memformer.Learn.Auditing
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Theory.Networks
open Memformer.Tests.Auditing.RandomMatrices

let private d = 5

/// A network of architecture lfom with the given matrices and coefficients c_{l,j}.
let private lfom (matrices: float[,] list) (c: float[][]) =
    NetworkWeights(
        readOnly [ for matrix in matrices -> readOnly [ AttentionHead.Gradient matrix ] ],
        NetworkGates.Lfom.ForAllHeads(Triangle(c.Length, fun l j -> Gate.Scalar(c[l][j]) :> Gate)),
        Nullable 20
    )

let private plain (matrices: float[,] list) =
    NetworkWeights(
        readOnly [ for matrix in matrices -> readOnly [ AttentionHead.Gradient matrix ] ],
        NetworkGates.None(),
        Nullable 20
    )

let private audit weights =
    Audit.Of(weights, AuditOptions(Law = DataLaw.Isotropic((weights: NetworkWeights).Dimension), Prompts = 0))

let private diagonal values =
    let items = Array.ofList values
    Array2D.init items.Length items.Length (fun i j -> if i = j then items[i] else 0.0)

let private heavyBall layers eta beta =
    [|
        for l in 0 .. layers - 1 -> [| for j in 0..l -> eta * beta ** float (l - j) |]
    |]

let private objection (weights: NetworkWeights) (says: string) =
    let verdict = audit weights
    Expect.isNull verdict.Method.Chosen "no name"
    Expect.isEmpty verdict.Method.Compatible "no candidates"
    Expect.stringContains verdict.Method.Objection says "reason"

let private compatible (verdict: Audit) =
    [ for method in verdict.Method.Compatible -> method.Fit.Name ]

[<Tests>]
let tests =
    testList
        "What a verdict rests on"
        [
            testCase "forms are as far apart as their difference is large beside them, whatever the gauge" (fun () ->
                let form scale eta beta =
                    let matrices = List.init 3 (fun _ -> diagonal (List.replicate d scale))
                    let c = heavyBall 3 (eta / scale) beta
                    (audit (lfom matrices c)).Form

                let one = form 1.0 0.5 0.3
                // Rounding of a few products and quotients of doubles.
                Expect.isLessThan (one.DistanceTo(form 4.0 0.5 0.3)) 1e-14 "another gauge is the same form"
                Expect.floatClose Accuracy.high (one.DistanceTo(form 1.0 1.0 0.3)) (2.0 / 3.0) "twice as large"
                let other = form 1.0 0.4 0.6
                Expect.equal (one.DistanceTo other) (other.DistanceTo one) "symmetric"

                Expect.throwsT<ArgumentException>
                    (fun () ->
                        one.DistanceTo((audit (lfom [ diagonal [ 1.0; 1.0 ] ] [| [| 0.5 |] |])).Form)
                        |> ignore)
                    "sizes that differ")

            testCase "an indefinite matrix is no preconditioner, and --against says so" (fun () ->
                let weights =
                    plain (List.replicate 3 (scaled 0.3 (diagonal [ 1.0; 1.0; 1.0; -1.0; -1.0 ])))

                objection weights "indefinite"
                let against = (audit weights).Against(Catalogue.Find "gradient-descent")
                Expect.isFalse against.Holds "against"
                Expect.stringContains against.Reason "indefinite" "against")

            testCase "--against a method that fits any network as deep says that nothing is tested" (fun () ->
                let against layers =
                    (audit (plain (List.replicate layers (scaled 0.3 (identity d)))))
                        .Against(Catalogue.Find "gradient-descent")
                        .Reason

                Expect.stringContains (against 1) "so nothing is tested" "one layer"
                Expect.isFalse ((against 2).Contains "tested") "two")

            testCase "a network that would need a negative weight of decay is no decay" (fun () ->
                // Gradient descent with decay: c_{l,l} = eta, c_{l,j} = −eta² lambda (1 − eta lambda)^(l−1−j).
                let decay lambda =
                    lfom
                        (List.replicate 4 (identity d))
                        [|
                            for l in 0..3 ->
                                [|
                                    for j in 0..l ->
                                        if j = l then
                                            0.5
                                        else
                                            -0.25 * lambda * (1.0 - 0.5 * lambda) ** float (l - 1 - j)
                                |]
                        |]

                let against lambda =
                    (audit (decay lambda)).Against(Catalogue.Find "weight-decay")

                Expect.isTrue (against 0.3).Holds "decay"
                Expect.isFalse (against -0.3).Holds "growth"
                Expect.stringContains (against -0.3).Reason "the method needs lambda >= 0" "why"
                Expect.isFalse (List.contains "weight-decay" (compatible (audit (decay -0.3)))) "candidates")

            testCase "a network farther from a method than its matrices scatter is near it, and not it" (fun () ->
                // The coefficients are 3 % off in turn; the entries of the matrices by so much at random.
                let network (scatter: float) =
                    let random = Random 1

                    lfom
                        [
                            for _ in 0..3 ->
                                Array2D.init d d (fun i j ->
                                    (if i = j then 1.0 else 0.0) + scatter * (random.NextDouble() - 0.5))
                        ]
                        [|
                            for l, row in Array.indexed (heavyBall 4 0.25 0.5) ->
                                [|
                                    for j, c in Array.indexed row -> c * (if (l + j) % 2 = 0 then 1.03 else 0.97)
                                |]
                        |]

                let near = audit (network 0.002)
                Expect.isNull near.Method.Chosen "no name"
                Expect.isTrue near.Method.IsFarther "why"
                Expect.equal near.Method.Simplest.Name "heavy-ball" "what it is near"
                Expect.stringContains (AuditSummary.Of near) "farther from heavy-ball than" "said"
                Expect.isFalse (audit (network 0.2)).Method.IsFarther "within the scatter")

            testCase "steps up the gradient are no descent" (fun () ->
                objection (plain (List.replicate 3 (scaled -0.3 (identity d)))) "ascent")

            testCase "matrices that are zero are no method" (fun () ->
                objection (plain (List.replicate 3 (scaled 0.0 (identity d)))) "zero")

            testCase "a plain network with arbitrary matrices is no preconditioned gradient descent" (fun () ->
                let random = Random 5

                for layers in 1..4 do
                    let weights = plain [ for _ in 1..layers -> gaussian random d d ]
                    let verdict = audit weights
                    Expect.isNull verdict.Method.Chosen "name"
                    Expect.isEmpty verdict.Method.Compatible "candidates"

                    Expect.isFalse (verdict.Against(Catalogue.Find "preconditioned-gradient-descent")).Holds "against")

            testCase "a diagonal preconditioner of its own for every layer is one" (fun () ->
                let random = Random 6

                let weights =
                    plain [ for _ in 1..3 -> diagonal [ for _ in 1..d -> uniform random 0.2 0.6 ] ]

                Expect.isTrue
                    ((audit weights).Against(Catalogue.Find "preconditioned-gradient-descent")).Holds
                    "against")

            testCase "a layer that does nothing has the step 0, not rounding" (fun () ->
                let half = scaled 0.5 (identity d)
                let verdict = audit (plain [ half; scaled 0.0 half; half ])
                Expect.equal verdict.Method.Simplest.Name "gradient-descent-steps" "method"
                Expect.equal (Seq.item 1 verdict.Method.Simplest.Parameters[0].Values) (Nullable 0.0) "step")

            testCase "one layer is compatible with what takes one step, and named nothing" (fun () ->
                let verdict = audit (plain [ scaled 0.5 (identity d) ])
                Expect.isNull verdict.Method.Chosen "name"
                Expect.equal verdict.Method.Evidence.Freedom 0 "freedom"
                Expect.contains (compatible verdict) "gradient-descent" "candidates")

            testCase "two layers a percent from several methods are named after none" (fun () ->
                let c = [| [| 0.3 |]; [| 0.125; 0.31 |] |]
                let verdict = audit (lfom (List.replicate 2 (identity d)) c)
                Expect.isNull verdict.Method.Chosen "name"
                Expect.equal verdict.Method.Evidence.Numbers 3 "numbers"
                Expect.isGreaterThan verdict.Method.Compatible.Count 1 "candidates")

            testCase "an exact method is named with one degree of freedom, and what contains it is marked" (fun () ->
                let verdict = audit (lfom (List.replicate 3 (identity d)) (heavyBall 3 0.25 0.4))
                Expect.equal verdict.Method.Chosen.Name "heavy-ball" "name"
                Expect.equal verdict.Method.Evidence.Freedom 1 "freedom"

                let unified =
                    verdict.Method.Compatible
                    |> Seq.find (fun method -> method.Fit.Name = "unified-momentum")

                Expect.sequenceEqual unified.Contains [ "heavy-ball" ] "contains")

            testCase "layers with the same weights count once" (fun () ->
                let toeplitz (row: float list) =
                    [| for l in 0 .. row.Length - 1 -> [| for j in 0..l -> row[l - j] |] |]

                // 3 % from the heavy ball, whose last number would be 0.04.
                let near = [ 0.25; 0.1; 0.052 ]
                let looped = audit (lfom (List.replicate 3 (identity d)) (toeplitz near))
                Expect.equal looped.Ties (LayerTies(1, 3)) "one layer, three times"
                Expect.equal looped.Method.Evidence.Numbers 3 "its row"
                Expect.isNull looped.Method.Chosen "no name"
                Expect.contains (compatible looped) "heavy-ball" "candidates"

                // The same numbers in matrices that differ in the last bit were free to differ.
                let free =
                    audit (lfom [ for size in [ 1.0; 1.0 + 1e-15; 1.0 ] -> scaled size (identity d) ] (toeplitz near))

                Expect.isNull free.Ties "no ties"
                Expect.equal free.Method.Evidence.Numbers 6 "all of C")

            testCase "a looped network with one register is the heavy ball, and the name tests nothing" (fun () ->
                let gates numbers = readOnly (List.replicate 4 numbers)

                let weights =
                    NetworkWeights(
                        gates (readOnly [ AttentionHead.Gradient(identity d) ]),
                        NetworkGates.Dynamic(gates 0.25, gates 0.4),
                        Nullable 20
                    )

                let verdict = audit weights
                Expect.equal verdict.Method.Chosen.Name "heavy-ball" "name"
                Expect.equal verdict.Method.Evidence.Numbers 2 "numbers"
                Expect.equal verdict.Method.Evidence.Freedom 0 "freedom")

            for architecture, gates, row in
                [
                    "linear", NetworkGates.None() :> NetworkGates, [ 1.0; 0.0; 0.0 ]
                    "dynamic",
                    NetworkGates.Dynamic(readOnly (List.replicate 3 0.5), readOnly (List.replicate 3 0.4)),
                    [ 0.5; 0.2; 0.08 ]
                    "lfom-shared",
                    NetworkGates.Shared(readOnly (List.replicate 3 (Gate.Scalar 0.3 :> Gate)), UpdateForm.Residual),
                    [ 1.0; 0.3; 0.3 ]
                    "lfom",
                    NetworkGates.Lfom.ForAllHeads(
                        Triangle(3, fun l j -> Gate.Scalar(List.item (l - j) [ 0.5; 0.1; 0.3 ]) :> Gate)
                    ),
                    [ 0.5; 0.1; 0.3 ]
                ] do
                testCase $"answers stay bounded up to the eigenvalue that the audit states: {architecture}" (fun () ->
                    let weights =
                        NetworkWeights(
                            readOnly [ for _ in 1..3 -> readOnly [ AttentionHead.Gradient(identity d) ] ],
                            gates,
                            Nullable 20
                        )

                    let beyond = (audit weights).Beyond

                    // What the layer's gates do for ever: those of lfom end with its memory.
                    let coefficient age =
                        match architecture with
                        | "dynamic" -> 0.5 * 0.4 ** float age
                        | "lfom-shared" -> if age = 0 then 1.0 else 0.3
                        | _ -> if age < 3 then row[age] else 0.0

                    let last h =
                        let p = Array.create 2001 1.0

                        for l in 0..1999 do
                            p[l + 1] <- p[l] - h * Seq.sum (seq { for j in 0..l -> coefficient (l - j) * p[j] })

                        abs p[2000]

                    Expect.isLessThan (last (0.99 * beyond.Largest)) 1.0 "just below"
                    Expect.isGreaterThan (last (1.01 * beyond.Largest)) 1.0 "just above")

            testCase "a block of layers that comes again is found" (fun () ->
                let block = plain [ scaled 0.3 (identity d); scaled 0.5 (identity d) ]
                let verdict = audit (TiedLayers.Repeat(block, 3))
                Expect.equal verdict.Ties (LayerTies(2, 3)) "two layers, three times"
                Expect.equal verdict.Method.Evidence.Numbers 2 "two steps")

            testCase "noise does not make heavy ball a method of which heavy ball is a limit" (fun () ->
                for seed in 1000..1024 do
                    let random = Random seed

                    let weights =
                        Decoy.noisy random 0.01 (lfom (List.replicate 5 (identity d)) (heavyBall 5 0.3 0.4))

                    let verdict = audit weights
                    Expect.equal verdict.Method.Simplest.Name "heavy-ball" $"seed {seed}"
                    Expect.isFalse verdict.Method.Simplest.IsUndetermined "letters")

            testCase "a small block of P enters the exact loss" (fun () ->
                let block (head: AttentionHead) =
                    AttentionHead(
                        Array2D.init (d + 1) (d + 1) (fun i j -> if i = j then (if i < d then 0.01 else 1.0) else 0.0),
                        head.Q
                    )

                let gradient = AttentionHead.Gradient(scaled 0.4 (identity d))

                let weights =
                    NetworkWeights(
                        readOnly [ for _ in 1..3 -> readOnly [ block gradient ] ],
                        NetworkGates.None(),
                        Nullable 20
                    )

                // E tr p(H)² with q_{l+1} = q_l (1 − b a q_l² h), p_{l+1} = p_l (1 − a q_l² h), from the moments of H.
                Expect.floatClose Accuracy.medium (audit weights).ExactLoss.Value 0.6907566 "loss")

            testCase "a network of more layers than rational functions can hold is audited" (fun () ->
                let verdict = audit (lfom (List.replicate 17 (identity d)) (heavyBall 17 0.2 0.3))
                Expect.equal verdict.Method.Chosen.Name "heavy-ball" "name"
                Expect.isLessThan verdict.Method.Chosen.Deviation 1e-9 "deviation")

            testCase "different iterates can be one function" (fun () ->
                // (1 − a h)(1 − b h) by plain steps, and by momentum.
                let a, b = 0.5154, 1.2496
                let plainly = audit (plain [ scaled a (identity d); scaled b (identity d) ])
                Expect.isFalse (plainly.Against(Catalogue.Find "heavy-ball")).Holds "as iterates"
                Expect.isTrue (plainly.AgainstFunction(Catalogue.Find "heavy-ball")).Holds "as a function"
                Expect.isFalse (plainly.AgainstFunction(Catalogue.Find "gradient-descent")).Holds "fewer letters"

                let steps = plainly.Functional.Steps
                Expect.floatClose Accuracy.high steps[0] b "one step"
                Expect.floatClose Accuracy.high steps[1] a "the other")
        ]
