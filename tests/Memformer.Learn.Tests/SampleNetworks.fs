/// Random networks of every architecture, for the tests that ask the same of all of them.
module Memformer.Tests.SampleNetworks

open Memformer.Theory.Algebra
open Memformer.Theory.Networks
open System
open Memformer.Learn.Models

let private matrix (random: Random) rows columns =
    Array2D.init rows columns (fun _ _ -> 2.0 * random.NextDouble() - 1.0)

let private list (items: 'a seq) =
    ResizeArray items :> Collections.Generic.IReadOnlyList<'a>

let private gate (random: Random) kind rows columns : Gate =
    match kind with
    | 0 -> Gate.Scalar(random.NextDouble())
    | 1 -> Gate.Split(random.NextDouble(), random.NextDouble())
    | _ -> Gate.PerToken(matrix random rows columns)

/// A network with random weights, of one of the shapes that can be written: the seed decides all of it.
let random (seed: int) =
    let random = Random seed
    let d, n = random.Next(1, 5), random.Next(1, 6)
    let layers, heads = random.Next(1, 5), random.Next(1, 3)

    let attention =
        list
            [
                for _ in 1..layers ->
                    list
                        [
                            for _ in 1..heads ->
                                AttentionHead(matrix random (d + 1) (d + 1), matrix random (d + 1) (d + 1))
                        ]
            ]

    let kind = random.Next 3
    let gate () = gate random kind (d + 1) (n + 1)

    let numbers () =
        list [ for _ in 1..layers -> random.NextDouble() ]

    let gates: NetworkGates =
        match random.Next 6 with
        | 0 -> NetworkGates.None()
        | 1 -> NetworkGates.Dynamic(numbers (), numbers ())
        | 2 -> NetworkGates.Shared(list [ for _ in 1..layers -> gate () ], UpdateForm.Residual)
        | 3 -> NetworkGates.Shared(list [ for _ in 1..layers -> gate () ], UpdateForm.Accumulated)
        | 4 -> NetworkGates.Lfom.ForAllHeads(Triangle(layers, fun _ _ -> gate ()))
        | _ -> NetworkGates.Lfom(Triangle(layers, fun _ _ -> list [ for _ in 1..heads -> gate () ]))

    NetworkWeights(attention, gates, n)

/// A random prompt of n context tokens for that network.
let prompt (seed: int) (weights: NetworkWeights) =
    let random = Random seed
    let z = matrix random (weights.Dimension + 1) (weights.Context.Value + 1)
    z[weights.Dimension, weights.Context.Value] <- 0.0
    z
