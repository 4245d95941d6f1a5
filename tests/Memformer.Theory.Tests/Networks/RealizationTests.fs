module Memformer.Tests.Networks.RealizationTests

open System.Collections.Generic
open Expecto
open FsCheck.FSharp
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Theory.Networks
open Memformer.Theory.Proofs
open Memformer.Theory.Typesetting

let private unroll (name: string) (layers: int) = Catalogue.Find(name).Unroll layers

let private realize (architecture: string) coefficients =
    Architecture.Find(architecture).Realize coefficients

let private isRealizable architecture name layers =
    (realize architecture (unroll name layers).Coefficients).IsRealizable

let private number (value: int) = RationalFunction.op_Implicit value

let private rational (a: int) (b: int) =
    RationalFunction.op_Implicit (Rational(a, b))

let private scalars (rows: RationalFunction list list) =
    CanonicalForm.FromScalars(Triangle(rows.Length, fun l j -> rows[l][j]))

/// Small fractions, zero included: at zero the running register is cut.
let private coefficient =
    Gen.map2 (fun a b -> rational a b) (Gen.choose (-3, 3)) (Gen.choose (1, 3))

let private triangle layers =
    List.init layers (fun row -> Gen.listOfLength (row + 1) coefficient)
    |> Gen.sequenceToList
    |> Gen.map scalars

let private runningRegister layers =
    Gen.map2
        (fun (alpha: RationalFunction list) (gamma: RationalFunction list) ->
            scalars
                [
                    for l in 0 .. layers - 1 ->
                        [
                            for j in 0..l ->
                                List.fold (fun (c: RationalFunction) m -> c * gamma[m]) alpha[l] [ j + 1 .. l ]
                        ]
                ])
        (Gen.listOfLength layers coefficient)
        (Gen.listOfLength layers coefficient)

let private everyRealization =
    [
        for method in Catalogue.All do
            for form in method.Forms 4 do
                for architecture in Architecture.All do
                    yield $"{method.Name}, L = {form.Layers}, {architecture.Name}", architecture.Realize form
    ]

