module Memformer.Tests.Typesetting.InfixTests

open System.Diagnostics
open System.Text.Json
open Expecto
open Memformer.Tests
open Memformer.Tests.Algebra.Generators
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Theory.Methods.Iterates
open Memformer.Theory.Typesetting

/// Every coefficient of the catalogue for up to three layers, with its method.
let private coefficients =
    [
        for method in Catalogue.All do
            let form = Seq.last (method.Forms 3)

            for l in 0 .. form.Layers - 1 do
                for j in 0..l -> method, form[l, j]
    ]

let private python (script: string) (input: string) =
    let info =
        ProcessStartInfo(
            "python3",
            [ "-c"; script ],
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        )

    try
        use running = Process.Start info
        running.StandardInput.Write input
        running.StandardInput.Close()
        let errors = running.StandardError.ReadToEndAsync()
        let output = running.StandardOutput.ReadToEnd()
        running.WaitForExit()
        Some(running.ExitCode, output.Trim(), errors.Result)
    with :? System.ComponentModel.Win32Exception ->
        None

/// Reads [{text, names, values, expected}], evaluates each text where the names have the values, and compares exactly.
let private evaluate =
    """
import json, sys
try:
    import sympy
except ImportError:
    sys.exit(77)
count = 0
for case in json.load(sys.stdin):
    symbols = {name: sympy.Symbol(name) for name in case["names"]}
    formula = sympy.sympify(case["text"], locals=symbols)
    values = {symbols[n]: sympy.Rational(v) for n, v in zip(case["names"], case["values"])}
    found = sympy.Rational(formula.subs(values)) if case["names"] else sympy.Rational(formula)
    assert found == sympy.Rational(case["expected"]), case
    count += 1
print(count)
"""

let private parseMatrices =
    """
import json, sys
try:
    import sympy
except ImportError:
    sys.exit(77)
d = sympy.Symbol("d")
for case in json.load(sys.stdin):
    names = {name: sympy.MatrixSymbol(name, d, d) for name in case["letters"]}
    names.update({name: sympy.Symbol(name) for name in case["names"]})
    names["I"] = sympy.Identity(d)
    formula = sympy.sympify(case["text"], locals=names)
    assert formula.shape == (d, d), case
    assert formula.atoms(sympy.MatrixSymbol) == {names[name] for name in case["letters"]}, case
print("ok")
"""

let private skipWithout result =
    match result with
    | None -> skiptest "python3 is not installed"
    | Some(77, _, _) -> skiptest "SymPy is not installed"
    | Some(code, output, errors: string) ->
        Expect.equal code 0 errors
        output

[<Tests>]
let tests =
    testList
        "infix"
        [
            test "what is written can be read again, scalars and matrices" {
                for method, value in coefficients do
                    let text = Infix.Of value
                    Expect.equal (InfixReading.matrix method.Parameters text) value $"{method.Name}: {text}"
            }

            law "a random function can be read again" (fun (f: RationalFunction) ->
                InfixReading.scalar [] (Infix.Of f) = f)

            test "indices, powers, quotients and transposes" {
                let parameters = Catalogue.Find("preconditioned-gradient-descent").Parameters

                let read text =
                    Infix.Of(InfixReading.matrix parameters text)

                Expect.equal (read "A_0.T*A_1^2 - 2*I") "-2*I + A_0.T*A_1^2" "matrices"

                Expect.equal
                    (Infix.Of(InfixReading.scalar [] "(x_1 + 1)^2/(2*x_1)"))
                    "(1 + 2*x_1 + x_1^2)/(2*x_1)"
                    "a quotient"
            }

            test "SymPy reads the scalars as the same functions" {
                let cases =
                    [
                        for method, value in coefficients do
                            match value.TryGetScalar() with
                            | true, scalar ->
                                let symbols = List.ofSeq scalar.Symbols

                                let values =
                                    symbols
                                    |> List.mapi (fun index symbol ->
                                        symbol, Rational(bigint (2 * index + 3), bigint (index + 2)))

                                let expected = scalar.Evaluate(dict values |> System.Collections.Generic.Dictionary)

                                {|
                                    text = Infix.Of scalar
                                    names = [ for symbol in symbols -> Infix.Of symbol ]
                                    values = [ for _, value in values -> value.ToString() ]
                                    expected = expected.ToString()
                                |}
                            | _ -> ()
                    ]

                let output = python evaluate (JsonSerializer.Serialize cases) |> skipWithout
                Expect.equal output (string cases.Length) "formulas compared"
            }

            test "SymPy reads the matrices with their shapes" {
                let cases =
                    [
                        for _, value in coefficients do
                            match value.TryGetScalar() with
                            | false, _ ->
                                let letters =
                                    value.Terms
                                    |> Seq.collect (fun term -> term.Word.Factors)
                                    |> Seq.map _.Letter
                                    |> Seq.distinct

                                let symbols =
                                    value.Terms
                                    |> Seq.collect (fun term -> term.Coefficient.Symbols)
                                    |> Seq.distinct

                                {|
                                    text = Infix.Of value
                                    letters = [ for letter in letters -> Infix.Of letter ]
                                    names = [ for symbol in symbols -> Infix.Of symbol ]
                                |}
                            | _ -> ()
                    ]

                Expect.isNonEmpty cases "the catalogue has methods with matrices"
                Expect.equal (python parseMatrices (JsonSerializer.Serialize cases) |> skipWithout) "ok" "all read"
            }
        ]
