/// What is refused, where the message points, and what it says.
module Memformer.Tests.Methods.MethodErrorsTests

open System
open Expecto
open Memformer.Tests
open Memformer.Theory.Methods
open Memformer.Theory.Methods.Language

let private header = "method m\nparameters eta, beta\n"

let private refused =
    [
        "empty", ""
        "header missing", "parameters eta\nw[k+1] = w[k] - eta*grad(w[k])\n"
        "header twice", header + "method n\nw[k+1] = w[k] - eta*grad(w[k])\n"
        "no equations", "method m\n"
        "no output", header + "x[k+1] = x[k] - eta*grad(x[k])\n"
        "unknown name", header + "w[k+1] = w[k] - etaa*grad(w[k])\n"
        "name near to none", header + "w[k+1] = w[k] - gamma*grad(w[k])\n"
        "parenthesis not closed", header + "w[k+1] = w[k] - eta*grad(w[k]\n"
        "unknown function", header + "w[k+1] = w[k] - eta*sign(grad(w[k]))\n"
        "dangling operator", header + "w[k+1] = w[k] -\n"
        "second equals sign", header + "w[k+1] = w[k] = 3\n"
        "foreign character", header + "w[k+1] = w[k] - η*grad(w[k])\n"
        "control character", header + "w[k+1]\000 = w[k]\n"
        "unclosed title", "method m \"abc\nparameters eta\n"
        "index missing", header + "w[k+1] = w - eta*grad(w[k])\n"
        "index extra", header + "w[k+1] = w[k] - eta[k]*grad(w[k])\n"
        "param twice", "method m\nparameters eta, eta\n"
        "k param", "method m\nparameters k\n"
        "define param", header + "eta = 3\nw[k+1]=w[k]\n"
        "twice defined", header + "w[k+1] = w[k] - eta*grad(w[k])\nw[k+1] = w[k]\n"
        "odd left side", header + "w[2*k] = w[k]\n"
        "k in stated", header + "w[0] = k*w[1]\n"
        "product", header + "w[k+1] = w[k] - eta*grad(w[k])*grad(w[k])\n"
        "square", header + "w[k+1] = w[k] - eta*grad(w[k])^2\n"
        "divide", header + "w[k+1] = w[k] - eta/grad(w[k])\n"
        "vector plus number", header + "w[k+1] = w[k] + eta\n"
        "division by zero", header + "w[k+1] = w[k] - eta/(k - 1)*grad(w[k])\n"
        "defined by itself", header + "w[k+1] = w[k+1] - eta*grad(w[k])\n"
        "defined by the future", header + "w[k+1] = w[k+2] - eta*grad(w[k])\n"
        "scalar start", header + "t[k+1] = t[k]+1\nw[k+1] = w[k] - t[k]*grad(w[k])\n"
        "index out of range", header + "w[1] = w[0] - eta*grad(w[0])\n"
        "negative index of a parameter", "method m\nparameters eta[k]\nw[k+1] = w[k] - eta[k-1]*grad(w[k])\n"
        "unknown kind", "method m\nparameters A: tensor\n"
        "value of a matrix", "method m\nparameters A: matrix = 3\n"
        "sign of a matrix", "method m\nparameters A: matrix >= 0\n"
        "negative value of what is not negative", "method m\nparameters lambda >= 0 ~ -1/5\n"
        "another bound than zero", "method m\nparameters lambda >= 1\n"
        "typical value of an integer", "method m\nparameters m: integer ~ 3\n"
        "typical value no number", "method m\nparameters a ~ b\n"
        "integer", "method m\nparameters m: integer\n"
        "integer no integer", "method m\nparameters m: integer = 1/2\n"
        "sqrt", header + "w[k+1] = w[k] - sqrt(eta)*grad(w[k])\n"
        "cube root", header + "algebraic s^3 = eta\n"
        "square in a later letter", "method m\nalgebraic t[k]^2 = t[k+1]\nw[k+1] = w[k] - t[k]*grad(w[k])\n"
        "square not linear in its letter", "method m\nalgebraic t^2 = 1/t\nw[k+1] = w[k] - t*grad(w[k])\n"
        "relation without a start", "method m\nalgebraic t[k]^2 = t[k] + t[k-1]^2\nw[k+1] = w[k] - t[k]*grad(w[k])\n"
        "modulus zero", header + "w[k+1] = w[k] - eta*grad(w[k]) when k mod 0 = 0\n"
        "index no integer", header + "w[k+1] = w[k/2] - eta*grad(w[k])\n"
        "power of a sum", header + "w[k+1] = w[k] - (1+eta+beta)^100000*grad(w[k])\n"
        "tower of powers", header + "w[k+1] = w[k] - eta*9^(9^9)*grad(w[k])\n"
        "huge power", header + "w[k+1] = w[k] - eta*9^999999*grad(w[k])\n"
        "divide matrix", "method m\nparameters A: matrix\nw[k+1] = w[k] - 1/A*grad(w[k])\n"
        "sum beyond the present", header + "w[k+1] = w[k] - sum(grad(w[j]) for j = 0..999999)\n"
        "answer number", header + "w[k+1] = w[k] - eta*grad(w[k])\noutput eta\n"
        "index far below zero", header + "w[k+1] = w[k-99999999999]\n"
        "huge index", header + "w[k+1] = w[k*k*k*9999999999999]\n"
    ]

