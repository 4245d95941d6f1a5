module Memformer.Tests.Auditing.AuditTests

open System
open System.Collections.Generic
open Expecto
open FsCheck
open Memformer.Learn.Auditing
open Memformer.Learn.Auditing.Preconditioners
open Memformer.Learn.Auditing.Steps
open Memformer.Learn.Models
open Memformer.Learn.Spectra
open Memformer.Learn.Problems
open Memformer.Theory
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Theory.Spectra
open Memformer.Tests.Auditing
open Memformer.Tests.Auditing.RandomMatrices
open Memformer.Tests.Auditing.Planted
open Memformer.Tests.Auditing.Decoy
open Memformer.Tests.Auditing.Scoring

let private few =
    { FsCheckConfig.defaultConfig with
        maxTest = 15
    }

let private dynamic alpha gamma d (n: int) =
    NetworkWeights(
        readOnly [ for _ in alpha -> readOnly [ AttentionHead.Gradient(identity d) ] ],
        NetworkGates.Dynamic(readOnly alpha, readOnly gamma),
        Nullable n
    )

let private heavyBall =
    dynamic (List.replicate 4 0.25) (List.replicate 4 (1.0 / 3.0)) 5 20

let private auditOn prompts law weights =
    Audit.Of(weights, AuditOptions(Law = law, Prompts = prompts))

let private isotropic weights =
    auditOn 0 (DataLaw.Isotropic((weights: NetworkWeights).Dimension)) weights

let private value name (parameters: IReadOnlyList<FittedParameter>) =
    (parameters |> Seq.find (fun p -> p.Name = name)).Value.Value

let private mapHeads change (weights: NetworkWeights) =
    NetworkWeights(readOnly [ for layer in weights.Heads -> readOnly (change layer) ], weights.Gates, weights.Context)

/// Two audits name the same steps and method, with numbers whose differences are rounding: the fits invert normal
/// equations, whose condition is at most about 1e6.
let private saysAsMuch (one: Audit) (other: Audit) what =
    let names (audit: Audit) =
        [ for layer in audit.Layers -> layer.Kind, layer.Preconditioner.Kind ],
        audit.Method.Chosen |> Option.ofObj |> Option.map _.Name

    let numbers (audit: Audit) =
        [
            for layer in audit.Layers do
                for p in layer.Parameters do
                    yield! [ for v in p.Values -> v.Value ]

                yield layer.Deviation

            yield audit.Family.Residual
        ]

    Expect.equal (names one) (names other) what

    for a, b in List.zip (numbers one) (numbers other) do
        Expect.floatClose { absolute = 1e-9; relative = 0.0 } a b what

/// Other weights that compute the same: every head's scale moved between P and Q, and the heads in another order.
let private sameNetwork (random: Random) (weights: NetworkWeights) =
    let rescaled (head: AttentionHead) =
        let factor =
            (if random.Next 2 = 0 then -1.0 else 1.0)
            * exp (random.NextDouble() * 4.0 - 2.0)

        AttentionHead(scaled factor head.P, scaled (1.0 / factor) head.Q)

    weights |> mapHeads (Seq.map rescaled >> Seq.rev)

let private sharesGates (weights: NetworkWeights) =
    match weights.Gates with
    | :? NetworkGates.Lfom as gates -> not gates.PerHead
    | _ -> true

