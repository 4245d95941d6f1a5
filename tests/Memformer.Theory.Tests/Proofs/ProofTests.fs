module Memformer.Tests.Proofs.ProofTests

open System.Collections.Generic
open Expecto
open FsCheck.FSharp
open Memformer.Theory
open Memformer.Theory.Algebra
open Memformer.Theory.Derivations
open Memformer.Theory.Methods
open Memformer.Theory.Networks
open Memformer.Theory.Proofs

let private rational (a: int) (b: int) =
    RationalFunction.op_Implicit (Rational(a, b))

let private one = RationalFunction.One

let private weightsOf (architecture: string) (coefficients: CanonicalForm) =
    Architecture.Find(architecture).Realize(coefficients).Weights

/// Prompts of several seeds: a wrong coefficient can vanish on one of them by chance, not on all.
let private agreesOnPrompts coefficients weights =
    Seq.forall (fun seed -> RationalPromptCheck.Of(coefficients, weights, seed).Holds) [ 1..3 ]

let private allProofs coefficients weights =
    [
        InductiveProof.Of(coefficients, weights).Holds
        UnrolledProof.Of(coefficients, weights).Holds
        agreesOnPrompts coefficients weights
    ]

/// The network with one gate changed by a factor.
let private withGate (layer: int) (register: int) (factor: RationalFunction) (weights: ExactWeights) =
    let gates = (weights.Gates :?> Gates.Lfom).Values

    let entry l j : IReadOnlyList<RationalFunction> =
        if (l, j) = (layer, register) then
            [| for gate in gates[l, j] -> factor * gate |]
        else
            gates[l, j]

    ExactWeights(weights.Architecture, weights.Heads, Gates.Lfom(Triangle(gates.Size, entry)))

let private withHead (layer: int) (head: ExactHead) (weights: ExactWeights) =
    let heads =
        weights.Heads
        |> Seq.mapi (fun l row ->
            if l = layer then
                ResizeArray [ head ] :> IReadOnlyList<_>
            else
                row)

    ExactWeights(weights.Architecture, ResizeArray heads, weights.Gates)

let private square name =
    MatrixPolynomial.op_Implicit (Letter(name, PromptAlgebra.Square))

let private change =
    gen {
        let! layer = Gen.choose (0, 3)
        let! register = Gen.choose (0, layer)
        let! numerator = Gen.choose (-2, 3)
        return layer, register, rational numerator 2
    }

