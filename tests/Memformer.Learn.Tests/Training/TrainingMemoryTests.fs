/// Long runs do not grow.
module Memformer.Tests.Training.TrainingMemoryTests

open System
open System.Threading
open Expecto
open Memformer.Tests.TemporaryFolder
open Memformer.Learn.Models
open Memformer.Learn.Torch
open Memformer.Learn.Training.Optimizers
open Memformer.Learn.Training.Plans
open Memformer.Learn.Training.Runs
open TorchSharp

[<Tests>]
let tests =
    testSequenced
    <| testList
        "memory of trainings"
        [
            testCase "ten thousand steps leave no memory behind"
            <| fun _ ->
                inFolder (fun root ->
                    let plan =
                        TrainingPlan(
                            Network =
                                NetworkDesign(
                                    Dimension = 2,
                                    Context = 6,
                                    Layers = 1,
                                    Architecture = NetworkArchitecture.Linear
                                ),
                            Optimizer = OptimizerKind.Adam,
                            Batch = 4,
                            Steps = 10_000L,
                            Tolerance = 0.0,
                            EvaluateEvery = 5000,
                            EvaluationPrompts = 64,
                            CheckpointEvery = 5000,
                            TestPrompts = 256,
                            Threads = 1
                        )

                    let managed = ResizeArray<int64>()

                    let watch =
                        { new IProgress<TrainingProgress> with
                            member _.Report progress =
                                if progress.Step % 2500L = 0L then
                                    managed.Add(GC.GetTotalMemory true)
                        }

                    use trainer =
                        new Trainer(plan, 1UL, RunFolder.Create(root, plan), NetworkLosses.Of plan)

                    trainer.Run(watch, CancellationToken.None) |> ignore
                    // Counters of the runtime itself move by some kilobytes; a leak of 100 bytes a step would be 750 kB.
                    Expect.isLessThan (managed[3] - managed[0]) 500_000L "managed bytes")

            testCase "a thousand steps with torch leave no tensor and no memory behind"
            <| fun _ ->
                inFolder (fun root ->
                    let plan =
                        TrainingPlan(
                            Network = NetworkDesign(Dimension = 2, Context = 6, Layers = 1, Gates = GateKind.PerToken),
                            Batch = 4,
                            Steps = 1000L,
                            Tolerance = 0.0,
                            EvaluateEvery = 500,
                            EvaluationPrompts = 64,
                            CheckpointEvery = 500,
                            TestPrompts = 256,
                            Threads = 1
                        )

                    let live = ResizeArray<int64>()
                    let managed = ResizeArray<int64>()

                    let watch =
                        { new IProgress<TrainingProgress> with
                            member _.Report progress =
                                if progress.Step % 250L = 0L then
                                    live.Add DisposeScopeManager.Statistics.ThreadTotalLiveCount
                                    managed.Add(GC.GetTotalMemory true)
                        }

                    use trainer =
                        new Trainer(plan, 1UL, RunFolder.Create(root, plan), NetworkLosses.Of plan)

                    trainer.Run(watch, CancellationToken.None) |> ignore
                    Expect.equal live[3] live[0] "live tensors"
                    // Counters of the runtime itself move by some kilobytes; a leak of 1 kB a step would be 750 kB.
                    Expect.isLessThan (managed[3] - managed[0]) 500_000L "managed bytes")
        ]
