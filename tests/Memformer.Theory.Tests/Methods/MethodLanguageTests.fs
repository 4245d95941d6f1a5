/// The method language: printing and parsing are inverse, layout means nothing, and random methods run as they read.
module Memformer.Tests.Methods.MethodLanguageTests

open System
open System.Collections.Generic
open System.Text.RegularExpressions
open Expecto
open FsCheck
open FsCheck.FSharp
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Theory.Methods.Iterates

let private q (n: int) : Rational = Rational.op_Implicit n

/// Arithmetic on numbers, as the tests themselves evaluate it.
type private Number =
    | Whole of int
    | Decimal of int
    | Parameter of string
    | StepIndex
    | Sum of Number * Number
    | Difference of Number * Number
    | Product of Number * Number
    | Quotient of Number * Number
    | Power of Number * int
    | Opposite of Number

let private parameters = [ "eta"; "beta"; "gamma_2"; "a" ]

let rec private evaluate (values: Map<string, Rational>) k number : Rational =
    let value = evaluate values k

    match number with
    | Whole n -> q n
    | Decimal n -> q n / q 100
    | Parameter name -> values[name]
    | StepIndex -> q k
    | Sum(a, b) -> value a + value b
    | Difference(a, b) -> value a - value b
    | Product(a, b) -> value a * value b
    // The divisor is made positive where the text is written, too.
    | Quotient(a, b) -> value a / (value b * value b + q 1)
    | Power(a, n) -> (value a).Pow n
    | Opposite a -> -(value a)

/// Writes a number with random spaces, line breaks inside parentheses, and superfluous parentheses.
let rec private write (random: Random) number =
    let space () =
        match random.Next 6 with
        | 0 -> ""
        | 1 -> "  "
        | _ -> " "

    let inner = write random

    let parenthesised text =
        if random.Next 5 = 0 then
            $"({space ()}\n{text})"
        else
            $"({text})"

    match number with
    | Whole n -> string n
    | Decimal n -> $"{n / 100}.{n % 100:D2}"
    | Parameter name -> name
    | StepIndex -> "k"
    | Sum(a, b) -> parenthesised $"{inner a}{space ()}+{space ()}{inner b}"
    | Difference(a, b) -> parenthesised $"{inner a}{space ()}-{space ()}{inner b}"
    | Product(a, b) -> parenthesised $"{inner a}{space ()}*{space ()}{inner b}"
    | Quotient(a, b) ->
        let divisor = inner b
        parenthesised $"{inner a}/({divisor}*{divisor} + 1)"
    | Power(a, n) -> $"({inner a})^{n}"
    | Opposite a -> $"(-{inner a})"

let private numbers: Gen<Number> =
    let leaf =
        Gen.oneof
            [
                Gen.map Whole (Gen.choose (0, 9))
                Gen.map Decimal (Gen.choose (0, 250))
                Gen.map Parameter (Gen.elements parameters)
                Gen.constant StepIndex
            ]

    let rec sized size =
        if size = 0 then
            leaf
        else
            let part = sized (size / 2)

            Gen.oneof
                [
                    leaf
                    Gen.map2 (fun a b -> Sum(a, b)) part part
                    Gen.map2 (fun a b -> Difference(a, b)) part part
                    Gen.map2 (fun a b -> Product(a, b)) part part
                    Gen.map2 (fun a b -> Quotient(a, b)) part part
                    Gen.map2 (fun a n -> Power(a, n)) part (Gen.choose (0, 3))
                    Gen.map Opposite part
                ]

    Gen.sized (fun size -> sized (min size 8))

/// w[k+1] = w[k] - step grad(w[k]) + momentum (w[k] - w[k-1]) + memory grad(w[k-1]), the three numbers arbitrary.
type private RandomMethod =
    {
        Step: Number
        Momentum: Number
        Memory: Number
        Seed: int
    }

let private methods: Gen<RandomMethod> =
    Gen.map4
        (fun step momentum memory seed ->
            {
                Step = step
                Momentum = momentum
                Memory = memory
                Seed = seed
            })
        numbers
        numbers
        numbers
        (Gen.choose (0, 1_000_000))

let private text method =
    let random = Random method.Seed
    let declared = String.concat ", " parameters

    $"# made up\nmethod random-{method.Seed} \"title\"   # on the same line\n\n\nparameters {declared}\n"
    + $"c[k]={write random method.Momentum}\n"
    + $"w[k +1]  = w[ k]-{write random method.Step}*grad(w[k])+c[k]*(w[k]-w[k-1]) + {write random method.Memory}*grad(w[k - 1])\n"

let private parse text = LinearMethod.Parse(text, "test.lfom")

let private withoutLayout (text: string) =
    // Comments keep their inner spaces; a broken line, an empty line at the end and all other spaces are layout.
    Regex.Replace(text, @"[ \t\r\n]+", "")

let private config =
    { FsCheckConfig.defaultConfig with
        maxTest = 60
    }

let private property name (check: RandomMethod -> unit) =
    testPropertyWithConfig config name (Prop.forAll (Arb.fromGen methods) check)

