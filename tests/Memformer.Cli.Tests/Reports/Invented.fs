/// Results of experiments that nobody ran, for the tests that draw them.
module Memformer.Tests.Reports.Invented

open System
open Memformer.Learn.Experiments

/// Numbers that fall with depth and differ by curve and seed, so that every part of a figure is drawn.
let result (experiment: Experiment) =
    let values =
        [|
            for place, curve in Seq.indexed experiment.Curves do
                for layers in experiment.Depths do
                    let loss = Math.Exp(float (-layers)) * (1.0 + 0.25 * float place)

                    match curve with
                    | trained when trained.Networks.Count > 0 ->
                        for seed in [ 0UL; 1UL ] do
                            Measurement(
                                curve.Name,
                                layers,
                                Nullable seed,
                                loss * (1.0 + 0.1 * float seed),
                                Nullable 0.01
                            )
                    | _ -> Measurement(curve.Name, layers, Nullable(), loss, Nullable())
        |]

    let found = Measurements values
    ExperimentResult(experiment, ExperimentScale.Quick, found, experiment.Judge.Invoke found)
