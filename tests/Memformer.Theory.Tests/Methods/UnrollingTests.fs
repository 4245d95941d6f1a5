/// Running methods on symbolic iterates: values, coincidences, outputs, tables and code.
module Memformer.Tests.Methods.UnrollingTests

open System
open System.Collections.Generic
open Expecto
open Memformer.Theory
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Theory.Methods.Iterates

let private q (n: int) : Rational = Rational.op_Implicit n
let private parse text = LinearMethod.Parse(text, "test.lfom")

let private setting (values: (string * int option * Rational) list) =
    let set = Dictionary<Symbol, Rational>()

    for name, index, value in values do
        set[Symbol(name, Option.toNullable index)] <- value

    set

let private rows (form: CanonicalForm) =
    (string form).Split '\n' |> List.ofArray

let private unrolled name layers values =
    (Catalogue.Find name).Unroll(layers, setting values)

let private few =
    { FsCheckConfig.defaultConfig with
        maxTest = 5
    }

[<Tests>]
let tests =
    testList
        "unrolling"
        [
            test "heavy ball has the coefficients eta beta^(l-j)" {
                let unrolling = (Catalogue.Find "heavy-ball").Unroll 3

                Expect.equal
                    (rows unrolling.Coefficients)
                    [ "eta"; "beta*eta, eta"; "beta^2*eta, beta*eta, eta" ]
                    "coefficients"

                Expect.isTrue unrolling.AnswersAtGradientPoint "the answer is the next gradient's point"
            }

            test "Nesterov has eta beta^(l-j+1) + eta [j = l], and a last row for its own answer" {
                let unrolling = (Catalogue.Find "nesterov").Unroll 4

                Expect.equal
                    (rows unrolling.GradientSequence)
                    [
                        "eta + beta*eta"
                        "beta^2*eta, eta + beta*eta"
                        "beta^3*eta, beta^2*eta, eta + beta*eta"
                        "beta^4*eta, beta^3*eta, beta^2*eta, eta + beta*eta"
                    ]
                    "gradient sequence"

                Expect.equal (List.last (rows unrolling.Coefficients)) "0, 0, 0, eta" "the answer's row"
                Expect.isFalse unrolling.AnswersAtGradientPoint "the answer lies before the look-ahead point"
            }

            test "a letter for each step does not make the forms grow beyond what they say" {
                // Reduced by the relations of its letters the product of 12 momenta has 2^12 terms.
                let unrolling = (Catalogue.Find "fast-gradient").Unroll 12

                let terms (form: CanonicalForm) row =
                    (Seq.exactlyOne form[row, row - 1].Terms).Coefficient.Numerator.TermCount

                Expect.equal (terms unrolling.Coefficients 10) 4 "answer"
                Expect.equal (terms unrolling.GradientSequence 11) 4 "gradient sequence"
                Expect.isFalse unrolling.AnswersAtGradientPoint "the answer lies before the look-ahead point"
            }

            testPropertyWithConfig few "setting values before the run or after it is the same" (fun (seed: int) ->
                let random = Random seed

                for method in Catalogue.All do
                    let free = Seq.last (method.Forms 3)
                    let set = Dictionary<Symbol, Rational>()

                    for symbol in free.Symbols do
                        if
                            method.Parameters
                            |> Seq.exists (fun p -> symbol.Name = p.Name && not p.IsMatrix)
                        then
                            set[symbol] <- q (random.Next(1, 9)) / q (random.Next(10, 19))

                    if not (method.Parameters |> Seq.exists (fun p -> p.Name = "mu")) then
                        let expected = free.Substitute set

                        Expect.equal
                            (string (method.Unroll(free.Layers, set).Coefficients))
                            (string expected)
                            method.Name)

            test "a step of size 0 keeps its own register" {
                let form = (unrolled "gradient-descent-steps" 3 [ "eta", Some 0, q 0 ]).Coefficients
                Expect.equal (rows form) [ "0"; "0, eta[1]"; "0, 0, eta[2]" ] "the form of the symbols, with a 0"
                let still = (unrolled "heavy-ball" 3 [ "eta", None, q 0 ]).Coefficients
                Expect.equal (rows still) [ "0"; "0, 0"; "0, 0, 0" ] "no step at all"
            }

            test "one value sets an indexed parameter for every step, unless a step has its own" {
                let form =
                    (unrolled "gradient-descent-steps" 3 [ "eta", None, q 2; "eta", Some 1, q 5 ]).Coefficients

                Expect.equal (rows form) [ "2"; "0, 5"; "0, 0, 2" ] "steps"
            }

            test "a root is exact: s^2 = L/mu, with L, mu or s set" {
                let optimal = unrolled "heavy-ball-optimal" 1
                let eta values = string (optimal values).Coefficients
                Expect.equal (eta []) "4/(mu + 2*mu*s + mu*s^2)" "L is written as mu s^2"
                Expect.equal (eta [ "L", None, q 9; "mu", None, q 1 ]) "1/4" "both set, the root is 3"
                Expect.equal (eta [ "L", None, q 9 ]) "4*s^2/(9 + 18*s + 9*s^2)" "mu is written as 9/s^2"
                Expect.equal (eta [ "s", None, q 3 ]) "1/(4*mu)" "the root itself is set"
                Expect.equal (eta [ "L", None, q 2; "mu", None, q 1 ]) "12 - 8*s" "4/(3 + 2 s) with s^2 = 2"

                let contradiction () =
                    optimal [ "L", None, q 9; "mu", None, q 1; "s", None, q 2 ] |> ignore

                Expect.throwsT<UsageException> contradiction "s = 2 is not the root of 9"
            }

            test "a square may be given by definitions, by other letters, and by the letter itself" {
                let text =
                    "method m\nparameters mu, L, a\nkappa = L/mu\nalgebraic s^2 = kappa\nalgebraic r^2 = s\nalgebraic g^2 = g + a\n"
                    + "w[k+1] = w[k] - L*kappa*(g - 1)*g/a*grad(w[k])\n"

                // r^2 = s keeps its relation: s is a letter and no parameter. L = mu s^2 and a = g^2 - g.
                let unrolling = (parse text).Unroll 1
                Expect.equal (string unrolling.Coefficients) "mu*s^4" "L kappa (g - 1) g / a"
                Expect.equal [ for letter in unrolling.Relations.Letters -> string letter ] [ "r" ] "relations"
            }

            test "letters that share a parameter agree about it" {
                let text =
                    "method m\nparameters mu, L\nalgebraic s^2 = L/mu\nalgebraic t^2 = mu\nw[k+1] = w[k] - sqrt(L)*grad(w[k])\n"

                Expect.equal (string ((parse text).Unroll(1).Coefficients)) "s*t" "L = mu s^2 = (s t)^2"
            }

            test "sqrt of a square is exact" {
                let method =
                    parse
                        "method m\nparameters kappa\nalgebraic s^2 = kappa\nw[k+1] = w[k] - sqrt(kappa^3)*sqrt(4/9)*grad(w[k])\n"

                Expect.equal (string (method.Unroll(1).Coefficients)) "2*s^3/3" "kappa^3 = s^6"
            }

            test "letters with relations decide equality" {
                let relations = (Catalogue.Find "optimized-gradient").Unroll(3).Relations

                let theta k : RationalFunction =
                    RationalFunction.op_Implicit (Symbol("theta", Nullable k))

                let one: RationalFunction = RationalFunction.op_Implicit 1
                Expect.isTrue (relations.AreEqual(one / theta 1, theta 1 - one)) "1/theta_1 = theta_1 - 1"
                Expect.isTrue (relations.AreEqual((theta 2).Pow 2 - theta 2, (theta 1).Pow 2)) "the relation itself"
                Expect.isFalse (relations.AreEqual(theta 2, theta 1)) "different letters"
                Expect.equal (relations.Reduce((theta 1).Pow 3)) (one + theta 1 + theta 1) "theta^3 = 2 theta + 1"
            }

            test "an integer parameter changes the structure" {
                let lookahead m =
                    (unrolled "lookahead" 3 [ "m", None, q m ]).Coefficients

                Expect.equal
                    (rows (lookahead 3))
                    [ "eta"; "0, eta"; "-eta + alpha*eta, -eta + alpha*eta, alpha*eta" ]
                    "3"

                Expect.equal (rows (lookahead 1)) [ "alpha*eta"; "0, alpha*eta"; "0, 0, alpha*eta" ] "1"
            }

            test "a delayed answer leaves the last gradient unused" {
                let method =
                    parse "method m\nparameters eta\nw[k+1] = w[k] - eta*grad(w[k])\noutput w[k-1]\n"

                Expect.equal (rows (method.Unroll(3).Coefficients)) [ "eta"; "0, eta"; "0, 0, 0" ] "answer w[2]"
            }

            test "an idle step leaves the iterate where it is" {
                let method =
                    parse "method m\nparameters eta\nw[k+1] = w[k] when k = 1\nw[k+1] = w[k] - eta*grad(w[k])\n"

                Expect.equal
                    (rows (method.Unroll(3).Coefficients))
                    [ "eta"; "0, eta"; "0, 0, 0" ]
                    "two gradients in three steps"
            }

            test "values of unknown parameters are refused by name" {
                let message name index =
                    try
                        unrolled "heavy-ball" 2 [ name, index, q 1 ] |> ignore
                        ""
                    with :? UsageException as error ->
                        error.Message

                Expect.equal
                    (message "gamma" None)
                    "gamma is no scalar parameter of heavy-ball; it has eta, beta"
                    "an unknown name"

                Expect.equal
                    (message "eta" (Some 1))
                    "eta[1]: eta of heavy-ball is one number, the same in every step"
                    "an index too many"
            }

            test "too few layers are refused" {
                Expect.throwsT<UsageException> (fun () -> (Catalogue.Find "heavy-ball").Unroll 0 |> ignore) "0 layers"
            }

            test "a table of coefficients is a method, and prints as one" {
                for name in
                    [
                        "nesterov"
                        "triple-momentum"
                        "optimized-gradient"
                        "diagonal-momentum"
                        "preconditioned-gradient-descent"
                    ] do
                    let form = (Catalogue.Find name).Unroll(4).Coefficients
                    let table = LinearMethod.FromCoefficients("table", form)
                    Expect.isTrue (table.Unroll(4).Coefficients.Equals form) $"{name} as a table"
                    let printed = parse (string table)
                    Expect.equal (string (printed.Unroll(4).Coefficients)) (string form) $"{name} printed and read"
                    Expect.throwsT<UsageException> (fun () -> table.Unroll 5 |> ignore) "a step too many"
            }

            test "tables come from CSV and JSON" {
                let expected = [ "eta"; "beta*eta, 1/2" ]

                let read (text: string) file =
                    rows (LinearMethod.Read(text, file).Unroll(2).Coefficients)

                Expect.equal (read "# steps\neta\neta*beta, 0.5\n" "h.csv") expected "CSV, lower triangle"
                Expect.equal (read "eta, 0\n\"eta*beta\", 1/2\n" "h.csv") expected "CSV, full square"
                Expect.equal (read """[["eta"], ["eta*beta", 0.5]]""" "h.json") expected "JSON"

                let json =
                    """{"method": "m", "coefficients": [["eta", "0"], ["beta*eta", "1/2"]]}"""

                Expect.equal (read json "h.json") expected "the JSON of a derivation"
            }

            test "a column of numbers is the diagonal: step sizes of gradient descent" {
                let read (text: string) file =
                    rows (LinearMethod.Read(text, file).Unroll(3).Coefficients)

                let steps =
                    rows (LinearMethod.Read("a\n0, b\n0, 0, c\n", "h.csv").Unroll(3).Coefficients)

                Expect.equal (read "# a cosine\na\nb\nc\n" "h.csv") steps "CSV"
                Expect.equal (read """["a", "b", "c"]""" "h.json") steps "JSON"
                Expect.equal (rows (LinearMethod.Read("a\nb\nc\n", "-", ".csv").Unroll(3).Coefficients)) steps "no name"
            }

            test "bad tables say where" {
                let message (text: string) file =
                    try
                        LinearMethod.Read(text, file) |> ignore
                        ""
                    with :? InvalidInputException as error ->
                        error.Message

                Expect.equal
                    (message "1\n2, 3\n4\n" "h.csv")
                    "h.csv: line 3: found 1 entry, expected 3 or more"
                    "a short row"

                Expect.equal
                    (message "1, 3\n2, 1\n" "h.csv")
                    "h.csv: line 1: '3' right of the diagonal, expected 0 or nothing"
                    "upper triangle"

                Expect.stringContains (message "1+\n" "h.csv") "h.csv: line 1: line 1, column 3: unexpected" "bad cell"
                Expect.stringContains (message "[1, 2" "h.json") "h.json: line 1" "broken JSON"
                Expect.stringContains (message """{"a": 1}""" "h.json") "expected an array" "another object"
                Expect.stringContains (message "\n\n" "h.csv") "expected at least one row" "empty"
            }

            test "code may take several gradients a step and combine points as it likes" {
                let extragradient (w0: SymbolicIterate) =
                    Seq.unfold
                        (fun (w: SymbolicIterate) ->
                            let middle = w - w.Gradient()
                            let next = w - middle.Gradient()
                            Some(next, next))
                        w0

                let unroll (iterates: SymbolicIterate -> SymbolicIterate seq) layers =
                    LinearMethod.FromIterates("code", iterates).Unroll layers

                Expect.equal (rows ((unroll extragradient 2).Coefficients)) [ "1"; "-1, 1" ] "extragradient"
                Expect.equal (unroll extragradient 4).Steps 2 "steps"
                Expect.throwsT<DepthException> (fun () -> unroll extragradient 3 |> ignore) "inside a step"
                let doubled (w0: SymbolicIterate) = Seq.initInfinite (fun _ -> w0 + w0)
                let start = (unroll doubled 2).StartCoefficient
                Expect.equal (string start) "2*I" "twice w_0 is w_0 only where w_0 = 0"
                Expect.throwsT<UsageException> (fun () -> unroll (fun w0 -> [ w0 ]) 2 |> ignore) "ends after one step"
            }

            test "a decay's coefficients are those of the ridge" {
                let unrolling = (Catalogue.Find "weight-decay").Unroll 3

                let parsed (text: string) =
                    (LinearMethod.Read($"{text}\n", "c.csv").Unroll 3).Coefficients

                // C_{l,l} = η and C_{l,j} = −η²λ (1 − ηλ)^{l−1−j} below the diagonal.
                let expected =
                    parsed "eta\n-eta^2*lambda, eta\n-eta^2*lambda*(1 - eta*lambda), -eta^2*lambda, eta"

                Expect.isTrue (unrolling.Coefficients.Equals expected) $"{unrolling.Coefficients}"
                Expect.equal (string unrolling.StartCoefficient) "(1 - eta*lambda)*I" "it needs w_0 = 0"
                Expect.isNull ((Catalogue.Find "heavy-ball").Unroll 3).StartCoefficient "heavy ball starts anywhere"
            }

            test "starts that are stated as 0, and gradients at gradients, are points like others" {
                let form text =
                    rows ((parse $"method m\nparameters eta\n{text}").Unroll(2).Coefficients)

                let decay = "w[k+1] = w[k]/2 - eta*grad(w[k])"
                Expect.equal (form $"w[0] = 0\n{decay}") (form decay) "w[0] = 0 says what networks do"

                Expect.equal
                    (form "w[k+1] = w[k] - eta*(grad(w[k] + grad(0*w[k])) - grad(0*w[k]))")
                    [ "-1"; "1 - eta, eta" ]
                    "a Hessian-vector product, H g = grad(g) - grad(0), is one layer more"
            }
        ]
