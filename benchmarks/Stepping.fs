/// Whole training steps (prompts, forward, backward, Adam), one after another, each timed.
module Memformer.Stepping

open System.Diagnostics
open Memformer.Learn.Training.Objectives
open Memformer.Learn.Training.Optimizers
open Memformer.Learn.Training.Plans

let median (values: float seq) =
    let sorted = Seq.sort values |> Array.ofSeq
    sorted[sorted.Length / 2]

/// What does the next step of a training from these parameters and gives its milliseconds.
let start (loss: NetworkLoss) (parameters: float array) =
    let optimizer = Optimizer.Create(OptimizerKind.Adam, parameters.Length, 0.0)
    let mutable batch = 0UL

    fun () ->
        let watch = Stopwatch.StartNew()
        batch <- batch + 1UL

        optimizer.Step(parameters, 0.001, (fun values gradient -> loss.LossAndGradient(values, batch, gradient)))
        |> ignore

        watch.Elapsed.TotalMilliseconds
