/// What the audit makes of planted networks: right, right but simpler, or wrong.
module Memformer.Tests.Auditing.Scoring

open System
open System.Collections.Generic
open Memformer.Learn.Auditing
open Memformer.Learn.Auditing.Methods
open Memformer.Learn.Auditing.Preconditioners
open Memformer.Learn.Auditing.Steps
open Memformer.Learn.Models
open Memformer.Theory.Methods
open Memformer.Tests.Auditing.RandomMatrices
open Memformer.Tests.Auditing.Planted
open Memformer.Tests.Auditing.Decoy

type Label =
    /// The planted label, or one that says the same at this depth, or that only changes of the planted noise's size tell apart.
    | Right
    /// A simpler label whose distance from what was planted, before the noise, is within the tolerance.
    | Simpler
    /// No name is given, and what was planted is among the methods that the network is said to be compatible with.
    | Compatible
    | Wrong
    /// The noise has moved what was planted beyond the tolerance, and something else or nothing was named.
    | Moved
    /// Nothing was named although something was planted.
    | Missed

/// A parameter of a layer or of the method that was read with its planted kind.
type Estimate =
    {
        /// Its distance from the parameter before the noise, relative to that.
        Relative: float
        /// The same, in standard errors that follow from the planted noise.
        OfPlanted: float
        /// The same, in the standard errors that the audit reports.
        OfReported: float
    }

/// The audit of one network.
type Score =
    {
        Planted: Planted
        Found: string option
        Method: Label
        Layers: Label list
        Preconditioner: Label
        Estimates: Estimate list
        /// The audit's estimate of the noise.
        Noise: Nullable<float>
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
    let planted = (kindsOf planted.Coefficients layer).Head
    let kind = found.Layers[layer].Kind

    let deviation (audit: Audit) kind =
        audit.Layers[layer].Candidates
        |> Seq.tryFind (fun fit -> fit.Kind = kind)
        |> Option.map _.Deviation

    if kind = planted then
        Right
    elif deviation found planted |> Option.exists (fun now -> now > tolerance) then
        Moved
    elif kind = StepKind.None then
        Missed
    elif
        kind < planted
        && deviation clean kind |> Option.exists (fun before -> before <= tolerance)
    then
        Simpler
    else
        Wrong

let private scoreMethod noise (planted: Planted) (clean: Audit) (found: Audit) =
    let own = found.Against(Catalogue.Find planted.Method)

    let isNoRicher (before: MethodFit) = before.Letters <= own.Fit.Letters

    match Option.ofObj found.Method.Chosen with
    | Some chosen when chosen.IsUndetermined -> Wrong
    | Some chosen when chosen.Name = planted.Method -> Right
    | Some chosen ->
        let before = clean.Against(Catalogue.Find chosen.Name).Fit

        if isNoRicher before && before.BackwardError <= max exact noise then
            Right
        elif isNoRicher before && before.Deviation <= tolerance then
            Simpler
        elif not own.Holds then
            Moved
        else
            Wrong
    | None when
        found.Method.Compatible
        |> Seq.exists (fun method ->
            method.Fit.Name = planted.Method
            || (clean.Against(Catalogue.Find method.Fit.Name).Fit.BackwardError
                <= max exact noise))
        ->
        Compatible
    | None -> if own.Holds then Missed else Moved

let private estimates noise (audit: Audit) (now: FittedParameter seq) (before: FittedParameter seq) =
    [
        for a, b in Seq.zip now before do
            for i in 0 .. a.Values.Count - 1 do
                let found, expected, error = a.Values[i], b.Values[i], a.Errors[i]

                if found.HasValue && expected.HasValue && error.HasValue then
                    let distance = abs (found.Value - expected.Value)

                    {
                        Relative = distance / max 1e-3 (abs expected.Value)
                        OfPlanted = distance / (error.Value / audit.Noise.Value * noise)
                        OfReported = distance / error.Value
                    }
    ]

/// The found parameters against those of the same network before the noise.
let private compare noise (clean: Audit) (found: Audit) =
    [
        if found.Noise.HasValue && noise > 0.0 then
            for now, before in Seq.zip found.Layers clean.Layers do
                if now.Kind = before.Kind && now.Kind <> StepKind.None then
                    yield! estimates noise found now.Parameters before.Parameters

            if not (isNull found.Method.Simplest) then
                let before = clean.Against(Catalogue.Find found.Method.Simplest.Name).Fit

                if before.Deviation <= exact then
                    yield! estimates noise found found.Method.Simplest.Parameters before.Parameters
    ]

/// Audits a planted network, and the same with noise of a given size.
let scoreWith noise (planted: Planted) (noisy: NetworkWeights) =
    let clean = audit planted planted.Weights
    let found = if noise = 0.0 then clean else audit planted noisy

    {
        Planted = planted
        Found = found.Method.Chosen |> Option.ofObj |> Option.map _.Name
        Method = scoreMethod noise planted clean found
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
        Estimates = compare noise clean found
        Noise = found.Noise
    }

/// Audits a planted network with noise of a given size on all its numbers.
let score (random: Random) noise (planted: Planted) =
    scoreWith
        noise
        planted
        (if noise = 0.0 then
             planted.Weights
         else
             noisy random noise planted.Weights)

/// Whether the audit names a method for a network that is none, or says that it may be one.
let accepts (planted: Planted) =
    let verdict = (audit planted planted.Weights).Method
    not (isNull verdict.Chosen) || verdict.Compatible.Count > 0
