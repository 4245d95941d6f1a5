/// Every method of the catalogue against its recurrence as the literature writes it.
module Memformer.Tests.Methods.TextbookTests

open System
open System.Collections.Generic
open Expecto
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Tests.Methods.Textbook
open Memformer.Theory.Methods.Iterates

/// The answer of a canonical form, given the value of every coefficient.
let inline private answer (form: CanonicalForm) (start: 'n) gradient (value: MatrixPolynomial -> 'n) =
    let gradients = ResizeArray<'n>()
    let mutable w = start

    for l in 0 .. form.Layers - 1 do
        gradients.Add(gradient w)

        for j in 0..l do
            w <- w - value form[l, j] * gradients[j]

    w

let private valuesOf (problem: Problem) (method: LinearMethod) layers =
    let values = Dictionary<Symbol, Rational>()

    for parameter in method.Parameters do
        if parameter.Kind = ParameterKind.Scalar then
            match parameter.IndexCount with
            | 0 -> values[Symbol parameter.Name] <- problem.Value parameter.Name
            | 1 ->
                for k in 0..layers do
                    values[Symbol(parameter.Name, Nullable k)] <- problem.At parameter.Name k
            | _ ->
                for k in 0..layers do
                    for j in 0..k do
                        values[Symbol($"{parameter.Name}_{k}", Nullable j)] <- problem.At $"{parameter.Name}_{k}" j

    values

let private letterValue (problem: Problem) (letter: Letter) =
    if letter.Index.HasValue then
        problem.At letter.Name letter.Index.Value
    else
        problem.Value letter.Name

let private valueIn (problem: Problem) (matrix: MatrixPolynomial) =
    let term (term: MatrixTerm) =
        let isConstant, coefficient = term.Coefficient.TryGetConstant()
        Expect.isTrue isConstant $"{term.Coefficient} still has parameters"

        term.Word.Factors
        |> Seq.fold (fun product factor -> product * letterValue problem factor.Letter) coefficient

    matrix.Terms |> Seq.fold (fun sum next -> sum + term next) Rational.Zero

/// The numbers of layers up to 6 at which a step of the method ends.
let private depths (method: LinearMethod) =
    method.Forms 6 |> Seq.map _.Layers |> List.ofSeq

let private few =
    { FsCheckConfig.defaultConfig with
        maxTest = 12
    }

let private agrees name (recurrence: Problem -> int -> Rational) =
    testPropertyWithConfig few name (fun (seed: int) ->
        let drawn = problemFor seed
        let method = Catalogue.Find name

        for layers in depths method do
            let unrolling = method.Unroll(layers, valuesOf drawn method layers)

            let problem =
                if isNull unrolling.StartCoefficient then
                    drawn
                else
                    { drawn with Start = Rational.Zero }

            let actual =
                answer unrolling.Coefficients problem.Start problem.Gradient (valueIn problem)

            Expect.equal actual (recurrence problem unrolling.Steps) $"{name}, {layers} layers, seed {seed}")

let private agreesApproximately name (recurrence: Problem -> int -> float) =
    testPropertyWithConfig few name (fun (seed: int) ->
        let problem = problemFor seed
        let method = Catalogue.Find name

        for layers in 1..5 do
            let unrolling = method.Unroll(layers, valuesOf problem method layers)
            let letters = Dictionary<Symbol, float>()

            for letter in unrolling.Relations.Letters do
                let previous =
                    match letters.TryGetValue(Symbol(letter.Name, Nullable(letter.Index.Value - 1))) with
                    | true, value -> value
                    | _ -> 1.0

                letters[letter] <- (1.0 + sqrt (1.0 + 4.0 * previous * previous)) / 2.0

            let value (matrix: MatrixPolynomial) =
                let _, scalar = matrix.TryGetScalar()
                scalar.Evaluate letters

            let gradient w =
                problem.Curvature.ToDouble() * (w - problem.Optimum.ToDouble())

            let actual = answer unrolling.Coefficients (problem.Start.ToDouble()) gradient value
            let expected = recurrence problem layers

            // Both sides sum a few dozen terms of size up to (1 + h/L)^5, each rounded once.
            let scale =
                (1.0 + problem.Curvature.ToDouble() / problem.Value("L").ToDouble()) ** 5.0

            Expect.isLessThan (abs (actual - expected)) (1e-13 * scale) $"{name}, {layers} layers, seed {seed}")

[<Tests>]
let tests =
    testList
        "textbook"
        [
            for KeyValue(name, recurrence) in Textbook.exact do
                agrees name recurrence
            for KeyValue(name, recurrence) in irrational do
                agreesApproximately name recurrence

            test "every method of the catalogue has its recurrence here" {
                let here =
                    Seq.append (Map.keys Textbook.exact) (Map.keys irrational)
                    |> Seq.sort
                    |> List.ofSeq

                Expect.equal (List.ofSeq Catalogue.Names) here "names"
            }
        ]
