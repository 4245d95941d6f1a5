module Memformer.Tests.Commands.CertifyCommandTests

open System
open System.IO
open System.Text.RegularExpressions
open System.Threading.Tasks
open Expecto
open Memformer.Tests
open Memformer.Theory
open Memformer.Theory.Certificates
open Memformer.Theory.Derivations
open Memformer.Theory.Methods
open Memformer.Theory.Networks

let private isInstalled =
    (Environment.GetEnvironmentVariable "PATH").Split Path.PathSeparator
    |> Array.exists (fun folder -> File.Exists(Path.Combine(folder, "coqc")))

/// A test that needs Coq; counted as skipped without it.
let private coqTest name action =
    test name {
        if not isInstalled then
            skiptest "coqc is not installed"

        Executable.inFolder action
    }

let private certify folder files =
    Executable.runWith [ "XDG_CACHE_HOME", Path.Combine(folder, "cache") ] folder ("certify" :: files)

/// The certificate of a method in the least general of two architectures that realises it; a step of two gradients is
/// two layers.
let private certificate (method: LinearMethod) layers =
    let derivation (architecture: string) =
        try
            Derivation.Of(method, layers, Architecture.Find architecture)
        with :? UsageException ->
            Derivation.Of(method, layers + 1, Architecture.Find architecture)

    let single = derivation "lfom"

    MethodCertificate.Of(
        if single.Realization.IsRealizable then
            single
        else
            derivation "lfom-heads"
    )

let private changed (pattern: string) (replacement: string) (text: string) =
    let change = Regex(pattern).Replace(text, replacement, 1)
    Expect.notEqual change text $"nothing to change: {pattern}"
    change

/// The certificate itself, and what no longer holds: another gate, other weights, another method.
let private variants text =
    [
        "right", text
        "gate", changed @"(Definition gate [lj h]*: F := .*?\[:: )(?!\[)" "${1}1 + " text
        "weights", changed @"(Definition preconditioner .*?(?::= (?=[^n])|\[:: (?!\[)))" "${1}1%:M + " text
        "method", changed @"(Definition result : 'cV\[F\]_d := )(.*)\." "${1}(${2}) + xq." text
    ]

[<Tests>]
let tests =
    testList
        "certify"
        [
            coqTest
                "Coq accepts the certificate of every method, and refuses it with another gate, other weights or another method"
                (fun folder ->
                    let files =
                        [
                            for method in Catalogue.All do
                                for name, text in variants (certificate method 3) do
                                    let file = $"{method.Name.Replace('-', '_')}_{name}.v"
                                    File.WriteAllText(Path.Combine(folder, file), text)
                                    yield file
                        ]

                    // The library is compiled once, before two processes need it.
                    certify folder (List.take 1 files) |> ignore
                    let halves = files |> List.splitInto 2 |> List.toArray
                    let output = Array.create 2 ""

                    Parallel.For(0, 2, (fun i -> output[i] <- (certify folder halves[i]).Output))
                    |> ignore

                    let lines =
                        String.Join("", output).Split('\n', StringSplitOptions.RemoveEmptyEntries)

                    Expect.equal lines.Length files.Length (String.Join('\n', lines))

                    for line in lines do
                        let verdict =
                            if line.Contains "_right.v:" then
                                ": accepted"
                            else
                                ": refused"

                        Expect.stringContains line verdict "what Coq said")

            coqTest "eight layers of each kind of network and coefficient" (fun folder ->
                for arguments in
                    [
                        "derive chebyshev --layers 8"
                        "derive heavy-ball --layers 8 --architecture dynamic --set eta=1/4 --set beta=1/3"
                        "derive preconditioned-gradient-descent --layers 8 --architecture linear"
                        "derive heavy-ball --layers 2 --architecture lfom-shared"
                        "derive diagonal-momentum --layers 3 --architecture lfom-heads"
                        "derive gd++ --layers 2"
                    ] do
                    let result =
                        Executable.runWith
                            [ "XDG_CACHE_HOME", Path.Combine(folder, "cache") ]
                            folder
                            (List.ofArray ((arguments + " --check --limit 300").Split ' '))

                    Expect.equal result.Code 0 $"{arguments}: {result.Errors}"
                    Expect.stringContains result.Errors "Closed under the global context" arguments)

            coqTest "Coq accepts that an architecture cannot do it" (fun folder ->
                for arguments in
                    [
                        "derive nesterov --layers 4 --architecture dynamic"
                        "derive heavy-ball --layers 2 --architecture linear"
                    ] do
                    let result =
                        Executable.runWith
                            [ "XDG_CACHE_HOME", Path.Combine(folder, "cache") ]
                            folder
                            (List.ofArray ((arguments + " --check --limit 300").Split ' '))

                    Expect.equal result.Code 1 $"{arguments}: {result.Errors}"
                    Expect.stringContains result.Errors "Closed under the global context" arguments)

            coqTest "an axiom, an unfinished proof and another theorem are refused" (fun folder ->
                let right = certificate (Catalogue.Find "gradient-descent") 1

                for text, reason in
                    [
                        right.Replace("Theorem certificate", "Axiom false : False.\nTheorem certificate"), "Axiom"
                        right.Replace("Theorem certificate", "Theorem other"), "certificate"
                        right.Replace("Hypothesis", "Admitted. Hypothesis")
                        + "Lemma l : False. Admitted.",
                        "Admitted"
                        "Theorem certificate : False. Proof. exact I. Qed.", "line 1, in certificate"
                    ] do
                    File.WriteAllText(Path.Combine(folder, "changed.v"), text)
                    let result = certify folder [ "changed.v" ]
                    Expect.equal result.Code 1 result.Output
                    Expect.stringContains result.Output reason "the reason")

            test "without Coq the message says how to get it" {
                Executable.inFolder (fun folder ->
                    File.WriteAllText(Path.Combine(folder, "a.v"), "")
                    let dotnet = Path.GetDirectoryName Environment.ProcessPath

                    let result = Executable.runWith [ "PATH", dotnet ] folder [ "certify"; "a.v" ]

                    if not (File.Exists(Path.Combine(dotnet, "coqc"))) then
                        Expect.equal result.Code 4 result.Errors
                        Expect.stringContains result.Errors "apt-get install coq" "the remedy")
            }

            test "the library is written beside a certificate, whose name must be a module's" {
                Executable.inFolder (fun folder ->
                    let result =
                        Executable.run folder "derive heavy-ball --layers 2 --output heavy_ball.v"

                    Expect.equal result.Code 0 result.Errors

                    for file in [ "heavy_ball.v"; "Memformer.v"; "Identities.v"; "Impossibility.v" ] do
                        Expect.isTrue (File.Exists(Path.Combine(folder, file))) file

                    for name in [ "heavy-ball.v"; "Memformer.v" ] do
                        let refused = Executable.run folder $"derive heavy-ball --layers 2 --output {name}"
                        Expect.equal refused.Code 2 refused.Errors)
            }
        ]
