/// Reads the formulas of JSON and CSV back, by a grammar of its own: what is written for other programs must say all there is.
module Memformer.Tests.InfixReading

open System
open System.Text.RegularExpressions
open Memformer.Theory.Algebra
open Memformer.Theory.Methods.Iterates

/// A number or a d×d matrix.
type Operand =
    | Number of RationalFunction
    | Matrix of MatrixPolynomial

    member this.AsMatrix =
        match this with
        | Number number -> MatrixPolynomial.Scalar(number, Dimension.D)
        | Matrix matrix -> matrix

    static member (+)(left: Operand, right: Operand) =
        match left, right with
        | Number a, Number b -> Number(a + b)
        | _ -> Matrix(left.AsMatrix + right.AsMatrix)

    static member (*)(left: Operand, right: Operand) =
        match left, right with
        | Number a, Number b -> Number(a * b)
        | Number a, Matrix b
        | Matrix b, Number a -> Matrix(a * b)
        | Matrix a, Matrix b -> Matrix(a * b)

let private minusOne = Number -RationalFunction.One

/// x_1 is x with an index, unless a parameter has that name.
let private symbol (parameters: MethodParameter seq) (name: string) =
    let indexed = Regex.Match(name, @"^(.+)_(\d+)$")

    if indexed.Success && not (parameters |> Seq.exists (fun p -> p.Name = name)) then
        Symbol(indexed.Groups[1].Value, int indexed.Groups[2].Value)
    else
        Symbol name

let private named (parameters: MethodParameter seq) (written: string) =
    let name = Regex.Replace(written, "^lamda", "lambda")
    let letter = symbol parameters name

    match parameters |> Seq.tryFind (fun p -> p.Name = letter.Name) with
    | _ when name = "I" -> Matrix(MatrixPolynomial.Identity Dimension.D)
    | Some parameter when parameter.IsMatrix -> Matrix(MatrixPolynomial.op_Implicit (parameter.LetterOf letter))
    | _ -> Number(RationalFunction.op_Implicit letter)

let private parse parameters (text: string) =
    let words = [ for word in Regex.Matches(text, @"\d+|\.T|\w+|\S") -> word.Value ]

    let rec sum (words: string list) : Operand * string list =
        let rec more (total: Operand) (words: string list) =
            match words with
            | "+" :: rest ->
                let term, rest = product rest
                more (total + term) rest
            | "-" :: rest ->
                let term, rest = product rest
                more (total + minusOne * term) rest
            | _ -> total, words

        match words with
        | "-" :: _ -> more (Number RationalFunction.Zero) words
        | _ -> product words ||> more

    and product (words: string list) : Operand * string list =
        let rec more (total: Operand) (words: string list) =
            match words with
            | "*" :: rest ->
                let factor, rest = power rest
                more (total * factor) rest
            | "/" :: rest ->
                match power rest with
                | Number divisor, rest -> more (Number(divisor.Inverse()) * total) rest
                | _ -> failwith $"{text} divides by a matrix"
            | _ -> total, words

        power words ||> more

    and power (words: string list) : Operand * string list =
        let basis, rest = atom words

        let basis, rest =
            match rest with
            | ".T" :: rest -> Matrix(basis.AsMatrix.Transpose()), rest
            | _ -> basis, rest

        match basis, rest with
        | Number number, "^" :: exponent :: rest -> Number(number.Pow(int exponent)), rest
        | Matrix matrix, "^" :: exponent :: rest -> Matrix(matrix.Pow(int exponent)), rest
        | _ -> basis, rest

    and atom (words: string list) : Operand * string list =
        match words with
        | "(" :: rest ->
            match sum rest with
            | inside, ")" :: rest -> inside, rest
            | _ -> failwith $"{text} has an open bracket"
        | word :: rest when Char.IsDigit word[0] -> Number(RationalFunction.op_Implicit (Rational.Parse word)), rest
        | word :: rest when Char.IsLetter word[0] -> named parameters word, rest
        | _ -> failwith $"{text} is no formula"

    match sum words with
    | value, [] -> value
    | _, rest -> failwith $"{text} goes on with {rest}"

/// A number.
let scalar parameters text =
    match parse parameters text with
    | Number number -> number
    | Matrix _ -> failwith $"{text} is a matrix"

/// A d×d matrix; a number stands for its multiple of I.
let matrix parameters text = (parse parameters text).AsMatrix
