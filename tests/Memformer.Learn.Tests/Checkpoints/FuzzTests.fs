module Memformer.Tests.Checkpoints.FuzzTests

open Expecto
open Memformer.Tests.Fuzzing.Judgement

/// As many as a test run may spend on them; benchmarks/Memformer.Fuzzing goes through millions.
let private inputs = 4000

[<Tests>]
let tests =
    testCase "mutated checkpoints are read or refused in one line" (fun () ->
        let corpus = CheckpointFuzzing.corpus ()
        let mutable read, refused = 0, 0

        for number in 1..inputs do
            match CheckpointFuzzing.judge (CheckpointFuzzing.input corpus number) with
            | Read -> read <- read + 1
            | Refused _ -> refused <- refused + 1
            | Broken finding -> failtest $"input {number}: {finding}"

        // Mutations that all break the file, or none, would test nothing.
        Expect.isGreaterThan read (inputs / 50) "inputs that are still networks"
        Expect.isGreaterThan refused (inputs / 2) "inputs that are not")