let private outcome (text: string) =
    try
        let form = LinearMethod.Parse(text, "m.lfom").Unroll(4).Coefficients
        $"accepted:\n{form}"
    with :? MethodSyntaxException as error ->
        $"{error.Message}\n{error.Excerpt}"

/// Texts nobody meant to write. Each must be refused in little time and memory; a test that hangs is the failure.
let private hostile =
    [
        "ten million letters", String('a', 10_000_000), "at most 1048576"
        "binary", String(Array.init 100_000 (fun i -> char (i * 7919 % 256))), "line 1, column 1"
        "deep parentheses", header + $"w[k+1] = {String('(', 100_000)}", "more than 64 levels"
        "a long sum", header + "w[k+1] = w[k]" + String.replicate 100_000 " + eta", "more than 4096 tokens"
        "a tower of powers", header + "a[0] = 2\na[k+1] = a[k]^99\nw[k+1] = w[k] - eta*a[k]*grad(w[k])\n", "too large"
        "a growing polynomial",
        header
        + "a[0] = eta + beta\na[k+1] = (a[k] + 1)^5/(a[k] + 2)\nw[k+1] = w[k] - a[k]*grad(w[k])\n",
        "too large"
        "growing words of matrices",
        "method m\nparameters A: matrix, B: matrix\nc[0] = A + B\nc[k+1] = c[k]*c[k]*c[k]\nw[k+1] = w[k] - c[k]*grad(w[k])\n",
        "grows beyond"
        "a huge number", header + "w[k+1] = w[k] - eta*9^(9^9)*grad(w[k])\n", "beyond 10000"
        "nested sums",
        header
        + "w[k+1] = w[k] - sum(sum(sum(eta for a = 0..9999) for b = 0..9999) for c = 0..9999)*grad(w[k])\n",
        "more than 1000000 operations"
        "an endless recursion",
        header + "t[0] = 1\nt[k+1] = t[k] + 1\nw[k+1] = w[k] - t[k+500000]*grad(w[k])\n",
        "without end"
    ]

[<Tests>]
let tests =
    testList
        "method errors"
        [
            test "messages and carets" {
                let rendered =
                    refused |> List.map (fun (name, text) -> $"== {name}\n{outcome text}\n")

                Golden.matches "method-errors.txt" (String.concat "\n" rendered)
            }

            test "none of these texts is accepted" {
                for name, text in refused do
                    Expect.isFalse ((outcome text).StartsWith "accepted") name
            }

            for name, text, expected in hostile do
                test $"{name} is refused in one line" {
                    let message = (outcome text).Split '\n'
                    Expect.stringContains message[0] expected "message"
                    Expect.isLessThan message[0].Length 300 "length of the message"
                }
        ]
