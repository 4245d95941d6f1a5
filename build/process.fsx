/// Running programs from the root of the checkout.
module Process

open System.Diagnostics
open System.IO

/// The root of the checkout.
let root = Path.GetDirectoryName __SOURCE_DIRECTORY__
Directory.SetCurrentDirectory root

/// A path below the root.
let path parts =
    Path.Combine(Array.ofList (root :: parts))

/// The build that is run, tested and measured.
let configuration = "Release"

/// A step of the build that did not succeed, in one line.
exception Failed of string

let start (program: string) (arguments: string list) redirect =
    let info = ProcessStartInfo(program, RedirectStandardOutput = redirect)
    arguments |> List.iter info.ArgumentList.Add
    Process.Start info

let run program arguments =
    use running = start program arguments false
    running.WaitForExit()

    if running.ExitCode <> 0 then
        let words = String.concat " " arguments
        raise (Failed $"{program} {words}: exit code {running.ExitCode}")

/// Runs a program and returns its exit code and output, showing each line as it comes where `echo` is set.
let capture echo program arguments =
    use running = start program arguments true

    let output =
        running.StandardOutput.ReadLine
        |> Seq.unfold (fun read -> read () |> Option.ofObj |> Option.map (fun line -> line, read))
        |> Seq.map (fun line ->
            if echo then
                printfn "%s" line

            line)
        |> String.concat "\n"

    running.WaitForExit()
    running.ExitCode, output
