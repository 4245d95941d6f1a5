/// Every output says what made it, in the way of its format.
module Memformer.Tests.Origins.OriginTests

open System
open System.IO
open System.Security.Cryptography
open System.Text.Json
open Expecto
open Memformer.Cli.Origins
open Memformer.Tests
open Memformer.Tests.Executable
open Memformer.Tests.TemporaryFolder

let private origin =
    Origin(
        "1.2.3",
        "abcdef0123",
        Origin.Typed [| "audit"; "my model.pth"; "--against"; "it's"; "" |],
        Inputs = [| InputHash("my model.pth", String('0', 64)) |],
        Prompts = Nullable 100,
        Seed = Nullable 7UL
    )

let private on format text = OriginMark.On(text, format, origin)

let private sentence =
    "memformer 1.2.3 (commit abcdef0123); memformer audit 'my model.pth' --against 'it'\\''s' ''; my model.pth has SHA-256 "
    + String('0', 64)
    + "; 100 prompts; seed 7"

[<Tests>]
let tests =
    testList
        "what made an output"
        [
            testCase "is one sentence with the command as a shell reads it" (fun () ->
                Expect.equal origin.Sentence sentence "sentence")

            testCase "is the last property of JSON, indented or not" (fun () ->
                for text in [ "{\n  \"a\": [\n    {}\n  ]\n}\n"; "{\"a\":[{}]}"; "{}" ] do
                    use json = JsonDocument.Parse(on "json" text)
                    let made = json.RootElement.GetProperty "memformer"
                    Expect.equal (made.GetProperty("version").GetString()) "1.2.3" "version"
                    Expect.equal (made.GetProperty("commit").GetString()) "abcdef0123" "commit"
                    Expect.equal (made.GetProperty("command").GetString()) origin.Command "command"
                    Expect.equal (made.GetProperty("prompts").GetInt32()) 100 "prompts"
                    Expect.equal (made.GetProperty("seed").GetInt32()) 7 "seed"
                    let input = made.GetProperty("inputs")[0]
                    Expect.equal (input.GetProperty("path").GetString()) "my model.pth" "path"
                    Expect.equal (input.GetProperty("sha256").GetString()) (String('0', 64)) "hash"

                Expect.equal (on "json" "[1]\n") "[1]\n" "an array has no place for it")

            testCase "is the last column of CSV, with line breaks in cells" (fun () ->
                let lines = (on "csv" "a,b\n1,\"x\ny\"\n2,\n").Split '\n'
                Expect.equal lines[0] "a,b,memformer" "header"
                Expect.equal lines[1] "1,\"x" "inside a cell"
                Expect.equal lines[2] $"y\",\"{sentence}\"" "first row"
                Expect.equal lines[3] $"2,,\"{sentence}\"" "second row")

            testCase "stands before the end of a document" (fun () ->
                let tex = on "latex" "\\begin{document}\nx\n\\end{document}\n"
                Expect.isTrue (tex.EndsWith "\\end{document}\n") "last"
                Expect.stringContains tex "\\texttt{memformer audit 'my model.pth'" "command"
                Expect.isTrue ((on "latex" "\\begin{tikzpicture}").StartsWith "% Made by memformer 1.2.3") "fragment"
                Expect.stringContains (on "html" "<body>\n</body>\n") "<footer><p>Made by memformer 1.2.3" "page"
                Expect.stringContains (on "svg" "<svg></svg>") "<desc>Made by memformer 1.2.3" "drawing")

            testCase "cannot leave the comment of a source text" (fun () ->
                let hostile = Origin("1", "c", Origin.Typed [| "a*)\n\"b(*" |])
                let coq = OriginMark.On("Theorem.", "coq", hostile)
                Expect.equal (coq.Split('\n').Length) 2 "one line"
                Expect.isFalse (coq.Split('\n').[0].Contains '"') "a quote opens a string"
                Expect.equal (coq.IndexOf "*)") (coq.Split('\n').[0].Length - 2) "one end")

            testCase "is told by the program for what it read" (fun () ->
                inFolder (fun folder ->
                    let made =
                        run
                            folder
                            "derive heavy-ball -L 2 --set eta=1/4 --set beta=1/3 --save hb.safetensors -d 2 -n 4"

                    Expect.equal made.Code 0 "derive"

                    Expect.stringContains
                        (made.Output.Replace('\n', ' '))
                        "memformer derive heavy-ball -L 2 --set eta=1/4"
                        "text"

                    let digits =
                        Path.Combine(folder, "hb.safetensors")
                        |> File.ReadAllBytes
                        |> SHA256.HashData
                        |> Convert.ToHexStringLower

                    for format in [ "text"; "json"; "csv"; "markdown"; "latex"; "html" ] do
                        let line = $"audit hb.safetensors --prompts 10 --seed 3 --format {format}"
                        let text = (run folder line).Output.Replace('\n', ' ')
                        Expect.stringContains text $"memformer {line}" format
                        Expect.stringContains text digits format))
        ]
