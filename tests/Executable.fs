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

let private program = Path.Combine(AppContext.BaseDirectory, "memformer.dll")

/// The built command line as the beginning of a shell command.
let command = $"dotnet '{program}'"

let private start (variables: (string * string) list) folder (program: string) (arguments: string list) =
    let start =
        ProcessStartInfo(
            program,
            arguments,
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

/// Runs `memformer` with arguments in a folder, with variables added to the environment.
let runWith variables folder arguments =
    start variables folder "dotnet" (program :: arguments)

/// Runs a line of the shell in a folder.
let shell folder line =
    start [] folder "/bin/sh" [ "-c"; line ]

let run folder (line: string) =
    runWith [] folder (List.ofArray (line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
