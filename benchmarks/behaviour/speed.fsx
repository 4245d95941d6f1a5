// How long a comparison of answers takes: a preconditioner that is to be found, one that does not exist, and none to be looked
// for. Prints the table of docs/behaviour.md.
//
//     dotnet fsi build.fsx build
//     dotnet fsi benchmarks/behaviour/speed.fsx [DIMENSION [CONTEXT [CONTEXTS]]]

#I "../../Memformer.Cli/bin/Release/net10.0"
#r "MathNet.Numerics.dll"
#r "Memformer.Theory.dll"
#r "Memformer.Learn.dll"
#load "../../tests/Memformer.Learn.Tests/Behaviour/PlantedSolver.fs"

open System
open System.Diagnostics
open MathNet.Numerics.LinearAlgebra
open Memformer.Learn.Behaviour
open Memformer.Learn.Behaviour.Probes
open Memformer.Learn.Problems
open Memformer.Tests.Behaviour.PlantedSolver

let argument index otherwise =
    match fsi.CommandLineArgs |> Array.tryItem index with
    | Some text -> int text
    | None -> otherwise

let dimension, context, contexts = argument 1 20, argument 2 40, argument 3 256

let by: Matrix<float> -> _ = fun a -> preconditioned (a.Cholesky().Factor)

let planted =
    [
        "gradient descent, 3 steps of 0.5", gradientDescent 3 0.5
        "heavy ball, 4 steps, by A", by (preconditioner dimension 6.0 7UL) (heavyBall 4 0.4 0.3)
        "soft-thresholded ridge", softThreshold 0.3 0.1
    ]

let compare d n count noise solve =
    let probe = Probe.Draw(ProbeDesign(DataLaw.Isotropic d, n, Contexts = count))
    let answers = noisy noise 1 (answer probe (linear solve))

    let clock, before =
        Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime

    let comparison = Comparison.Of(probe, answers, Math.ScaleB(1.0, -53))
    let spent = Process.GetCurrentProcess().TotalProcessorTime - before
    comparison, clock.Elapsed.TotalSeconds, spent.TotalSeconds

// What the compiler does once is no time of a comparison.
for _ in 1..3 do
    compare 3 6 16 0.01 (gradientDescent 2 0.5) |> ignore

printfn
    "| planted (d = %d, n = %d, %d contexts), 1 %% noise | named | seconds | seconds of processor time |"
    dimension
    context
    contexts

printfn "| --- | --- | --- | --- |"

for title, solve in planted do
    let comparison, seconds, processor = compare dimension context contexts 0.01 solve

    let found =
        match comparison.Verdict.Method with
        | null -> "none"
        | found when found.Frame = Comparison.FittedFrame -> $"{found.Name} by A"
        | found -> found.Name

    printfn "| %s | %s | %.1f | %.1f |" title found seconds processor
