module Memformer.Tests.Fuzzing.TextFuzzTests

open Expecto
open Memformer.Tests.Fuzzing.Judgement

/// As many of each kind as a test run may spend on them; benchmarks/Memformer.Fuzzing goes through millions.
let private inputs = 1000

[<Tests>]
let tests =
    testList
        "mutated texts"
        [
            for kind in TextFuzzing.kinds do
                testCase $"{kind.Name} are read or refused in one line" (fun () ->
                    let mutable read, refused = 0, 0

                    for number in 1..inputs do
                        match TextKind.judge kind number with
                        | Read -> read <- read + 1
                        | Refused _ -> refused <- refused + 1
                        | Broken finding -> failtest $"input {number}: {finding}"

                    // Mutations that all break the text, or none, would test nothing.
                    Expect.isGreaterThan read (inputs / 50) "texts that are still sound"
                    Expect.isGreaterThan refused (inputs / 50) "texts that are not")
        ]
