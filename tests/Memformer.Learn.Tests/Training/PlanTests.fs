module Memformer.Tests.Training.PlanTests

open Expecto
open Memformer.Learn.Models
open Memformer.Learn.Training.Optimizers
open Memformer.Learn.Training.Plans
open Memformer.Theory

let private parse text =
    PlanFile.Parse(text, "plan.toml", TrainingPlan())

let private failure text =
    try
        parse text |> ignore
        failtest $"accepted: {text}"
    with :? InvalidInputException as invalid ->
        invalid.Message

[<Tests>]
let tests =
    testList
        "training plans"
        [
            testCase "a written plan reads back as itself, whatever it decides"
            <| fun _ ->
                let values =
                    [
                        "architecture", "dynamic"
                        "layers", "7"
                        "free-values", "true"
                        "spectrum", "1,0.5,0.1,3,1e-3"
                        "rotation", "12"
                        "task-covariance", "[[1, 0], [0, 2]]"
                        "tasks", "3"
                        "objective", "exact-answer"
                        "optimizer", "adam-w"
                        "rate", "0.1"
                        "schedule", "plateau"
                        "clip", "0.5"
                        "layer-weights", "0,0,1"
                        "seed", "4,5"
                        "precision", "single"
                        "device", "cuda:1"
                    ]

                let plan =
                    values
                    |> List.fold
                        (fun plan (name, value) ->
                            (PlanKeys.All |> Seq.find (fun key -> key.Name = name)).Apply(plan, value, ""))
                        (TrainingPlan())

                let text = PlanFile.Write plan
                Expect.equal (PlanFile.Write(parse text)) text "the same text"
                Expect.equal (parse text).Network plan.Network "the same network"

            testCase "the keys' names are distinct, so that each can be an option"
            <| fun _ ->
                let names = PlanKeys.All |> Seq.map (fun key -> key.Name) |> List.ofSeq
                Expect.hasLength (List.distinct names) names.Length "names"

            testCase "comments, tables and arrays over several lines are read"
            <| fun _ ->
                let plan =
                    parse
                        "# two seeds\n[run]\nseed = [\n  1, # first\n  2,\n]\n[network]\narchitecture = 'linear'\n[training]\nrate = 1e-3\n"

                Expect.sequenceEqual plan.Seeds [ 1UL; 2UL ] "seeds"
                Expect.equal plan.Network.Architecture NetworkArchitecture.Linear "architecture"
                Expect.equal plan.Rate (System.Nullable 1e-3) "rate"

            for text, message in
                [
                    "[network]\nlayer = 3",
                    "plan.toml: line 2: unknown key network.layer; did you mean layers in [network]?"
                    "layers = 3", "plan.toml: line 1: unknown key layers; layers belongs in [network]"
                    "[training]\n\nrate = 'fast'", "plan.toml: line 3: rate fast: must be a number above 0"
                    "[network]\nheads = 1.5", "plan.toml: line 2: heads 1.5: must be an integer, at least 1"
                    "[network]\ngates = 'soft'",
                    "plan.toml: line 2: gates soft: must be one of scalar, split, per-token"
                ] do
                testCase $"refused with the line: {text}"
                <| fun _ -> Expect.equal (failure text) message "message"

            testCase "no TOML at all is refused with the line"
            <| fun _ -> Expect.stringStarts (failure "[run]\nseed = = 3") "plan.toml: line 2: " "message"

            for name, plan in
                [
                    "batch 0", TrainingPlan(Batch = 0)
                    "steps 0", TrainingPlan(Steps = 0L)
                    "rate 0", TrainingPlan(Rate = System.Nullable 0.0)
                    "an infinite rate", TrainingPlan(Rate = System.Nullable infinity)
                    "no seed", TrainingPlan(Seeds = [||])
                    "layer weights of another length", TrainingPlan(LayerWeights = [| 1.0 |])
                    "a spectrum of another length", TrainingPlan(Data = DataPlan(Spectrum = [| 1.0; 2.0 |]))
                    "a negative eigenvalue", TrainingPlan(Data = DataPlan(Spectrum = [| 1.0; 1.0; 1.0; 1.0; -1.0 |]))
                    "a spectrum beside a covariance",
                    TrainingPlan(Data = DataPlan(Covariance = [| [| 1.0 |] |], Spectrum = [| 1.0 |]))
                ] do
                testCase $"refused: {name}"
                <| fun _ -> Expect.throwsT<UsageException> (fun () -> plan.Check()) name

            testCase "the rate follows the size of the preconditioners to be found"
            <| fun _ ->
                let rate spectrum =
                    let plan = TrainingPlan(Data = DataPlan(Spectrum = spectrum))
                    plan.RateSchedule(plan.Data.Law 5).Rate

                Expect.floatClose Accuracy.high (rate [||]) 0.01 "isotropic"
                Expect.floatClose Accuracy.high (rate [| 1.0; 1.0; 0.25; 0.0625; 1.0 |]) 0.04 "condition 16"
                Expect.floatClose Accuracy.high (rate (Array.create 5 100.0)) 1e-4 "large covariates"

            testCase "L-BFGS takes whole steps"
            <| fun _ ->
                let plan = TrainingPlan(Optimizer = OptimizerKind.Lbfgs)

                Expect.equal
                    (plan.RateSchedule(plan.Data.Law 5))
                    (RateSchedule(ScheduleKind.Constant, 1.0, plan.Steps))
                    "schedule"
        ]
