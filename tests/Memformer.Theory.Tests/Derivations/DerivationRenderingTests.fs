module Memformer.Tests.Derivations.DerivationRenderingTests

open System
open System.Diagnostics
open System.IO
open System.Text.RegularExpressions
open System.Xml.Linq
open Expecto
open Memformer.Tests
open Memformer.Theory.Derivations
open Memformer.Theory.Methods
open Memformer.Theory.Networks
open Memformer.Theory.Proofs
open Memformer.Theory.Typesetting

let private derive (name: string) layers (architecture: string) =
    Derivation.Of(Catalogue.Find name, layers, Architecture.Find architecture)

/// The time that a proof took is the only thing that differs from run to run.
let private withoutTimes json =
    Regex.Replace(json, "\"milliseconds\": [0-9.eE+-]+", "\"milliseconds\": 0")

let private bodyOf (latex: string) =
    let start = latex.IndexOf "\\begin{document}" + "\\begin{document}".Length
    latex[start .. latex.IndexOf "\\end{document}" - 1]

/// Compiles one document in a folder of its own; None when there is no pdflatex.
let private compile (latex: string) =
    TemporaryFolder.inFolder (fun folder ->
        File.WriteAllText(Path.Combine(folder, "document.tex"), latex)

        let info =
            ProcessStartInfo(
                "pdflatex",
                [ "-draftmode"; "-interaction=nonstopmode"; "-halt-on-error"; "document.tex" ],
                WorkingDirectory = folder,
                RedirectStandardOutput = true
            )

        try
            use running = Process.Start info
            let log = running.StandardOutput.ReadToEnd()
            running.WaitForExit()
            Some(running.ExitCode, log)
        with :? ComponentModel.Win32Exception ->
            None)

let private expectCompiles latex =
    match compile latex with
    | None -> skiptest "pdflatex is not installed"
    | Some(code, log) ->
        let error =
            log.Split '\n'
            |> Seq.skipWhile (fun line -> not (line.StartsWith '!'))
            |> Seq.truncate 6

        Expect.equal code 0 (String.concat "\n" error)

[<Tests>]
let golden =
    testList
        "derivation golden files"
        [
            test "LaTeX" {
                Golden.matches
                    "derive/nesterov.tex"
                    (LatexDocument.Of(DerivationDocument.Of(derive "nesterov" 4 "lfom")))

                Golden.matches
                    "derive/heavy-ball.tex"
                    (LatexDocument.Of(DerivationDocument.Of(derive "heavy-ball" 3 "dynamic")))
            }

            test "text" {
                Golden.matches "derive/nesterov.txt" (TextDocument.Of(DerivationSummary.Of(derive "nesterov" 4 "lfom")))

                Golden.matches
                    "derive/nesterov-dynamic.txt"
                    (TextDocument.Of(DerivationSummary.Of(derive "nesterov" 4 "dynamic")))
            }

            test "JSON" {
                let json name layers architecture =
                    derive name layers architecture
                    |> DerivationRecord.Of
                    |> DerivationJson.Write
                    |> withoutTimes

                Golden.matches "derive/nesterov.json" (json "nesterov" 4 "lfom")
                Golden.matches "derive/diagonal-momentum.json" (json "diagonal-momentum" 3 "lfom-heads")
            }

            test "a document lists all coefficients, a terminal's summary the first" {
                let derivation = derive "chebyshev" 5 "lfom"
                let whole = LatexDocument.Of(DerivationDocument.Of derivation)

                for row in 0..4 do
                    for column in 0..row do
                        Expect.stringContains whole $"g_{{{row}, {column}}} &=" "in the theorem"

                let summary = TextDocument.Of(DerivationSummary.Of derivation)
                Expect.stringContains summary "and so on: 15 entries that are not 0" "says how many there are"
            }

            test "names of several letters stand apart in a product" {
                let pid = DerivationDocument.Of(derive "pid" 2 "lfom")
                Expect.stringContains (LatexDocument.Of pid) @"\mathrm{momentum} \, \mathrm{ki}" "LaTeX"
                Expect.stringContains (HtmlDocument.Of pid) "<mspace width=\"0.17em\"/><mi>ki</mi>" "MathML"
            }

            test "Markdown" {
                Golden.matches
                    "derive/heavy-ball.md"
                    (MarkdownDocument.Of(DerivationDocument.Of(derive "heavy-ball" 3 "dynamic")))
            }

            test "the table methods × architectures" {
                let rows =
                    [|
                        for name in [ "gradient-descent"; "heavy-ball"; "nesterov"; "diagonal-momentum" ] ->
                            RealizabilityRow.Of(Catalogue.Find name, 5)
                    |]

                Golden.matches "methods/matrix.txt" (TextDocument.Of(RealizabilityDocument.Of(rows, 5)))
            }
        ]

