module Memformer.Tests.TemporaryFolder

open System.IO

/// Runs an action on an empty folder that is gone afterwards.
let inFolder action =
    let folder = Directory.CreateTempSubdirectory "memformer-tests-"

    try
        action folder.FullName
    finally
        folder.Delete true
