module Memformer.Tests.Terminal.OutputTests

open System
open System.IO
open Expecto
open Memformer.Tests
open Memformer.Tests.Executable
open Memformer.Tests.TemporaryFolder

let private methods = "methods --format text -o"

let private mode (path: string) = File.GetUnixFileMode path
let private privately = UnixFileMode.UserRead ||| UnixFileMode.UserWrite

let private isOneLine (errors: string) =
    Expect.hasLength (errors.TrimEnd('\n').Split '\n') 1 errors

let private heavyBall =
    "derive heavy-ball --layers 2 --set eta=1/4 --set beta=1/3 --save m.safetensors --dimension 3 --context 8"

[<Tests>]
let tests =
    testList
        "an output"
        [
            testCase "that is a device is written to and stays a device" (fun () ->
                inFolder (fun folder ->
                    let made = shell folder "mknod -m 666 null c 1 3"

                    if made.Code <> 0 then
                        skiptest "making a device is not permitted here"

                    let result = run folder $"{methods} null"
                    Expect.equal result.Code 0 result.Errors
                    Expect.equal (shell folder "test -c null").Code 0 "still a device"))

            testCase "that is a FIFO reaches its reader" (fun () ->
                inFolder (fun folder ->
                    Expect.equal (shell folder "mkfifo pipe").Code 0 "mkfifo"
                    let reading = async { return shell folder "cat pipe" } |> Async.StartAsTask
                    let result = run folder $"{methods} pipe"
                    Expect.equal result.Code 0 result.Errors
                    Expect.stringContains reading.Result.Output "heavy-ball" "the reader's text"
                    Expect.equal (shell folder "test -p pipe").Code 0 "still a FIFO"))

            for name in [ "-"; "/dev/stdout"; "/proc/self/fd/1" ] do
                testCase $"{name} is the standard output" (fun () ->
                    inFolder (fun folder ->
                        let result = run folder $"{methods} {name}"
                        Expect.equal (result.Code, result.Errors) (0, "") "no message"
                        Expect.stringContains result.Output "heavy-ball" "the text"))

            testCase "on a descriptor is added to the file that the descriptor has open" (fun () ->
                inFolder (fun folder ->
                    let result =
                        shell folder $"echo before > log; {command} {methods} /dev/fd/3 3>> log; echo after >> log"

                    Expect.equal result.Code 0 result.Errors
                    let log = File.ReadAllText(Path.Combine(folder, "log"))
                    Expect.isTrue (log.StartsWith "before" && log.EndsWith "after\n") log
                    Expect.stringContains log "heavy-ball" "the text"))

            testCase "keeps the mode of the file that it replaces" (fun () ->
                inFolder (fun folder ->
                    let file = Path.Combine(folder, "private")
                    File.WriteAllText(file, "x")
                    File.SetUnixFileMode(file, privately)
                    Expect.equal (run folder $"{methods} private").Code 0 "written"
                    Expect.equal (mode file) privately "mode"
                    Expect.isGreaterThan (FileInfo file).Length 100L "content"))

            for target in [ "there"; "nowhere" ] do
                testCase $"is written through a symbolic link to a file that is {target}" (fun () ->
                    inFolder (fun folder ->
                        File.WriteAllText(Path.Combine(folder, "there"), "x")
                        let link = Path.Combine(folder, "link")
                        File.CreateSymbolicLink(link, target) |> ignore
                        Expect.equal (run folder $"{methods} link").Code 0 "written"
                        Expect.equal (FileInfo link).LinkTarget target "still a link"

                        Expect.isGreaterThan
                            (FileInfo(Path.Combine(folder, target))).Length
                            100L
                            "the target's content"))

            testCase "that is read-only is refused" (fun () ->
                inFolder (fun folder ->
                    let file = Path.Combine(folder, "kept")
                    File.WriteAllText(file, "x")
                    File.SetUnixFileMode(file, UnixFileMode.UserRead)
                    let result = run folder $"{methods} kept"
                    Expect.equal result.Code 4 result.Errors
                    Expect.stringContains result.Errors "kept: is read-only" "why"
                    Expect.equal (File.ReadAllText file) "x" "untouched"))

            testCase "that is a folder is refused" (fun () ->
                inFolder (fun folder ->
                    let result = run folder $"{methods} /"
                    Expect.equal result.Code 4 result.Errors
                    isOneLine result.Errors))

            for line in
                [
                    "audit m.safetensors --prompts 0 --format text -o m.safetensors"
                    "audit m.safetensors --prompts 0 --format text -o ./m.safetensors"
                    "audit m.safetensors --prompts 0 --format text -o hard.safetensors"
                    "export m.safetensors --format python -o m.safetensors"
                    "derive own.lfom --layers 2 --format lfom -o own.lfom"
                    "derive own.lfom --layers 2 --format text -o own.lfom"
                    "derive own.lfom --layers 2 --set eta=1/4 --dimension 3 --context 8 --save own.lfom"
                    "predict m.safetensors table.csv -t y --format csv -o table.csv"
                    "audit m.safetensors --prompts 0 --covariance table.csv --format text -o table.csv"
                ] do
                testCase $"that is an input is refused: {line}" (fun () ->
                    inFolder (fun folder ->
                        Expect.equal (run folder heavyBall).Code 0 "derive"
                        Expect.equal (shell folder "ln m.safetensors hard.safetensors").Code 0 "a hard link"
                        let method = "method own\nparameters eta\nw[k+1] = w[k] - eta * grad(w[k])\n"
                        File.WriteAllText(Path.Combine(folder, "own.lfom"), method)
                        File.WriteAllText(Path.Combine(folder, "table.csv"), "a,b,c,y\n1,2,3,4\n")

                        let bytes () =
                            [
                                for name in [ "m.safetensors"; "own.lfom"; "table.csv" ] ->
                                    Convert.ToHexString(File.ReadAllBytes(Path.Combine(folder, name)))
                            ]

                        let before = bytes ()
                        let result = run folder line
                        Expect.equal result.Code 2 result.Errors
                        isOneLine result.Errors
                        Expect.equal (bytes ()) before "the inputs"))

            for line, file in
                [
                    "methods -o FILE", "new/dir/methods.txt"
                    "audit m.safetensors --prompts 0 -o FILE", "new/dir/audit.html"
                    "export m.safetensors -o FILE", "new/dir/learned.py"
                    "optimum -d 3 -n 8 -L 2 --save FILE", "new/dir/best.safetensors"
                    "derive heavy-ball --layers 2 -o FILE", "new/dir/proof.v"
                    "derive heavy-ball --layers 2 --set eta=1/4 --set beta=1/3 -d 3 -n 8 --save FILE",
                    "new/dir/hb.safetensors"
                    "derive heavy-ball --layers 2 --set eta=1/4 --set beta=1/3 -d 3 -n 8 --spectrum FILE",
                    "new/dir/hb.svg"
                    "explore heavy-ball -o FILE", "new/dir/page.html"
                    "convert m.safetensors FILE", "new/dir/m.pth"
                    "probe -d 2 -n 3 -o FILE", "new/dir/probe.npz"
                ] do
                testCase $"in a folder that is not there has it made, and says so: {line}" (fun () ->
                    inFolder (fun folder ->
                        Expect.equal (run folder heavyBall).Code 0 "derive"
                        let first = run folder (line.Replace("FILE", file))
                        Expect.equal first.Code 0 first.Errors
                        Expect.stringStarts first.Errors "made the folder new/dir\n" "said first"
                        Expect.isTrue (File.Exists(Path.Combine(folder, file))) "written"
                        let again = run folder (line.Replace("FILE", file))
                        Expect.isFalse (again.Errors.Contains "made the folder") "only when it is made"))

            testCase "in a folder that cannot be made is refused" (fun () ->
                inFolder (fun folder ->
                    File.WriteAllText(Path.Combine(folder, "file"), "x")

                    for place in [ "file"; "/proc/none" ] do
                        let result = run folder $"{methods} {place}/methods.txt"
                        Expect.equal result.Code 4 result.Errors
                        isOneLine result.Errors

                        Expect.stringStarts
                            result.Errors
                            $"memformer: {place}/methods.txt: the folder {place} cannot be made: "
                            "which"))

            testCase "whose name has two lines is answered in one" (fun () ->
                inFolder (fun folder ->
                    let result =
                        runWith [] folder [ "methods"; "--format"; "text"; "--output"; "a\nb\u001b[31m" ]

                    Expect.equal (result.Code, result.Errors) (0, "written to a\uFFFDb\uFFFD[31m\n") "one line"))

            testCase "closed or full is the environment's failure, and says which stream" (fun () ->
                inFolder (fun folder ->
                    for stream, reason in [ ">&-", "it is closed"; "> /dev/full", "No space left on device" ] do
                        let result = shell folder $"{command} methods {stream}"
                        Expect.equal result.Code 4 result.Errors
                        Expect.equal result.Errors $"memformer: standard output: cannot be written: {reason}\n" "line"))

            testCase "of messages that cannot be written leaves the exit code as it is" (fun () ->
                inFolder (fun folder ->
                    for stream in [ "2>&-"; "2>/dev/full" ] do
                        Expect.equal (shell folder $"{command} audit nosuch {stream}").Code 3 stream
                        Expect.equal (shell folder $"{command} {methods} x {stream}").Code 0 stream))
        ]
