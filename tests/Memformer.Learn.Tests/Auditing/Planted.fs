/// Networks whose method is known because it was planted: every architecture, method, size, number of heads, kind of
/// preconditioner and gauge. The audit's tests and its benchmark ask what the audit makes of them.
module Memformer.Tests.Auditing.Planted

open System
open System.Collections.Generic
open Memformer.Learn.Auditing
open Memformer.Learn.Models
open Memformer.Learn.Tasks
open Memformer.Theory.Algebra
open Memformer.Theory.Methods

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

let readOnly (items: 'a seq) : IReadOnlyList<'a> = ResizeArray items

let private uniform (random: Random) low high =
    low + (high - low) * random.NextDouble()

let private pick (random: Random) (items: 'a list) = items[random.Next items.Length]

let private normal (random: Random) =
    sqrt (-2.0 * log (1.0 - random.NextDouble()))
    * cos (2.0 * Math.PI * random.NextDouble())

/// A factor of the gauge group: any size, either sign.
let private gauge random =
    (if uniform random 0.0 1.0 < 0.5 then -1.0 else 1.0)
    * exp (uniform random -1.0 1.0)

let private gaussian random rows columns =
    Array2D.init rows columns (fun _ _ -> normal random)

let private norm (matrix: float[,]) =
    matrix |> Seq.cast<float> |> Seq.sumBy (fun x -> x * x) |> sqrt

let private scaled factor (matrix: float[,]) = Array2D.map ((*) factor) matrix

let private plus (left: float[,]) (right: float[,]) =
    Array2D.init (Array2D.length1 left) (Array2D.length2 left) (fun i j -> left[i, j] + right[i, j])

let private timesTransposed (matrix: float[,]) =
    let d = Array2D.length1 matrix
    Array2D.init d d (fun i j -> Seq.sum (seq { for k in 0 .. d - 1 -> matrix[i, k] * matrix[j, k] }))

let private identity d =
    Array2D.init d d (fun i j -> if i = j then 1.0 else 0.0)

let private trace (matrix: float[,]) =
    Seq.sum (seq { for i in 0 .. Array2D.length1 matrix - 1 -> matrix[i, i] })

/// The length of what is not a multiple of the other matrix, relative.
let private distance (matrix: float[,]) (other: float[,]) =
    let inner = Seq.map2 (*) (Seq.cast<float> matrix) (Seq.cast<float> other) |> Seq.sum
    norm (plus matrix (scaled (-inner / (norm other ** 2.0)) other)) / norm matrix

let private normalised (matrix: float[,]) =
    let sign = if trace matrix < 0.0 then -1.0 else 1.0
    scaled (sign * sqrt (float (Array2D.length1 matrix)) / norm matrix) matrix

/// A value in the range in which a parameter of that name makes a difference that can be seen.
let private valueOf random (name: string) =
    let low, high =
        match name with
        | "beta"
        | "momentum" -> 0.3, 0.85
        | "mu" -> 0.05, 0.3
        | "L" -> 1.0, 3.0
        | "kappa" -> 6.0, 20.0
        | "rho" -> 0.6, 0.85
        | "nu" -> 0.5, 0.9
        | "s" -> 0.3, 1.8
        | "dampening" -> 0.2, 0.6
        | "ki" -> 0.5, 1.5
        | "kd" -> 0.2, 0.6
        | "alpha" -> 0.3, 0.8
        | _ -> 0.1, 0.8

    // Few digits, so that the exact arithmetic stays small.
    Rational(Numerics.BigInteger(round (1000.0 * uniform random low high)), Numerics.BigInteger 1000)

let private squareOf (relations: AlgebraicRelations) (letter: Symbol) =
    relations.Reduce(RationalFunction.op_Implicit letter * RationalFunction.op_Implicit letter)

/// The values of the letters with a known square, s² = p + q s, the positive root.
let private withLetters (relations: AlgebraicRelations) (values: Dictionary<Symbol, float>) =
    for letter in relations.Letters do
        let at value =
            values[letter] <- value
            (squareOf relations letter).Evaluate(values :> IReadOnlyDictionary<_, _>)

        let p = at 0.0
        let q = at 1.0 - p
        values[letter] <- (q + sqrt (q * q + 4.0 * p)) / 2.0

    values

/// A method's coefficients at a depth, with random parameters.
let rec private coefficients random (methodName: string) layers =
    let unrolling = Catalogue.Find(methodName).Unroll layers
    let form = unrolling.Coefficients

    let symbols =
        Seq.append
            form.Symbols
            (unrolling.Relations.Letters
             |> Seq.collect (fun s -> (squareOf unrolling.Relations s).Symbols))
        |> Seq.except unrolling.Relations.Letters
        |> Seq.distinct
        |> Seq.sort
        |> List.ofSeq

    // A letter that stands for a root of a ratio above 1, as in s^2 = L/mu.
    let parameters =
        [
            for symbol in symbols ->
                let declared =
                    Catalogue.Find(methodName).Parameters
                    |> Seq.exists (fun p -> p.Name = symbol.Name)

                symbol,
                (if declared then
                     (valueOf random symbol.Name).ToDouble()
                 else
                     uniform random 1.8 4.0)
        ]

    let values = Dictionary<Symbol, float>()
    parameters |> List.iter values.Add
    let values = withLetters unrolling.Relations values

    // A matrix in the coefficients is the preconditioner: what counts here is its factor.
    let valueAt l j =
        form[l, j].Terms
        |> Seq.sumBy (fun term -> term.Coefficient.Evaluate(values :> IReadOnlyDictionary<_, _>))

    let numbers = [| for l in 0 .. layers - 1 -> [| for j in 0..l -> valueAt l j |] |]

    // Steps beyond this diverge on every prompt: no network that works has them.
    if numbers |> Array.exists (Array.exists (fun c -> abs c > 1.5)) then
        coefficients random methodName layers
    else
        parameters |> List.map (fun (symbol, value) -> string symbol, value), numbers

/// The methods whose coefficients are scalars and that no network of some depth could help being.
let methods =
    [
        "averaged-momentum"
        "chebyshev"
        "conjugate-gradient"
        "fast-gradient"
        "gradient-descent"
        "gradient-descent-steps"
        "halpern"
        "heavy-ball"
        "heavy-ball-optimal"
        "lookahead"
        "nesterov"
        "nesterov-increasing"
        "nesterov-strongly-convex"
        "optimistic-gradient"
        "optimized-gradient"
        "pid"
        "polyak-ruppert"
        "pytorch-momentum"
        "pytorch-nesterov"
        "quasi-hyperbolic-momentum"
        "robust-momentum"
        "second-order-richardson"
        "triple-momentum"
        "unified-momentum"
    ]

/// The head (p e eᵀ, −Aᵀ/p) adds (A ∇f)ᵀ X whatever p is.
let private head random (preconditioner: float[,]) =
    let plain = AttentionHead.Gradient preconditioner
    let p = gauge random
    AttentionHead(scaled p plain.P, scaled (1.0 / p) plain.Q)

/// Several heads whose preconditioners add up to the given one.
let private heads random count (preconditioner: float[,]) =
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

/// Gates on the context, and gates on the query that add up to the same answer; what has no effect is random.
let private split random (gates: float[][]) =
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
let private architectures random (c: float[][]) (d: int) (n: int) headCount =
    let layers = c.Length
    let scales = [| for _ in 1..layers -> gauge random |]

    // A register that is never used on its own still has a scale.
    let gates =
        [| for row in c -> [| for j in 0 .. row.Length - 1 -> row[j] / scales[j] |] |]

    let network (own: float[]) (direction: float[,]) (gates: NetworkGates) =
        NetworkWeights(readOnly [ for s in own -> heads random headCount (scaled s direction) ], gates, n)

    let lfom (gate: float * float -> Gate) (values: (float * float)[][]) =
        NetworkGates.Lfom.ForAllHeads(readOnly [ for row in values -> readOnly [ for value in row -> gate value ] ])
        :> NetworkGates

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

        if layers = 2 then
            // With two layers only the query sees the difference between shared gates and free ones.
            "lfom-shared",
            (fun direction ->
                let query = [| (c[0][0] + c[1][0]) / (2.0 * scales[0]); c[1][1] / scales[1] |]

                network
                    scales
                    direction
                    (NetworkGates.Shared(
                        readOnly
                            [
                                Gate.Split(c[0][0] / scales[0], query[0]) :> Gate
                                Gate.Split(uniform random -1.0 1.0, query[1])
                            ],
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
                    NetworkGates.Lfom(readOnly [ for row in gates -> readOnly [ for value in row -> gate value ] ]),
                    n
                ))
    ]

let private law random d =
    let root = plus (scaled 0.5 (gaussian random d d)) (identity d)
    let covariance = plus (timesTransposed root) (scaled 0.2 (identity d))
    DataLaw(scaled (float d / trace covariance) covariance)

let rec private direction random kind d (law: DataLaw) =
    let candidate =
        match kind with
        | PreconditionerForm.Identity -> identity d
        | PreconditionerForm.InverseCovariance -> CovarianceMatrix.Inverse law.Covariance
        | PreconditionerForm.Diagonal ->
            normalised (Array2D.init d d (fun i j -> if i = j then exp (uniform random -1.2 1.2) else 0.0))
        | _ -> normalised (plus (scaled 0.6 (gaussian random d d)) (identity d))

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

/// A network that was planted with a random method.
let network (random: Random) =
    let d, n = random.Next(2, 9), random.Next(5, 31)
    let layers, headCount = random.Next(1, 7), pick random [ 1; 1; 2; 3 ]
    let name = pick random methods
    let parameters, c = coefficients random name layers

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
        | :? NetworkGates.Lfom as g ->
            NetworkGates.Lfom(
                readOnly
                    [
                        for row in g.Gates -> readOnly [ for heads in row -> readOnly [ for x in heads -> gate x ] ]
                    ]
            )
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

    match random.Next 6 with
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
            Array.mapi
                (fun l row ->
                    if l = changed then
                        Array.map (fun _ -> normal random) row
                    else
                        row)
                c

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
