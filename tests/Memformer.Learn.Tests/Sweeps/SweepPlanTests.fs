/// A sweep is the product of its lists, each run a plan of its own.
module Memformer.Tests.Sweeps.SweepPlanTests

open Expecto
open Memformer.Learn.Sweeps
open Memformer.Learn.Training.Plans
open Memformer.Theory

let private parse (text: string) = SweepPlan.Parse(text, "sweep.toml")

let private refusal text =
    try
        parse text |> fun plan -> Seq.length (plan.Runs()) |> ignore
        failtest "was not refused"
    with :? InvalidInputException as failure ->
        failure.Message

let private refusals =
    [
        "[network]\nlayers = [1, 2, 0]", "sweep.toml: line 2: layers 0: must be an integer, at least 1"
        "[network]\nlayers = []", "sweep.toml: line 2: layers has an empty list"
        "[network]\nlayers = [1, 1]", "sweep.toml: line 2: layers lists 1 twice"
        "[network]\nlayers = \"3..1\"", "sweep.toml: line 2: layers 3..1: a range is"
        "[network]\nlayers = \"1..9:0\"", "sweep.toml: line 2: layers 1..9:0: a range is"
        "[run]\nseed = \"0..99999999\"", "sweep.toml: line 2: seed 0..99999999: has 100000000 values; at most"
        "[network]\nlayer = [1]", "sweep.toml: line 2: unknown key network.layer; did you mean layers in [network]?"
        "[network]\ngates-per-head = true\narchitecture = [\"lfom\", \"dynamic\"]",
        "sweep.toml: with architecture = dynamic: gates-per-head: architecture dynamic"
    ]

[<Tests>]
let tests =
    testList
        "sweep plans"
        [
            testCase "the runs are the product of the lists, the last fastest"
            <| fun () ->
                let plan = parse "[network]\nlayers = [1, 2]\n[run]\nseed = \"3..5\""

                Expect.equal
                    [
                        for run in plan.Runs() -> run.Plan.Network.Layers, Seq.exactlyOne run.Plan.Run.Seeds
                    ]
                    [ 1, 3UL; 1, 4UL; 1, 5UL; 2, 3UL; 2, 4UL; 2, 5UL ]
                    "layers and seeds"

            testProperty "there are as many runs as the product says, with names of their own"
            <| fun (layers: byte, seeds: byte, step: byte) ->
                let layers, seeds, step = 1 + int layers % 6, int seeds % 9, 1 + int step % 4

                let plan =
                    parse $"[network]\nlayers = \"1..{layers}\"\n[run]\nseed = \"0..{seeds}:{step}\""

                let runs = List.ofSeq (plan.Runs())
                Expect.equal (int64 runs.Length) plan.Count "count"
                Expect.equal plan.Count (int64 (layers * (seeds / step + 1))) "product"
                Expect.equal (runs |> List.map _.Name |> List.distinct).Length runs.Length "names"

            testCase "a value that is a list itself is one value, and a list of such lists is an axis"
            <| fun () ->
                let one = parse "[network]\ndimension = 2\n[data]\nspectrum = [1, 0.25]"
                Expect.equal one.Count 1L "a spectrum"

                let several =
                    parse "[network]\ndimension = 2\n[data]\nspectrum = [[1, 1], [1, 0.25]]"

                Expect.equal
                    [ for run in several.Runs() -> run.Name, List.ofSeq run.Plan.Data.Spectrum ]
                    [ "spectrum-no1", [ 1.0; 1.0 ]; "spectrum-no2", [ 1.0; 0.25 ] ]
                    "two spectra"

            testCase "a run's plan is the plan that a file with its values gives, with one thread"
            <| fun () ->
                let run = Seq.exactlyOne ((parse "[network]\nlayers = [3]").Runs())

                let expected =
                    PlanFile.Parse("[network]\nlayers = 3\n[run]\nthreads = 1", "x", TrainingPlan())

                Expect.equal (PlanFile.Write run.Plan) (PlanFile.Write expected) "plans"

            for text, message in refusals do
                testCase $"refused: {message}"
                <| fun () -> Expect.stringStarts (refusal text) message "one line with file and line"
        ]
