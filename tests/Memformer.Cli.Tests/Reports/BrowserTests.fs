/// Pages as a real browser sees them. Skipped where there is no Chromium.
module Memformer.Tests.Reports.BrowserTests

open System
open System.Diagnostics
open System.IO
open System.Text.RegularExpressions
open Expecto
open Memformer.Cli.Reports
open Memformer.Cli.Reports.Explorer
open Memformer.Cli.Reports.Reproduction
open Memformer.Learn.Experiments.Figures
open Memformer.Learn.Exporting
open Memformer.Learn.Experiments
open Memformer.Learn.Models
open Memformer.Theory.Methods
open Memformer.Theory.Spectra
open Memformer.Theory.Typesetting
open Memformer.Tests.TemporaryFolder

let private browser =
    [ "chromium"; "chromium-browser"; "google-chrome" ]
    |> List.collect (fun name ->
        (string (Environment.GetEnvironmentVariable "PATH")).Split Path.PathSeparator
        |> List.ofArray
        |> List.map (fun folder -> Path.Combine(folder, name)))
    |> List.tryFind File.Exists

/// Writes into the page what the browser found: errors, resources fetched, and whether the page is wider than the
/// window.
let private probe =
    """<script>window.problems=[];addEventListener("error",event=>problems.push(event.message),true);
addEventListener("load",()=>{const found=document.createElement("pre");found.id="probe";
const wide=document.documentElement.scrollWidth>innerWidth+1?1:0;
found.textContent="errors="+problems.length+" resources="+performance.getEntriesByType("resource").filter(e=>!e.name.startsWith("data:")).length+" wide="+wide+" sections="+document.querySelectorAll("nav a").length+(window.act?" said="+act():"");
document.body.append(found)})</script>"""

let private look (page: string) (width: int) =
    match browser with
    | None -> skiptest "no Chromium"
    | Some program ->
        inFolder (fun folder ->
            let file = Path.Combine(folder, "page.html")
            File.WriteAllText(file, page.Replace("<title>", probe + "<title>"))

            let info =
                ProcessStartInfo(
                    program,
                    [
                        "--headless"
                        "--no-sandbox"
                        "--disable-gpu"
                        "--disable-quic"
                        "--no-first-run"
                        "--disable-background-networking"
                        "--disable-component-update"
                        "--disable-sync"
                        "--enable-logging=stderr"
                        $"--user-data-dir={folder}"
                        $"--window-size={width},900"
                        "--dump-dom"
                        $"file://{file}"
                    ],
                    RedirectStandardOutput = true,
                    RedirectStandardError = true
                )

            use running = Process.Start info
            let errors = running.StandardError.ReadToEndAsync()
            let shown = running.StandardOutput.ReadToEnd()
            running.WaitForExit()
            let found = Regex.Match(shown, "<pre id=\"probe\">([^<]*)</pre>").Groups[1].Value
            let complaints = errors.Result.Split '\n' |> Array.filter _.Contains("CONSOLE")
            found, complaints)

let private learned =
    let head = AttentionHead.Gradient(array2D [ [ 0.5; 0.1 ]; [ 0.0; 0.4 ] ])

    let weights =
        NetworkWeights([| [| head |]; [| head |] |], NetworkGates.None(), Nullable())

    match LearnedMethod.Of(weights).Method with
    | null -> failwith "a gradient head has a method"
    | method -> LearnedMethodDocument.Of(method, ExportOptions("learned", "Learned by a test"))

let private explorer = ExplorerPage.Of(Catalogue.Find "heavy-ball", 5, 20, 4)

/// Moves a slider as a user does and tells what the page then says.
let private moved =
    """<script>window.act=()=>{const slider=document.getElementById("slider-1");slider.value="0.25";
slider.dispatchEvent(new Event("input"));const box=document.getElementById("box-0");box.value="0";
box.dispatchEvent(new Event("input"));const depth=document.getElementById("box-layers");depth.value="2";
depth.dispatchEvent(new Event("input"));
return [document.querySelector("#losses .here").innerText,document.getElementById("gates").innerText,
document.querySelectorAll("#residual path").length].join("|").replace(/\s+/g," ")}</script><title>"""