[<Tests>]
let table =
    testList
        "realizability"
        [
            test "a network cannot tell its iterate from its state, and so carries more than the method" {
                let registers name =
                    let form = Seq.last ((Catalogue.Find name).Forms 6)
                    MemoryRank.Of form, MemoryRank.OfMethod form

                for name, expected in
                    [
                        "gradient-descent", (0, 0)
                        "heavy-ball", (1, 1)
                        "weight-decay", (1, 0)
                        "ridge-heavy-ball", (2, 1)
                        "diagonal-momentum", (5, 1)
                    ] do
                    Expect.equal (registers name) expected name
            }

            test "weight decay is dynamic at two layers, and at three fails by the minor η³ λ" {
                Expect.isTrue (isRealizable "dynamic" "weight-decay" 2) "L = 2"
                let refused = realize "dynamic" (unroll "weight-decay" 3).Coefficients
                Expect.isFalse refused.IsRealizable "L = 3"

                Expect.contains
                    [ "eta^3*lambda"; "-eta^3*lambda" ]
                    (string refused.Obstruction.Identity.Difference)
                    "C₁₀ C₂₁ − C₁₁ C₂₀"
            }

            test "a loop with k registers has a Toeplitz form of memory rank k" {
                // S⁺ = M S + N attention, Z⁺ = Z + cᵀ S + g attention: C_{l,j} = g at j = l, and cᵀ M^(l−j−1) N below.
                let form (poles: int list) layers =
                    scalars
                        [
                            for l in 0 .. layers - 1 ->
                                [
                                    for j in 0..l ->
                                        if j = l then
                                            number 1
                                        else
                                            poles
                                            |> List.mapi (fun i pole ->
                                                rational (i + 1) 2 * (rational 1 pole).Pow(l - j - 1))
                                            |> List.fold (+) (number 0)
                                ]
                        ]

                for poles in [ []; [ 2 ]; [ 2; 3 ]; [ 2; 3; -5 ] ] do
                    let toeplitz = form poles 8
                    Expect.equal (MemoryRank.Of toeplitz) poles.Length $"poles at 1/{poles}"
                    Expect.isTrue (realize "tied-lfom" toeplitz).IsRealizable "a function of l − j"
            }

            test "tied layers are the methods whose coefficients depend on l - j alone" {
                let isTied (architecture: string) (form: CanonicalForm) =
                    let realization = realize architecture form

                    if realization.IsRealizable then
                        let weights = realization.Weights
                        Expect.equal (weights.Canonical()) form $"{architecture}: canonical form"
                        Expect.isTrue (InductiveProof.Of(form, weights).Holds) $"{architecture}: induction"
                        Expect.allEqual weights.Heads weights.Heads[0] $"{architecture}: one layer's weights"

                    realization.IsRealizable

                let own name =
                    Catalogue.Find(name).Unroll(5).Coefficients

                let ahead name =
                    Catalogue.Find(name).Unroll(5).GradientSequence

                Expect.isTrue (isTied "tied-linear" (own "gradient-descent")) "one step size"
                Expect.isFalse (isTied "tied-linear" (own "gradient-descent-steps")) "a step size per step"
                Expect.isTrue (isTied "tied-dynamic" (own "heavy-ball")) "heavy ball"
                Expect.isFalse (isTied "tied-dynamic" (own "chebyshev")) "momentum that changes"
                Expect.isFalse (isTied "tied-dynamic" (ahead "nesterov")) "Nesterov, with a running register"
                Expect.isTrue (isTied "tied-lfom" (ahead "nesterov")) "Nesterov at its look-ahead points"
                Expect.isFalse (isTied "tied-lfom" (own "nesterov")) "Nesterov, whose answer is another point"

                for name in
                    [
                        "weight-decay"
                        "ridge-heavy-ball"
                        "pytorch-nesterov"
                        "quasi-hyperbolic-momentum"
                    ] do
                    Expect.isTrue (isTied "tied-lfom" (own name)) name

                for name in
                    [
                        "nesterov-increasing"
                        "halpern"
                        "polyak-ruppert"
                        "pytorch-momentum"
                        "lookahead"
                    ] do
                    Expect.isFalse (isTied "tied-lfom" (own name)) name
            }

            test "weight decay is a running register of two layers, and of no more" {
                for layers in 1..5 do
                    Expect.equal (isRealizable "linear" "weight-decay" layers) (layers < 2) $"linear, L = {layers}"
                    Expect.equal (isRealizable "dynamic" "weight-decay" layers) (layers < 3) $"dynamic, L = {layers}"
                    Expect.isTrue (isRealizable "lfom" "weight-decay" layers) $"lfom, L = {layers}"

                let form = Catalogue.Find("weight-decay").Unroll(3).Coefficients
                // The minor C_{1,0} C_{2,1} − C_{1,1} C_{2,0} is η³λ, up to its sign.
                let minor = (realize "dynamic" form).Obstruction.Identity.Difference
                Expect.isTrue (List.contains (string minor) [ "eta^3*lambda"; "-eta^3*lambda" ]) (string minor)

                for k in 1..3 do
                    let extragradient = Catalogue.Find("extragradient").Unroll(2 * k).Coefficients
                    Expect.isTrue (realize "dynamic" extragradient).IsRealizable $"extragradient, {k} steps"
                    Expect.isFalse (realize "linear" extragradient).IsRealizable $"extragradient, {k} steps"
                    Expect.equal (realize "lfom-shared" extragradient).IsRealizable (k < 2) $"extragradient, {k} steps"
            }

            test "heavy ball: yes with a running register, no with shared gates from three layers on, or four" {
                for layers in 1..6 do
                    Expect.isTrue (isRealizable "dynamic" "heavy-ball" layers) $"dynamic, L = {layers}"

                    let shared =
                        realize "lfom-shared" (Catalogue.Find("heavy-ball").Unroll(layers).Coefficients)

                    Expect.equal shared.IsRealizableWithNumbers (layers < 3) $"numbers, L = {layers}"
                    Expect.equal shared.IsRealizable (layers < 4) $"the query's own gates, L = {layers}"
            }

            test "Nesterov: a running register fails from four layers on, from three at the look-ahead point" {
                for layers in 1..6 do
                    let unrolling = unroll "nesterov" layers
                    let own = realize "dynamic" unrolling.Coefficients
                    let ahead = realize "dynamic" unrolling.GradientSequence
                    Expect.equal own.IsRealizable (layers < 4) $"own answer, L = {layers}"
                    Expect.equal ahead.IsRealizable (layers < 3) $"look-ahead point, L = {layers}"
                    Expect.isTrue (isRealizable "lfom" "nesterov" layers) $"lfom, L = {layers}"
            }

            test "conjugate gradients with free coefficients: yes with a running register" {
                for layers in 1..6 do
                    Expect.isTrue (isRealizable "dynamic" "conjugate-gradient" layers) $"L = {layers}"
            }

            test "gradient descent needs no memory, and is in every architecture" {
                for architecture in Architecture.All do
                    Expect.isTrue (isRealizable architecture.Name "gradient-descent" 4) architecture.Name
            }

            test "the violated identity of Nesterov is the paper's minor, and beta = 0 mends it" {
                let obstruction = (realize "dynamic" (unroll "nesterov" 4).Coefficients).Obstruction

                Expect.equal
                    (TextDocument.Line obstruction.Identity.Required)
                    "C[2,1] C[1,0] = C[2,0] C[1,1]"
                    "identity"

                Expect.equal
                    [ for remedy in obstruction.Remedies -> $"{remedy.Parameter} = {remedy.Value}" ]
                    [ "beta = 0" ]
                    "values"
            }

            test "a different diagonal in every layer needs as many heads as layers" {
                for layers in 2..5 do
                    let form = (unroll "diagonal-momentum" layers).Coefficients
                    Expect.equal (MultiHeadLfomArchitecture.LeastHeads form) layers $"L = {layers}"
                    let weights = (realize "lfom-heads" form).Weights
                    Expect.equal weights.HeadCount layers "the construction uses no more"
            }

            test "memory rank: none for gradient descent, one for heavy ball and Nesterov, more for a free table" {
                let rank name =
                    MemoryRank.Of (unroll name 6).Coefficients

                Expect.equal (rank "gradient-descent") 0 "gradient descent"
                Expect.equal (rank "heavy-ball") 1 "heavy ball"
                Expect.equal (rank "nesterov") 1 "Nesterov"
                Expect.equal (rank "fixed-step") 3 "half of the layers"
            }

            test "an unknown architecture is refused with the names that exist" {
                Expect.throwsT<Memformer.Theory.UsageException> (fun () -> Architecture.Find "lstm" |> ignore) "lstm"
            }
        ]

