module Memformer.Tests.Commands.CertifyCommandTests

open System
open System.IO
open System.Text.RegularExpressions
open Expecto
open Memformer.Tests
open Memformer.Theory
open Memformer.Theory.Algebra
open Memformer.Theory.Certificates
open Memformer.Theory.Derivations
open Memformer.Theory.Methods
open Memformer.Theory.Networks
open Memformer.Theory.Spectra
open Memformer.Tests.TemporaryFolder
open Memformer.Tests.Commands.CertificateTexts

let private withCoq folder (arguments: string list) =
    Executable.runWith [ "XDG_CACHE_HOME", Coq.cache.Value ] folder arguments

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

/// The certificate itself, and what no longer holds: another gate, other weights, another method.
let private variants text =
    [
        "right", text
        "gate", changed @"(Definition gate [lj h]*: F := .*?\[:: )(?!\[)" "${1}1 + " text
        "weights", changed @"(Definition preconditioner .*?(?::= (?=[^n])|\[:: (?!\[)))" "${1}1%:M + " text
        "method", changed @"(Definition result : 'cV\[F\]_d := )(.*)\." "${1}(${2}) + xq." text
    ]

let private root =
    LinearMethod.Parse(
        "method root \"A step that is a root\"\n"
        + "parameters eta ~ 1/10\n"
        + "algebraic s^2 = 3/2\n"
        + "w[k+1] = w[k] - eta * s^3 * grad(w[k])\n",
        "root.lfom"
    )

/// One certificate of each kind of network and coefficient, each with what no longer holds when it is put in.
let private constructions =
    [
        "linear", derived (Catalogue.Find "gradient-descent") 3 "linear" [], [ "weights" ]
        "dynamic", derived (Catalogue.Find "heavy-ball") 3 "dynamic" [], [ "gate_alpha"; "gate_gamma"; "weights" ]
        "shared", derived (Catalogue.Find "heavy-ball") 2 "lfom-shared" [], [ "gate"; "weights" ]
        "query", derived (Catalogue.Find "heavy-ball") 3 "lfom-shared" [], [ "gate"; "query"; "weights" ]
        "heads", derived (Catalogue.Find "diagonal-momentum") 3 "lfom-heads" [], [ "gate"; "weights" ]
        "matrices", derived (Catalogue.Find "preconditioned-gradient-descent") 3 "linear" [], [ "weights" ]
        "tied", derived (Catalogue.Find "heavy-ball") 3 "tied-dynamic" [], [ "gate_alpha"; "gate_gamma"; "weights" ]
        "tied_memory", derived (Catalogue.Find "pytorch-nesterov") 3 "tied-lfom" [], [ "gate"; "weights" ]
        "numbers", derived (Catalogue.Find "heavy-ball") 3 "lfom" [ "eta", "1/4"; "beta", "1/3" ], [ "gate"; "weights" ]
        "relation", derived root 3 "lfom" [], [ "gate"; "weights"; "relation" ]
    ]

let private mutated text part =
    match part with
    | "weights" -> changed @"(Definition preconditioner .*?(?::= (?=[^n])|\[:: (?!\[)))" "${1}1%:M + " text
    | "relation" -> changed @"(Hypothesis relation_s : .* = )" "${1}1 + " text
    | "method" -> changed @"(Definition result : 'cV\[F\]_d := )(.*)\." "${1}(${2}) + xq." text
    | gate -> changed (@"(Definition " + gate + @"( [lj])*( h)? : F := .*?\[:: )(?!\[)") "${1}1 + " text

let private impossibilities =
    [
        for name, method, layers, architecture in
            [
                "no_linear", "heavy-ball", 2, "linear"
                "no_dynamic", "nesterov", 4, "dynamic"
                "no_shared", "heavy-ball", 4, "lfom-shared"
                "no_tied_linear", "gradient-descent-steps", 2, "tied-linear"
                "no_tied_dynamic", "chebyshev", 3, "tied-dynamic"
                "no_tied_memory", "nesterov", 3, "tied-lfom"
                "no_matrices_linear", "diagonal-momentum", 2, "linear"
                "no_matrices_dynamic", "diagonal-momentum", 3, "dynamic"
                "no_matrices_shared", "diagonal-momentum", 3, "lfom-shared"
                "no_matrices", "diagonal-momentum", 3, "lfom"
            ] do
            let text =
                ImpossibilityCertificate.Of(derived (Catalogue.Find method) layers architecture [])

            $"{name}_right", text
            $"{name}_layers", changed @"Definition layers := \d" "Definition layers := 1" text

            // Of matrices the theorem speaks of whatever coefficients differ; of numbers it says how they do.
            if not (name.StartsWith "no_matrices") then
                $"{name}_coefficients", changed @"(Definition coefficient l j : F := )" "${1}(l * l + j)%:R + " text
                $"{name}_different", changed @"Hypothesis different : \(" "Hypothesis different : (1 + " text
    ]

