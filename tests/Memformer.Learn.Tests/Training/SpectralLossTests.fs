/// The loss by eigenvectors is the loss by matrices, where blocks are multiples of one.
module Memformer.Tests.Training.SpectralLossTests

open Expecto
open MathNet.Numerics.LinearAlgebra
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Learn.Training.Objectives
open Memformer.Learn.Training.Recursion
open Memformer.Tests

let private batch, seed, step = 40, 5UL, 3UL

/// Networks of every d.
let private designs =
    let linear layers freeValues tied d =
        NetworkDesign(
            Dimension = d,
            Context = 7,
            Layers = layers,
            Architecture = NetworkArchitecture.Linear,
            FreeValues = freeValues,
            Tied = tied
        )

    [
        "GD++", linear 3 true false
        "without values", linear 4 false false
        "with memory and heads",
        fun d -> NetworkDesign(Dimension = d, Context = 7, Layers = 3, FreeValues = true, Heads = 2)
        "tied", linear 3 true true
    ]

let private laws =
    let slanted = array2D [ [ 1.0; 0.4; 0.1 ]; [ 0.4; 0.7; -0.2 ]; [ 0.1; -0.2; 0.5 ] ]

    [
        // The noise of the query's own answer belongs to no eigenvector.
        "noise", DataLaw(Array2D.init 3 3 (fun i j -> if i = j then 1.0 else 0.0), noise = 0.3), 0.0, 0.09
        "tails that are stretched", DataLaw.Isotropic 3, 0.4, 0.0
        "a covariance", DataLaw slanted, 0.0, 0.0
    ]

/// The parameters of d dimensions where those of one dimension are all 1, and which of those each belongs to.
let private lifted (design: NetworkDesign) (scalar: ParameterLayout) (preconditioner: Matrix<float>) =

    [|
        for segment in ParameterLayout(design).Segments do
            let once = scalar[segment.Name]
            let size = segment.Length / once.Length

            for i in 0 .. segment.Length - 1 do
                let row, column = i % size / 3, i % size % 3

                let unit =
                    if not (isNull segment.Gates) then
                        1.0
                    elif segment.Name = ParameterLayout.Preconditioners then
                        preconditioner[row, column]
                    elif row = column then
                        1.0
                    else
                        0.0

                unit, once.Offset + i / size
    |]

[<Tests>]
let tests =
    testList
        "loss by eigenvectors"
        [
            for what, ofDimension in designs do
                for condition, law, tails, floor in laws do
                    testCase $"{what}, {condition}" (fun () ->
                        let design: NetworkDesign = ofDimension 3
                        let scalar = ParameterLayout(ofDimension 1)

                        let objective =
                            Objective(
                                ObjectiveKind.Wishart,
                                law,
                                design.Context,
                                3,
                                TailShare = tails,
                                IsCounterBased = true
                            )

                        let coordinates =
                            Matrix<float>.Build.DenseOfArray(CovarianceMatrix.Factor law.Covariance)

                        let spectra = PromptSpectra.Draw(objective, batch, seed, step, coordinates)
                        let byEigenvectors = SpectralLoss(design, spectra)

                        use byMatrices =
                            FusedLoss.Of(design, SampleDesigns.sampled objective seed batch design.Layers)

                        let length = scalar.Length
                        let random = RandomSource 9UL
                        let scalars = Array.init length (fun _ -> 0.2 + 0.3 * random.NextUniform())
                        let slopes = Array.zeroCreate length
                        let loss = byEigenvectors.LossAndGradient(scalars, slopes)

                        let units = lifted design scalar ((coordinates * coordinates.Transpose()).Inverse())

                        let full = units |> Array.map (fun (unit, place) -> unit * scalars[place])
                        let gradient = Array.zeroCreate full.Length
                        let expected = byMatrices.LossAndGradient(full, step, gradient)

                        // Sums of 40 prompts by other orders, and eigenvalues to rounding.
                        Expect.floatClose { absolute = 0.0; relative = 1e-11 } (loss + floor) expected "loss"
                        let contracted = Array.zeroCreate length

                        units
                        |> Array.iteri (fun i (unit, place) ->
                            contracted[place] <- contracted[place] + unit * gradient[i])

                        let largest = contracted |> Array.map abs |> Array.max

                        for actual, expected in Array.zip slopes contracted do
                            Expect.isLessThan (abs (actual - expected)) (1e-11 * largest) "slope")
        ]
