/// What matrices of each layer's own can gain, in two dimensions, exactly.
module Memformer.Tests.Spectra.FreePreconditionerTests

open Expecto
open FsCheck.FSharp
open Memformer.Theory.Algebra
open Memformer.Theory.Spectra

let private number (text: string) = Rational.Parse text
let private integer (value: int) = Rational.op_Implicit value
let private constant (value: Rational) : Polynomial = Polynomial.op_Implicit value

/// The map z ↦ u z + v z̄ of the plane, the numbers u and v with real and imaginary parts.
type private Map<'number> =
    {
        Re: 'number
        Im: 'number
        ConjugateRe: 'number
        ConjugateIm: 'number
    }

/// The mean τ of the eigenvalues of H and half their difference s: turned to its axes, H is z ↦ τ z + s z̄.
let private mean, half = Symbol "tau", Symbol "s"

let private tau: Polynomial = Polynomial.op_Implicit mean
let private s: Polynomial = Polynomial.op_Implicit half

let private compose (a: Map<Polynomial>) (b: Map<Polynomial>) =
    {
        Re =
            a.Re * b.Re - a.Im * b.Im
            + a.ConjugateRe * b.ConjugateRe
            + a.ConjugateIm * b.ConjugateIm
        Im =
            a.Re * b.Im + a.Im * b.Re - a.ConjugateRe * b.ConjugateIm
            + a.ConjugateIm * b.ConjugateRe
        ConjugateRe =
            a.Re * b.ConjugateRe - a.Im * b.ConjugateIm
            + a.ConjugateRe * b.Re
            + a.ConjugateIm * b.Im
        ConjugateIm =
            a.Re * b.ConjugateIm + a.Im * b.ConjugateRe + a.ConjugateIm * b.Re
            - a.ConjugateRe * b.Im
    }

let private subtract a b =
    {
        Re = a.Re - b.Re
        Im = a.Im - b.Im
        ConjugateRe = a.ConjugateRe - b.ConjugateRe
        ConjugateIm = a.ConjugateIm - b.ConjugateIm
    }

let private hessian =
    {
        Re = tau
        Im = Polynomial.Zero
        ConjugateRe = s
        ConjugateIm = Polynomial.Zero
    }

let private identity =
    {
        Re = Polynomial.One
        Im = Polynomial.Zero
        ConjugateRe = Polynomial.Zero
        ConjugateIm = Polynomial.Zero
    }

let private matrix (re, im, conjugateRe, conjugateIm) =
    {
        Re = constant re
        Im = constant im
        ConjugateRe = constant conjugateRe
        ConjugateIm = constant conjugateIm
    }

/// p_L of a network: p_{l+1} = p_l − Σ C_{l,j} H p_j.
let private residual (rows: (Rational * Rational * Rational * Rational) list list) =
    let next (points, gradients) row =
        let current = List.last points
        let gradients = gradients @ [ compose hessian current ]

        let change =
            List.fold2 (fun sum c gradient -> subtract sum (compose (matrix c) gradient)) current row gradients

        points @ [ change ], gradients

    rows |> List.fold next ([ identity ], []) |> fst |> List.last

/// E τ^p det(H)^m of a Wishart matrix of two dimensions, divided by n: the determinant makes n to n + 2m, and t is χ².
let private moment n p m =
    let product count factor =
        Seq.fold (fun total k -> total * factor k) Rational.One [ 0 .. count - 1 ]

    product m (fun k -> integer ((n + 2 * k) * (n - 1 + 2 * k)) / integer (n * n))
    * product p (fun k -> integer (2 * (n + 2 * m) + 2 * k) / integer (2 * n))

let private binomial k m =
    Seq.fold (fun total i -> total * integer (k - i) / integer (i + 1)) Rational.One [ 0 .. m - 1 ]

/// The mean of a polynomial in τ and s, where s² = τ² − det H and odd powers of s are those of a turned H, and cancel.
let private expectation n (polynomial: Polynomial) =
    polynomial.Terms
    |> Seq.sumBy (fun term ->
        let power symbol =
            term.Powers
            |> Seq.tryFind (fun power -> power.Symbol = symbol)
            |> Option.map _.Exponent
            |> Option.defaultValue 0

        let k = power half / 2

        if power half % 2 = 1 then
            Rational.Zero
        else
            term.Coefficient
            * Seq.sumBy
                (fun m ->
                    integer (if m % 2 = 0 then 1 else -1)
                    * binomial k m
                    * moment n (power mean + 2 * (k - m)) m)
                [ 0..k ])

