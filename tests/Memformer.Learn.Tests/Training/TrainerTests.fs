module Memformer.Tests.Training.TrainerTests

open System
open System.IO
open System.Threading
open Expecto
open Memformer.Tests.TemporaryFolder
open Memformer.Learn.Auditing
open Memformer.Learn.Auditing.Preconditioners
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Models
open Memformer.Learn.Torch
open Memformer.Learn.Training.Optimizers
open Memformer.Learn.Training.Plans
open Memformer.Learn.Training.Runs
open Memformer.Tests.Training.PlanText
open Memformer.Theory
open Memformer.Theory.Algebra
open Memformer.Learn.Spectra
open Memformer.Theory.Spectra

let private plan =
    planned
        "dimension=2 context=6 layers=2 optimizer=adam batch=32 steps=60 tolerance=0 evaluate-every=10 \
          evaluation-prompts=64 checkpoint-every=20 test-prompts=256 threads=1"

let private train (plan: TrainingPlan) (folder: RunFolder) =
    use trainer = new Trainer(plan, 3UL, folder, NetworkLosses.Of plan)
    trainer.Run(null, CancellationToken.None)

let private files (folder: string) =
    [ "model.safetensors"; "metrics.jsonl"; "config.toml" ]
    |> List.map (fun name -> File.ReadAllBytes(Path.Combine(folder, name)))

/// Trains until a step, as if the user had pressed Ctrl-C in it.
let private interrupt (plan: TrainingPlan) (folder: RunFolder) (step: int64) =
    use cancellation = new CancellationTokenSource()

    let stopAt =
        { new IProgress<TrainingProgress> with
            member _.Report progress =
                if progress.Step = step then
                    cancellation.Cancel()
        }

    use trainer = new Trainer(plan, 3UL, folder, NetworkLosses.Of plan)

    Expect.throwsT<OperationCanceledException>
        (fun () -> trainer.Run(stopAt, cancellation.Token) |> ignore)
        "interrupted"

let private variants =
    [
        "adam, lfom, wishart", plan
        "adam-w, dynamic, plateau, noise",
        planned
            "dimension=2 context=6 layers=2 architecture=dynamic noise=0.3 optimizer=adam-w schedule=plateau clip=0.1 batch=32 \
              steps=60 tolerance=0 evaluate-every=10 evaluation-prompts=64 test-prompts=256 threads=2"
        "bfgs, linear, unless told otherwise",
        planned
            "dimension=2 context=6 layers=2 architecture=linear batch=4 tolerance=0 \
              evaluation-prompts=64 test-prompts=256 threads=2"
        "bfgs, multiples of I, until larger batches gain nothing",
        planned
            "dimension=2 context=6 layers=2 preconditioner=scalar spectrum=1,0.1 batch=4 tolerance=0.05 \
              evaluate-every=2 evaluation-prompts=64 test-prompts=256 threads=1"
        "l-bfgs, GD++",
        planned
            "dimension=2 context=6 layers=2 free-values=true optimizer=lbfgs batch=64 steps=20 \
              evaluate-every=10 evaluation-prompts=64 test-prompts=256 threads=1"
        "bfgs, GD++, from the best of many descents",
        planned
            "dimension=2 context=6 layers=2 free-values=true batch=2 steps=14 tolerance=0 \
              evaluate-every=7 evaluation-prompts=64 test-prompts=256 threads=1"
        "bfgs on a simulated card, dynamic, noise",
        planned
            "dimension=2 context=6 layers=2 architecture=dynamic noise=0.3 batch=1 steps=14 tolerance=0 \
              evaluate-every=7 evaluation-prompts=64 test-prompts=256 device=simulated threads=1"
        "adam-w on a simulated card, dynamic, plateau, noise",
        planned
            "dimension=2 context=6 layers=2 architecture=dynamic noise=0.3 optimizer=adam-w schedule=plateau clip=0.1 batch=8 \
              steps=24 tolerance=0 evaluate-every=10 checkpoint-every=7 evaluation-prompts=64 test-prompts=256 \
              device=simulated threads=1"
        "adam on a simulated card, single precision",
        planned
            "dimension=2 context=6 layers=2 precision=single batch=8 steps=24 tolerance=0 evaluate-every=10 \
              evaluation-prompts=64 test-prompts=256 device=simulated threads=1"
        "per-token gates, single precision",
        planned
            "dimension=2 context=6 layers=2 gates=per-token precision=single batch=32 steps=20 \
              evaluate-every=10 evaluation-prompts=64 test-prompts=256 threads=1"
    ]

