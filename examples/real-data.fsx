// A network made in code, proved, audited, and applied to a table of real data; its residual polynomials as a picture.
//
//     dotnet fsi examples/real-data.fsx
//
// (after `dotnet fsi build.fsx build`)

#r "../Memformer.Cli/bin/Release/net10.0/Memformer.Theory.dll"
#r "../Memformer.Cli/bin/Release/net10.0/Memformer.Learn.dll"
#r "../Memformer.Cli/bin/Release/net10.0/MathNet.Numerics.dll"
#r "../Memformer.Cli/bin/Release/net10.0/OxyPlot.dll"

open System
open System.Collections.Generic
open System.IO
open MathNet.Numerics.LinearAlgebra
open Memformer.Learn.Auditing.Preconditioners
open Memformer.Learn.Auditing.Steps
open Memformer.Learn.Files
open Memformer.Theory.Algebra
open Memformer.Theory.Derivations
open Memformer.Theory.Methods
open Memformer.Theory.Networks
open Memformer.Learn.Auditing
open Memformer.Learn.Exporting
open Memformer.Learn.Models
open Memformer.Learn.Prediction
open Memformer.Learn.Tables
open Memformer.Learn.Problems
open OxyPlot
open OxyPlot.Series

let layers, dimension, context = 4, 5, 20

// Nesterov's method with numbers for its two parameters: four layers, the exact weights, and the proofs.
let derivation =
    let values =
        Dictionary(
            dict
                [
                    (Symbol "eta", Rational.Parse("1/3", null))
                    (Symbol "beta", Rational.Parse("1/4", null))
                ]
        )

    Derivation.Of(Catalogue.Find "nesterov", layers, Architecture.Find "lfom", values)

for proof in derivation.Proofs do
    printfn "proof %-12s %s" proof.Name (if proof.Holds then "holds" else "fails")

let form = derivation.Unrolling.Coefficients

// As a network: one gradient head per layer, and its coefficients as gates.
let weights =
    let identity =
        Array2D.init dimension dimension (fun i j -> if i = j then 1.0 else 0.0)

    let nothing = Dictionary<Symbol, float>()

    let gates =
        Triangle(layers, fun l j -> Gate.Scalar(form.Scalar(l, j).Evaluate nothing) :> Gate)

    NetworkWeights(
        [|
            for _ in 1..layers -> [| AttentionHead.Gradient identity |] :> IReadOnlyList<AttentionHead>
        |],
        NetworkGates.Lfom.ForAllHeads gates,
        Nullable context
    )

// What an audit says about it, told nothing but the weights.
let audit =
    Audit.Of(weights, AuditOptions(Law = DataLaw.Isotropic dimension, Context = Nullable context, Prompts = 1000))

printfn
    "the audit finds %s"
    (match audit.Method.Chosen with
     | null -> "no method"
     | fit -> fit.Name)

// The penguins' body mass from three measurements, in context.
let table =
    RegressionTable.Of(CsvTable.Read(Path.Combine(__SOURCE_DIRECTORY__, "data", "penguins.csv")), "body_mass_g")

let prediction =
    InContextPrediction.Of(weights, DataLaw.Isotropic dimension, table, Split.Of(table, 0.2, Nullable(), 0UL))

for predictor in prediction.Predictors do
    printfn "%-8s rmse %.1f g" predictor.Name (prediction.RootMeanSquaredError(predictor).GetValueOrDefault nan)

// What is left of an error along an eigenvector of H with eigenvalue h, after all layers: the residual polynomial.
let method = LearnedMethod.Of(weights).Method

let residual (h: float) =
    method.Residual(h * Matrix<float>.Build.DenseIdentity dimension).[0, 0]

let plot = PlotModel(Title = "Nesterov, 4 layers: what is left of an error")
plot.Series.Add(FunctionSeries(Func<float, float> residual, 0.0, 3.0, 0.01))
let picture = Path.Combine(Path.GetTempPath(), "residual.svg")
File.WriteAllText(picture, SvgExporter(Width = 600.0, Height = 360.0).ExportToString plot)
printfn "the residual polynomial is drawn in %s" picture
