/// Methods and tables of coefficients: what is read is derived as well.
module Memformer.Tests.Fuzzing.MethodTexts

open System
open System.IO
open System.Text.RegularExpressions
open Memformer.Theory.Derivations
open Memformer.Theory.Methods
open Memformer.Theory.Networks
open Memformer.Theory.Typesetting
open Memformer.Tests
open Memformer.Tests.Fuzzing.Judgement
open Memformer.Tests.Fuzzing.TextKind
open Memformer.Tests.Fuzzing.TextMutations

// Symbolic work is bounded by its terms; what it allocates on the way is collected as it goes.
let private symbolic =
    {
        Seconds = 5.0
        Bytes = 4_000_000_000L
    }

let private derived (random: Random) (method: LinearMethod) =
    let architectures = Seq.toArray Architecture.All
    let architecture = architectures[random.Next architectures.Length]
    let derivation = Derivation.Of(method, 1 + random.Next 4, architecture)
    let document = DerivationDocument.Of derivation
    let length = (LatexDocument.Of document).Length + (HtmlDocument.Of document).Length
    let summary = TextDocument.Of(DerivationSummary.Of derivation)

    if length > 0 && summary.Length > 0 then
        Read
    else
        Broken "an empty derivation"

let methods =
    {
        Name = "methods"
        Corpus =
            [|
                for method in Catalogue.All do
                    string method

                "method m \"M\"\nparameters eta = 2.5e-1, beta[k] ~ 1/2, m: integer = 3\nalgebraic s^2 = eta+1\nw[k+1] = w[k] - eta/s*grad(w[k]) + beta[k]*(w[k]-w[k-1]) when k mod m = 0\nw[k+1] = w[k] - sum(1/(j+1) for j = 0..k)*grad(w[k])\noutput w[k]\n"
                "method a\nparameters A[k]: matrix, D: diagonal\nw[k+1] = w[k] - transpose(A[k])*D*grad(w[k] + D*(w[k]-w[k-1]))\n"
            |]
        Grammar =
            {
                Token = Regex @"[A-Za-z_]\w*|\d[\d.eE]*|""[^""\n]*""|\.\.|[<>!]=|\S"
                Fragments =
                    [|
                        "k"
                        "k+1"
                        "k-1"
                        "w[k]"
                        "w[k-1]"
                        "w[0]"
                        "grad("
                        "grad(w[k])"
                        "eta"
                        "sum(1/(j+1) for j = 0..k)"
                        "sum("
                        "sqrt(eta)"
                        "sqrt("
                        "transpose("
                        "^2"
                        "^k"
                        "^(-3)"
                        "^50"
                        "mod"
                        "when k = 0"
                        "when k mod 2 = 0"
                        "for j = 0..300"
                        "parameters"
                        "parameters c[k], h[k, j]"
                        ": matrix"
                        ": diagonal"
                        ": integer = 3"
                        "~ 1/10"
                        "= 1/4"
                        "algebraic t[k]^2 = t[k] + t[k-1]^2"
                        "algebraic q^2 = eta"
                        "\nt[k+1] = t[k]^2 + 1\nt[0] = eta\n"
                        "t[k]"
                        "output"
                        "method"
                        "("
                        ")"
                        "["
                        "]"
                        "/"
                        "*"
                        "+"
                        "-"
                        "="
                        ","
                        "I"
                        "# Rate: (1 - eta)^k"
                    |]
                Separator = " "
            }
        Limits = symbolic
        Read =
            fun random text ->
                let method = LinearMethod.Parse(text, "input.lfom")
                let printed = string method

                if string (LinearMethod.Parse(printed, "printed.lfom")) <> printed then
                    Broken "a method that does not survive being printed and read"
                else
                    derived random method
    }

let coefficients =
    {
        Name = "coefficients"
        Corpus =
            [|
                "1/4\n1/12, 1/4\neta*beta, 1/12, 1/4\n"
                "# steps\na/(1+a)\n(1-a)^2, b^2/(a+b)\n0.25, 1e-3, c\n"
                "[[\"1/4\"], [0.25, \"eta\"], [\"eta^2\", 0, \"1/(eta+1)\"]]"
                "{\"method\": \"m\", \"coefficients\": [[\"eta\"], [\"beta*eta\", \"eta\"]]}"
            |]
        Grammar =
            {
                Token = Regex @"[A-Za-z_]\w*|\d[\d.eE]*|""|\S"
                Fragments =
                    [|
                        "eta"
                        "(a+b)"
                        "^2"
                        "^9"
                        "^(-1)"
                        "1/(a+b+c)"
                        ","
                        "\n"
                        "["
                        "]"
                        "{"
                        "}"
                        "\"coefficients\""
                        "\"preconditioners\""
                        "null"
                        "true"
                        ":"
                        "\""
                        "/0"
                        "a[3]"
                        "*"
                        "w"
                    |]
                Separator = ","
            }
        Limits = symbolic
        Read =
            fun random text ->
                let extension =
                    if text.TrimStart().StartsWith '[' || text.TrimStart().StartsWith '{' then
                        "json"
                    else
                        "csv"

                derived random (LinearMethod.Read(text, $"input.{extension}"))
    }
