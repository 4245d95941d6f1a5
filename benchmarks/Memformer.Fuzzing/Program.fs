/// Reads mutated files and texts, and counts what becomes of them:
///
///     Memformer.Fuzzing [KIND] [FROM] [TO]       inputs of those numbers, 1 to 1,000,000 if none are given
///     Memformer.Fuzzing show KIND NUMBER FILE    writes one input, to look at what was found
///
/// KIND is checkpoints (the default), methods, coefficients, plans, tables, covariances or maps.
module Memformer.Fuzzing.Program

open System
open System.Collections.Generic
open System.Diagnostics
open System.IO
open System.Text
open System.Text.RegularExpressions
open Memformer.Tests.Checkpoints
open Memformer.Tests.Fuzzing
open Memformer.Tests.Fuzzing.Judgement

/// What is fuzzed: how many sound files there are, the input of a number, and what reading it does.
type private Subject =
    {
        Files: int
        Input: int -> byte[]
        Judge: int -> Outcome
    }

let private subject name =
    if name = "checkpoints" then
        let corpus = CheckpointFuzzing.corpus ()

        {
            Files = corpus.Length
            Input = CheckpointFuzzing.input corpus
            Judge = CheckpointFuzzing.input corpus >> CheckpointFuzzing.judge
        }
    else
        let kind = TextFuzzing.kinds |> List.find (fun kind -> kind.Name = name)

        {
            Files = kind.Corpus.Length
            Input = TextKind.input kind >> Encoding.UTF8.GetBytes
            Judge = TextKind.judge kind
        }

/// A message without the names and numbers that tell one file from another.
let private kind (message: string) =
    let text =
        Regex.Replace(message, @"^input(\.\w+)?: (line \d+(, column \d+)?: )?", "")

    let text = Regex.Replace(text, @"'[^']*'", "'…'")
    let text = Regex.Replace(text, @"\b[0-9A-F]{8}\b|-?\d[\d.E+-]*", "#")
    if text.Length > 100 then text[..99] else text

let private run subject first last =
    let counts = Dictionary<string, int>()

    let count key =
        counts[key] <- counts.GetValueOrDefault key + 1

    let mutable findings = 0
    let clock = Stopwatch.StartNew()

    for number in first..last do
        match subject.Judge number with
        | Read -> count "read"
        | Refused message -> count $"refused: {kind message}"
        | Broken finding ->
            findings <- findings + 1
            count $"BROKEN: {kind finding}"
            eprintfn $"input {number}: {finding}"

        if number % 50_000 = 0 then
            let read = counts.GetValueOrDefault "read"
            eprintfn $"{number} inputs, {read} read, {findings} findings, {clock.Elapsed.TotalSeconds:F0} s"

    for entry in counts |> Seq.sortByDescending _.Value do
        printfn $"{entry.Value, 9}  {entry.Key}"

    printfn
        $"{last - first + 1} inputs from {subject.Files} files in {clock.Elapsed.TotalSeconds:F0} s: {findings} findings"

    if findings = 0 then 0 else 1

let private numbers arguments =
    match arguments with
    | [ first; last ] -> int first, int last
    | [ last ] -> 1, int last
    | _ -> 1, 1_000_000

[<EntryPoint>]
let main arguments =
    match List.ofArray arguments with
    | [ "show"; name; number; file ] ->
        File.WriteAllBytes(file, (subject name).Input(int number))
        0
    | name :: rest when not (Char.IsDigit name[0]) -> numbers rest ||> run (subject name)
    | rest -> numbers rest ||> run (subject "checkpoints")
