/// Whose name counts where coefficients do not tell methods apart.
module Memformer.Tests.Auditing.PrecedenceTests

open System
open Expecto
open Memformer.Learn.Auditing
open Memformer.Learn.Auditing.Methods
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Tests.Auditing.RandomMatrices

let private names = lazy [ for method in Precedence.Methods -> method.Name ]

let private place name = List.findIndex ((=) name) names.Value

let private audit (gates: NetworkGates) layers step =
    let weights =
        NetworkWeights(
            readOnly
                [
                    for _ in 1..layers -> readOnly [ AttentionHead.Gradient(scaled step (identity 4)) ]
                ],
            gates,
            Nullable 12
        )

    Audit.Of(weights, AuditOptions(Law = DataLaw.Isotropic 4, Prompts = 0))

[<Tests>]
let tests =
    testList
        "precedence of names"
        [
            testCase "holds every method once" (fun () ->
                Expect.equal (List.sort names.Value) (List.ofSeq Catalogue.Names) "the catalogue")

            testCase "is by the year of the source" (fun () ->
                for name, year in
                    [
                        "gradient-descent", 1847
                        "gradient-descent-steps", 1910
                        "heavy-ball", 1964
                        "nesterov-increasing", 1983
                        "quasi-hyperbolic-momentum", 2018
                        "fixed-step", 2012
                    ] do
                    let found = Precedence.YearOf(Catalogue.Find name)
                    Expect.isTrue found.HasValue name
                    Expect.isLessThanOrEqual (abs (found.Value - year)) 1 $"{name}: {found}"

                Expect.isLessThan (place "gradient-descent") (place "gradient-descent-steps") "1847 before 1910"
                Expect.isLessThan (place "heavy-ball") (place "pytorch-momentum") "1964 before PyTorch")

            testCase "gives plain equal steps to gradient descent, in a network that could have had a memory" (fun () ->
                let gates =
                    NetworkGates.Lfom.ForAllHeads(
                        Triangle(4, fun l j -> Gate.Scalar(if j = l then 1.0 else 0.0) :> Gate)
                    )

                for network in [ audit (NetworkGates.None()) 4 0.3; audit gates 4 0.3 ] do
                    Expect.equal network.Method.Simplest.Name "gradient-descent" "name")

            testCase
                "names a plain network by its equal steps: that they are equal could have been otherwise"
                (fun () ->
                    for layers in 2..4 do
                        let verdict = audit (NetworkGates.None()) layers 0.3
                        Expect.equal verdict.Method.Chosen.Name "gradient-descent" $"{layers} layers")
        ]
