/// Training plans in the words of their files and options; F# has no `with` for records of C#.
module Memformer.Tests.Training.PlanText

open Memformer.Learn.Training.Plans

/// The plan that options such as "layers=2 batch=32 test-noise=0.5" make of the defaults.
let planned (options: string) =
    options.Split(' ', System.StringSplitOptions.RemoveEmptyEntries)
    |> Array.fold
        (fun (plan: TrainingPlan) option ->
            match option.Split '=' with
            | [| name; value |] -> (PlanKeys.All |> Seq.find (fun key -> key.Option = name)).Apply(plan, value, name)
            | _ -> invalidArg (nameof options) $"{option}: must be key=value")
        (TrainingPlan())
