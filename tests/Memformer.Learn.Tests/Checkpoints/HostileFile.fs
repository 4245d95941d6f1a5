/// A checkpoint is data from a stranger: whatever it holds, reading it ends in a network or in one line that says
/// what is wrong and where; nothing is executed, and no more memory is taken than a sound file may need.
module Memformer.Tests.Checkpoints.HostileFile

open System
open Expecto
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Tests.TemporaryFolder
open Memformer.Theory

/// 200 MB is what the whole process may take; the runtime itself needs some 40 of them.
let private allowed = 160_000_000L

/// Reads a file of that content.
let readAs (extension: string) (content: byte[]) =
    onFile $"model{extension}" content (fun path -> Checkpoint.Read path)

/// The file is refused by one line that says what is expected of it, at a bounded cost.
let refuses name (expected: string) (content: byte[]) =
    testCase name (fun () ->
        let before = GC.GetAllocatedBytesForCurrentThread()

        let failure =
            try
                readAs ".pth" content |> ignore
                None
            with :? InvalidInputException as failure ->
                Some failure.Message

        match failure with
        | None -> failtest "was read"
        | Some message ->
            Expect.stringContains message expected "what and where"
            Expect.isFalse (message.Contains '\n') "one line"

        Expect.isLessThan (GC.GetAllocatedBytesForCurrentThread() - before) allowed "bytes allocated")
