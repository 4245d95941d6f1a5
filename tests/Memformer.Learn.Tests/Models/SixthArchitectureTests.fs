module Memformer.Tests.Models.SixthArchitectureTests

open System.Collections.Generic
open System.IO
open System.Threading
open Expecto
open Memformer.Tests
open Memformer.Tests.TemporaryFolder
open Memformer.Tests.Models.SumArchitecture
open Memformer.Tests.Training.PlanText
open Memformer.Learn.Auditing
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Learn.Scripting
open Memformer.Learn.Torch
open Memformer.Learn.Training.Runs
open Memformer.Theory
open Memformer.Theory.Algebra
open Memformer.Theory.Derivations
open Memformer.Theory.Methods
open Memformer.Theory.Scripting

let private derive method values =
    Derivation.Of(
        Catalogue.Find method,
        4,
        SumArchitecture(),
        Dictionary(dict [ for name, value: Rational in values -> Symbol name, value ])
    )

/// C_{l,j} = eta beta^(l−j): rows that are multiples of one another.
let private heavyBall =
    derive "heavy-ball" [ "eta", Rational.Parse "1/5"; "beta", Rational.Parse "1/2" ]

[<Tests>]
let tests =
    NetworkArchitecture.Register SumNetwork.Instance

    testList
        "an architecture that the project does not have"
        [
            testCase "is derived and proved" (fun () ->
                Expect.isTrue heavyBall.Holds "proofs"
                Expect.equal (heavyBall.Realization.Weights.Canonical()) heavyBall.Unrolling.Coefficients "form")

            testCase "says what stands in its way" (fun () ->
                let derivation = derive "nesterov" []
                Expect.isFalse derivation.Realization.IsRealizable "a row that is no multiple"
                Expect.isFalse (isNull derivation.Realization.Obstruction) "why")

            testCase "is told as text and as JSON" (fun () ->
                let text = heavyBall.ToText()
                Expect.stringContains text "and the steps" "its gates"
                Expect.stringContains text "a[2] = 2" "a gate"
                DerivationReading.expectWhole heavyBall (heavyBall.ToJson())
                let certificate () = heavyBall.ToCoq() |> ignore
                Expect.throwsT<UsageException> certificate "there is no theorem of it")

            testCase "is saved, read, audited" (fun () ->
                inFolder (fun folder ->
                    let path = Path.Combine(folder, "sum.safetensors")
                    let weights = Network.Of(heavyBall, 3, 10).Weights
                    Expect.equal weights.Architecture.Name "sum" "made as numbers"
                    Checkpoint(weights, Law = DataLaw.Isotropic 3).Write path
                    let network = Network.Read path
                    Expect.equal network.Weights weights "read"
                    let audit = network.Audit(prompts = 0)
                    Expect.equal audit.Method.Chosen.Name "heavy-ball" "method"

                    let beta =
                        (audit.Method.Chosen.Parameters |> Seq.find (fun p -> p.Name = "beta")).Value.Value

                    Expect.floatClose Accuracy.high beta 0.5 "momentum"))

            testCase "is trained by a plan" (fun () ->
                inFolder (fun folder ->
                    let plan =
                        planned
                            "architecture=sum dimension=2 context=6 layers=3 preconditioner=scalar batch=64 steps=40 \
                             tolerance=0 threads=1 evaluate-every=20 evaluation-prompts=64 test-prompts=256"

                    let design = plan.Network
                    let law = DataLaw.Isotropic 2
                    let start = ParameterReading.ToWeights(design, NetworkStart.Draw(design, law, 3UL))

                    use trainer =
                        new Trainer(plan, 3UL, RunFolder.Create(folder, plan), NetworkLosses.Of plan)

                    let trained =
                        (Checkpoint.Read (trainer.Run(null, CancellationToken.None)).Model).Weights

                    Expect.equal trained.Architecture.Name "sum" "what was trained"

                    let loss weights =
                        Audit.Of(weights, AuditOptions(Law = law, Prompts = 0)).ExactLoss.Value

                    Expect.isLessThan (loss trained) (loss start) "better than it began"))
        ]