let private reproduction =
    ReproductionPage.Of [| for experiment in PaperFigures.All -> Invented.result experiment |]

let private formulas =
    HtmlPage("A method", "With formulas and a map.")
        .Section("The method", HtmlDocument.Fragment learned.Blocks)
        .Section("A map", Memformer.Cli.Charts.HeatMap.ToSvg("P", array2D [ [ 1.0; -1.0 ]; [ 0.0; 0.5 ] ], Nullable()))
        .ToDocument()

/// The pages that the command line writes about a run: its own, its audit, and the audit of its checkpoints.
let private writtenPages (action: string -> string -> unit) =
    inFolder (fun folder ->
        for line in
            [
                "train --layers 2 --steps 40 --evaluate-every 10 --checkpoint-every 20 --threads 1 --test-prompts 500 --output run"
                "audit run/model.safetensors --prompts 200 --output audit.html"
                "audit run/checkpoints --prompts 200 --output history.html"
            ] do
            let result = Memformer.Tests.Executable.run folder line
            Expect.equal result.Code 0 result.Errors

        for name in [ "run/report.html"; "audit.html"; "history.html" ] do
            action name (File.ReadAllText(Path.Combine(folder, name))))

[<Tests>]
let tests =
    testSequenced (
        testList
            "pages in a browser"
            [
                for name, page, sections in
                    [
                        "reproduction", reproduction, 12
                        "formulas", formulas, 2
                        "explorer", explorer, 4
                    ] do
                    test $"{name}: nothing in it points outside" {
                        let outside = Regex.Matches(page, "(src|href)=\"(?!#|data:)[^\"]*\"")
                        Expect.isEmpty (Seq.toList outside) "links and resources"
                        Expect.isFalse (page.Contains "@import") "style sheets"
                    }

                    // What is drawn first wins: a second chart would be clipped by the first one's frame.
                    test $"{name}: no name is given twice" {
                        let names =
                            [
                                for found in Regex.Matches(page, " id=\"([^\"]*)\"") -> found.Groups[1].Value
                            ]

                        Expect.equal (List.distinct names) names "names of elements"
                    }

                    for width in [ 1200; 500 ] do
                        test $"{name} at {width} pixels: no error, no request, no sideways scrolling" {
                            let found, complaints = look page width
                            Expect.isEmpty complaints "console"
                            Expect.equal found $"errors=0 resources=0 wide=0 sections={sections}" "what the page found"
                        }

                test "the explorer follows its sliders: gradient descent with step 1/4 and two layers" {
                    let found, complaints = look (explorer.Replace("<title>", moved)) 1200
                    Expect.isEmpty complaints "console"
                    // E tr (I - H/4)^4 by the moments of H, and the optimum of two layers.
                    let moment power =
                        WishartMoments.TraceOfCovariancePower(5, 20, power).ToDouble()

                    let loss =
                        [ 1.0; -4.0 / 4.0; 6.0 / 16.0; -4.0 / 64.0; 1.0 / 256.0 ]
                        |> List.mapi (fun power factor -> factor * moment power)
                        |> List.sum

                    let said =
                        Regex.Match(found, @"said=2 ([\d.]+) ([\d.]+) ([\d.]+)\|0 0.25 1 0 0.25\|3$")

                    Expect.isTrue said.Success found
                    let number (place: int) = float said.Groups[place].Value
                    // The page shows five digits.
                    Expect.floatClose Accuracy.low (number 1) loss "the loss"
                    Expect.floatClose Accuracy.low (number 2) (1795.0 / 4969.0) "the optimum"
                }

                test "the pages of a run, of its audit and of its history: no error, no request, no sideways scrolling" {
                    writtenPages (fun name page ->
                        for width in [ 1200; 500 ] do
                            let found, complaints = look page width
                            Expect.isEmpty complaints $"console of {name}"
                            Expect.stringStarts found "errors=0 resources=0 wide=0 " $"{name} at {width} pixels")
                }
            ]
    )
