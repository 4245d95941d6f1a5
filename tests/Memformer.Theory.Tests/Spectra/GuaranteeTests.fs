/// Guarantees that methods state, against the exact worst case.
module Memformer.Tests.Spectra.GuaranteeTests

open System.IO
open Expecto
open Memformer.Tests
open Memformer.Theory.Algebra
open Memformer.Theory.Derivations
open Memformer.Theory.Methods
open Memformer.Theory.Networks
open Memformer.Theory.Spectra

let private withRate rate =
    LinearMethod.Parse($"method m\n# Rate{rate}\nparameters eta\nw[k+1] = w[k] - eta*grad(w[k])\n", "m.lfom")

let private check (method: LinearMethod) =
    GuaranteeCheck.Of(method, Seq.exactlyOne method.Guarantees)

[<Tests>]
let tests =
    testList
        "guarantees"
        [
            for method in Catalogue.All do
                for guarantee in method.Guarantees do
                    test $"{method.Name} keeps its guarantee" {
                        match GuaranteeCheck.Of(method, guarantee) with
                        | null ->
                            // Only methods with a root per step have coefficients that no numbers make rational.
                            Expect.contains [ "fast-gradient"; "optimized-gradient" ] method.Name "not checked"
                        | found ->
                            Expect.isNull found.Violation "no violation"
                            Expect.isGreaterThan found.Steps 3 "steps"
                            // The largest magnitude is enclosed to a millionth of the bound.
                            Expect.isLessThan (found.Tightness.ToDouble()) 1.00001 "tightness"
                            Expect.isNotEmpty guarantee.Source "source"
                    }

            test "a false guarantee is told with polynomial and eigenvalue" {
                let found =
                    check (withRate ": ((L - mu)/(L + mu))^(2*k) on [mu, L] where eta = 2/(L + mu)")

                Expect.equal found.Violation.Steps 1 "k"
                Expect.equal (string found.Violation.Bound) "9/25" "bound"
                Expect.equal (string found.Violation.Worst) "3/5" "worst case"

                Expect.equal
                    (found.Violation.Polynomial.Evaluate found.Violation.Eigenvalue)
                    (Rational.Parse "3/5")
                    "there"
            }

            test "the objective and the gradient have bounds of their own" {
                // h (1 - h/L)^{2k}/2 and h (1 - h/L)^k are largest at L/(2k + 1) and L/(k + 1).
                let value = check (withRate " of f: L/(4*k + 2) on [0, L] where eta = 1/L")
                Expect.isNull value.Violation "f"
                let gradient = check (withRate " of grad: L/(k + 1) on [0, L] where eta = 1/L")
                Expect.isNull gradient.Violation "gradient"
                let tooGood = check (withRate " of grad: L/(9*k) on [0, L] where eta = 1/L")
                Expect.isNotNull tooGood.Violation "a false one"
            }

            test "a guarantee that cannot be read is refused with its place" {
                Expect.throwsC (fun () -> withRate ": fast" |> ignore) (fun error ->
                    Expect.stringContains error.Message "m.lfom: line 2, column 3" "place")
            }

            test "the ten methods of docs/writing-your-method.md are derived and proved" {
                let folder = Path.Combine(Golden.root, "examples", "methods")
                let files = Directory.GetFiles(folder, "*.lfom")
                Expect.isGreaterThanOrEqual files.Length 10 "files"

                for file in files do
                    let method = LinearMethod.Read(File.ReadAllText file, file)
                    Expect.isFalse (Seq.contains method.Name Catalogue.Names) $"{method.Name} is not in the catalogue"

                    for form in method.Forms 5 do
                        let derivation = Derivation.Of(method, form.Layers, Architecture.Find "lfom")
                        Expect.isTrue derivation.Holds $"{method.Name}, L = {form.Layers}"
            }
        ]
