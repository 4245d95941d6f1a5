/// Kinds of text that are changed by their grammar and read.
module Memformer.Tests.Fuzzing.TextKind

open System
open Memformer.Tests.Fuzzing.Judgement
open Memformer.Tests.Fuzzing.TextMutations

/// A kind of text: sound ones to begin with, how they are changed, and what is done with the result.
type Kind =
    {
        Name: string
        Corpus: string[]
        Grammar: Grammar
        Limits: Limits
        Read: Random -> string -> Outcome
    }

/// The input of that number; the same number gives the same input.
let input kind (number: int) =
    let random = Random number
    mutate kind.Grammar random kind.Corpus[random.Next kind.Corpus.Length]

/// What reading that input does.
let judge kind (number: int) =
    let text = input kind number
    judge kind.Limits (fun () -> kind.Read (Random number) text)

/// Of readers that do nothing but read.
let quick = { Seconds = 2.0; Bytes = 160_000_000L }
