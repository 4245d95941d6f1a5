/// The same method written in two ways has the same canonical form.
module Memformer.Tests.Methods.TwinTests

open System.Collections.Generic
open Expecto
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Theory.Methods.Iterates

let private symbol name : RationalFunction =
    RationalFunction.op_Implicit (Symbol name)

let private number (n: int) : RationalFunction = RationalFunction.op_Implicit n
let private parse text = LinearMethod.Parse(text, "twin.lfom")

let private twin name text =
    test $"{name}: {(parse text).Title}" {
        for layers in [ 1; 2; 3; 6 ] do
            let expected = (Catalogue.Find name).Unroll(layers).Coefficients
            let actual = (parse text).Unroll(layers).Coefficients
            Expect.equal (string actual) (string expected) $"{layers} layers"
            Expect.isTrue (actual.Equals expected) "equality of the forms agrees with that of their texts"
    }

let private twinInCode name (iterates: SymbolicIterate -> SymbolicIterate seq) =
    test $"{name}: defined by code" {
        for layers in [ 1; 2; 5 ] do
            let expected = (Catalogue.Find name).Unroll layers
            let actual = LinearMethod.FromIterates(name, iterates).Unroll layers
            Expect.equal (string actual.Coefficients) (string expected.Coefficients) $"{layers} layers"
            Expect.equal (string actual.GradientSequence) (string expected.GradientSequence) "gradient sequence"
    }

let private nesterovInCode w0 =
    let rec step (w: SymbolicIterate) (previous: SymbolicIterate) =
        seq {
            let y = w + symbol "beta" * (w - previous)
            let next = y - symbol "eta" * y.Gradient()
            yield next
            yield! step next w
        }

    step w0 w0

let private averagedInCode (w0: SymbolicIterate) =
    let rec step (w: SymbolicIterate) (sum: SymbolicIterate) (count: int) =
        seq {
            let next = w - symbol "eta" * w.Gradient()
            yield (sum + next) / number (count + 1)
            yield! step next (sum + next) (count + 1)
        }

    step w0 w0 1

/// A method's form with a parameter replaced by a function of the others.
let private substituted name layers replacements =
    let values = Dictionary<Symbol, RationalFunction>()

    for parameter, value in replacements do
        values[Symbol parameter] <- value

    (Catalogue.Find name).Unroll(layers).Coefficients.Map(fun coefficient -> coefficient.Substitute values)

let private special name replacements other =
    let shown =
        replacements
        |> List.map (fun (parameter, value) -> $"{parameter} = {value}")
        |> String.concat ", "

    test $"{name} with {shown} is {other}" {
        for layers in 1..5 do
            let expected = (Catalogue.Find other).Unroll(layers).Coefficients
            Expect.equal (string (substituted name layers replacements)) (string expected) $"{layers} layers"
    }

[<Tests>]
let tests =
    testList
        "twins"
        [
            twin
                "heavy-ball"
                "method m \"with a velocity\"
               parameters eta, beta
               v[0] = 0
               v[k+1] = beta*v[k] - eta*grad(w[k])
               w[k+1] = w[k] + v[k+1]"
            twin
                "heavy-ball"
                "method m \"as a sum over all gradients\"
               parameters eta, beta
               w[k+1] = w[k] - sum(eta*beta^(k - j)*grad(w[j]) for j = 0..k)"
            twin
                "heavy-ball"
                "method m \"shifted indices, a renamed sequence, an output and a useless sequence\"
               parameters eta, beta
               x[k] = (1 + beta)*x[k-1] - beta*x[k-2] - eta*g[k-1] when k >= 1
               x[0] = u[7]
               x[-1] = x[0]
               g[k] = grad(x[k])
               u[7] = w[0]
               w[k+1] = w[k] - grad(x[k])
               output (x[k] + x[k])/2"
            twin
                "heavy-ball"
                "method m \"over a denominator that cancels\"
               parameters eta, beta
               c = (1 - beta^2)/(1 - beta) - 1
               w[k+1] = w[k] - (eta^2 - 1)/(eta - 1)*grad(w[k]) + grad(w[k]) + c*(w[k] - w[k-1])"
            twin
                "nesterov"
                "method m \"with a velocity, Sutskever's form\"
               parameters eta, beta
               v[0] = 0
               v[k+1] = beta*v[k] - eta*grad(w[k] + beta*v[k])
               w[k+1] = w[k] + v[k+1]"
            twin
                "nesterov"
                "method m \"on the look-ahead sequence alone\"
               parameters eta, beta
               y[1] = y[0] - (1 + beta)*eta*grad(y[0])
               y[k+1] = (1 + beta)*(y[k] - eta*grad(y[k])) - beta*(y[k-1] - eta*grad(y[k-1])) when k > 0
               output y[k-1] - eta*grad(y[k-1])"
            twin
                "gradient-descent"
                "method m \"from the start\"
               parameters eta
               w[k+1] = w[0] - eta*sum(grad(w[j]) for j = 0..k)"
            twin
                "gradient-descent"
                "method m \"odd and even steps apart\"
               parameters eta
               w[k+1] = w[k] - eta*grad(w[k]) when k mod 2 = 0
               w[k+1] = v[k] - 2*eta*grad(w[k]) when k mod 2 != 0
               v[k] = w[k] + eta*grad(w[k])"
            twin
                "optimistic-gradient"
                "method m \"extrapolation from the past\"
               parameters eta
               x[k+1] = x[k] - eta*grad(y[k])
               x[0] = y[0] + eta*grad(y[0])
               y[k+1] = x[k+1] - eta*grad(y[k])
               output y[k]"
            twin
                "preconditioned-gradient-descent"
                "method m \"two transpositions\"
               parameters A[k]: matrix
               w[k+1] = w[k] - transpose(transpose(A[k]))*grad(w[k])"
            twin
                "diagonal-momentum"
                "method m \"diagonal matrices commute\"
               parameters eta, B[k]: diagonal
               v[0] = 0
               v[k+1] = -eta*grad(w[k]) + B[k]*v[k]
               w[k+1] = w[k] + v[k+1] + B[k]*B[k+1]*v[k] - transpose(B[k+1])*B[k]*v[k]"
            twin
                "quasi-hyperbolic-momentum"
                "method m \"without the average, in closed form\"
               parameters alpha, beta, nu
               w[k+1] = (w[k] - alpha*(1 - nu*beta)*grad(w[k])
                              - alpha*nu*(1 - beta)*sum(beta^(k - j)*grad(w[j]) for j = 0..k-1))"

            twinInCode "nesterov" nesterovInCode
            twinInCode "polyak-ruppert" averagedInCode
            special "heavy-ball" [ "beta", number 0 ] "gradient-descent"
            special "unified-momentum" [ "s", number 0; "alpha", symbol "eta" ] "heavy-ball"
            special
                "unified-momentum"
                [
                    "s", number 1 / (number 1 - symbol "beta")
                    "alpha", (number 1 - symbol "beta") * symbol "eta"
                ]
                "gradient-descent"
            special "lookahead" [ "alpha", number 1 ] "gradient-descent"
            special
                "pytorch-momentum"
                [ "dampening", number 0; "lr", symbol "eta"; "momentum", symbol "beta" ]
                "heavy-ball"
            special "pid" [ "kd", number 0; "ki", symbol "momentum" ] "pytorch-nesterov"
        ]
