/// Reads mutated checkpoints and counts what becomes of them:
///
///     Memformer.Fuzzing [FROM] [TO]       inputs of those numbers, 1 to 1,000,000 if none are given
///     Memformer.Fuzzing show NUMBER FILE  writes one input, to look at what was found
module Memformer.Fuzzing.Program

open System
open System.Collections.Generic
open System.Diagnostics
open System.IO
open System.Text.RegularExpressions
open Memformer.Tests.Checkpoints

/// A message without the names and numbers that tell one file from another.
let private kind (message: string) =
    let text = Regex.Replace(message, @"^input: ", "")
    let text = Regex.Replace(text, @"'[^']*'", "'…'")
    let text = Regex.Replace(text, @"\b[0-9A-F]{8}\b|-?\d[\d.E+-]*", "#")
    if text.Length > 100 then text[..99] else text

let private run first last =
    let corpus = CheckpointFuzzing.corpus ()
    let counts = Dictionary<string, int>()

    let count key =
        counts[key] <- counts.GetValueOrDefault key + 1

    let mutable findings = 0
    let clock = Stopwatch.StartNew()

    for number in first..last do
        match CheckpointFuzzing.judge (CheckpointFuzzing.input corpus number) with
        | CheckpointFuzzing.Read -> count "read"
        | CheckpointFuzzing.Refused message -> count $"refused: {kind message}"
        | CheckpointFuzzing.Broken finding ->
            findings <- findings + 1
            count $"BROKEN: {kind finding}"
            eprintfn $"input {number}: {finding}"

        if number % 50_000 = 0 then
            eprintfn $"{number} inputs, {findings} findings, {clock.Elapsed.TotalSeconds:F0} s"

    for entry in counts |> Seq.sortByDescending _.Value do
        printfn $"{entry.Value, 9}  {entry.Key}"

    printfn
        $"{last - first + 1} inputs from {corpus.Length} files in {clock.Elapsed.TotalSeconds:F0} s: {findings} findings"

    if findings = 0 then 0 else 1

[<EntryPoint>]
let main arguments =
    match arguments with
    | [| "show"; number; file |] ->
        File.WriteAllBytes(file, CheckpointFuzzing.input (CheckpointFuzzing.corpus ()) (int number))
        0
    | [| first; last |] -> run (int first) (int last)
    | [| last |] -> run 1 (int last)
    | _ -> run 1 1_000_000
