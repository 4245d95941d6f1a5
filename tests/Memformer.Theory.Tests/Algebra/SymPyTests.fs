module Memformer.Tests.Algebra.SymPyTests

open System
open System.Diagnostics
open System.IO
open System.Text.Json
open System.Text.RegularExpressions
open Expecto
open Memformer.Theory.Algebra
open Memformer.Tests.Algebra.Generators

let private python (arguments: string list) (input: string seq) =
    let start = ProcessStartInfo("python3", arguments)
    start.RedirectStandardInput <- true
    start.RedirectStandardOutput <- true
    start.RedirectStandardError <- true
    use python = Process.Start start
    let output = python.StandardOutput.ReadToEndAsync()
    let errors = python.StandardError.ReadToEndAsync()

    try
        for line in input do
            python.StandardInput.WriteLine line

        python.StandardInput.Close()
    with :? IOException ->
        // It has ended early; its exit code and errors say why.
        ()

    python.WaitForExit()
    python.ExitCode, output.Result, errors.Result

let private hasSymPy =
    lazy
        (try
            let code, _, _ = python [ "-c"; "import sympy" ] []
            code = 0
         with _ ->
             false)

let private letters = [ "beta"; "eta"; "kappa" ]

/// Our own formulas in the script's notation: a number that is no exponent is a Q.
let private toPython (formula: string) =
    Regex.Replace(formula.Replace("^", "**"), @"(?<!\*\*)\b\d+", "Q($0)")

/// A formula as a text for Python and as the kernel computes it, built side by side.
let rec private expression (random: Random) depth : string * RationalFunction =
    let operand () = expression random (depth - 1)

    if depth = 0 || random.Next 5 = 0 then
        if random.Next 3 = 0 then
            let p, q = random.Next(-9, 10), random.Next(1, 8)
            $"Q({p},{q})", RationalFunction.op_Implicit (ratio p q)
        else
            let name = letters[random.Next letters.Length]
            name, symbol name
    else
        match random.Next 9 with
        | 0
        | 1
        | 2 ->
            let (a, x), (b, y) = operand (), operand ()
            $"({a} + {b})", x + y
        | 3 ->
            let (a, x), (b, y) = operand (), operand ()
            $"({a} - {b})", x - y
        | 4
        | 5 ->
            let (a, x), (b, y) = operand (), operand ()
            $"({a} * {b})", x * y
        | 6
        | 7 ->
            let (a, x), (b, y) = operand (), operand ()
            if y.IsZero then a, x else $"({a} / {b})", x / y
        | _ ->
            let a, x = operand ()
            let power = random.Next(1, 4)
            $"({a})**{power}", x.Pow power

let private functions random =
    let text, value = expression random 4

    JsonSerializer.Serialize
        {|
            kind = "function"
            left = text
            right = toPython (value.ToString())
        |}

let private derivatives random =
    let text, value = expression random 3
    let derivative = value.Derivative(Symbol "eta")

    JsonSerializer.Serialize
        {|
            kind = "derivative"
            left = text
            right = toPython (derivative.ToString())
        |}

let private divisors (random: Random) =
    let polynomial () =
        let term () =
            letters
            |> List.fold
                (fun product name -> product * (polynomialOf name).Pow(random.Next 4))
                (constant (ratio (random.Next(-99, 100)) 1))

        Seq.init (random.Next(1, 5)) (fun _ -> term ()) |> Seq.fold (+) Polynomial.One

    let common = polynomial ()
    let left, right = common * polynomial (), common * polynomial ()
    let divisor = Polynomial.Gcd(left, right)
    let text (p: Polynomial) = toPython (p.ToString())

    JsonSerializer.Serialize
        {|
            kind = "gcd"
            left = text left
            right = text right
            divisor = text divisor
        |}

let private matrices (random: Random) =
    let square (name: string) = matrix (Letter(name, square))
    let scalar () = expression random 1

    let rec formula depth : string * MatrixPolynomial =
        match (if depth = 0 then 0 else random.Next 4) with
        | 0 ->
            let name = [ "A"; "B"; "H" ][random.Next 3]
            name, square name
        | 1 ->
            let (a, x), (b, y) = formula (depth - 1), formula (depth - 1)
            $"({a} - {b})", x - y
        | 2 ->
            let (a, x), (b, y) = formula (depth - 1), formula (depth - 1)
            $"({a} * {b})", x * y
        | _ ->
            let (c, f), (a, x) = scalar (), formula (depth - 1)
            $"({c} * {a})", f * x

    let text, value = formula 4

    JsonSerializer.Serialize
        {|
            kind = "matrix"
            left = text
            right = toPython (value.ToString())
        |}

let private roots (random: Random) =
    let coefficients =
        List.init (random.Next(2, 9)) (fun _ -> ratio (random.Next(-20, 21)) (random.Next(1, 5)))

    let polynomial = UnivariatePolynomial(Rational.One :: coefficients |> List.rev)
    let lower, upper = ratio (random.Next(-9, 1)) 2, ratio (random.Next(1, 9)) 2

    let pair (value: Rational) =
        [ int value.Numerator; int value.Denominator ]
    // SymPy counts in the closed interval.
    let inside =
        polynomial.CountRealRoots(lower, upper)
        + if (polynomial.Evaluate lower).IsZero then 1 else 0

    JsonSerializer.Serialize
        {|
            kind = "roots"
            coefficients = Rational.One :: coefficients |> List.map pair
            between = [ pair lower; pair upper ]
            count = polynomial.CountRealRoots()
            inside = inside
        |}

[<Tests>]
let tests =
    test "SymPy agrees on thousands of random identities" {
        if not hasSymPy.Value then
            skiptest "python3 with SymPy is not installed"

        let random = Random 1

        let cases =
            [
                for count, make in [ 2000, functions; 500, derivatives; 700, divisors; 300, matrices; 300, roots ] do
                    for _ in 1..count do
                        make random
            ]

        let script = Path.Combine(__SOURCE_DIRECTORY__, "cross_check.py")
        let code, output, errors = python [ script ] cases
        Expect.equal code 0 errors
        Expect.equal (output.Trim()) $"checked {cases.Length}" "no contradiction"
    }
