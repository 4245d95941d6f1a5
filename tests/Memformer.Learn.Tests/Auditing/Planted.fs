/// Networks whose method is known because it was planted: every architecture, method, size, number of heads, kind of
/// preconditioner and gauge. The audit's tests and its benchmark ask what the audit makes of them.
module Memformer.Tests.Auditing.Planted

open Memformer.Theory.Algebra
open Memformer.Theory.Networks
open System
open System.Collections.Generic
open Memformer.Learn.Auditing.Preconditioners
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Theory.Methods
open Memformer.Tests.Auditing.RandomMatrices
open Memformer.Tests.Auditing.PlantedMethod

/// What was planted.
type Planted =
    {
        Method: string
        Architecture: string
        Parameters: (string * float) list
        /// c_{l,j}, on the normalised preconditioner.
        Coefficients: float[][]
        Preconditioner: PreconditionerForm
        Weights: NetworkWeights
        Law: DataLaw
    }

/// The head (p e eᵀ, −Aᵀ/p) adds (A ∇f)ᵀ X whatever p is.
let head random (preconditioner: float[,]) =
    let plain = AttentionHead.Gradient preconditioner
    let p = gauge random
    AttentionHead(scaled p plain.P, scaled (1.0 / p) plain.Q)

/// Several heads whose preconditioners add up to the given one.
let heads random count (preconditioner: float[,]) =
    let d = Array2D.length1 preconditioner

    let parts =
        [
            for _ in 2..count -> scaled (0.3 * norm preconditioner / float d) (gaussian random d d)
        ]

    let last =
        parts |> List.fold (fun sum part -> plus sum (scaled -1.0 part)) preconditioner

    readOnly [ for part in last :: parts -> head random part ]

let private rankOne (c: float[][]) =
    let close (a: float) (b: float) = abs (a - b) <= 1e-12 * (1.0 + abs a)

    c.Length > 0
    && Seq.forall (fun (row: float[]) -> row[0] <> 0.0) c
    && Seq.forall
        (fun l -> Seq.forall (fun j -> close (c[l][j] * c[j][0]) (c[l][0] * c[j][j])) (seq { 0..l }))
        (seq { 0 .. c.Length - 1 })

let private isDiagonal (c: float[][]) =
    c |> Array.forall (fun row -> Array.forall ((=) 0.0) row[.. row.Length - 2])

/// Whether every layer but the last takes a register with the same gate.
let private columnsAreConstant (c: float[][]) =
    let before = c[.. c.Length - 2]

    before
    |> Seq.forall (fun row -> row |> Seq.indexed |> Seq.forall (fun (j, x) -> x = c[j][j]))

/// Gates on the context, and gates on the query that add up to the same answer; what has no effect is random.
let split random (gates: float[][]) =
    let layers = gates.Length

    let query =
        gates |> Array.map (Array.map (fun gate -> gate * uniform random 0.7 1.3))

    for j in 0 .. layers - 1 do
        let total = Seq.sum (seq { for l in j .. layers - 1 -> gates[l][j] })
        let before = Seq.sum (seq { for l in j .. layers - 2 -> query[l][j] })
        query[layers - 1][j] <- total - before

    [|
        for l in 0 .. layers - 1 ->
            [|
                for j in 0..l ->
                    (if l = layers - 1 then
                         uniform random -1.0 1.0
                     else
                         gates[l][j]),
                    query[l][j]
            |]
    |]

let private perToken random d n (context, query) : Gate =
    Gate.PerToken(
        Array2D.init (d + 1) (n + 1) (fun row token ->
            if row < d then uniform random -1.0 1.0
            elif token < n then context
            else query)
    )