[<Tests>]
let constructed =
    testList
        "Audit of constructed networks"
        [
            testCase "heavy ball is read with its step and momentum" (fun () ->
                let audit = isotropic heavyBall
                Expect.equal audit.Method.Chosen.Name "heavy-ball" "method"
                Expect.floatClose Accuracy.veryHigh (value "eta" audit.Method.Chosen.Parameters) 0.25 "eta"
                Expect.floatClose Accuracy.veryHigh (value "beta" audit.Method.Chosen.Parameters) (1.0 / 3.0) "beta"
                Expect.isLessThan audit.Method.Chosen.Deviation 1e-6 "deviation"

                Expect.equal
                    [ for layer in audit.Layers -> layer.Kind ]
                    [ StepKind.Gradient; StepKind.Momentum; StepKind.Momentum; StepKind.Momentum ]
                    "kinds"

                for layer in audit.Layers do
                    Expect.floatClose Accuracy.veryHigh (value "step" layer.Parameters) 0.25 "step"
                    Expect.equal layer.Preconditioner.Kind PreconditionerForm.Identity "preconditioner")

            testCase "a minimum within tolerance to which several starts lead is not taken for the best" (fun () ->
                // Negative momentum comes within 3.5 % of these coefficients, and is where most descents end.
                let lr, momentum = 0.573, 0.33

                let coefficients =
                    [|
                        for l in 0..4 ->
                            [|
                                for j in 0..l ->
                                    if j = l then
                                        lr * (1.0 + momentum)
                                    else
                                        lr * momentum ** float (l - j + 1)
                            |]
                    |]

                let build =
                    architectures (Random 1) coefficients 3 10 1
                    |> List.find (fst >> (=) "lfom")
                    |> snd

                let audit = isotropic (build (identity 3))
                Expect.equal audit.Method.Chosen.Name "pytorch-nesterov" "method"
                Expect.floatClose Accuracy.high (value "momentum" audit.Method.Chosen.Parameters) momentum "momentum")

            testPropertyWithConfig few "a planted method is found" (fun (seed: int) ->
                let planted = Planted.network (Random seed)
                let score = score (Random seed) 0.0 planted
                let what = $"{planted.Method} as {planted.Architecture}"

                // Coefficients that are zero measure nothing: with as many parameters as others the method is not tested,
                // and one with fewer parameters that is within tolerance stands for it.
                let measured =
                    planted.Coefficients |> Array.sumBy (Array.filter ((<>) 0.0) >> Array.length)

                // With nothing left to test it by, it is one of several that are possible.
                if planted.Parameters.Length < measured then
                    Expect.contains [ Right; Compatible ] score.Method what
                else
                    Expect.contains [ Right; Simpler; Compatible; Missed ] score.Method what

                Expect.equal score.Preconditioner Right $"{planted.Preconditioner}")

            testPropertyWithConfig few "what is not a method is not called one" (fun (seed: int) ->
                let decoy = Decoy.decoy (Random seed)
                Expect.isFalse (accepts decoy) decoy.Method)

            testPropertyWithConfig few "the scale of a head and the order of heads change nothing" (fun (seed: int) ->
                let planted = Planted.network (Random seed)

                if sharesGates planted.Weights then
                    let other = sameNetwork (Random(seed + 1)) planted.Weights
                    saysAsMuch (audit planted other) (audit planted planted.Weights) planted.Method)

            testPropertyWithConfig few "the answer of the verdict is the network's" (fun (seed: int) ->
                let planted = Planted.network (Random seed)
                let audit = auditOn 20 planted.Law planted.Weights

                // Rounding grows with the norm of the prompts' second moments, at most a few orders of magnitude.
                Expect.isLessThan audit.Function.ProjectionError 1e-9 "canonical form"

                if audit.Layers |> Seq.forall (fun layer -> layer.Deviation < 1e-9) then
                    Expect.isLessThan audit.Function.RelativeError 1e-6 "verdict")

            testCase "every reading of a layer has the errors of the same noise" (fun () ->
                let random = Random 17
                let weights = Decoy.noisy random 0.01 heavyBall
                let audit = isotropic weights
                Expect.isTrue audit.Noise.HasValue "noise"

                for layer in audit.Layers do
                    let chosen =
                        layer.Candidates |> Seq.find (fun candidate -> candidate.Kind = layer.Kind)

                    for a, b in Seq.zip chosen.Parameters layer.Parameters do
                        Expect.sequenceEqual a.Errors b.Errors a.Name)

            testCase "a network that is not heavy ball is told so" (fun () ->
                let verdict = (isotropic heavyBall).Against(Catalogue.Find "nesterov")
                Expect.isFalse verdict.Holds "nesterov"
                Expect.isTrue ((isotropic heavyBall).Against(Catalogue.Find "heavy-ball")).Holds "heavy ball")

            testCase "what one layer cannot tell is undetermined" (fun () ->
                let fit =
                    (isotropic (dynamic [ 0.25 ] [ 0.0 ] 3 10)).Against(Catalogue.Find "heavy-ball").Fit

                Expect.floatClose Accuracy.high (value "eta" fit.Parameters) 0.25 "eta"
                Expect.isFalse (fit.Parameters |> Seq.find (fun p -> p.Name = "beta")).Value.HasValue "beta")
        ]

