module Memformer.Tests.Typesetting.FormulaTests

open System.Xml.Linq
open Expecto
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Theory.Networks
open Memformer.Theory.Typesetting

let private symbol (name: string) =
    RationalFunction.op_Implicit (Symbol name)

let private number (value: int) = RationalFunction.op_Implicit value
let private eta, beta = symbol "eta", symbol "beta"
let private notation = Notation [| "eta"; "beta" |]

let private latex (value: RationalFunction) = Latex.Of(notation.Of value)
let private text (value: RationalFunction) = PlainText.Of(notation.Of value)

[<Tests>]
let tests =
    testList
        "formulas"
        [
            test "signs are folded, common factors stand in front, terms ascend" {
                Expect.equal (text (eta + eta * beta)) "η (1 + β)" "common factor"
                Expect.equal (text (eta * beta - eta)) "−η (1 − β)" "sign in front"
                Expect.equal (text (number 1 - number 2 * beta + beta * beta)) "(1 − β)²" "a square"
                Expect.equal (text (-eta / number 2)) "−1/2 η" "a fraction"
                Expect.equal (text (eta / (number 1 - beta))) "η / (1 − β)" "a quotient"
                Expect.equal (text (number 0)) "0" "zero"
            }

            test "LaTeX puts a multiplication sign between numbers only" {
                Expect.equal (latex (number 3 * eta * beta)) @"3 \eta \beta" "no sign between letters"
                let product = Formula.op_Multiply (Formula.op_Implicit 2, Formula.op_Implicit 3)
                Expect.equal (Latex.Of product) @"2 \cdot 3" "a sign between numbers"
                Expect.equal (latex (eta / (number 1 - beta))) @"\frac{\eta}{1 - \beta}" "a fraction"
            }

            test "names with indices" {
                Expect.equal (Latex.Of(Notation.Of(Symbol("eta", 3)))) @"\eta_{3}" "an index"
                Expect.equal (Latex.Of(Notation.Of(Symbol "beta1"))) @"\beta_{1}" "a number in the name"
                Expect.equal (Latex.Of(Notation.Of(Symbol("h_3", 2)))) @"h_{3, 2}" "two indices"
                Expect.equal (Latex.Of(Notation.Of PromptAlgebra.Task)) @"w_{\star}" "the task"
                Expect.equal (PlainText.Of(Notation.Of PromptAlgebra.Query)) "x_q" "the query"
                Expect.equal (Latex.Of(Notation.Of(Symbol "lr"))) @"\mathrm{lr}" "a word"
            }

            test "a parameter may be called as a sign is" {
                for name in [ "star"; "nabla"; "dots"; "transpose"; "real" ] do
                    let formula = Notation.Of(Symbol name)
                    Expect.equal (PlainText.Of formula) name "text"
                    Expect.equal (Latex.Of formula) $@"\mathrm{{{name}}}" "LaTeX"
                    Expect.stringContains (MathMl.Of(formula, false)) $"<mi>{name}</mi>" "MathML"
            }

            test "a matrix polynomial" {
                let h = MatrixPolynomial.op_Implicit PromptAlgebra.H
                let p = MatrixPolynomial.Identity(Dimension("d")) - (eta + eta * beta) * h * h
                Expect.equal (PlainText.Of(notation.Of p)) "I − η (1 + β) H²" "text"
                Expect.equal (Latex.Of(notation.Of p)) @"I - \eta (1 + \beta) H^{2}" "LaTeX"
            }

            test "MathML is well-formed for every coefficient of the catalogue" {
                for method in Catalogue.All do
                    let form = Seq.last (method.Forms 3)

                    for l in 0 .. form.Layers - 1 do
                        for j in 0..l do
                            let math = XElement.Parse(MathMl.Of(notation.Of(form[l, j]), true))
                            Expect.equal math.Name.LocalName "math" method.Name
            }

            test "special characters of LaTeX are escaped" {
                Expect.equal (Latex.Escape @"50% of {a_b} & \c") @"50\% of \{a\_b\} \& \textbackslash{}c" "escaped"
            }

            test "a number sign cannot be lost at the end of a bracket" {
                let value = notation.Of((number 1 - beta) * (number 1 + eta))
                Expect.equal (PlainText.Of value) "(1 + η) (1 − β)" "brackets"
            }
        ]
