module Memformer.Tests.Main

open Expecto
open Expecto.Impl

[<EntryPoint>]
let main arguments =
    let counts = ref "0 passed, 0 failed, 0 skipped"

    let counting =
        { TestPrinters.defaultPrinter with
            summary =
                fun configuration summary ->
                    let failed = summary.failed.Length + summary.errored.Length
                    counts.Value <- $"{summary.passed.Length} passed, {failed} failed, {summary.ignored.Length} skipped"
                    TestPrinters.defaultPrinter.summary configuration summary
        }

    let code =
        runTestsInAssemblyWithCLIArgs [ CLIArguments.Printer counting; CLIArguments.Fail_On_Focused_Tests ] arguments

    // The plain line that build.fsx adds up over the test projects.
    printfn "\n%s" counts.Value
    code
