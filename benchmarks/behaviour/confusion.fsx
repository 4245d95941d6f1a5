// The benchmark of audits by behaviour: known methods answer a probe, with noise on every answer, and are told from the
// answers. Prints the tables of docs/behaviour.md.
//
//     dotnet fsi build.fsx build
//     dotnet fsi benchmarks/behaviour/confusion.fsx [REPEATS [DIMENSION [CONTEXT]]]

#I "../../Memformer.Cli/bin/Release/net10.0"
#r "MathNet.Numerics.dll"
#r "Memformer.Theory.dll"
#r "Memformer.Learn.dll"
#load "../../tests/Memformer.Learn.Tests/Behaviour/PlantedSolver.fs"

open System
open MathNet.Numerics.LinearAlgebra
open Memformer.Learn.Behaviour
open Memformer.Learn.Behaviour.Probes
open Memformer.Learn.Problems
open Memformer.Tests.Behaviour.PlantedSolver

let argument index otherwise =
    match fsi.CommandLineArgs |> Array.tryItem index with
    | Some text -> int text
    | None -> otherwise

let repeats, dimension, context = argument 1 1, argument 2 5, argument 3 20

/// L of a preconditioner A = L Lᵀ of condition 6, known to nobody.
let factor = (preconditioner dimension 6.0 7UL).Cholesky().Factor

/// The name to be found, the model in words, and the model, which may know the tasks of its probe's pool.
let planted: (string * string * (Probe -> Prompt -> Vector<float> -> float)) list =
    [
        "gradient-descent", "gradient descent, 3 steps of 0.5", fun _ -> linear (gradientDescent 3 0.5)
        "heavy-ball", "heavy ball, 4 steps, 0.5, 0.3", fun _ -> linear (heavyBall 4 0.5 0.3)
        "nesterov", "Nesterov, 4 steps, 0.4, 0.5", fun _ -> linear (nesterov 4 0.4 0.5)
        "chebyshev", "Chebyshev, 4 steps on [0.2, 2.2]", fun _ -> linear (chebyshev 4 0.2 2.2)
        "polynomial", "4 free steps", fun _ -> linear (freeSteps [ 0.3; 1.1; 0.5; 0.9 ])
        "conjugate-gradient", "conjugate gradients, 2 steps", fun _ -> linear (conjugateGradient 2)
        "newton", "Newton, 3 steps from 2H/‖H‖²", fun _ -> linear (newton 3 (bySpectralNorm 2.0))
        "ridge", "ridge, λ = 0.01", fun _ -> linear (ridge 0.01)
        "ridge", "ridge, λ = 0.1", fun _ -> linear (ridge 0.1)
        "ridge", "ridge, λ = 2", fun _ -> linear (ridge 2.0)
        "least-squares", "least squares", fun _ -> linear leastSquares
        "discrete-mmse",
        "discrete MMSE on 8 tasks, σ = 0.5",
        fun probe -> linear (discreteMean 0.5 [ for task in probe.Pool -> Vector<float>.Build.DenseOfArray task ])
        "gradient-descent by A",
        "gradient descent, 3 steps of 0.5, by A",
        fun _ -> linear (preconditioned factor (gradientDescent 3 0.5))
        "heavy-ball by A",
        "heavy ball, 4 steps, 0.4, 0.3, by A",
        fun _ -> linear (preconditioned factor (heavyBall 4 0.4 0.3))
        "ridge by A", "ridge, λ = 0.1, penalty wᵀA⁻¹w", fun _ -> linear (preconditioned factor (ridge 0.1))
        "none", "soft-thresholded ridge", fun _ -> linear (softThreshold 0.3 0.1)
        "none", "nearest neighbour", fun _ -> nearestNeighbour
    ]

/// Questions without noise, but for the model that weighs a pool of tasks by it.
let draw name repeat =
    let isPooled = name = "discrete-mmse"
    let law = DataLaw.Isotropic(dimension, (if isPooled then 0.5 else 0.0))
    let pool = if isPooled then Nullable 8 else Nullable()
    Probe.Draw(ProbeDesign(law, context, Contexts = 128, Seed = uint64 repeat, Pool = pool))

let noises = [ 0.0; 0.001; 0.01; 0.05 ]
let rounding = Math.ScaleB(1.0, -53)
let started = Diagnostics.Process.GetCurrentProcess().TotalProcessorTime

printfn
    "| planted (d = %d, n = %d) | %s |"
    dimension
    context
    (noises |> List.map (fun s -> $"{100.0 * s} %%") |> String.concat " | ")

printfn "| --- | %s |" (noises |> List.map (fun _ -> "---") |> String.concat " | ")
let mutable wrong = 0

for name, title, solve in planted do
    let cells =
        [
            for noise in noises ->
                [
                    for repeat in 1..repeats do
                        let probe = draw name repeat

                        let comparison =
                            Comparison.Of(probe, noisy noise repeat (answer probe (solve probe)), rounding)

                        let found =
                            match comparison.Verdict.Method with
                            | null -> "none"
                            | found when found.Frame = Comparison.FittedFrame -> $"{found.Name} by A"
                            | found -> found.Name

                        if found <> name && noise <= 0.01 then
                            wrong <- wrong + 1

                        found
                ]
                |> List.countBy id
                |> List.map (fun (found, count) -> if repeats = 1 then found else $"{found} × {count}")
                |> String.concat ", "
        ]

    printfn "| %s | %s |" title (String.concat " | " cells)

let spent = Diagnostics.Process.GetCurrentProcess().TotalProcessorTime - started
printfn "\n%d wrong verdicts at up to 1 %% noise; %.0f s of processor time" wrong spent.TotalSeconds
exit (min wrong 1)
