/// GD++ networks (Ahn et al., arXiv:2306.00297) with known steps and whitenings: their layers rewrite the features,
/// <c>X ← X − γ H Ā X</c>, and no method of the catalogue describes them.
module Memformer.Tests.Auditing.PlantedGdPlusPlus

open System
open Memformer.Learn.Auditing
open Memformer.Learn.Auditing.Preconditioners
open Memformer.Learn.Auditing.Steps
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Tests.Auditing.RandomMatrices

type PlantedGdPlusPlus =
    {
        /// a_l, on the normalised preconditioner Ā.
        Steps: float[]
        /// γ_l; the last layer's features are never read.
        Whitenings: float[]
        Preconditioner: PreconditionerForm
        Weights: NetworkWeights
        Law: DataLaw
    }

/// P = p diag(b, …, b, 1) and Q = −Aᵀ/p with b a = γ, whatever p is.
let private head random (direction: float[,]) step whitening =
    let plain = AttentionHead.Gradient(scaled step direction)
    let d = Array2D.length1 direction
    let p = gauge random

    AttentionHead(
        Array2D.init (d + 1) (d + 1) (fun i j ->
            if i <> j then 0.0
            elif i = d then p
            else p * whitening / step),
        scaled (1.0 / p) plain.Q
    )

/// The weights of a GD++ network on a preconditioner, in a random gauge.
let weights random direction (steps: float[]) (whitenings: float[]) (context: int) =
    NetworkWeights(
        readOnly
            [
                for step, whitening in Array.zip steps whitenings -> readOnly [ head random direction step whitening ]
            ],
        NetworkGates.None(),
        context
    )

let network (random: Random) =
    let d, n, layers = random.Next(2, 9), random.Next(5, 31), random.Next(2, 6)
    let law = Planted.law random d
    let kind = pick random (List.ofArray (Enum.GetValues<PreconditionerForm>()))
    let direction = Planted.direction random kind d law
    let steps = [| for _ in 1..layers -> uniform random 0.2 0.9 |]
    let whitenings = [| for _ in 1..layers -> uniform random 0.2 0.9 |]

    {
        Steps = steps
        Whitenings = whitenings
        Preconditioner = kind
        Weights = weights random direction steps whitenings n
        Law = law
    }

/// What the audit makes of one.
type GdPlusPlusScore =
    {
        /// Every layer but the last is a GD++ step, the last a gradient step, and no method is named.
        IsRecognised: bool
        IsPreconditionerRight: bool
        /// Relative errors of steps and whitenings.
        Errors: float list
    }

let score (random: Random) noise (planted: PlantedGdPlusPlus) =
    let weights =
        if noise = 0.0 then
            planted.Weights
        else
            Decoy.noisy random noise planted.Weights

    let audit = Audit.Of(weights, AuditOptions(Law = planted.Law, Prompts = 0))
    let last = planted.Steps.Length - 1

    let error layer name expected =
        audit.Layers[layer].Parameters
        |> Seq.tryFind (fun parameter -> parameter.Name = name)
        |> Option.map (fun parameter -> abs (parameter.Value.Value - expected) / expected)

    {
        IsRecognised =
            isNull audit.Method.Chosen
            && audit.Layers
               |> Seq.forall (fun layer ->
                   layer.Kind =
                       (if layer.Index = last then
                            StepKind.Gradient
                        else
                            StepKind.GdPlusPlus))
        IsPreconditionerRight =
            audit.Layers
            |> Seq.forall (fun layer -> layer.Preconditioner.Kind = planted.Preconditioner)
        Errors =
            [
                for layer in 0..last do
                    yield! error layer "step" planted.Steps[layer] |> Option.toList

                    if layer < last then
                        yield! error layer "whitening" planted.Whitenings[layer] |> Option.toList
            ]
    }
