/// What the audit makes of planted networks: right, right but simpler, or wrong.
module Memformer.Tests.Auditing.Scoring

open System
open System.Collections.Generic
open Memformer.Learn.Auditing
open Memformer.Learn.Models
open Memformer.Theory.Methods
open Memformer.Tests.Auditing.RandomMatrices
open Memformer.Tests.Auditing.Planted
open Memformer.Tests.Auditing.Decoy

type Label =
    /// The planted label, or one that says exactly the same at this depth.
    | Right
    /// A simpler label whose distance from what was planted, before the noise, is within the tolerance.
    | Simpler
    | Wrong
    /// Nothing was named although something was planted.
    | Missed

/// The audit of one network.
type Score =
    {
        Planted: Planted
        Found: string option
        Method: Label
        Layers: Label list
        Preconditioner: Label
        /// Relative errors of the parameters of the layers of the planted kind, and of the whole method.
        Errors: float list
    }

let tolerance = 0.05

/// Deviations below this are rounding, in double precision and after a descent.
let private exact = 1e-7

let audit (planted: Planted) (weights: NetworkWeights) =
    Audit.Of(weights, AuditOptions(Law = planted.Law, Tolerance = tolerance, Prompts = 0))

/// The kinds that a row of coefficients is exactly, by their definitions.
let private kindsOf (c: float[][]) layer =
    let row = c[layer]
    let size = row |> Array.sumBy (fun x -> x * x) |> sqrt
    let near value = abs value <= 1e-9 * size

    let proportional last =
        // All of c_{l,j}, j < last, are the same multiple of c_{l−1,j}.
        let pairs = [ for j in 0 .. last - 1 -> row[j], c[layer - 1][j] ]
        let _, largest = pairs |> List.maxBy (fun (_, before) -> abs before)

        largest <> 0.0
        && (let ratio = fst (pairs |> List.maxBy (fun (_, before) -> abs before)) / largest
            pairs |> List.forall (fun (now, before) -> near (now - ratio * before)))

    [
        if row[.. layer - 1] |> Array.forall near then
            StepKind.Gradient
        if layer >= 1 && proportional layer then
            StepKind.Momentum
        if layer >= 2 && proportional (layer - 1) then
            StepKind.Nesterov
        StepKind.Lfom
    ]

let private scoreLayer (planted: Planted) (clean: Audit) (found: Audit) layer =
    let kinds = kindsOf planted.Coefficients layer
    let kind = found.Layers[layer].Kind

    if kind = kinds.Head then
        Right
    elif kind = StepKind.None then
        Missed
    else
        let before =
            clean.Layers[layer].Candidates |> Seq.tryFind (fun fit -> fit.Kind = kind)

        match before with
        | Some fit when kind < kinds.Head && fit.Deviation <= tolerance -> Simpler
        | _ -> Wrong

let private scoreMethod (planted: Planted) (clean: Audit) (found: Audit) =
    match Option.ofObj found.Method.Chosen with
    | None ->
        // A method that would fit any network of this depth cannot be recognised by anybody.
        let fit = clean.Against(Catalogue.Find planted.Method).Fit
        None, (if fit.IsTested then Missed else Right)
    | Some chosen ->
        let fit = clean.Against(Catalogue.Find chosen.Name).Fit
        let own = clean.Against(Catalogue.Find planted.Method).Fit

        Some chosen.Name,
        (if chosen.Name = planted.Method then
             Right
         elif fit.Deviation <= exact && fit.Determined <= own.Determined then
             Right
         elif fit.Deviation <= tolerance && fit.Determined <= own.Determined then
             Simpler
         else
             Wrong)

let private relative (found: Nullable<float>) (expected: Nullable<float>) =
    if found.HasValue && expected.HasValue then
        [ abs (found.Value - expected.Value) / max 1e-3 (abs expected.Value) ]
    else
        []

/// The found parameters against those of the same network before the noise.
let private errors (clean: Audit) (found: Audit) =
    [
        for layer in 0 .. found.Layers.Count - 1 do
            let now, before = found.Layers[layer], clean.Layers[layer]

            if
                now.Kind = before.Kind
                && (now.Kind = StepKind.Gradient || now.Kind = StepKind.Momentum)
            then
                for a, b in Seq.zip now.Parameters before.Parameters do
                    yield! relative a.Value b.Value
    ]

/// Audits a planted network with noise of a given size.
let score (random: Random) noise (planted: Planted) =
    let clean = audit planted planted.Weights

    let found =
        if noise = 0.0 then
            clean
        else
            audit planted (noisy random noise planted.Weights)

    let name, methodLabel = scoreMethod planted clean found

    {
        Planted = planted
        Found = name
        Method = methodLabel
        Layers =
            [
                for layer in 0 .. found.Layers.Count - 1 -> scoreLayer planted clean found layer
            ]
        Preconditioner =
            (let kinds =
                found.Layers |> Seq.map _.Preconditioner.Kind |> Seq.distinct |> List.ofSeq

             if kinds = [ planted.Preconditioner ] then
                 Right
             elif kinds |> List.forall (fun kind -> kind <= planted.Preconditioner) then
                 Simpler
             else
                 Wrong)
        Errors = errors clean found
    }

/// Whether the audit names a method for a network that is none.
let accepts (planted: Planted) =
    not (isNull (audit planted planted.Weights).Method.Chosen)