/// The architectures that can hold some coefficients, each as a function from the preconditioner to the network.
let architectures random (c: float[][]) (d: int) (n: int) headCount =
    let layers = c.Length
    let scales = [| for _ in 1..layers -> gauge random |]

    // A register that is never used on its own still has a scale.
    let gates =
        [| for row in c -> [| for j in 0 .. row.Length - 1 -> row[j] / scales[j] |] |]

    let network (own: float[]) (direction: float[,]) (gates: NetworkGates) =
        NetworkWeights(readOnly [ for s in own -> heads random headCount (scaled s direction) ], gates, n)

    let lfom (gate: float * float -> Gate) (values: (float * float)[][]) =
        NetworkGates.Lfom.ForAllHeads(Triangle(layers, fun l j -> gate (values[l][j]))) :> NetworkGates

    [
        if isDiagonal c then
            "linear", (fun direction -> network [| for row in c -> Array.last row |] direction (NetworkGates.None()))

        if rankOne c then
            let gamma = [| for _ in 1..layers -> exp (uniform random -0.5 0.5) |]
            let product = gamma |> Array.mapi (fun l _ -> Seq.fold (*) 1.0 gamma[1..l])
            let first = gauge random
            let alpha = [| for l in 0 .. layers - 1 -> c[l][0] / (product[l] * first) |]

            "dynamic",
            (fun direction ->
                network
                    [| for l in 0 .. layers - 1 -> c[l][l] / alpha[l] |]
                    direction
                    (NetworkGates.Dynamic(readOnly alpha, readOnly gamma)))

        "lfom",
        (fun direction ->
            network
                scales
                direction
                (lfom (fun (context, _) -> Gate.Scalar context) (gates |> Array.map (Array.map (fun g -> g, g)))))
        "lfom split",
        (fun direction ->
            network scales direction (lfom (fun (context, query) -> Gate.Split(context, query)) (split random gates)))
        "lfom per token", (fun direction -> network scales direction (lfom (perToken random d n) (split random gates)))

        if columnsAreConstant c then
            "lfom-shared",
            (fun direction ->
                let last = layers - 1

                // The query adds up the same gate in every layer, and takes the iterate before the last layer off.
                let gate j =
                    if j = last then
                        uniform random -1.0 1.0, c[last][last] / scales[last]
                    else
                        let context = c[j][j] / scales[j]
                        let later = float (last - j)
                        context, (c[last][j] / scales[j] + later * context) / (later + 1.0)

                network
                    scales
                    direction
                    (NetworkGates.Shared(
                        readOnly [ for j in 0..last -> Gate.Split(gate j) :> Gate ],
                        UpdateForm.Accumulated
                    )))

        if headCount > 1 then
            "lfom per head",
            (fun direction ->
                // Head h carries the share w_h of each register, and its gates differ from the others'.
                let shares = [| for _ in 1..headCount -> uniform random 0.5 1.5 |]

                let gate value =
                    let free =
                        [| for _ in 2..headCount -> value / float headCount * uniform random 0.5 1.5 |]

                    let rest = value - Seq.sum (Seq.map2 (*) free shares[1..])
                    readOnly [ for g in Array.append [| rest / shares[0] |] free -> Gate.Scalar g :> Gate ]

                NetworkWeights(
                    readOnly
                        [
                            for s in scales -> readOnly [ for w in shares -> head random (scaled (s * w) direction) ]
                        ],
                    NetworkGates.Lfom(Triangle(layers, fun l j -> gate (gates[l][j]))),
                    n
                ))
    ]

let law random d =
    let root = plus (scaled 0.5 (gaussian random d d)) (identity d)
    let covariance = plus (timesTransposed root) (scaled 0.2 (identity d))
    DataLaw(scaled (float d / trace covariance) covariance)

let rec direction random kind d (law: DataLaw) =
    let candidate =
        match kind with
        | PreconditionerForm.Identity -> identity d
        | PreconditionerForm.InverseCovariance -> CovarianceMatrix.Inverse law.Covariance
        | PreconditionerForm.Diagonal ->
            normalised (Array2D.init d d (fun i j -> if i = j then exp (uniform random -1.2 1.2) else 0.0))
        | _ ->
            // A preconditioner is positive definite; a trained one is a little skew beside.
            let root = plus (scaled 0.5 (gaussian random d d)) (identity d)
            let skew = gaussian random d d

            normalised (
                plus
                    (plus (timesTransposed root) (scaled 0.2 (identity d)))
                    (Array2D.init d d (fun i j -> 0.2 * (skew[i, j] - skew[j, i])))
            )

    let away other = distance candidate other > 0.2

    let isDistinct =
        match kind with
        | PreconditionerForm.Identity -> true
        | PreconditionerForm.InverseCovariance -> true
        | PreconditionerForm.Diagonal -> away (identity d)
        | _ ->
            away (identity d)
            && away (Array2D.init d d (fun i j -> if i = j then candidate[i, i] else 0.0))

    if isDistinct then
        candidate
    else
        direction random kind d law

/// A method whose parameters are fewer than the coefficients of the depth: nobody could recognise another.
let rec private tested random layers =
    let name = pick random methods
    let parameters, c = coefficients random name layers

    if
        layers = 1 && parameters.Length = 1
        || parameters.Length < layers * (layers + 1) / 2
    then
        name, parameters, c
    else
        tested random layers

/// A network that was planted with a random method.
let network (random: Random) =
    let d, n = random.Next(2, 9), random.Next(5, 31)
    let layers, headCount = random.Next(1, 7), pick random [ 1; 1; 2; 3 ]
    let name, parameters, c = tested random layers

    let kinds =
        if Catalogue.Find(name).Parameters |> Seq.exists _.IsMatrix then
            [ PreconditionerForm.Identity; PreconditionerForm.Diagonal ]
        else
            List.ofArray (Enum.GetValues<PreconditionerForm>())

    let kind = pick random kinds
    let law = law random d
    let architecture, build = pick random (architectures random c d n headCount)

    {
        Method = name
        Architecture = architecture
        Parameters = parameters
        Coefficients = c
        Preconditioner = kind
        Weights = build (direction random kind d law)
        Law = law
    }
