module Memformer.Tests.Training.PlanTests

open System
open Expecto
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Learn.Training.Optimizers
open Memformer.Learn.Training.Objectives
open Memformer.Learn.Training.Plans
open Memformer.Tests.Training.PlanText
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
                        "task-covariance", "[[1,0],[0,2]]"
                        "tasks", "3"
                        "objective", "exact-answer"
                        "optimizer", "adam-w"
                        "rate", "0.1"
                        "schedule", "plateau"
                        "clip", "0.5"
                        "tail-share", "0.25"
                        "layer-weights", "0,0,1"
                        "seed", "4,5"
                        "precision", "single"
                        "device", "cuda:1"
                        "test-context", "40"
                        "test-spectrum", "1,2,3,4,5"
                        "test-covariates", "gamma"
                        "test-noise", "0.5"
                    ]

                let plan =
                    values
                    |> List.map (fun (name, value) -> $"{name}={value}")
                    |> String.concat " "
                    |> planned

                let text = PlanFile.Write plan
                Expect.equal (PlanFile.Write(parse text)) text "the same text"
                Expect.equal (parse text).Network plan.Network "the same network"

            testCase "seeds are numbers and ranges"
            <| fun _ ->
                let seeds text = (planned $"seed={text}").Run.Seeds
                Expect.sequenceEqual (seeds "0..2,7") [ 0UL; 1UL; 2UL; 7UL ] "a range and a number"

                for wrong in [ "0-2"; "2..0"; "0..1..2"; "0..100000"; "-1..2"; "3,1..4" ] do
                    Expect.throwsT<Memformer.Theory.UsageException> (fun () -> seeds wrong |> ignore) wrong

            testCase "options of keys are distinct"
            <| fun _ ->
                let names = PlanKeys.All |> Seq.map (fun key -> key.Option) |> List.ofSeq
                Expect.hasLength (List.distinct names) names.Length "names"

            testCase "comments, tables and arrays over several lines are read"
            <| fun _ ->
                let plan =
                    parse
                        "# two seeds\n[run]\nseed = [\n  1, # first\n  2,\n]\n[network]\narchitecture = 'linear'\n[training]\nrate = 1e-3\n"

                Expect.sequenceEqual plan.Run.Seeds [ 1UL; 2UL ] "seeds"
                Expect.equal plan.Network.Architecture NetworkArchitecture.Linear "architecture"
                Expect.equal plan.Training.Rate (System.Nullable 1e-3) "rate"

            for text, message in
                [
                    "[network]\nlayer = 3",
                    "plan.toml: line 2: unknown key network.layer; did you mean layers in [network]?"
                    "layers = 3", "plan.toml: line 1: unknown key layers; layers belongs in [network]"
                    "[training]\n\nrate = 'fast'", "plan.toml: line 3: rate fast: must be a number above 0"
                    "[training]\nlearning-rate = 0.1",
                    "plan.toml: line 2: unknown key training.learning-rate; did you mean rate in [training]?"
                    "[test]\nspectrm = [1]",
                    "plan.toml: line 2: unknown key test.spectrm; did you mean spectrum in [test]?"
                    "[network]\ncontext = 0", "plan.toml: line 2: context 0: must be an integer, at least 1"
                    "[run]\nseed = 1\n[[network]]\nlayers = 2",
                    "plan.toml: line 3: [[network]] is one of several tables; a plan has one: [network]"
                    "[data]\ncovariance = [[1, 2], [2, 1]]",
                    "plan.toml: line 2: covariance: the matrix is not positive definite: its least eigenvalue is -1, its greatest 3"
                    "[data]\ntask-covariance = [[1, 2], [2]]",
                    "plan.toml: line 2: task-covariance [[1, 2], [2]]: must be rows of a symmetric positive definite matrix, such as [[1, 0], [0, 0.25]]"
                    "[data]\nnoise = -1", "plan.toml: line 2: noise -1: must be a number, at least 0"
                    "[training]\nrate = nan", "plan.toml: line 2: rate nan: must be a number above 0"
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
                    "batch 0", TrainingPlan(Training = TrainingSettings(Batch = 0))
                    "steps 0", TrainingPlan(Training = TrainingSettings(Steps = 0L))
                    "rate 0", TrainingPlan(Training = TrainingSettings(Rate = System.Nullable 0.0))
                    "an infinite rate", TrainingPlan(Training = TrainingSettings(Rate = System.Nullable infinity))
                    "a tail share of 1", TrainingPlan(Training = TrainingSettings(TailShare = System.Nullable 1.0))
                    "a tail share without Wishart",
                    TrainingPlan(
                        Training =
                            TrainingSettings(
                                TailShare = System.Nullable 0.5,
                                Objective = System.Nullable ObjectiveKind.Tokens
                            )
                    )
                    "a seed twice", TrainingPlan(Run = RunSettings(Seeds = [| 1UL; 1UL |]))
                    "a context beyond all memory",
                    TrainingPlan(
                        Network = NetworkDesign(Context = Int32.MaxValue),
                        Training = TrainingSettings(Batch = 1)
                    )
                    "a test context beyond all memory",
                    TrainingPlan(Test = TestPlan(Context = System.Nullable Int32.MaxValue))
                    "a test context of 0", TrainingPlan(Test = TestPlan(Context = System.Nullable 0))
                    "a test spectrum of another length", TrainingPlan(Test = TestPlan(Spectrum = [| 1.0; 2.0 |]))
                    "a test context that gates per token cannot have",
                    TrainingPlan(
                        Network = NetworkDesign(Gates = GateKind.PerToken),
                        Test = TestPlan(Context = System.Nullable 30)
                    )
                    "no seed", TrainingPlan(Run = RunSettings(Seeds = [||]))
                    "layer weights of another length",
                    TrainingPlan(Training = TrainingSettings(LayerWeights = [| 1.0 |]))
                    "a spectrum of another length", TrainingPlan(Data = DataPlan(Spectrum = [| 1.0; 2.0 |]))
                    "more parameters than BFGS has room for",
                    TrainingPlan(
                        Network = NetworkDesign(Dimension = 100),
                        Training = TrainingSettings(Optimizer = OptimizerKind.Bfgs)
                    )
                    "a batch that BFGS would multiply beyond what is counted",
                    TrainingPlan(Training = TrainingSettings(Batch = 600_000))
                    "a negative eigenvalue", TrainingPlan(Data = DataPlan(Spectrum = [| 1.0; 1.0; 1.0; 1.0; -1.0 |]))
                    "a spectrum beside a covariance",
                    TrainingPlan(Data = DataPlan(Covariance = [| [| 1.0 |] |], Spectrum = [| 1.0 |]))
                ] do
                testCase $"refused: {name}"
                <| fun _ -> Expect.throwsT<UsageException> (fun () -> plan.Check()) name

            testCase "the rate follows the size of the preconditioners to be found"
            <| fun _ ->
                let rate law =
                    let plan = planned $"optimizer=adam {law}"
                    plan.RateSchedule(plan.Data.Law 5).Rate

                Expect.floatClose Accuracy.high (rate "") 0.01 "isotropic"
                Expect.floatClose Accuracy.high (rate "spectrum=1,1,0.25,0.0625,1") 0.04 "condition 16"
                Expect.floatClose Accuracy.high (rate "spectrum=100,100,100,100,100") 1e-4 "large covariates"

            testCase "with Adam, GD++ clips gradients and stretches tails unless told otherwise"
            <| fun _ ->
                let free = planned "layers=3 free-values=true optimizer=adam"
                Expect.floatClose Accuracy.high free.EffectiveClip.Value 0.01 "GD++: clip"
                Expect.equal free.EffectiveTailShare 0.5 "GD++: tails"
                let plain = planned "optimizer=adam"
                Expect.equal (plain.EffectiveClip, plain.EffectiveTailShare) (System.Nullable(), 0.0) "others"

                let told = planned "layers=3 free-values=true clip=3 tail-share=0"
                Expect.equal (told.EffectiveClip, told.EffectiveTailShare) (System.Nullable 3.0, 0.0) "told"

            testCase "a test law is the training's where the plan does not say otherwise"
            <| fun _ ->
                let data =
                    DataPlan(Spectrum = [| 1.0; 2.0 |], Rotation = System.Nullable 3UL, Noise = 0.25)

                let law (test: TestPlan) = test.Law(data, 2)
                Expect.equal (law (TestPlan())) (data.Law 2) "nothing differs"

                Expect.equal
                    (law (TestPlan(Spectrum = [| 4.0; 1.0 |])))
                    (DataLaw.Rotated([| 4.0; 1.0 |], 3UL, 0.25))
                    "another spectrum in the same axes"

                Expect.equal
                    (law (TestPlan(Rotation = System.Nullable 4UL, Noise = System.Nullable 0.0)))
                    (DataLaw.Rotated([| 1.0; 2.0 |], 4UL))
                    "other axes, no noise"

                let covariance = array2D [ [ 2.0; 0.5 ]; [ 0.5; 1.0 ] ]

                Expect.equal
                    (law (TestPlan(Covariance = [| [| 2.0; 0.5 |]; [| 0.5; 1.0 |] |])))
                    (DataLaw(covariance, null, 0.25))
                    "another covariance, and tasks of its inverse"

            testCase "the test samples as little as its own covariates allow"
            <| fun _ ->
                let objective (plan: TrainingPlan) = (plan.TestSettings 0UL).Objective.Kind
                Expect.equal (objective (planned "test-context=40 objective=tokens")) ObjectiveKind.Wishart "Gaussian"
                Expect.equal (objective (planned "test-covariates=sphere")) ObjectiveKind.ExactAnswer "sphere"
                Expect.isNull (TrainingPlan().TestSettings 0UL |> box) "none"

            for name, plan, expected in
                [
                    "nothing said", TrainingPlan(), OptimizerKind.Bfgs
                    "covariates on a sphere", planned "covariates=sphere", OptimizerKind.Bfgs
                    "a rate", planned "rate=0.1", OptimizerKind.Adam
                    "a schedule", planned "schedule=step", OptimizerKind.Adam
                    "a clip", planned "clip=1", OptimizerKind.Adam
                    "all sampled", planned "objective=tokens", OptimizerKind.Adam
                    "gates per token", planned "gates=per-token", OptimizerKind.Adam
                    "GD++", planned "free-values=true", OptimizerKind.Bfgs
                    "a large network", planned "dimension=30", OptimizerKind.Adam
                    "a card", planned "device=cuda", OptimizerKind.Bfgs
                    "a card without kernels for it", planned "device=cuda covariates=sphere", OptimizerKind.Adam
                ] do
                testCase $"the optimiser unless told: {name}"
                <| fun _ -> Expect.equal plan.EffectiveOptimizer expected name

            testCase "L-BFGS takes whole steps"
            <| fun _ ->
                let plan = planned "optimizer=lbfgs"

                Expect.equal
                    (plan.RateSchedule(plan.Data.Law 5))
                    (RateSchedule(ScheduleKind.Constant, 1.0, plan.Training.Steps))
                    "schedule"
        ]
