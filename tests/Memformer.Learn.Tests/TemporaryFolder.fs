module Memformer.Tests.TemporaryFolder

open System.IO

/// Runs an action on a folder that is not there yet, and is gone afterwards.
let inFolder (action: string -> unit) =
    let folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())

    try
        action folder
    finally
        if Directory.Exists folder then
            Directory.Delete(folder, true)
