/// Debian's PyTorch, where it is installed.
module Memformer.Tests.Checkpoints.PyTorch

open System.Diagnostics
open System.IO
open Expecto
open Memformer.Tests

let private python = "/usr/bin/python3"

/// A script of the fixtures.
let script name =
    Path.Combine(Golden.root, "tests", "fixtures", name)

let private run (arguments: string list) =
    let start =
        ProcessStartInfo(python, arguments, RedirectStandardOutput = true, RedirectStandardError = true)

    use child = Process.Start start
    let errors = child.StandardError.ReadToEndAsync()
    let output = child.StandardOutput.ReadToEnd()
    child.WaitForExit()
    child.ExitCode, output, errors.Result

/// The output of a run that ends well.
let succeed arguments =
    match run arguments with
    | 0, output, _ -> output
    | code, _, errors -> failtest $"python ended with {code}: {errors}"

let private torchIsThere =
    lazy
        (File.Exists python
         && (let code, _, _ = run [ "-c"; "import torch" ] in code = 0))

/// Runs an action in a folder of its own; skips the test where there is no torch.
let inFolder action =
    if not torchIsThere.Value then
        skiptest $"{python} has no torch (Debian: python3-torch)"

    TemporaryFolder.inFolder action
