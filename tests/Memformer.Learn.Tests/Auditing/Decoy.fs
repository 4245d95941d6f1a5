/// What is done to planted networks: noise, and changes after which they are no method of the catalogue.
module Memformer.Tests.Auditing.Decoy

open System
open System.Collections.Generic
open Memformer.Learn.Auditing.Preconditioners
open Memformer.Learn.Models
open Memformer.Theory.Algebra
open Memformer.Tests.Auditing.Planted
open Memformer.Tests.Auditing.PlantedMethod
open Memformer.Tests.Auditing.RandomMatrices

/// Uniform with mean 0 and standard deviation 1.
let private bounded random = uniform random (-(sqrt 3.0)) (sqrt 3.0)

/// Adds noise of a relative size to every matrix (in the Frobenius norm) and every gate.
let noisy (random: Random) size (weights: NetworkWeights) =
    let matrix (values: float[,]) =
        let noise = Array2D.map (fun _ -> bounded random) values
        plus values (scaled (size * norm values / norm noise) noise)

    let number value = value * (1.0 + size * bounded random)

    let gate (gate: Gate) : Gate =
        match gate with
        | :? Gate.Scalar as scalar -> Gate.Scalar(number scalar.Value)
        | :? Gate.Split as split -> Gate.Split(number split.Context, number split.Query)
        | :? Gate.PerToken as tokens -> Gate.PerToken(Array2D.map number tokens.Values)
        | other -> other

    let gates: NetworkGates =
        match weights.Gates with
        | :? NetworkGates.Dynamic as g ->
            NetworkGates.Dynamic(readOnly (Seq.map number g.Alpha), readOnly (Seq.map number g.Gamma))
        | :? NetworkGates.Lfom as g -> NetworkGates.Lfom(g.Gates.Map(fun heads -> readOnly (Seq.map gate heads)))
        | :? NetworkGates.Shared as g -> NetworkGates.Shared(readOnly (Seq.map gate g.Gates), g.Update)
        | other -> other

    NetworkWeights(
        readOnly
            [
                for layer in weights.Heads ->
                    readOnly [ for head in layer -> AttentionHead(matrix head.P, matrix head.Q) ]
            ],
        gates,
        Option.toNullable (Option.ofNullable weights.Context)
    )

let private withHeads change (weights: NetworkWeights) =
    NetworkWeights(
        readOnly [ for layer in weights.Heads -> readOnly [ for head in layer -> change head ] ],
        weights.Gates,
        weights.Context
    )

/// A row of coefficients that is no momentum step after another, nor near one: it would be no decoy.
let rec private unlike random (previous: float[]) =
    let row = Array.init (previous.Length + 1) (fun _ -> normal random)

    let inner (a: float[]) (b: float[]) =
        Array.fold2 (fun sum x y -> sum + x * y) 0.0 a b

    let memory = row[.. previous.Length - 1]
    let along = inner memory previous ** 2.0 / inner previous previous

    if sqrt (inner memory memory - along) > 0.2 * sqrt (inner row row) then
        row
    else
        unlike random previous

/// Networks that are no method of the catalogue, with what was done to them.
let decoy (random: Random) =
    let d, n = random.Next(2, 9), random.Next(5, 31)
    let layers = random.Next(4, 7)
    let law = law random d

    let name =
        pick random [ "heavy-ball"; "nesterov"; "gradient-descent"; "chebyshev"; "triple-momentum" ]

    let parameters, c = coefficients random name layers
    let kind = pick random (List.ofArray (Enum.GetValues<PreconditionerForm>()))
    let matrix = direction random kind d law

    let lfom c =
        snd (List.find (fst >> (=) "lfom") (architectures random c d n 1)) matrix

    let planted what weights c =
        {
            Method = what
            Architecture = "lfom"
            Parameters = parameters
            Coefficients = c
            Preconditioner = kind
            Weights = weights
            Law = law
        }

    match random.Next 9 with
    | 0 ->
        let weights =
            NetworkWeights(
                readOnly
                    [
                        for _ in 1..layers ->
                            readOnly
                                [
                                    AttentionHead(gaussian random (d + 1) (d + 1), gaussian random (d + 1) (d + 1))
                                ]
                    ],
                NetworkGates.None(),
                n
            )

        planted "random weights" weights [||]
    | 1 ->
        let c = c |> Array.map (Array.map (fun _ -> normal random))
        planted "random coefficients" (lfom c) c
    | 2 ->
        // One layer in the middle mixes the gradients its own way.
        let changed = random.Next(2, layers)

        let c =
            Array.mapi (fun l row -> if l = changed then unlike random c[l - 1] else row) c

        planted "one layer changed" (lfom c) c
    | 3 ->
        let mix (head: AttentionHead) =
            let extra =
                Array2D.init (d + 1) (d + 1) (fun i j -> if i = d || j = d then normal random else 0.0)

            AttentionHead(head.P, plus head.Q (scaled (uniform random 0.3 1.0 * norm head.Q / norm extra) extra))

        planted "attention to answers" (withHeads mix (lfom c)) c
    | 4 ->
        let mix (head: AttentionHead) =
            let extra =
                Array2D.init (d + 1) (d + 1) (fun i j -> if i = d && j < d then normal random else 0.0)

            AttentionHead(plus head.P (scaled (uniform random 0.3 1.0 * norm head.P / norm extra) extra), head.Q)

        planted "answers from features" (withHeads mix (lfom c)) c
    | 5 ->
        // Matrices as an initialisation draws them, in a layout that leaves nothing outside the family.
        let matrices =
            [
                for _ in 1 .. random.Next(1, 7) -> scaled (1.0 / sqrt (float d)) (gaussian random d d)
            ]

        let weights =
            NetworkWeights(
                readOnly [ for matrix in matrices -> readOnly [ AttentionHead.Gradient matrix ] ],
                NetworkGates.None(),
                n
            )

        planted "untrained" weights [||]
    | 6 -> planted "ascent" (lfom (c |> Array.map (Array.map (~-)))) c
    | 7 ->
        // A symmetric matrix with eigenvalues of both signs, shared by all layers.
        let signs =
            Array2D.init d d (fun i j ->
                if i <> j then 0.0
                elif i = 0 then -1.0
                else 1.0)

        let v = Array.init d (fun _ -> normal random)
        let length = Array.sumBy (fun x -> x * x) v

        let reflection =
            Array2D.init d d (fun i j -> (if i = j then 1.0 else 0.0) - 2.0 * v[i] * v[j] / length)

        let rotated =
            Array2D.init d d (fun i j ->
                Seq.sum (seq { for k in 0 .. d - 1 -> reflection[i, k] * signs[k, k] * reflection[j, k] }))

        let build = snd (List.find (fst >> (=) "lfom") (architectures random c d n 1))
        planted "indefinite" (build rotated) c
    | _ ->
        let b = uniform random 0.4 1.0

        let rewrite (head: AttentionHead) =
            let corner = head.P[d, d]

            AttentionHead(
                Array2D.init (d + 1) (d + 1) (fun i j ->
                    if i = j then
                        (if i < d then b * corner else corner)
                    else
                        0.0),
                head.Q
            )

        planted "gd++" (withHeads rewrite (lfom c)) c
