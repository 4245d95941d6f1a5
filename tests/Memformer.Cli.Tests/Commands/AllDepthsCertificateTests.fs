module Memformer.Tests.Commands.AllDepthsCertificateTests

open System.Text.RegularExpressions
open Expecto
open Memformer.Theory
open Memformer.Theory.Certificates
open Memformer.Theory.Methods
open Memformer.Tests.Commands.CertificateTexts

/// Of these methods a certificate for all depths says why there is none.
let private withoutAllDepths =
    set
        [
            "averaged-momentum"
            "diagonal-momentum"
            "diagonal-steps"
            "fixed-step"
            "preconditioned-gradient-descent"
        ]

let private forAllDepths name =
    AllDepthsCertificate.Of(derived (Catalogue.Find name) 4 "lfom" [])

/// The letters of a certificate, in its order; without the primes that part them from names of the theorems.
let private letters text =
    [
        for declared in Regex.Matches(text, @"\nVariables (.*) : F\.") do
            for letter in declared.Groups[1].Value.Split ' ' do
                letter.TrimEnd '\''
    ]

/// Coq computes that a recurrence is, after some steps, the method that the certificate of so many layers writes out.
let private sameMethod (name: string) layers steps =
    // What a theorem rests on is counted once for each file.
    let finite =
        MethodCertificate
            .Of(derived (Catalogue.Find name) layers "lfom" [])
            .Replace("Print Assumptions certificate.", "")

    let all = forAllDepths name

    let given, ofLayers =
        String.concat " " (letters all), String.concat " " (letters finite)

    $"Module finite. {finite} End finite.\nModule all. {all} End all.\n"
    + "Require Import Memformer.\n"
    + "From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop ssralg matrix.\n"
    + "Local Open Scope ring_scope.\n"
    + $"Lemma same (F : fieldType) d n (X : 'M[F]_(d, n)) (wstar : 'cV[F]_d) ({given} : F) :\n"
    + $"  @finite.result F d n X wstar {ofLayers} =\n"
    + $"  @all.result F {given} _ (fun=> grad X wstar) {steps}.\nProof. by []. Qed.\n"
    + "Theorem certificate : True. Proof. exact I. Qed.\n"

[<Tests>]
let tests =
    testList
        "certificates for all depths"
        [
            coqTest "Coq accepts them, and refuses them with another gate, weight, answer or network" (fun folder ->
                judge
                    folder
                    [
                        for method in Catalogue.All do
                            if not (withoutAllDepths.Contains method.Name) then
                                $"{method.Name.Replace('-', '_')}_right", forAllDepths method.Name

                        for name in [ "heavy-ball"; "extragradient"; "polyak-ruppert" ] do
                            let text = forAllDepths name
                            let module' = name.Replace('-', '_')

                            $"{module'}_gate",
                            changed @"(Definition gate depth := )(.*)\." "${1}fun l j => 1 + (${2}) l j." text

                            $"{module'}_weights", changed @"\(fun=> 1%:M\)" "(fun=> 2%:R%:M)" text
                            $"{module'}_method", changed @"\(result \(fun=> grad\)" "(2%:R *: result (fun=> grad)" text
                            $"{module'}_depth", changed @"\(gate depth\)" "(gate depth.+1)" text

                        for name, layers, steps in
                            [
                                "heavy-ball", 4, 4
                                "pid", 4, 4
                                "optimistic-gradient", 4, 4
                                "lookahead", 4, 4
                                "predictor-corrector", 4, 2
                            ] do
                            $"{name.Replace('-', '_')}_same_right", sameMethod name layers steps
                    ])

            test "the depth of the derivation is not in them" {
                for name in [ "heavy-ball"; "chebyshev"; "extragradient" ] do
                    Expect.equal
                        (AllDepthsCertificate.Of(derived (Catalogue.Find name) 6 "lfom" []))
                        (forAllDepths name)
                        name
            }

            test "for all depths only of recurrences with numbers, in lfom" {
                for name in withoutAllDepths do
                    Expect.throwsT<UsageException> (fun () -> forAllDepths name |> ignore) name

                Expect.throwsT<UsageException>
                    (fun () ->
                        AllDepthsCertificate.Of(derived (Catalogue.Find "heavy-ball") 4 "dynamic" [])
                        |> ignore)
                    "another architecture"

                let start =
                    "method start\nparameters eta ~ 1/10\nv[0] = grad(w[0])\nv[k+1] = v[k] + grad(w[k])\nw[k+1] = w[k] - eta*v[k]\n"

                Expect.throwsT<UsageException>
                    (fun () ->
                        AllDepthsCertificate.Of(derived (LinearMethod.Parse(start, "text")) 4 "lfom" [])
                        |> ignore)
                    "a start that takes a gradient"
            }
        ]