[<Tests>]
let tests =
    testSequenced
    <| testList
        "trainer"
        [
            for name, plan in variants do
                testCase $"twice the same bytes, also when interrupted on the way: {name}"
                <| fun _ ->
                    inFolder (fun root ->
                        let whole = Path.Combine(root, "whole")
                        let last = (train plan (RunFolder.Create(whole, plan))).Steps

                        let first = if plan.SearchesStart then 0L else 1L

                        for step in List.distinct [ first; 1L; min 13L last; last ] do
                            let parts = Path.Combine(root, $"parts-{step}")
                            interrupt plan (RunFolder.Create(parts, plan)) step
                            train plan (RunFolder.Open(parts, plan)) |> ignore

                            for first, second in List.zip (files whole) (files parts) do
                                Expect.isTrue (first.AsSpan().SequenceEqual(second.AsSpan())) $"interrupted at {step}")

            testCase "lines that a killed run wrote after its last checkpoint are written again, torn ones too"
            <| fun _ ->
                inFolder (fun root ->
                    let whole, parts = Path.Combine(root, "whole"), Path.Combine(root, "parts")
                    train plan (RunFolder.Create(whole, plan)) |> ignore
                    interrupt plan (RunFolder.Create(parts, plan)) 25L

                    File.AppendAllText(
                        Path.Combine(parts, "metrics.jsonl"),
                        "{\"step\":30,\"trainingLoss\":1,\"rate\":1,\"loss\":1,\"standardError\":1,\"median\":1}\n{\"step\":4"
                    )

                    train plan (RunFolder.Open(parts, plan)) |> ignore
                    Expect.equal (files parts) (files whole) "the same bytes")

            testCase "the trained network reads back with its law and its plan"
            <| fun _ ->
                inFolder (fun root ->
                    let summary = train plan (RunFolder.Create(root, plan))
                    let checkpoint = Checkpoint.Read summary.Model
                    Expect.equal checkpoint.Weights.Architecture NetworkArchitecture.Lfom "architecture"
                    Expect.equal checkpoint.Law (plan.Data.Law 2) "law"
                    Expect.stringContains checkpoint.Training "objective" "record")

            testCase "it reaches the optimum, and stops there"
            <| fun _ ->
                inFolder (fun root ->
                    let plan =
                        planned
                            "dimension=3 context=12 layers=2 batch=200 steps=5000 tolerance=0.02 evaluate-every=100 \
                              evaluation-prompts=4096 test-prompts=50000 threads=1"

                    let summary = train plan (RunFolder.Create(root, plan))
                    Expect.isTrue (summary.StoppedEarly && summary.ReachedOptimum) "early"
                    // What was confirmed within 2 % on 65,536 prompts is within 4 % on 50,000 others.
                    Expect.isLessThan summary.Evaluation.Distance.Value 0.04 "distance"

                    Expect.isGreaterThan
                        (summary.Evaluation.Distance.Value
                         + 2.0 * summary.Evaluation.DistanceMargin.Value)
                        0.0
                        "nobody beats the optimum")

            testCase "it stops where a larger batch gains nothing, and goes on there if it must not"
            <| fun _ ->
                // Multiples of I cannot whiten: the optimum of free preconditioners is out of reach.
                let planOf tolerance =
                    planned
                        $"dimension=2 context=12 layers=1 preconditioner=scalar spectrum=1,0.1 batch=16 \
                          tolerance={tolerance} evaluation-prompts=4096 test-prompts=20000 threads=1"

                let lossAt tolerance =
                    let mutable found = Unchecked.defaultof<RunSummary>
                    inFolder (fun root -> found <- train (planOf tolerance) (RunFolder.Create(root, planOf tolerance)))
                    found

                let early, late = lossAt 0.05, lossAt 0.0
                Expect.isTrue (early.StoppedEarly && late.StoppedEarly) "both before the plan's last step"
                Expect.isFalse (early.ReachedOptimum || late.ReachedOptimum) "neither at the optimum"
                Expect.isGreaterThan early.Evaluation.Distance.Value 0.1 "out of reach"
                Expect.isLessThan early.Steps late.Steps "fewer stages"

                Expect.isLessThan
                    (early.Evaluation.Loss / late.Evaluation.Loss)
                    (1.05 + 4.0 * early.Evaluation.StandardError / early.Evaluation.Loss)
                    "within the tolerance of what all stages find"

            testCase "the trained network is tried on the plan's test law, beside that law's own optimum"
            <| fun _ ->
                inFolder (fun root ->
                    let plan =
                        planned
                            "dimension=2 context=6 layers=2 batch=32 steps=400 evaluate-every=400 \
                             test-prompts=20000 threads=1 test-context=12 test-noise=0.5"

                    let summary = train plan (RunFolder.Create(root, plan))
                    Expect.equal (RunSummary.Read(Path.Combine(root, "summary.json"))) summary "summary.json"
                    Expect.equal summary.Test.Context 12 "context"

                    Expect.isFalse
                        summary.ExactMean.HasValue
                        "the optimum steadies the mean of networks other than GD++"
                    // E w*ᵀx squared is 2 on the training law, and σ² more on the other.
                    Expect.floatClose Accuracy.high summary.Baselines.Zero 2.0 "zero, training"
                    Expect.floatClose Accuracy.high summary.Test.Baselines.Zero 2.25 "zero, test"

                    let optimum = OptimalMethod.For(2, 12, 2, Rational.FromDouble 0.5).Loss.ToDouble()

                    let found = summary.Test.Evaluation
                    Expect.floatClose Accuracy.high found.Optimum.Value optimum "the test law's optimum"
                    Expect.isGreaterThan (found.Loss + 4.0 * found.StandardError) optimum "nobody beats it"

                    Expect.isGreaterThan
                        found.Distance.Value
                        summary.Evaluation.Distance.Value
                        "farther from it than from the training's")

            testCase "the summary of a GD++ network has the mean over all prompts, noise included"
            <| fun _ ->
                inFolder (fun root ->
                    let plan =
                        planned
                            "dimension=2 context=6 layers=2 free-values=true preconditioner=scalar noise=0.5 \
                              batch=32 steps=40 test-prompts=64 threads=1"

                    let summary = train plan (RunFolder.Create(root, plan))
                    Expect.equal (RunSummary.Read(Path.Combine(root, "summary.json"))) summary "summary.json"
                    let model = Checkpoint.Read summary.Model
                    let audit = Audit.Of(model.Weights, AuditOptions(Law = model.Law, Prompts = 0))

                    Expect.floatClose
                        Accuracy.veryHigh
                        summary.ExactMean.Value
                        (audit.ExactLoss.Value + 0.25)
                        "exact mean")

            testCase "a GD++ network ends at the best that is known of its kind, whatever the seed"
            <| fun _ ->
                let best = GdPlusPlusOptimum.Find(2, 12, 2, Rational.Zero).Loss

                let plan =
                    planned
                        "dimension=2 context=12 layers=2 architecture=linear free-values=true preconditioner=scalar \
                          batch=32 test-prompts=64"

                for seed in 0UL .. 4UL do
                    inFolder (fun root ->
                        use trainer =
                            new Trainer(plan, seed, RunFolder.Create(root, plan), NetworkLosses.Of plan)

                        let exact = trainer.Run(null, CancellationToken.None).ExactMean.Value
                        // The next local minimum is half above the best.
                        Expect.isLessThan exact (1.05 * best) $"seed {seed}")

            for device in [ "cpu"; "simulated" ] do
                testCase $"a loss that is no number stops the run at its step: {device}"
                <| fun _ ->
                    inFolder (fun root ->
                        let plan =
                            planned
                                $"dimension=2 context=6 layers=2 rate=1e90 batch=8 evaluate-every=50 device={device} threads=1"

                        let failure =
                            try
                                train plan (RunFolder.Create(root, plan)) |> ignore
                                failtest "it converged"
                            with :? TrainingDivergedException as diverged ->
                                diverged

                        // The first step leaves the start for numbers whose products are beyond all others.
                        Expect.equal failure.Step 2L "step"
                        Expect.stringContains failure.Message $"diverged at step {failure.Step}" "message")

            testCase "a folder that is not empty is refused, and left alone"
            <| fun _ ->
                inFolder (fun root ->
                    Directory.CreateDirectory root |> ignore
                    File.WriteAllText(Path.Combine(root, "notes.txt"), "mine")
                    Expect.throwsT<UsageException> (fun () -> RunFolder.Create(root, plan) |> ignore) "not empty"
                    Expect.hasLength (Directory.GetFileSystemEntries root) 1 "untouched")

            testCase "a run goes on with its own plan only"
            <| fun _ ->
                inFolder (fun root ->
                    RunFolder.Create(root, plan) |> ignore
                    let other = planned "dimension=2 context=6 layers=2 batch=33"

                    let message =
                        try
                            RunFolder.Open(root, other) |> ignore
                            ""
                        with :? UsageException as refused ->
                            refused.Message

                    Expect.stringContains message "batch is 32 in the run's plan and 33 now" "names what differs")

        ]
