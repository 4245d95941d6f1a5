/// PyTorch's own optimiser beside the catalogue's methods that claim its order of operations.
module Memformer.Tests.Methods.TorchOptimizerTests

open System
open System.Collections.Generic
open System.Diagnostics
open System.Globalization
open Expecto
open Memformer.Theory.Algebra
open Memformer.Theory.Methods

let private python = "/usr/bin/python3"

/// torch.optim.SGD from w = 0 on f(w) = (w - 3/4)^2 * 5/8, the iterate after each of six steps.
let private script =
    """
import sys, torch
momentum, dampening, decay, nesterov = float(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), sys.argv[4] == "true"
w = torch.zeros(1, dtype=torch.float64, requires_grad=True)
sgd = torch.optim.SGD([w], lr=0.25, momentum=momentum, dampening=dampening, weight_decay=decay, nesterov=nesterov)
for _ in range(6):
    sgd.zero_grad()
    (0.625 * (w - 0.75) ** 2).sum().backward()
    sgd.step()
    print(repr(w.item()))
"""

let private torch (arguments: string list) =
    let info =
        ProcessStartInfo(python, "-c" :: script :: arguments, RedirectStandardOutput = true)

    info.RedirectStandardError <- true

    try
        use running = Process.Start info
        let errors = running.StandardError.ReadToEndAsync()
        let output = running.StandardOutput.ReadToEnd()
        running.WaitForExit()

        if running.ExitCode = 0 then
            [
                for line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries) ->
                    Double.Parse(line, CultureInfo.InvariantCulture)
            ]
        elif errors.Result.Contains "No module named" then
            skiptest $"{python} has no torch (Debian: python3-torch)"
        else
            failtest errors.Result
    with :? ComponentModel.Win32Exception ->
        skiptest $"{python} is not installed"

let private answer name (values: (string * string) list) layers =
    let set = Dictionary<Symbol, Rational>()

    for letter, value in values do
        set[Symbol letter] <- Rational.Parse value

    let form = (Catalogue.Find name).Unroll(layers, set).Coefficients
    let gradients = ResizeArray<Rational>()
    let mutable w = Rational.Zero

    for l in 0 .. layers - 1 do
        gradients.Add(Rational.Parse "5/4" * (w - Rational.Parse "3/4"))

        for j in 0..l do
            let _, c = form.Scalar(l, j).TryGetConstant()
            w <- w - c * gradients[j]

    w.ToDouble()

[<Tests>]
let tests =
    testList
        "torch optimisers"
        [
            for name, values, arguments in
                [
                    "weight-decay", [ "eta", "1/4"; "lambda", "3/8" ], [ "0"; "0"; "0.375"; "false" ]
                    "pytorch-momentum",
                    [ "lr", "1/4"; "momentum", "1/2"; "dampening", "1/8" ],
                    [ "0.5"; "0.125"; "0"; "false" ]
                    "pytorch-nesterov", [ "lr", "1/4"; "momentum", "1/2" ], [ "0.5"; "0"; "0"; "true" ]
                    "pytorch-sgd",
                    [ "lr", "1/4"; "momentum", "1/2"; "dampening", "1/8"; "weight_decay", "3/8" ],
                    [ "0.5"; "0.125"; "0.375"; "false" ]
                    "pytorch-sgd-nesterov",
                    [ "lr", "1/4"; "momentum", "1/2"; "weight_decay", "3/8" ],
                    [ "0.5"; "0"; "0.375"; "true" ]
                ] do
                test $"{name} is torch.optim.SGD" {
                    torch arguments
                    |> List.iteri (fun index iterate ->
                        // Numbers of size about one, a few dozen operations, each rounded once.
                        Expect.floatClose
                            Accuracy.veryHigh
                            (answer name values (index + 1))
                            iterate
                            $"step {index + 1}")
                }
        ]
