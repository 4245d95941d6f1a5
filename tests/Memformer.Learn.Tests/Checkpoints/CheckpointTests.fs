module Memformer.Tests.Checkpoints.CheckpointTests

open System.IO
open Expecto
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Tests
open Memformer.Tests.TemporaryFolder

let private atPath action =
    inFolder (fun folder -> action (Path.Combine(folder, "network.safetensors")))

[<Tests>]
let tests =
    testList
        "Checkpoint"
        [
            testProperty "reading what was written gives the same network" (fun (seed: int) ->
                atPath (fun path ->
                    let weights = SampleNetworks.random seed
                    Checkpoint(weights).Write path
                    Expect.equal (Checkpoint.Read path).Weights weights "weights"))

            testProperty "writing what was read gives the same bytes" (fun (seed: int) ->
                atPath (fun path ->
                    Checkpoint(SampleNetworks.random seed, Training = """{"steps":3}""").Write path
                    let before = File.ReadAllBytes path
                    Checkpoint.Read(path).Write path
                    Expect.equal (File.ReadAllBytes path) before "bytes"))

            testCase "the law of the data is kept" (fun () ->
                atPath (fun path ->
                    let weights =
                        NetworkWeights(
                            [| [| AttentionHead.Gradient(array2D [ [ 1.0; 0.0 ]; [ 0.0; 2.0 ] ]) |] |],
                            NetworkGates.None(),
                            7
                        )

                    for law in
                        [
                            DataLaw(array2D [ [ 1.0; 0.25 ]; [ 0.25; 3.0 ] ])
                            DataLaw(
                                array2D [ [ 1.0; 0.1 ]; [ 0.1; 0.5 ] ],
                                array2D [ [ 2.0; 0.0 ]; [ 0.0; 1.0 ] ],
                                0.1
                            )
                            DataLaw.Isotropic(2).With(CovariateKind.Gamma, 0.125)
                        ] do
                        Checkpoint(weights, Law = law).Write path
                        Expect.equal (Checkpoint.Read path).Law law "law"))

            testCase "writing replaces the file and leaves nothing beside it" (fun () ->
                atPath (fun path ->
                    Checkpoint(SampleNetworks.random 1).Write path
                    Checkpoint(SampleNetworks.random 2).Write path
                    Expect.equal (Checkpoint.Read path).Weights (SampleNetworks.random 2) "the second"
                    Expect.equal (Directory.GetFileSystemEntries(Path.GetDirectoryName path)) [| path |] "one file"))
        ]