[<Tests>]
let tests =
    testList
        "proofs"
        [
            test
                "with m outputs a layer computes the gradient between A and Bᵀ, and every method answers each output alone" {
                Expect.isTrue (OutputsProof.Lemma().Holds) "in the free algebra"

                for method in Catalogue.All do
                    let depth =
                        if method.Name = "extragradient" || method.Name = "predictor-corrector" then
                            4
                        else
                            3

                    let form = method.Unroll(depth).Coefficients

                    let weights =
                        [ "lfom"; "lfom-heads" ]
                        |> Seq.map (fun architecture -> weightsOf architecture form)
                        |> Seq.find (fun weights -> not (isNull weights))

                    Expect.isTrue (OutputsProof.Of(form, weights).Holds) method.Name

                let form = (Catalogue.Find "heavy-ball").Unroll(3).Coefficients
                let wrong = weightsOf "lfom" form |> withGate 2 0 (rational 1 2)
                Expect.isFalse (OutputsProof.Of(form, wrong).Holds) "another gate"

                for architecture in [ "linear"; "dynamic"; "lfom-shared" ] do
                    let form = (Catalogue.Find "gradient-descent").Unroll(3).Coefficients
                    Expect.isTrue (OutputsProof.Of(form, weightsOf architecture form).Holds) architecture
            }

            test "the lemma: one layer is one gradient" {
                Expect.isTrue (GradientLemma.Prove().Holds) "in the free algebra"
                let register = GradientLemma.Register
                Expect.isTrue (register[0, 0].IsZero && register[0, 1].IsZero) "the top rows are zero"
                Expect.equal (register[1, 0].ToString()) "-transpose(e)*H*transpose(A)*X" "the bottom row"
            }

            test "the lemma on rational prompts, for a matrix without symmetry" {
                let form = CanonicalForm.FromMatrices(Triangle(1, fun _ _ -> square "A"))
                let weights = weightsOf "linear" form

                for seed in 1..20 do
                    Expect.isTrue (RationalPromptCheck.Of(form, weights, seed).Holds) $"seed {seed}"
            }

            test "every method of the catalogue is proved in every architecture that realises it" {
                for method in Catalogue.All do
                    for architecture in Architecture.All do
                        let derivation =
                            Derivation.Of(method, (Seq.last (method.Forms 3)).Layers, architecture)

                        if derivation.Realization.IsRealizable then
                            Expect.isTrue derivation.Holds $"{method.Name}, {architecture.Name}"
                            Expect.equal derivation.Proofs.Count 3 $"{method.Name}, {architecture.Name}: proofs"
            }

            test "the look-ahead sequence is proved as well" {
                for name in [ "nesterov"; "polyak-ruppert"; "optimized-gradient" ] do
                    let form = Catalogue.Find(name).Unroll(4).GradientSequence
                    Expect.allEqual (allProofs form (weightsOf "lfom" form)) true name
            }

            testProperty "a proof holds exactly when the network has the canonical form"
            <| Prop.forAll (Arb.fromGen change) (fun (layer, register, factor) ->
                let form = Catalogue.Find("heavy-ball").Unroll(4).Coefficients
                let weights = withGate layer register factor (weightsOf "lfom" form)
                let isRight = weights.Canonical().Equals form
                Expect.allEqual (allProofs form weights) isRight $"gate ({layer}, {register}) times {factor}")

            test "gates of the query's own are proved, and refuted where one is wrong" {
                for name in [ "heavy-ball"; "nesterov"; "polyak-ruppert"; "weight-decay" ] do
                    let form = Catalogue.Find(name).Unroll(3).Coefficients
                    let weights = weightsOf "lfom-shared" form
                    let gates = weights.Gates :?> Gates.Shared
                    Expect.isNotNull gates.Query $"{name} needs them"
                    Expect.allEqual (allProofs form weights) true name
                    Expect.equal (weights.Canonical()) form $"{name}: canonical form"

                    let wrong =
                        Gates.Shared(gates.Values, gates.Update, [| for gate in gates.Query -> gate + rational 1 7 |])

                    let changed = ExactWeights(weights.Architecture, weights.Heads, wrong)
                    Expect.allEqual (allProofs form changed) false $"{name} with other gates"
            }

            test "wrong P and Q are refuted" {
                let form = Catalogue.Find("nesterov").Unroll(3).Coefficients
                let right = weightsOf "lfom" form
                let head = right.Heads[0][0]
                let identity = MatrixPolynomial.Identity(Dimension("d"))

                let wrong =
                    [
                        ExactHead.Gradient(-identity)
                        ExactHead.Gradient(rational 2 1 * identity)
                        ExactHead.Gradient(square "A")
                        ExactHead.WithWhitening(identity, identity)
                        ExactHead(head.Q, head.P)
                    ]

                for head in wrong do
                    let weights = withHead 0 head right
                    let proof = InductiveProof.Of(form, weights)
                    Expect.isFalse proof.Holds $"induction, {head.P}, {head.Q}"
                    Expect.isFalse proof.Gap.Difference.IsZero "the gap is shown"
                    Expect.isFalse (agreesOnPrompts form weights) $"prompts, {head.P}, {head.Q}"
            }

            test "an identity with too many terms is left to the induction" {
                let form = Catalogue.Find("gradient-descent-steps").Unroll(20).Coefficients
                Expect.isNull (UnrolledProof.Of(form, weightsOf "linear" form)) "2^20 terms"
                Expect.isTrue (InductiveProof.Of(form, weightsOf "linear" form).Holds) "induction"
                let nesterov = Catalogue.Find("nesterov").Unroll(32).Coefficients

                Expect.isTrue
                    (UnrolledProof.Of(nesterov, weightsOf "lfom" nesterov).Holds)
                    "32 layers of Nesterov are not too many"
            }

            test "the residual polynomial of gradient descent is (I − eta H)^L" {
                let form = Catalogue.Find("gradient-descent").Unroll(3).Coefficients

                let step =
                    MatrixPolynomial.Identity(Dimension("d"))
                    - RationalFunction.op_Implicit (Symbol "eta")
                      * MatrixPolynomial.op_Implicit PromptAlgebra.H

                Expect.equal (UnrolledProof.ResidualPolynomial form) (step.Pow 3) "p_3"
            }

            test "a parameter that has the name of a part of the prompt is refused" {
                let method =
                    LinearMethod.Parse("method m \"m\"\nparameters H\nw[k+1] = w[k] - H * grad(w[k])\n", "m.lfom")

                Expect.throwsT<UsageException>
                    (fun () -> Derivation.Of(method, 2, Architecture.Find "lfom") |> ignore)
                    "H"
            }
        ]