/// E |p_L(H)|² of a network in two dimensions.
let private loss n rows =
    let p = residual rows

    let square =
        [ p.Re; p.Im; p.ConjugateRe; p.ConjugateIm ]
        |> List.sumBy (fun part -> part * part)

    integer 2 * expectation n square

/// One head: C_{l,j} = g_{l,j} A_j with A_j = I + t_j J, J a quarter turn.
let private lfom (turns: string list) (gates: string list list) =
    [
        for row in gates do
            [
                for gate, turn in List.zip row (List.truncate row.Length turns) ->
                    number gate, number gate * number turn, Rational.Zero, Rational.Zero
            ]
    ]

let private optimum n layers =
    OptimalMethod.For(2, n, layers, Rational.Zero).Loss

let private entries =
    Gen.choose (-40, 40) |> Gen.map (fun k -> integer k / integer 20)

let private law name generator property =
    testPropertyWithConfig
        { FsCheckConfig.defaultConfig with
            maxTest = 40
        }
        name
        (Prop.forAll (Arb.fromGen generator) property)

let private zero = Rational.Zero

[<Tests>]
let tests =
    testList
        "free preconditioners"
        [
            law
                "with multiples of I the loss is that of the residual polynomial"
                (Gen.zip (Gen.choose (2, 9)) (Gen.listOfLength 3 entries))
                (fun (n, steps) ->
                    let rows =
                        steps
                        |> List.mapi (fun l step ->
                            [ for j in 0..l -> (if j = l then step else zero), zero, zero, zero ])

                    let polynomial =
                        steps
                        |> List.fold
                            (fun p step -> p * UnivariatePolynomial([| Rational.One; -step |]))
                            UnivariatePolynomial.One

                    Expect.equal (loss n rows) (MeanLoss.Of(polynomial, 2, n, zero)) "the two ways")

            law
                "one layer loses at least what the multiple of I with its trace loses"
                (Gen.zip (Gen.choose (2, 9)) (Gen.listOfLength 4 entries))
                (fun (n, c) ->
                    let trace = loss n [ [ c[0], zero, zero, zero ] ]
                    let whole = loss n [ [ c[0], c[1], c[2], c[3] ] ]
                    Expect.isTrue (whole >= trace && trace >= optimum n 1) $"{whole}, {trace}")

            law
                "on prompts of one example no matrices are better, at any depth"
                (Gen.listOfLength 6 (Gen.listOfLength 4 entries))
                (fun c ->
                    let all = c |> List.map (fun c -> c[0], c[1], c[2], c[3])
                    let rows = [ [ all[0] ]; [ all[1]; all[2] ]; [ all[3]; all[4]; all[5] ] ]
                    Expect.isGreaterThanOrEqual (loss 1 rows) (optimum 1 3) "the optimum")

            test "four layers with turned preconditioners are better than any that share one" {
                let turned =
                    lfom
                        [ "-0.267535"; "0.120715"; "0.121015"; "-0.026948" ]
                        [
                            [ "0.090516" ]
                            [ "0.000034"; "-0.000223" ]
                            [ "-0.528221"; "1294.5116"; "-1291.753955" ]
                            [ "0.279661"; "-490.368746"; "489.356093"; "0.215174" ]
                        ]

                let ratio = (loss 2 turned / optimum 2 4).ToDouble()
                Expect.isLessThan ratio 0.99993 "0.007 % below"
                Expect.isGreaterThan ratio 0.9999 "and no more"
            }

            test "five layers are 0.8 % better" {
                let turned =
                    lfom
                        [ "0.423"; "-2.279"; "-1.008"; "0.163"; "-0.066" ]
                        [
                            [ "0.158" ]
                            [ "-0.014"; "0.029" ]
                            [ "-0.533"; "1.702"; "-4.592" ]
                            [ "-0.18"; "-1.009"; "2.836"; "0.167" ]
                            [ "1.67"; "-1.564"; "4.145"; "-0.376"; "-0.24" ]
                        ]

                let ratio = (loss 2 turned / optimum 2 5).ToDouble()
                Expect.isLessThan ratio 0.992 "0.8 % below"
                Expect.isGreaterThan ratio 0.991 "and no more"
            }
        ]
