/// Known methods that answer probes, written by themselves: recurrences on vectors and not on spectra.
module Memformer.Tests.Behaviour.PlantedSolver

open System
open MathNet.Numerics.LinearAlgebra
open Memformer.Learn.Behaviour.Probes
open Memformer.Learn.Problems

/// A prompt as solvers see it: covariates as rows, answers.
type Prompt =
    {
        X: Matrix<float>
        Y: Vector<float>
    }

    member this.H = this.X.TransposeThisAndMultiply this.X / float this.X.RowCount
    member this.B = this.X.TransposeThisAndMultiply this.Y / float this.X.RowCount

let private zero (prompt: Prompt) =
    Vector<float>.Build.Dense prompt.X.ColumnCount

let gradientDescent steps (eta: float) (prompt: Prompt) =
    let h, b = prompt.H, prompt.B
    (zero prompt, [ 1..steps ]) ||> List.fold (fun w _ -> w - eta * (h * w - b))

/// One step size for each step.
let freeSteps etas (prompt: Prompt) =
    let h, b = prompt.H, prompt.B
    (zero prompt, etas) ||> List.fold (fun w (eta: float) -> w - eta * (h * w - b))

let heavyBall steps (eta: float) (beta: float) (prompt: Prompt) =
    let h, b = prompt.H, prompt.B

    ((zero prompt, zero prompt), [ 1..steps ])
    ||> List.fold (fun (before, w) _ -> w, w - eta * (h * w - b) + beta * (w - before))
    |> snd

let nesterov steps (eta: float) (beta: float) (prompt: Prompt) =
    let h, b = prompt.H, prompt.B

    ((zero prompt, zero prompt), [ 1..steps ])
    ||> List.fold (fun (before, w) _ ->
        let ahead = w + beta * (w - before)
        w, ahead - eta * (h * ahead - b))
    |> snd

/// Chebyshev's method by the roots of its residual polynomial.
let chebyshev steps lower upper =
    freeSteps
        [
            for k in 1..steps ->
                2.0
                / (upper
                   + lower
                   + (upper - lower) * cos (Math.PI * (2.0 * float k - 1.0) / (2.0 * float steps)))
        ]

let ridge lambda (prompt: Prompt) =
    let identity: Matrix<float> = Matrix<float>.Build.DenseIdentity prompt.X.ColumnCount
    (prompt.H + (lambda: float) * identity).Solve prompt.B

let leastSquares (prompt: Prompt) = prompt.X.PseudoInverse() * prompt.Y

let newton steps (scale: Matrix<float> -> Matrix<float>) (prompt: Prompt) =
    let h = prompt.H
    let start = scale h

    let inverse =
        (start, [ 1..steps ])
        ||> List.fold (fun (m: Matrix<float>) _ -> 2.0 * m - m * h * m)

    inverse * prompt.B

/// α H/‖H‖², the spectral norm.
let bySpectralNorm (alpha: float) (h: Matrix<float>) = alpha * h / (h.L2Norm() ** 2.0)

let conjugateGradient steps (prompt: Prompt) =
    let h = prompt.H

    let rec go k (w: Vector<float>) (r: Vector<float>) (p: Vector<float>) =
        if k = 0 then
            w
        else
            let image = h * p
            let length = r.DotProduct r / p.DotProduct image
            let next = r - length * image
            go (k - 1) (w + length * p) next (next + (next.DotProduct next / r.DotProduct r) * p)

    go steps (zero prompt) prompt.B prompt.B

let softThreshold threshold lambda (prompt: Prompt) =
    (ridge lambda prompt).Map(fun w -> float (sign w) * max 0.0 (abs w - threshold))

/// The Bayes estimator over a pool of tasks.
let discreteMean sigma (pool: Vector<float> list) (prompt: Prompt) =
    let squares = [ for w in pool -> (prompt.X * w - prompt.Y).L2Norm() ** 2.0 ]
    let least = List.min squares
    let weights = [ for s in squares -> exp ((least - s) / (2.0 * sigma * sigma)) ]

    (List.map2 (fun (p: float) (w: Vector<float>) -> p * w) weights pool
     |> List.reduce (+))
    / List.sum weights

/// The method with A ∇f in the place of ∇f, A = L Lᵀ: it runs on Lᵀx.
let preconditioned (factor: Matrix<float>) (solver: Prompt -> Vector<float>) (prompt: Prompt) =
    factor * solver { prompt with X = prompt.X * factor }

/// The method in coordinates in which the covariates have covariance I.
let whitened (law: DataLaw) =
    let factor: Matrix<float> =
        Matrix<float>.Build.DenseOfArray(CovarianceMatrix.Factor law.Covariance)

    preconditioned (factor.Inverse().Transpose())

/// A symmetric positive definite matrix with trace d, in no particular basis, and eigenvalues from 1 to so many in even ratios.
let preconditioner dimension (condition: float) seed =
    let basis = RandomRotation.Draw(dimension, seed)

    let spectrum: Matrix<float> =
        Matrix<float>.Build.DenseDiagonal(dimension, dimension, fun i -> condition ** (float i / float (dimension - 1)))

    let matrix = basis * spectrum.TransposeAndMultiply basis
    matrix * (float dimension / matrix.Trace())

/// Answers that are a function of the prompt and the query.
let answer (probe: Probe) (solve: Prompt -> Vector<float> -> float) =
    let solvers =
        [|
            for prompt in probe.Prompts ->
                solve
                    {
                        X = Matrix<float>.Build.DenseOfRowMajor(probe.Context, probe.Dimension, prompt.Covariates)
                        Y = Vector<float>.Build.DenseOfArray prompt.Answers
                    }
        |]

    [|
        for row in probe.Rows -> solvers[row.Prompt](Vector<float>.Build.DenseOfArray row.Query)
    |]

/// Answers wᵀx_q.
let linear solver (prompt: Prompt) =
    let w: Vector<float> = solver prompt
    fun (query: Vector<float>) -> w.DotProduct query

/// The answer of the nearest example.
let nearestNeighbour (prompt: Prompt) (query: Vector<float>) =
    let nearest =
        Seq.minBy (fun i -> (prompt.X.Row i - query).L2Norm()) [ 0 .. prompt.X.RowCount - 1 ]

    prompt.Y[nearest]

/// Answers with independent noise of a share of their root mean square.
let noisy share (seed: int) (answers: float[]) =
    let random = RandomSource(uint64 seed)
    let size = sqrt (answers |> Array.averageBy (fun x -> x * x))
    answers |> Array.map (fun x -> x + share * size * random.NextNormal())