[<Tests>]
let tests =
    testList
        "method language"
        [
            property "printing a parsed text changes its layout only" (fun method ->
                let original = text method
                Expect.equal (withoutLayout (string (parse original))) (withoutLayout original) "tokens and comments")

            property "printing is idempotent" (fun method ->
                let printed = string (parse (text method))
                Expect.equal (string (parse printed)) printed "printed twice")

            property "a random method runs as its numbers say" (fun method ->
                let random = Random method.Seed

                let values =
                    Map
                        [
                            for name in parameters -> name, q (random.Next(-5, 6)) / q (random.Next(1, 5))
                        ]

                let set = Dictionary<Symbol, Rational>()

                for KeyValue(name, value) in values do
                    set[Symbol name] <- value

                let layers = 4
                let form = (parse (text method)).Unroll(layers, set).Coefficients
                let at k number = evaluate values k number
                // Row l of the form is e_l step_l - e_{l-1} memory_l + momentum_l row_{l-1}; row 0 also takes the memory.
                let mutable row = Array.create layers (q 0)

                for l in 0 .. layers - 1 do
                    let momentum = at l method.Momentum
                    row <- row |> Array.map (fun c -> momentum * c)
                    row[l] <- row[l] + at l method.Step
                    row[max 0 (l - 1)] <- row[max 0 (l - 1)] - at l method.Memory

                    for j in 0..l do
                        let isConstant, actual = form.Scalar(l, j).TryGetConstant()
                        Expect.isTrue isConstant "every parameter is set"
                        Expect.equal actual row[j] $"c[{l},{j}]")

            test "printing the catalogue's texts changes nothing but layout" {
                for method in Catalogue.All do
                    let printed = string method
                    Expect.equal (string (LinearMethod.Parse(printed, method.Name))) printed method.Name
            }

            test "every method of the catalogue says where it comes from and keeps its file's name" {
                Expect.isGreaterThanOrEqual Catalogue.Names.Count 20 "methods"

                for name in Catalogue.Names do
                    let method = Catalogue.Find name
                    Expect.equal method.Name name "name"
                    Expect.isNotEmpty method.Title $"title of {name}"
                    Expect.isMatch method.Source @"(17|18|19|20)\d\d|arXiv|torch" $"source of {name}"
            }

            test "comments, titles and typical values are read" {
                let method =
                    parse
                        "# Source, 1900\n# second line\nmethod some-2-method \"A title: with marks\"\n# What it\n# does.\nparameters eta ~ 1/10, A[k]: symmetric, m: integer = 3\nw[k+1] = w[k] - eta*A[k]*grad(w[k])\n"

                Expect.equal method.Name "some-2-method" "name"
                Expect.equal method.Title "A title: with marks" "title"
                Expect.equal method.Source "Source, 1900 second line" "source"
                Expect.equal method.Description "What it does." "description"

                let parameters =
                    [ for p in method.Parameters -> string p, p.Kind, string p.Typical ]

                Expect.equal
                    parameters
                    [
                        "eta", ParameterKind.Scalar, "1/10"
                        "A[k]", ParameterKind.SymmetricMatrix, ""
                        "m", ParameterKind.Integer, "3"
                    ]
                    "parameters"
            }

            test "a parameter keeps the number of its text until another one is set" {
                let method =
                    parse "method m\nparameters eta = 2.5e-1, b[k] = 1/3\nw[k+1] = w[k] - eta*b[k]*grad(w[k])\n"

                let steps values =
                    let form = (method.Unroll(2, Dictionary(dict values))).Coefficients
                    [ for l in 0..1 -> string (form.Scalar(l, l)) ]

                Expect.equal (steps []) [ "1/12"; "1/12" ] "both as given"
                Expect.equal (steps [ Symbol "eta", q 3 ]) [ "1"; "1" ] "eta set"
                Expect.equal (steps [ Symbol("b", 1), q 4 ]) [ "1/12"; "1" ] "b set for a step"
                Expect.equal (string (parse (string method))) (string method) "printed"
            }

            test "a parameter that is not negative is printed so, and takes no negative number" {
                let method =
                    parse
                        "method m\nparameters eta, lambda[k] >= 0 ~ 1/5\nw[k+1] = w[k] - eta*(grad(w[k]) + lambda[k]*w[k])\n"

                Expect.equal [ for p in method.Parameters -> p.IsNonnegative ] [ false; true ] "parameters"
                Expect.equal (string (parse (string method))) (string method) "printed"

                for symbol in [ Symbol "lambda"; Symbol("lambda", 1) ] do
                    Expect.throwsT<Memformer.Theory.UsageException>
                        (fun () -> method.Unroll(2, Dictionary(dict [ symbol, q -1 ])) |> ignore)
                        (string symbol)

                method.Unroll(2, Dictionary(dict [ Symbol "lambda", q 0; Symbol "eta", q -1 ]))
                |> ignore
            }

            test "methods have other usual names, and of some it is known why they are none" {
                for name, known in [ "nag", "nesterov"; "Polyak", "heavy-ball"; "cg", "conjugate-gradient" ] do
                    Expect.equal (Catalogue.Find name).Name known name

                for name, reason in [ "adam", "squared gradients"; "lion", "signs"; "newton", "Hessian" ] do
                    try
                        Catalogue.Find name |> ignore
                        failtest name
                    with :? UnknownMethodException as unknown ->
                        Expect.stringContains unknown.Message reason name
            }

            test "an unknown name suggests the nearest" {
                let error = Expect.throwsT<UnknownMethodException>
                error (fun () -> Catalogue.Find "hevy-ball" |> ignore) "a typing error"

                let suggestions name =
                    try
                        Catalogue.Find name |> ignore
                        []
                    with :? UnknownMethodException as unknown ->
                        List.ofSeq unknown.Suggestions

                Expect.equal (List.head (suggestions "hevy-ball")) "heavy-ball" "a missing letter"
                Expect.equal (List.head (suggestions "nesterow")) "nesterov" "a wrong letter"
                Expect.contains (suggestions "richardson") "second-order-richardson" "a part of the name"
                Expect.equal (Catalogue.Find("momentum").Name) "heavy-ball" "another usual name"
                Expect.isEmpty (suggestions "zzzzzz") "nothing near"
                Expect.isEmpty (suggestions (String('x', 1_000_000))) "a huge name"
            }
        ]
