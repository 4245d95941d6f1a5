module Memformer.Tests.Tables.CsvTableTests

open Expecto
open Memformer.Learn.Files
open Memformer.Theory
open Memformer.Learn.Tables

let private quoted (cell: string) =
    "\"" + cell.Replace("\"", "\"\"") + "\""

let private failure text =
    try
        CsvTable.Parse(text, "t.csv") |> ignore
        failtest "such a table is refused"
    with :? InvalidInputException as failure ->
        failure.Message

[<Tests>]
let tests =
    testList
        "CsvTable"
        [
            testProperty "a quoted cell keeps every character" (fun (words: string list) ->
                let cells =
                    "x" :: List.map (fun (word: string) -> if isNull word then "" else word) words

                let header = cells |> List.mapi (fun i _ -> $"c{i}") |> String.concat ","
                let row = cells |> List.map quoted |> String.concat ","
                let table = CsvTable.Parse($"{header}\r\n{row}\r\n", "t.csv")
                Expect.sequenceEqual table.Rows[0].Cells cells "cells")

            test "rows know their lines, across quoted line ends and empty lines" {
                let table = CsvTable.Parse("\uFEFFa,b\n\n1,\"x\ny\"\n2,z", "t.csv")
                Expect.sequenceEqual (table.Rows |> Seq.map _.Line) [ 3; 5 ] "lines"
                Expect.sequenceEqual table.Columns [ "a"; "b" ] "the mark of UTF-8 is no part of a name"
            }

            for text, expected in
                [
                    "", "t.csv: is empty"
                    "a,b\n1\n", "t.csv: line 2: 1 cells, the header has 2"
                    "a,a\n1,2\n", "t.csv: line 1: two columns are named 'a'"
                    "a,\n1,2\n", "t.csv: line 1: column 2 has no name"
                    "a,b\n1,\"2\n", "t.csv: line 2: a quoted cell does not end"
                    "a,b\n1,\"2\"x\n", "t.csv: line 2: text behind a closing quote"
                ] do
                test $"refused: %A{text}" { Expect.stringStarts (failure text) expected "place and problem" }

            test "a cell that is no number is named with its place" {
                let table = CsvTable.Parse("a,y\n1,2\nx,3\n", "t.csv")

                Expect.throwsC (fun () -> RegressionTable.Of(table, "y") |> ignore) (fun failure ->
                    Expect.equal failure.Message "t.csv: line 3, column 'a': 'x' is not a finite number" "place")
            }

            test "columns of words are left out, empty answers are unknown" {
                let table =
                    RegressionTable.Of(CsvTable.Parse("name,a,y\nada,1,2\nbob,2,\n", "t.csv"), "y")

                Expect.sequenceEqual table.Features [ "a" ] "features"
                Expect.isFalse table.Rows[1].Answer.HasValue "unknown"
            }

            test "rows without a covariate are left out and named" {
                let table =
                    RegressionTable.Of(CsvTable.Parse("a,b,y\n1,2,3\n,2,3\n1,NA,3\n4,nan,\n5,6,\n", "t.csv"), "y")

                Expect.sequenceEqual (table.Rows |> Seq.map _.Line) [ 2; 6 ] "whole rows"
                Expect.sequenceEqual table.LeftOut [ 3; 4; 5 ] "the others"
            }
        ]