[<Tests>]
let laws =
    testList
        "realization laws"
        [
            test "weights have the canonical form that was asked for" {
                for name, realization in everyRealization do
                    if realization.IsRealizable then
                        let form = realization.Weights.Canonical()
                        Expect.equal form realization.Coefficients name
            }

            test "an obstruction is an identity that fails, and its values mend it" {
                for name, realization in everyRealization do
                    if not realization.IsRealizable then
                        Expect.isFalse realization.Obstruction.Identity.Difference.IsZero name

                        for remedy in realization.Obstruction.Remedies do
                            match remedy.Value.TryGetConstant() with
                            | true, value ->
                                let special =
                                    realization.Coefficients.Substitute(dict [ remedy.Parameter, value ] |> Dictionary)

                                Expect.isTrue (realization.Architecture.Realize special).IsRealizable name
                            | _ -> ()
            }

            test "what a less general architecture realises, a more general one does" {
                for method in Catalogue.All do
                    for form in method.Forms 4 do
                        let can name = (realize name form).IsRealizable
                        let implies a b = not (can a) || can b
                        let name = $"{method.Name}, L = {form.Layers}"
                        Expect.isTrue (implies "linear" "dynamic") name
                        Expect.isTrue (implies "linear" "lfom-shared") name
                        Expect.isTrue (implies "dynamic" "lfom") name
                        Expect.isTrue (implies "lfom-shared" "lfom") name
                        Expect.isTrue (can "lfom-heads") name
            }

            testProperty "every running register is found, zeros included"
            <| Prop.forAll (Arb.fromGen (runningRegister 5)) (fun form ->
                let realization = realize "dynamic" form
                Expect.isTrue realization.IsRealizable $"{form}"
                Expect.equal (realization.Weights.Canonical()) form "canonical form")

            testProperty "whatever a running register is said to realise, it does; else a minor fails"
            <| Prop.forAll (Arb.fromGen (triangle 4)) (fun form ->
                let realization = realize "dynamic" form

                if realization.IsRealizable then
                    Expect.equal (realization.Weights.Canonical()) form "canonical form"
                else
                    Expect.isFalse realization.Obstruction.Identity.Difference.IsZero "the minor")

            testProperty "every table of numbers is realised by gates of every layer's own"
            <| Prop.forAll (Arb.fromGen (triangle 4)) (fun form ->
                let realization = realize "lfom" form
                Expect.equal (realization.Weights.Canonical()) form "canonical form")
        ]
