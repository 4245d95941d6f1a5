/// Golden files: rendered output that a person has read once and that must not change unnoticed.
module Memformer.Tests.Golden

open System
open System.IO
open System.Text.RegularExpressions
open Expecto

/// The root of the checkout: the nearest folder above the test's binaries that holds the solution.
let root =
    let rec climb (folder: DirectoryInfo) =
        if isNull folder then
            failwith "no folder above the tests holds Memformer.slnx"
        elif File.Exists(Path.Combine(folder.FullName, "Memformer.slnx")) then
            folder.FullName
        else
            climb folder.Parent

    climb (DirectoryInfo AppContext.BaseDirectory)

/// The real checkpoints and designs beside the checkout, where there are any.
let shared (parts: string) =
    Path.Combine(root, "..", "shared", parts)

/// Compares text with tests/golden/NAME; `MEMFORMER_UPDATE_GOLDEN=1` writes the file instead.
let matches (name: string) (actual: string) =
    let path = Path.Combine(root, "tests", "golden", name)

    // The commit changes with every commit.
    let normal (text: string) =
        Regex.Replace(text.Replace("\r\n", "\n").TrimEnd() + "\n", @"\(commit [0-9a-z]+\)", "(commit COMMIT)")

    if Environment.GetEnvironmentVariable "MEMFORMER_UPDATE_GOLDEN" = "1" then
        Directory.CreateDirectory(Path.GetDirectoryName path) |> ignore
        File.WriteAllText(path, normal actual)
    elif not (File.Exists path) then
        failtest $"no golden file tests/golden/{name}; write it with MEMFORMER_UPDATE_GOLDEN=1, read it, commit it"
    else
        Expect.equal (normal actual) (normal (File.ReadAllText path)) $"tests/golden/{name}"
