/// The Python package asks the program that was built; its own tests are Python's.
module Memformer.Tests.Distribution.PythonTests

open System
open System.Diagnostics
open System.IO
open System.Text.Json
open Expecto
open Memformer.Tests

/// Debian's Python, which has PyTorch and NumPy where they are installed.
let private interpreter =
    [ "/usr/bin/python3"; "/usr/local/bin/python3" ] |> List.tryFind File.Exists

let private inPython (arguments: string list) =
    match interpreter with
    | None -> skiptest "Python is not installed"
    | Some python ->
        let start =
            ProcessStartInfo(
                python,
                arguments,
                WorkingDirectory = Golden.root,
                RedirectStandardOutput = true,
                RedirectStandardError = true
            )

        start.Environment["MEMFORMER"] <- Path.Combine(Golden.root, "memformer")
        start.Environment["PYTHONPATH"] <- Path.Combine(Golden.root, "python")
        start.Environment["PYTHONDONTWRITEBYTECODE"] <- "1"
        use child = Process.Start start
        let errors = child.StandardError.ReadToEndAsync()
        let output = child.StandardOutput.ReadToEnd()
        child.WaitForExit()
        child.ExitCode, output, errors.Result

/// The code cells of a notebook, one script; lines for the notebook alone (%, !) are not used in ours.
let private script (notebook: string) =
    use content = JsonDocument.Parse(File.ReadAllText notebook)

    [
        for cell in content.RootElement.GetProperty("cells").EnumerateArray() do
            if (cell.GetProperty "cell_type").GetString() = "code" then
                yield
                    cell.GetProperty("source").EnumerateArray()
                    |> Seq.map (fun line -> line.GetString())
                    |> String.concat ""
    ]
    |> String.concat "\n\n"

[<Tests>]
let tests =
    testList
        "Python"
        [
            testCase "the package's own tests pass"
            <| fun () ->
                let code, _, errors = inPython [ "-m"; "unittest"; "discover"; "python/tests" ]
                Expect.equal code 0 errors
                Expect.stringContains errors "\nOK" "tests were found"

            for notebook in Directory.EnumerateFiles(Path.Combine(Golden.root, "examples"), "*.ipynb") do
                testCase $"the cells of {Path.GetFileName notebook} run"
                <| fun () ->
                    let code, _, errors = inPython [ "-c"; script notebook ]
                    Expect.equal code 0 errors
        ]