[<Tests>]
let tests =
    testList
        "certify"
        [
            coqTest
                "Coq accepts the certificate of every method, and refuses it with another gate, other weights or another method"
                (fun folder ->
                    judge
                        folder
                        [
                            for method in Catalogue.All do
                                for name, text in variants (certificate method 3) do
                                    $"{method.Name.Replace('-', '_')}_{name}", text
                        ])

            coqTest "one certificate of each kind, and with each of its parts changed in turn" (fun folder ->
                judge
                    folder
                    [
                        for name, derivation, parts in constructions do
                            let text = MethodCertificate.Of derivation
                            $"{name}_right", text

                            for part in "method" :: parts do
                                $"{name}_{part}", mutated text part

                        yield! impossibilities
                        let optimum =
                            OptimumCertificate.Of(OptimalMethod.For(3, 8, 2, Rational.Parse("1/2", null)))

                        "optimum_right", optimum
                        "optimum_minimum", changed @"(minimum : F := )" "${1}1 + " optimum
                        "optimum_best", changed @"(best k : F := nth 0 \[:: )" "${1}1 + " optimum
                        "optimum_moment", changed @"(moment k : F := nth 0 \[:: )" "${1}1 + " optimum
                        "gdpp_right", GdPlusPlusCertificate.Text
                        "gdpp_method", changed @"\*m H X" "*m (2%:R *: H X)" GdPlusPlusCertificate.Text
                        "gdpp_answer", changed @"\(w L\)\^T" "(w L.+1)^T" GdPlusPlusCertificate.Text
                    ])

            test "hypotheses that contradict each other make no certificate" {
                let certify relation step =
                    fun () ->
                        let text =
                            $"method contradiction\nparameters eta ~ 1/10, a ~ 1/2\n{relation}\n"
                            + $"w[k+1] = w[k] - {step} * grad(w[k])\n"

                        MethodCertificate.Of(derived (LinearMethod.Parse(text, "text")) 2 "lfom" [])
                        |> ignore

                // (s − t)(s + t) = 0, whichever roots s and t are.
                Expect.throws
                    (certify "algebraic s^2 = 2\nalgebraic t^2 = 2" "(eta/(s - t) + 1/(s + t))")
                    "two roots of one number"

                Expect.throwsT<UsageException>
                    (certify "algebraic t^2 = 2/(a^2 + 1)" "(eta * t)")
                    "a square that is divided by a sum has no monomial to replace"
            }

            test "the relation of a letter keeps its denominator" {
                let text = MethodCertificate.Of(derived root 2 "lfom" [])
                Expect.stringContains text "Hypothesis relation_s : 2%:F * s ^+ 2 = 3%:F." "2 s² = 3"
                Expect.stringContains text "Example hypotheses_hold" "a field in which it holds"
            }

            coqTest "eight layers of each kind of network and coefficient" (fun folder ->
                for arguments in
                    [
                        "derive chebyshev --layers 8"
                        "derive heavy-ball --layers 8 --architecture dynamic --set eta=1/4 --set beta=1/3"
                        "derive preconditioned-gradient-descent --layers 8 --architecture linear"
                        "derive gd++ --layers 2"
                    ] do
                    let result =
                        withCoq folder (List.ofArray ((arguments + " --check --limit 300").Split ' '))

                    Expect.equal result.Code 0 $"{arguments}: {result.Errors}"
                    Expect.stringContains result.Errors "Closed under the global context" arguments)

            coqTest "Coq accepts that an architecture cannot do it" (fun folder ->
                for arguments in [ "derive heavy-ball --layers 2 --architecture linear" ] do
                    let result =
                        withCoq folder (List.ofArray ((arguments + " --check --limit 300").Split ' '))

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
                    let result = withCoq folder [ "certify"; "changed.v" ]
                    Expect.equal result.Code 1 result.Output
                    Expect.stringContains result.Output reason "the reason")

            test "without Coq the message says how to get it" {
                inFolder (fun folder ->
                    File.WriteAllText(Path.Combine(folder, "a.v"), "")
                    let dotnet = Path.GetDirectoryName Environment.ProcessPath

                    let result = Executable.runWith [ "PATH", dotnet ] folder [ "certify"; "a.v" ]

                    if not (File.Exists(Path.Combine(dotnet, "coqc"))) then
                        Expect.equal result.Code 4 result.Errors
                        Expect.stringContains result.Errors "apt-get install coq" "the remedy")
            }

            test "the library is written beside a certificate, whose name must be a module's" {
                inFolder (fun folder ->
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
