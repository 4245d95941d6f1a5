/// The recipes of docs/recipes.md, line by line as they stand there.
module Memformer.Tests.Scripting.RecipesTests

open System.IO
open System.Text.RegularExpressions
open Expecto
open Memformer.Learn.Problems
open Memformer.Learn.Scripting
open Memformer.Tests
open Memformer.Theory
open Memformer.Theory.Methods
open Memformer.Theory.Scripting
open Memformer.Theory.Spectra

/// Where the recipes' files go in place of the current folder.
let private inFolder folder name = Path.Combine(folder, name)

let private cook (folder: string) =
    Directory.CreateDirectory folder |> ignore
    let here = inFolder folder
    let printfn format = Printf.ksprintf ignore format

    let nesterov = Method.Named("nesterov").Layers(4).Derive()
    printfn "%s" (nesterov.ToText())
    Expect.stringContains (nesterov.ToText()) "η (1 + β)" "coefficients"

    let heavyBall =
        Method.Named("heavy-ball").Layers(4).With("eta", "1/4").With("beta", "1/3").Derive()

    let network =
        Network.Of(heavyBall, dimension = 5, context = 20).Save(here "hb.safetensors")

    let audit = Network.Read(here "hb.safetensors").Audit()
    printfn "%s" audit.Summary
    Expect.stringStarts audit.Summary "The network is heavy-ball with eta 0.25, beta 0.3333" "the verdict"

    let verdict = audit.Against(Catalogue.Find "nesterov")
    printfn "%b: %s" verdict.Holds verdict.Reason
    Expect.isFalse verdict.Holds verdict.Reason

    let text =
        "method mine\nparameters eta, beta\nw[k+1] = w[k] - eta * grad(w[k]) + beta * (w[k] - w[k-1])\n"

    let mine = Method.Written(text).Layers(3).Derive()
    printfn "%O" mine.Unrolling.Coefficients
    Expect.equal mine.Unrolling.Coefficients ((Catalogue.Find "heavy-ball").Unroll(3).Coefficients) "the heavy ball"

    let asked = Method.Named("nesterov").Layers(4)

    for architecture in [ "linear"; "dynamic"; "lfom" ] do
        let found = asked.In(architecture).Derive()
        printfn "%-8s %b" architecture found.Holds
        Expect.equal found.Holds (architecture = "lfom") architecture

    System.IO.File.WriteAllText(here "nesterov.tex", nesterov.ToLatex())
    System.IO.File.WriteAllText(here "nesterov.v", nesterov.ToCoq())
    Expect.stringContains (File.ReadAllText(here "nesterov.v")) "Theorem" "the certificate"

    let optimum = OptimalMethod.For(5, 20, 3, 0)
    printfn "%O at p = %O" optimum.Loss optimum.Polynomial
    Expect.equal (string optimum.Loss) "12138645/90852389" "the exact optimum"

    let law = DataLaw.Diagonal [ 1.0; 1.0; 0.5; 0.25; 0.25 ]
    let elsewhere = network.Audit(law, prompts = 500)
    printfn "%s" elsewhere.Summary
    Expect.equal elsewhere.Options.Law law "the law"

    let python = network.Export "python"
    System.IO.File.WriteAllText(here "learned.py", python)
    Expect.stringContains python "def solve" "a function"

/// A text without layout, comments on namespaces, and the folder that the tests put files into.
let private bare (code: string) =
    Regex.Replace(Regex.Replace(code.Replace("here \"", "\""), @"^\s*//.*$", "", RegexOptions.Multiline), @"\s", "")

[<Tests>]
let tests =
    testList
        "recipes"
        [
            testCase "all run" <| fun () -> TemporaryFolder.inFolder cook

            test "what the document shows is what runs" {
                let source =
                    bare (File.ReadAllText(Path.Combine(__SOURCE_DIRECTORY__, "RecipesTests.fs")))

                let recipes =
                    Regex.Matches(
                        File.ReadAllText(Path.Combine(Golden.root, "docs", "recipes.md")),
                        "```fsharp\n(.*?)```",
                        RegexOptions.Singleline
                    )

                Expect.hasLength recipes 10 "recipes"

                for recipe in recipes do
                    Expect.stringContains source (bare recipe.Groups[1].Value) "a recipe"
            }

            test "values that are no numbers, and networks that are not there, are refused" {
                let method = Method.Named("nesterov").Layers(2)

                Expect.throwsT<UsageException> (fun () -> method.With("eta", "a quarter") |> ignore) "no number"

                Expect.throwsT<UsageException>
                    (fun () -> Network.Of(method.Derive(), 5, 20) |> ignore)
                    "letters are left"

                let impossible = Method.Named("nesterov").Layers(4).In("dynamic").Derive()
                Expect.throwsT<UsageException> (fun () -> Network.Of(impossible, 5, 20) |> ignore) "no weights"
            }
        ]
