/// A method of the catalogue with random parameters, as coefficients.
module Memformer.Tests.Auditing.PlantedMethod

open System
open System.Collections.Generic
open Memformer.Tests.Auditing.RandomMatrices
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Theory.Methods.Iterates

/// A value in the range in which a parameter of that name makes a difference that can be seen.
let private valueOf (random: Random) methodName (name: string) =
    let low, high =
        match name with
        // Undamped: the one heavy ball that gates shared by all layers can hold.
        | "beta" when methodName = "heavy-ball" && random.Next 8 = 0 -> 1.0, 1.0
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
let rec coefficients random (methodName: string) layers =
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
                     (valueOf random methodName symbol.Name).ToDouble()
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
        "averaged-weight-decay"
        "chebyshev"
        "conjugate-gradient"
        "decoupled-decay"
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
        "pytorch-sgd"
        "pytorch-sgd-nesterov"
        "quasi-hyperbolic-momentum"
        "ridge-heavy-ball"
        "robust-momentum"
        "second-order-richardson"
        "triple-momentum"
        "unified-momentum"
        "weight-decay"
    ]
