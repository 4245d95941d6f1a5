module Memformer.Tests.Experiments.ExperimentTests

open Memformer.Learn.Solvers
open System
open System.IO
open System.Threading
open Expecto
open Memformer.Learn.Experiments
open Memformer.Learn.Experiments.Figures
open Memformer.Learn.Torch
open Memformer.Learn.Training.Plans
open Memformer.Learn.Training.Runs
open Memformer.Tests.TemporaryFolder

/// The numbers of a figure in which every network loses so many times what the classical methods lose.
let private inventedFor (experiment: Experiment) (factor: float) =
    Measurements
        [|
            for curve in experiment.Curves do
                for layers in experiment.Depths do
                    let loss =
                        match curve with
                        | :? NetworkCurve
                        | :? MixtureCurve -> factor
                        | _ -> 1.0

                    Measurement(curve.Name, layers, Nullable 0UL, loss, Nullable())
        |]

let private tiny = ExperimentScale("tiny", 2, 20L, 0.0, 2000, 200)

let private problem = RegressionProblem(2, 6, DataPlan())

let private small =
    Experiment(
        Name = "small",
        Title = "One small network",
        Claim = "It loses something.",
        Depths = [| 1; 2 |],
        Curves =
            [|
                NetworkCurve("network", TrainedNetwork("small", problem, id))
                MixtureCurve("mixture", [| TrainedNetwork("small", problem, id) |], ExpertRule.BestFit)
                BaselineCurve("cg", problem, (fun _ _ _ -> ConjugateGradients() :> Solver))
                OptimumCurve("optimum", problem)
            |],
        Judge = fun found -> Finding(found.Loss("network", 2) > 0.0, found.Compare("network", "optimum", 2))
    )

[<Tests>]
let tests =
    testList
        "experiments"
        [
            test "names are found and unknown ones refused with what is allowed" {
                for experiment in PaperFigures.All do
                    Expect.equal (PaperFigures.Find experiment.Name) experiment experiment.Name

                Expect.throwsC (fun () -> PaperFigures.Find "figure-1" |> ignore) (fun failure ->
                    Expect.stringContains failure.Message "lfom" "what is allowed")
            }

            test "figures that share a run's folder share its plan" {
                let plans =
                    [
                        for experiment in PaperFigures.All do
                            for curve in experiment.Curves do
                                for network in curve.Networks do
                                    for layers in experiment.Depths do
                                        let plan = ExperimentScale.Paper.PlanOf(network, layers)
                                        plan.Check()
                                        yield (network.Slug, layers), PlanFile.Write plan
                    ]

                for (slug, layers), same in List.groupBy fst plans do
                    Expect.equal (List.distinct same).Length 1 $"{slug}, {layers} layers"
            }

            for experiment in PaperFigures.All do
                test $"the claim of {experiment.Name} is decided by the numbers" {
                    let worse = experiment.Judge.Invoke(inventedFor experiment 3.0)
                    Expect.isFalse worse.Holds "networks that lose three times as much"
                    Expect.isGreaterThan worse.Sentence.Length 40 "says by how much"

                    // Heads are compared with heads, so one factor for all networks decides nothing there.
                    if experiment.Name <> "heads" then
                        let better = experiment.Judge.Invoke(inventedFor experiment 0.5)
                        Expect.isTrue better.Holds "networks that lose half as much"
                }

            testProperty "the mean over seeds is geometric and lies in its band" (fun (seed: int) ->
                let random = Random seed
                let losses = [ for _ in 1..3 -> Math.Exp(4.0 * random.NextDouble() - 2.0) ]

                let found =
                    Measurements
                        [|
                            for i, loss in List.indexed losses ->
                                Measurement("a", 1, Nullable(uint64 i), loss, Nullable())
                        |]

                let expected = Math.Pow(List.reduce (*) losses, 1.0 / 3.0)
                let struct (low, high) = found.Spread("a", 1)
                Expect.floatClose Accuracy.high (found.Loss("a", 1)) expected "mean"
                Expect.isTrue (low <= expected && expected <= high) "band")

            test "one training that fails stops the others, and is the one that is told of" {
                inFolder (fun folder ->
                    let train (run: RunFolder) _ (cancellation: CancellationToken) =
                        if run.Root.EndsWith "L2-seed1" then
                            failwith "no more memory"

                        cancellation.WaitHandle.WaitOne() |> ignore
                        cancellation.ThrowIfCancellationRequested()

                    Expect.throwsC
                        (fun () ->
                            ExperimentRunner(tiny, folder, 2, train).Run([| small |], null, CancellationToken.None)
                            |> ignore)
                        (fun failure -> Expect.equal failure.Message "no more memory" "reason"))
            }

            testSequenced (
                test "an experiment runs, and goes on with what it has" {
                    inFolder (fun folder ->
                        // In this process, so one at a time: only processes are safe from each other's native code.
                        let train (run: RunFolder) progress cancellation =
                            let plan = PlanFile.Read(run.Config, TrainingPlan())
                            use trainer = new Trainer(plan, plan.Run.Seeds[0], run, NetworkLosses.Of plan)
                            trainer.Run(progress, cancellation) |> ignore

                        let run () =
                            ExperimentRunner(tiny, folder, 1, train).Run([| small |], null, CancellationToken.None)

                        let first = run()[0]
                        Expect.equal first.Measurements.Values.Count (2 * 2 * 2 + 2 * 2) "numbers"

                        let models =
                            [
                                for path in
                                    Directory.EnumerateFiles(folder, "model.safetensors", SearchOption.AllDirectories) ->
                                    path, File.GetLastWriteTimeUtc path
                            ]

                        Expect.equal models.Length 4 "two depths, two seeds; the mixture's expert is the same network"
                        let second = run()[0]
                        Expect.equal second.Finding first.Finding "the same finding"

                        for path, time in models do
                            Expect.equal (File.GetLastWriteTimeUtc path) time "nothing was trained again"

                        // A network's method is the network, so a panel of one expert loses what it loses.
                        for layers in [ 1; 2 ] do
                            let ratio = first.Measurements.Ratio("mixture", "network", layers)
                            // 200 prompts whose losses spread about as wide as their mean: 4 standard errors.
                            Expect.isTrue (ratio > 0.7 && ratio < 1.4) $"{layers} layers: {ratio}")
                }
            )
        ]
