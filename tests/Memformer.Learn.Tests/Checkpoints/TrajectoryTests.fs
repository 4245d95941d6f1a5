module Memformer.Tests.Checkpoints.TrajectoryTests

open System.IO
open Expecto
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Theory
open Memformer.Learn.Checkpoints
open Memformer.Tests

let private inFolder action =
    let folder = Directory.CreateTempSubdirectory "memformer-tests-"

    try
        action folder.FullName
    finally
        folder.Delete true

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
        ]
