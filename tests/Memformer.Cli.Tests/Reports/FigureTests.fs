module Memformer.Tests.Reports.FigureTests

open System
open Expecto
open Memformer.Cli.Charts
open Memformer.Cli.Reports.Reproduction
open Memformer.Learn.Experiments
open Memformer.Learn.Experiments.Figures
open Memformer.Tests

let private result = Invented.result (PaperFigures.Find "lfom")

[<Tests>]
let tests =
    testList
        "reproduction"
        [
            test "the CSV of a figure" { Golden.matches "reproduction/lfom.csv" (ReproductionFiles.Csv result) }
            test "the finding of a figure" { Golden.matches "reproduction/lfom.txt" (ReproductionFiles.Finding result) }

            test "the pgfplots of a figure" {
                Golden.matches "reproduction/lfom.tex" (ChartPgfplots.ToPgfplots(ReproductionChart.Of result))
            }

            test "a small matrix shows its numbers, a larger one its scale" {
                let small =
                    HeatMap.ToSvg("P", array2D [ [ 0.5; -0.0001 ]; [ 0.0; -1.25 ] ], Nullable())

                let numbers =
                    System.Text.RegularExpressions.Regex.Matches(small, "<text( class=\"strong\")? x=[^>]*>([^<]*)<")
                    |> Seq.map (fun found -> found.Groups[2].Value)

                Expect.sequenceEqual numbers [ "0.50"; "0.00"; "-1.25" ] "an exact zero is an empty cell"
                let large = HeatMap.ToSvg("P", Array2D.create 12 12 0.25, Nullable())
                Expect.stringContains large ">−0.25</text>" "the scale's end"
                Expect.isLessThan (HeatMap.ToSvg("P", Array2D.create 51 51 0.25, Nullable()).Length) 5000 "an image"
            }

            for experiment in PaperFigures.All do
                test $"the figure of {experiment.Name} draws the optimum and a band for every network" {
                    let chart = ReproductionChart.Of(Invented.result experiment)

                    let trained =
                        experiment.Curves
                        |> Seq.filter (fun curve -> curve.Networks.Count > 0)
                        |> Seq.length

                    let bands = chart.Series |> Seq.filter (fun series -> series :? Band) |> Seq.length
                    Expect.equal bands trained "bands"

                    let optimum =
                        chart.Series
                        |> Seq.exists (fun series -> series.Name = "exact optimum" && series :? Line)

                    Expect.isTrue optimum "optimum"
                }
        ]
