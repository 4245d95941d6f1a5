module Memformer.Tests.TemporaryFolder

open System.IO

/// Runs an action on an empty folder that is gone afterwards.
let inFolder action =
    let folder = Directory.CreateTempSubdirectory "memformer-tests-"

    try
        action folder.FullName
    finally
        folder.Delete true

/// Runs an action on a file of that name and content, alone in such a folder.
let onFile (name: string) (content: byte[]) action =
    inFolder (fun folder ->
        let path = Path.Combine(folder, name)
        File.WriteAllBytes(path, content)
        action path)
