/// Looped networks with a known method: one layer's weights in every layer, noise and gauge included.
module Memformer.Tests.Auditing.PlantedTied

open System
open Memformer.Learn.Auditing.Preconditioners
open Memformer.Learn.Models
open Memformer.Theory.Algebra
open Memformer.Tests.Auditing.Planted
open Memformer.Tests.Auditing.RandomMatrices

/// The methods that a looped network of some depth implements and could help being.
let methods =
    [
        "decoupled-decay"
        "gradient-descent"
        "heavy-ball"
        "pytorch-nesterov"
        "pytorch-sgd-nesterov"
        "quasi-hyperbolic-momentum"
        "ridge-heavy-ball"
        "unified-momentum"
        "weight-decay"
    ]

/// A planted network, and the same with noise on the numbers of its layer.
let network (random: Random) noise =
    let d, n, layers = random.Next(2, 9), random.Next(5, 31), random.Next(3, 7)
    let name = pick random methods
    let parameters, c = PlantedMethod.coefficients random name layers
    let law = law random d
    let kind = pick random (List.ofArray (Enum.GetValues<PreconditionerForm>()))
    let direction = direction random kind d law
    let scale, p = gauge random, gauge random

    let isDynamic =
        (name = "gradient-descent" || name = "heavy-ball") && random.Next 2 = 0

    let build noise =
        let shaken (matrix: float[,]) =
            let size = noise * norm matrix / float (Array2D.length1 matrix)
            plus matrix (scaled size (gaussian random (Array2D.length1 matrix) (Array2D.length2 matrix)))

        let number value =
            value * (1.0 + noise * (gaussian random 1 1)[0, 0])

        let plain = AttentionHead.Gradient(scaled scale direction)

        let head =
            AttentionHead(shaken (scaled p plain.P), shaken (scaled (1.0 / p) plain.Q))

        let row = [ for lag in 0 .. layers - 1 -> number (c[lag][0] / scale) ]

        let gates =
            if isDynamic then
                let kept = number (c[1][0] / c[0][0])

                NetworkGates.Dynamic(readOnly (List.replicate layers row[0]), readOnly (List.replicate layers kept))
                :> NetworkGates
            else
                NetworkGates.Lfom.ForAllHeads(Triangle(layers, fun l j -> Gate.Scalar(List.item (l - j) row) :> Gate))

        NetworkWeights(readOnly [ for _ in 1..layers -> readOnly [ head ] ], gates, n)

    {
        Method = name
        Architecture = if isDynamic then "tied dynamic" else "tied lfom"
        Parameters = parameters
        Coefficients = c
        Preconditioner = kind
        Weights = build 0.0
        Law = law
    },
    build noise