[<Tests>]
let laws =
    testList
        "derivation documents"
        [
            test "JSON says every coefficient, weight and gate, for every method and architecture" {
                for method in Catalogue.All do
                    let layers = (Seq.last (method.Forms 3)).Layers

                    for architecture in Seq.append Architecture.All Architecture.Tied do
                        let derivation = Derivation.Of(method, layers, architecture)
                        DerivationReading.expectWhole derivation (DerivationJson.Write(DerivationRecord.Of derivation))
            }

            test "HTML is well-formed and loads nothing" {
                let html = HtmlDocument.Of(DerivationDocument.Of(derive "nesterov" 4 "lfom"))

                let page =
                    html.Replace("<!DOCTYPE html>", "").Replace("<meta charset=\"utf-8\">", "")

                let page =
                    Regex.Replace(page, "<meta name=[^>]*>", "").Replace("&#x2061;", "").Replace("&#x2062;", "")

                Expect.equal (XElement.Parse page).Name.LocalName "html" "parses"
                Expect.isFalse (Regex.IsMatch(html, "src=|href=\"[^#]")) "no reference to anything outside"
            }

            test "docs/theory.md is what the program writes" {
                let path = Path.Combine(Golden.root, "docs", "theory.md")
                let written = MarkdownDocument.Of(TheoryGuide.Write "memformer methods --matrix")

                if Environment.GetEnvironmentVariable "MEMFORMER_UPDATE_GOLDEN" = "1" then
                    File.WriteAllText(path, written)
                else
                    Expect.equal
                        (File.ReadAllText(path).ReplaceLineEndings "\n")
                        written
                        "MEMFORMER_UPDATE_GOLDEN=1 writes it anew"
            }

            test "long derivations stay short on the screen" {
                let text = TextDocument.Of(DerivationSummary.Of(derive "nesterov" 40 "lfom"))
                Expect.isLessThan (text.Split('\n').Length) 90 "lines"
                Expect.stringContains text "C[l,l−1] = η β²" "by diagonals"
            }

            test "every method's document compiles" {
                // One run for all: the documents share their preamble, and LaTeX takes longer to start than to set a page.
                let documents =
                    [
                        for method in Catalogue.All ->
                            let architecture =
                                if method.Parameters |> Seq.exists _.IsMatrix then
                                    "lfom-heads"
                                else
                                    "lfom"

                            LatexDocument.Of(DerivationDocument.Of(derive method.Name 4 architecture))
                    ]

                let first = documents.Head
                let preamble = first[.. first.IndexOf "\\begin{document}" - 1]
                let bodies = documents |> List.map bodyOf |> String.concat "\n\\clearpage\n"
                expectCompiles (preamble + "\\begin{document}\n" + bodies + "\n\\end{document}\n")
            }

            test "the documents of the table, of a method, of GD++ and of a refusal compile" {
                let rows = [| for method in Catalogue.All -> RealizabilityRow.Of(method, 4) |]
                expectCompiles (LatexDocument.Of(RealizabilityDocument.Of(rows, 4)))
                expectCompiles (LatexDocument.Of(MethodDocument.Of(Catalogue.Find "nesterov", 4)))
                expectCompiles (LatexDocument.Of(DerivationDocument.Of(derive "nesterov" 4 "dynamic")))
                expectCompiles (LatexDocument.Of(TheoryGuide.Write "memformer methods --matrix"))
                let network = GdPlusPlusNetwork.OfLayers 2

                expectCompiles (LatexDocument.Of(GdPlusPlusDocument.Of(network, [| GdPlusPlusProof.Induction() |])))
            }
        ]
