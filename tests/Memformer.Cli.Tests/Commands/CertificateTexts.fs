/// Certificates, right ones and changed ones, for the tests that ask Coq about them.
module Memformer.Tests.Commands.CertificateTexts

open System
open System.Text.RegularExpressions
open Expecto
open Memformer.Theory.Algebra
open Memformer.Theory.Derivations
open Memformer.Theory.Networks
open Memformer.Tests.TemporaryFolder

/// A test that needs Coq; counted as skipped without it.
let coqTest name action =
    test name {
        if not Coq.isInstalled then
            skiptest "coqc is not installed"

        inFolder action
    }

/// A text with the first match of a pattern replaced.
let changed (pattern: string) (replacement: string) (text: string) =
    let change = Regex(pattern).Replace(text, replacement, 1)
    Expect.notEqual change text $"nothing to change: {pattern}"
    change

/// Coq accepts what is called right and refuses everything else.
let judge folder (certificates: (string * string) list) =
    let right, wrong =
        certificates |> List.partition (fun (name, _) -> name.EndsWith "_right")

    for line in Coq.judge folder right wrong do
        Expect.isFalse (Regex.IsMatch((line: string), "Syntax error|Can't find|Cannot find|not found|Unknown")) line

/// A derivation with values for some parameters.
let derived method layers architecture (values: (string * string) list) =
    let values =
        dict [ for name, value in values -> Symbol name, Rational.Parse(value, null) ]
        |> Collections.Generic.Dictionary

    Derivation.Of(method, layers, Architecture.Find architecture, values)
