/// The built command line, run as its users run it.
module Memformer.Tests.Executable

open System
open System.Diagnostics
open System.IO

type Result =
    {
        Code: int
        Output: string
        Errors: string
    }

/// Runs `memformer` with arguments in a folder, with variables added to the environment.
let runWith (variables: (string * string) list) (folder: string) (arguments: string list) =
    let program = Path.Combine(AppContext.BaseDirectory, "memformer.dll")

    let start =
        ProcessStartInfo(
            "dotnet",
            program :: arguments,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        )

    for name, value in variables do
        start.Environment[name] <- value

    use child = Process.Start start
    let errors = child.StandardError.ReadToEndAsync()
    let output = child.StandardOutput.ReadToEnd()
    child.WaitForExit()

    {
        Code = child.ExitCode
        Output = output
        Errors = errors.Result
    }

let run folder (line: string) =
    runWith [] folder (List.ofArray (line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))

/// A folder that is gone afterwards.
let inFolder action =
    let folder = Directory.CreateTempSubdirectory "memformer-tests-"

    try
        action folder.FullName
    finally
        folder.Delete true
