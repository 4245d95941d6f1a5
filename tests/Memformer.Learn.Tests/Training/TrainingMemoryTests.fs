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

/// Trains four prompts a step, and calls the measure at every quarter of the steps.
let private atQuarters steps network optimizer measure =
    let plan =
        TrainingPlan(
            Network = network,
            Training = TrainingSettings(Optimizer = optimizer, Batch = 4, Steps = int64 (steps: int), Tolerance = 0.0),
            Run =
                RunSettings(
                    EvaluateEvery = steps / 2,
                    EvaluationPrompts = 64,
                    CheckpointEvery = steps / 2,
                    TestPrompts = 256,
                    Threads = 1
                )
        )

    let measured = ResizeArray()

    let watch =
        { new IProgress<TrainingProgress> with
            member _.Report progress =
                if progress.Step % int64 (steps / 4) = 0L then
                    measured.Add(measure ())
        }

    inFolder (fun root ->
        use trainer =
            new Trainer(plan, 1UL, RunFolder.Create(root, plan), NetworkLosses.Of plan)

        trainer.Run(watch, CancellationToken.None) |> ignore)

    List.ofSeq measured

[<Tests>]
let tests =
    testSequenced
    <| testList
        "memory of trainings"
        [
            testCase "ten thousand steps leave no memory behind" (fun () ->
                let network =
                    NetworkDesign(Dimension = 2, Context = 6, Layers = 1, Architecture = NetworkArchitecture.Linear)

                let managed =
                    atQuarters 10_000 network (Nullable OptimizerKind.Adam) (fun () -> GC.GetTotalMemory true)

                // Counters of the runtime itself move by some kilobytes; a leak of 100 bytes a step would be 750 kB.
                Expect.isLessThan (managed[3] - managed[0]) 500_000L "managed bytes")

            testCase "a thousand steps with torch leave no tensor and no memory behind" (fun () ->
                let network =
                    NetworkDesign(Dimension = 2, Context = 6, Layers = 1, Gates = GateKind.PerToken)

                let live, managed =
                    atQuarters 1000 network (Nullable()) (fun () ->
                        DisposeScopeManager.Statistics.ThreadTotalLiveCount, GC.GetTotalMemory true)
                    |> List.unzip

                Expect.equal live[3] live[0] "live tensors"
                // Counters of the runtime itself move by some kilobytes; a leak of 1 kB a step would be 750 kB.
                Expect.isLessThan (managed[3] - managed[0]) 500_000L "managed bytes")
        ]
