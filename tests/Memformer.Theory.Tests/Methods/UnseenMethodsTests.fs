/// Three methods written down from their papers, which the catalogue does not have.
module Memformer.Tests.Methods.UnseenMethodsTests

open System
open System.Collections.Generic
open System.IO
open Expecto
open Memformer.Tests
open Memformer.Theory.Algebra
open Memformer.Theory.Methods

let private q (n: int) : Rational = Rational.op_Implicit n
let private one = q 1

let private read name =
    let folder =
        Path.Combine(Golden.root, "tests", "Memformer.Theory.Tests", "Methods", "Unseen")

    LinearMethod.Read(File.ReadAllText(Path.Combine(folder, $"{name}.lfom")), $"{name}.lfom")

/// The answers after 1, 2, ... steps on f(w) = h w^2 / 2 from w_0 = 1, as the papers write the updates.
let private recurrences: Map<string, (string -> Rational) -> (Rational -> Rational) -> int -> Rational> =
    Map
        [
            "schedule-free",
            fun value gradient steps ->
                let mutable x, z = one, one

                for t in 0 .. steps - 1 do
                    let y = (one - value "beta") * z + value "beta" * x
                    z <- z - value "gamma" * gradient y
                    let c = one / q (t + 1)
                    x <- (one - c) * x + c * z

                x
            "linear-coupling",
            fun value gradient steps ->
                let mutable y, z = one, one

                for k in 0 .. steps - 1 do
                    let alpha = q (k + 2) / (q 2 * value "L")
                    let tau = q 2 / q (k + 2)
                    let x = tau * z + (one - tau) * y
                    y <- x - gradient x / value "L"
                    z <- z - alpha * gradient x

                y
            "accelerated-sgd",
            fun value gradient steps ->
                let mutable w, v = one, one

                for _ in 1..steps do
                    let y = value "alpha" * w + (one - value "alpha") * v
                    let g = gradient y
                    w <- y - value "delta" * g
                    v <- value "beta" * y + (one - value "beta") * v - value "gamma" * g

                w
        ]

let private answer (form: CanonicalForm) (gradient: Rational -> Rational) =
    let gradients = ResizeArray<Rational>()
    let mutable w = one

    for l in 0 .. form.Layers - 1 do
        gradients.Add(gradient w)

        for j in 0..l do
            let _, coefficient = form.Scalar(l, j).TryGetConstant()
            w <- w - coefficient * gradients[j]

    w

let private few =
    { FsCheckConfig.defaultConfig with
        maxTest = 15
    }

[<Tests>]
let tests =
    testList
        "unseen methods"
        [
            for KeyValue(name, recurrence) in recurrences do
                testPropertyWithConfig few $"{name} runs as its paper says" (fun (seed: int) ->
                    let random = Random seed
                    let method = read name
                    let values = Dictionary<Symbol, Rational>()

                    for parameter in method.Parameters do
                        values[Symbol parameter.Name] <- q (random.Next(1, 30)) / q (random.Next(1, 30))

                    let h = q (random.Next(1, 9)) / q 7
                    let value parameter = values[Symbol parameter]

                    for layers in 1..6 do
                        let form = method.Unroll(layers, values).Coefficients
                        let actual = answer form (fun w -> h * w)
                        Expect.equal actual (recurrence value (fun w -> h * w) layers) $"{layers} layers, seed {seed}")

            for name in recurrences.Keys do
                test $"{name} prints as it was written" {
                    let method = read name
                    Expect.equal (string (LinearMethod.Parse(string method, name))) (string method) "text"
                    Expect.isFalse (Seq.contains name Catalogue.Names) "not in the catalogue"
                }
        ]