[<Tests>]
let gdPlusPlus =
    testList
        "GD++"
        [
            test "proved for all layers at once" { Expect.isTrue (GdPlusPlusProof.Induction().Holds) "induction" }

            test "proved by running the network" {
                for layers in 1..3 do
                    Expect.isTrue (GdPlusPlusProof.Unrolled(GdPlusPlusNetwork.OfLayers layers).Holds) $"L = {layers}"
            }

            test "the residual polynomial has degree (3^L − 1)/2" {
                for layers in 1..4 do
                    let degree =
                        GdPlusPlusNetwork.ScalarResidual(layers).DegreeIn GdPlusPlusNetwork.Eigenvalue

                    Expect.equal degree (GdPlusPlusNetwork.DegreeOf layers) $"L = {layers}"

                Expect.equal [ for l in 1..4 -> GdPlusPlusNetwork.DegreeOf l ] [ 1; 4; 13; 40 ] "degrees"
            }

            test "the letters become the scalar polynomial when all blocks are numbers" {
                let network = GdPlusPlusNetwork.OfLayers 2
                let identity = MatrixPolynomial.Identity(Dimension("d"))

                let scalar (name: string) (layer: int) =
                    RationalFunction.op_Implicit (Symbol(name, layer)) * identity

                let values =
                    Dictionary(
                        dict
                            [
                                for name, upper in [ "a", "A"; "b", "B" ] do
                                    for layer in 0..1 -> Letter(upper, layer, PromptAlgebra.Square), scalar name layer
                            ]
                    )

                let eigenvalue =
                    RationalFunction.op_Implicit GdPlusPlusNetwork.Eigenvalue * identity

                values[PromptAlgebra.H] <- eigenvalue

                let residual =
                    network.Preconditioners
                    |> Seq.fold (fun (p: MatrixPolynomial) a -> p - a.Substitute values * eigenvalue * p) identity

                let expected =
                    RationalFunction.op_Implicit (GdPlusPlusNetwork.ScalarResidual 2) * identity

                Expect.equal residual expected "p_2"
            }

            test "without its block it is preconditioned gradient descent" {
                let network = GdPlusPlusNetwork.OfLayers 2
                let zero = MatrixPolynomial.Zero PromptAlgebra.Square

                let values =
                    Dictionary(dict [ for layer in 0..1 -> Letter("B", layer, PromptAlgebra.Square), zero ])

                for layer in 0..1 do
                    let expected =
                        MatrixPolynomial.op_Implicit (Letter("A", layer, PromptAlgebra.Square))

                    Expect.equal (network.Preconditioners[layer].Substitute values) expected $"layer {layer}"
            }
        ]