[<Tests>]
let outside =
    testList
        "Audit of what lies outside the family"
        [
            testCase "GD++ is read with its whitening" (fun () ->
                let step, block = 0.5, 0.7

                let weights =
                    NetworkWeights(
                        readOnly
                            [
                                for _ in 1..3 ->
                                    readOnly
                                        [
                                            AttentionHead(
                                                Array2D.init 4 4 (fun i j ->
                                                    if i <> j then 0.0
                                                    elif i < 3 then block
                                                    else 1.0),
                                                AttentionHead.Gradient(scaled step (identity 3)).Q
                                            )
                                        ]
                            ],
                        NetworkGates.None(),
                        12
                    )

                let audit = auditOn 50 (DataLaw.Isotropic 3) weights

                Expect.equal
                    [ for layer in audit.Layers -> layer.Kind ]
                    [ StepKind.GdPlusPlus; StepKind.GdPlusPlus; StepKind.Gradient ]
                    "the last layer's features are never read"

                Expect.floatClose Accuracy.high (value "step" audit.Layers[0].Parameters) step "step"

                Expect.floatClose
                    Accuracy.high
                    (value "whitening" audit.Layers[0].Parameters)
                    (step * block)
                    "whitening"

                Expect.isNull audit.Method.Chosen "no method of the catalogue"
                Expect.isLessThan audit.Function.RelativeError 1e-9 "answers")

            testCase "numbers without effect are named and not compared" (fun () ->
                let gates last =
                    NetworkGates.Lfom.ForAllHeads(
                        Triangle(
                            2,
                            fun l j ->
                                match l, j with
                                | 0, _ -> Gate.Split(0.3, 0.3) :> Gate
                                | _ -> Gate.Split(last, (if j = 0 then 0.1 else 0.3))
                        )
                    )

                let network last =
                    NetworkWeights(
                        readOnly [ for _ in 1..2 -> readOnly [ AttentionHead.Gradient(identity 2) ] ],
                        gates last,
                        8
                    )

                let audit = isotropic (network 0.0)
                saysAsMuch audit (isotropic (network 17.0)) "the last layer's context gates"
                Expect.isTrue (audit.Family.Free |> Seq.exists (fun name -> name.StartsWith "gates.lfom[1]")) "named")

            testCase "attention to answers is outside the family" (fun () ->
                let look (head: AttentionHead) =
                    AttentionHead(
                        head.P,
                        Array2D.init 6 6 (fun i j -> head.Q[i, j] + (if i = 5 && j < 5 then 0.5 else 0.0))
                    )

                let audit = heavyBall |> mapHeads (Seq.map look) |> isotropic
                Expect.isNull audit.Method.Chosen "method"
                Expect.isTrue (audit.Layers |> Seq.forall (fun layer -> layer.Kind = StepKind.None)) "kinds"
                // Five entries of 0.5 beside five of 1: the energy share is 1.25 of 6.25.
                Expect.floatClose Accuracy.high audit.Family.Residual (sqrt (1.25 / 6.25)) "residual")

            testCase "options that do not fit are refused" (fun () ->
                let refused (options: AuditOptions) =
                    Expect.throwsT<UsageException> (fun () -> Audit.Of(heavyBall, options) |> ignore) "refused"

                refused (AuditOptions(Law = DataLaw.Isotropic 4))
                refused (AuditOptions(Law = DataLaw.Isotropic 5, Tolerance = 0.0))
                refused (AuditOptions(Law = DataLaw.Isotropic 5, Tolerance = nan))
                refused (AuditOptions(Law = DataLaw.Isotropic 5, Prompts = -1))
                refused (AuditOptions(Law = DataLaw.Isotropic 5, Context = Nullable 21)))
        ]

[<Tests>]
let loss =
    testList
        "Audit on fresh prompts"
        [
            testCase "a network at the optimum is not told from it" (fun () ->
                // One step n/(n+d+1) is the optimum of one layer, with loss d(d+1)/(n+d+1).
                let d, n = 5, 20
                let step = float n / float (n + d + 1)

                let audit = auditOn 2000 (DataLaw.Isotropic d) (dynamic [ step ] [ 0.0 ] d n)

                let expected = float (d * (d + 1)) / float (n + d + 1)
                Expect.floatClose Accuracy.high audit.Function.Optimum.Value expected "optimum"
                // With itself as control variate the estimate has no error left but rounding.
                Expect.floatClose Accuracy.medium audit.Function.Outcomes.Loss.Mean expected "loss")

            testCase
                "the mean loss of a residual polynomial is the exact one, whatever the covariance and the noise"
                (fun () ->
                    for covariance, noise in
                        [ [ 1.0; 1.0; 1.0 ], 0.0; [ 1.0; 0.25; 2.0 ], 0.0; [ 1.0; 0.25; 2.0 ], 0.5 ] do
                        let law = DataLaw.Rotated(covariance, 3UL, noise)
                        let direction = CovarianceMatrix.Inverse law.Covariance

                        for whitenings in [ [| 0.0; 0.0; 0.0 |]; [| 0.3; 0.2; 0.0 |] ] do
                            let steps = [| 0.6; 0.4; 0.7 |]
                            let network = PlantedGdPlusPlus.weights (Random 5) direction steps whitenings 20
                            let audit = auditOn 500 law network

                            let polynomial = GdPlusPlus(steps, Array.map2 (/) whitenings steps).Polynomial()

                            let exact = MeanLoss.Of(polynomial, 3, 20, Rational.FromDouble noise).ToDouble()
                            let excess = exact - noise * noise
                            Expect.floatClose Accuracy.high audit.ExactLoss.Value excess "exact"
                            // With itself as control variate the estimate has no error left but rounding.
                            Expect.floatClose Accuracy.high audit.Function.Outcomes.Loss.Mean excess "estimate")

            testCase "a preconditioner that is not the inverse covariance has no exact loss" (fun () ->
                let law = DataLaw.Rotated([ 1.0; 1.0; 0.25; 0.0625; 1.0 ], 3UL)
                Expect.isFalse (auditOn 100 law heavyBall).ExactLoss.HasValue "exact loss")

            testCase "the same seed gives the same audit" (fun () ->
                let run seed =
                    let options = AuditOptions(Law = DataLaw.Isotropic 5, Prompts = 100, Seed = seed)
                    Audit.Of(heavyBall, options).Function.Outcomes.Loss

                Expect.equal (run 3UL) (run 3UL) "same"
                Expect.notEqual (run 3UL) (run 4UL) "different")
        ]
