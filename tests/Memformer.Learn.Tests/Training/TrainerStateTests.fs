module Memformer.Tests.Training.TrainerStateTests

open System
open System.Collections.Generic
open System.IO
open Expecto
open Memformer.Learn.Training.Plans
open Memformer.Learn.Training.Runs
open Memformer.Tests.TemporaryFolder
open Memformer.Theory

let private sizes = dict [ "adam.mean", 4; "adam.square", 4; "adam.steps", 1 ]

let private whole =
    TrainerState(
        7L,
        [| 1.0; -2.0; 0.5; 4.0 |],
        Dictionary(
            dict
                [
                    "adam.mean", [| 0.1; 0.2; 0.3; 0.4 |]
                    "adam.square", [| 0.01; 0.02; 0.03; 0.04 |]
                    "adam.steps", [| 7.0 |]
                ]
        ),
        PlateauState(0.25, 3, 0.5),
        1.5,
        2L,
        MetricsRecord.Of [| "{}" |]
    )

let private inFile (action: string -> unit) = onFile "state" [||] action

let private read file =
    TrainerState.Read(file, "plan", 3UL, 4, Dictionary sizes)

let private isRefused (state: TrainerState) reason =
    inFile (fun file ->
        state.Write(file, "plan", 3UL)
        let failure = Expect.throwsC (fun () -> read file |> ignore) id
        Expect.isTrue (failure :? InvalidInputException) $"{failure}"
        Expect.stringContains failure.Message reason "why")

let private withOptimizer name (values: float[]) =
    let changed = Dictionary whole.Optimizer
    changed[name] <- values

    TrainerState(whole.Step, whole.Parameters, changed, whole.Plateau, whole.LossSum, whole.LossCount, whole.Metrics)

let private withProgress step plateau count =
    TrainerState(step, whole.Parameters, whole.Optimizer, plateau, whole.LossSum, count, whole.Metrics)

[<Tests>]
let tests =
    testList
        "a training's state"
        [
            testCase "is read as it was written" (fun () ->
                inFile (fun file ->
                    whole.Write(file, "plan", 3UL)
                    let found = read file
                    Expect.equal (found.Step, found.LossSum, found.LossCount) (7L, 1.5, 2L) "progress"
                    Expect.equal found.Plateau whole.Plateau "plateau"
                    Expect.equal found.Metrics whole.Metrics "metrics"
                    Expect.sequenceEqual found.Parameters whole.Parameters "parameters"

                    for entry in whole.Optimizer do
                        Expect.sequenceEqual found.Optimizer[entry.Key] entry.Value entry.Key))

            testCase "is refused with any one bit flipped" (fun () ->
                inFile (fun file ->
                    whole.Write(file, "plan", 3UL)
                    let bytes = File.ReadAllBytes file

                    for place in 0 .. bytes.Length - 1 do
                        let changed = Array.copy bytes
                        changed[place] <- changed[place] ^^^ (1uy <<< (place % 8))
                        File.WriteAllBytes(file, changed)

                        Expect.throwsT<InvalidInputException>
                            (fun () -> read file |> ignore)
                            $"bit {place % 8} of byte {place} of {bytes.Length}"))

            for name, state, reason in
                [
                    "a negative step", withProgress -1L whole.Plateau 2L, "tensor progress holds -1"
                    "a step beyond all counting",
                    withProgress Int64.MaxValue whole.Plateau 2L,
                    "expected a whole number, at least 0"
                    "a negative count of losses", withProgress 7L whole.Plateau -1L, "tensor progress holds -1"
                    "a negative count of looks",
                    withProgress 7L (PlateauState(0.25, -1, 0.5)) 2L,
                    "tensor progress holds -1"
                    "a rate's factor that is no number",
                    withProgress 7L (PlateauState(0.25, 3, nan)) 2L,
                    "expected a number above 0, up to 1"
                    "a huge factor of the rate", withProgress 7L (PlateauState(0.25, 3, 1e300)) 2L, "holds 1E+300"
                    "an optimiser that is no number",
                    withOptimizer "adam.mean" [| 0.1; nan; 0.3; 0.4 |],
                    "tensor adam.mean holds NaN, expected a finite number"
                    "an optimiser of another size",
                    withOptimizer "adam.square" [| 0.1 |],
                    "tensor adam.square has 1 entries, expected 4"
                ] do
                testCase $"with {name} is refused, though its digest is right" (fun () -> isRefused state reason)
        ]
