/// Whether two clones of a commit, in two folders, give the same bytes of the assemblies.
module Reproducible

#load "process.fsx"

open System.IO
open System.Security.Cryptography
open Process

/// The assemblies of a clone of this commit in a folder: name and SHA-256.
let private assemblies folder =
    run "git" [ "clone"; "--quiet"; root; folder ]
    run "dotnet" [ "fsi"; Path.Combine(folder, "build.fsx"); "restore" ]

    run
        "dotnet"
        [
            "build"
            Path.Combine(folder, "Memformer.Cli")
            "-c"
            configuration
            "-v"
            "quiet"
            "--nologo"
        ]

    [
        for project in [ "Memformer.Theory"; "Memformer.Learn"; "Memformer.Cli" ] do
            let output = Path.Combine(folder, project, "bin", configuration, "net10.0")

            for file in Directory.GetFiles(output, "?emformer*.dll") |> Array.sort do
                let digest = SHA256.HashData(File.ReadAllBytes file)
                Path.GetRelativePath(folder, file), System.Convert.ToHexStringLower digest
    ]

/// Builds two clones of the commit that is checked out, and compares them.
let reproducible () =
    let place = Directory.CreateTempSubdirectory "memformer-clones-"

    try
        let one = assemblies (Path.Combine(place.FullName, "one"))
        let other = assemblies (Path.Combine(place.FullName, "another", "and", "deeper"))

        for (name, digest), (_, again) in List.zip one other do
            let verdict = if digest = again then "same" else "DIFFERS"
            printfn $"{verdict}  {digest}  {name}"

        if List.isEmpty one || one <> other then
            raise (Failed "two clones of this commit give different assemblies")
    finally
        place.Delete true
