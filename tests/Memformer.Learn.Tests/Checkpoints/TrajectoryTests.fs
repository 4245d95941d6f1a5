module Memformer.Tests.Checkpoints.TrajectoryTests

open System.IO
open Expecto
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Theory
open Memformer.Learn.Checkpoints
open Memformer.Tests
open Memformer.Tests.TemporaryFolder

[<Tests>]
let tests =
    testList
        "Trajectory"
        [
            testCase "the checkpoints of a run are ordered by step, not by name" (fun () ->
                inFolder (fun folder ->
                    for step in [ 900; 1000; 50 ] do
                        Checkpoint(SampleNetworks.random step)
                            .Write(Path.Combine(folder, "checkpoints", $"step-{step}.safetensors"))

                    let trajectory = Trajectory.Read folder
                    Expect.equal [ for point in trajectory.Points -> point.Step ] [ 50L; 900L; 1000L ] "steps"
                    Expect.equal trajectory.Points[2].Checkpoint.Weights (SampleNetworks.random 1000) "weights"))

            testCase "a folder without checkpoints is refused" (fun () ->
                inFolder (fun folder ->
                    Expect.throwsT<InvalidInputException> (fun () -> Trajectory.Read folder |> ignore) "folder"))

            testCase "a network is no trajectory" (fun () ->
                inFolder (fun folder ->
                    let path = Path.Combine(folder, "model.safetensors")
                    Checkpoint(SampleNetworks.random 1).Write path
                    Expect.isFalse (Trajectory.Is path) "is"))

            testCase "runs of one plan with several seeds are one history with a run for each" (fun () ->
                inFolder (fun folder ->
                    for seed in [ 0; 10; 2 ] do
                        for step in [ 10; 20; 30 ] do
                            Checkpoint(SampleNetworks.random (100 * seed + step))
                                .Write(
                                    Path.Combine(folder, $"seed-{seed}", "checkpoints", $"step-{step}.safetensors")
                                )

                    Expect.isTrue (Trajectory.Is folder) "is"
                    let trajectory = Trajectory.Read(folder).Thinned 2
                    Expect.equal trajectory.Seed "seed-0" "the first"
                    Expect.equal [ for run in trajectory.Others -> run.Seed ] [ "seed-2"; "seed-10" ] "by number"

                    for run in trajectory.Others do
                        Expect.equal [ for point in run.Points -> point.Step ] [ 10L; 30L ] "thinned as well"))

            testCase "a history of twenty thousand snapshots is read" (fun () ->
                inFolder (fun folder ->
                    let path = Path.Combine(folder, "hist.pth")

                    let snapshot index =
                        $"hist.{index}", [ 1; 1; 2; 2; 2 ], [ 0f; 0f; 0f; 0f; float32 index; 0f; 0f; 1f ]

                    File.WriteAllBytes(path, Archives.torchFile (List.init 20_000 snapshot))
                    let trajectory = Trajectory.Read(path).Thinned 5000

                    Expect.equal
                        [ for point in trajectory.Points -> point.Step ]
                        [ 0L; 5000L; 10000L; 15000L; 19999L ]
                        "steps"

                    let last = trajectory.Points[4].Checkpoint
                    Expect.equal last.Weights.Heads[0].[0].Q.[0, 0] 19999.0 "in order"
                    Expect.hasLength last.Source.Reading.Used 20_000 "all are snapshots"))
        ]
