module Memformer.Tests.Main

open Expecto
open Expecto.Impl

/// Expecto's summary, followed by the plain line that build.fsx adds up over the test projects.
let private counted =
    { TestPrinters.defaultPrinter with
        summary =
            fun configuration summary ->
                async {
                    do! TestPrinters.defaultPrinter.summary configuration summary
                    let failed = summary.failed.Length + summary.errored.Length
                    printfn $"{summary.passed.Length} passed, {failed} failed, {summary.ignored.Length} skipped"
                }
    }

[<EntryPoint>]
let main arguments =
    runTestsInAssemblyWithCLIArgs [ CLIArguments.Printer counted; CLIArguments.Fail_On_Focused_Tests ] arguments
