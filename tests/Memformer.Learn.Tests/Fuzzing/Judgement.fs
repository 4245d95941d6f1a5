/// What becomes of an input that somebody has changed: it is read, or refused in one line, in little time and memory.
module Memformer.Tests.Fuzzing.Judgement

open System
open Memformer.Theory

/// What became of one input.
type Outcome =
    | Read
    | Refused of message: string
    | Broken of finding: string

/// What one input may cost: seconds of the processor, and bytes allocated in all.
type Limits = { Seconds: float; Bytes: int64 }

/// What reading does; a failure that is no refusal of a user's input is a finding.
let judge limits (read: unit -> Outcome) =
    let start = Environment.CpuUsage.TotalTime
    let before = GC.GetAllocatedBytesForCurrentThread()

    let outcome =
        try
            read ()
        with
        | :? MemformerException as refusal when refusal.Message.Contains '\n' ->
            Broken $"a message of several lines: {refusal.Message}"
        | :? MemformerException as refusal when Seq.exists Char.IsControl refusal.Message ->
            Broken $"a message with control characters: {Uri.EscapeDataString refusal.Message}"
        | :? MemformerException as refusal -> Refused refusal.Message
        | failure -> Broken $"{failure.GetType().Name}: {failure.Message}"

    let seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds
    let allocated = GC.GetAllocatedBytesForCurrentThread() - before

    match outcome with
    | Broken _ -> outcome
    | _ when allocated > limits.Bytes -> Broken $"{allocated} bytes allocated"
    | _ when seconds > limits.Seconds -> Broken $"{seconds} seconds of the processor"
    | _ -> outcome
