/// The recurrences of the catalogue's methods as the literature writes them, on one quadratic in one dimension.
module Memformer.Tests.Methods.Textbook

open System
open System.Collections.Generic
open Expecto
open Memformer.Theory.Algebra

let private q (n: int) : Rational = Rational.op_Implicit n
let private one = q 1
let private two = q 2

/// f(w) = h (w - w*)^2 / 2 in one dimension, where a matrix letter is a number, with values of all parameters.
type Problem =
    {
        Value: string -> Rational
        At: string -> int -> Rational
        Curvature: Rational
        Optimum: Rational
        Start: Rational
        Penalty: Rational
    }

    /// The gradient of f, or of f(w) + penalty w^2 / 2.
    member problem.Gradient(w: Rational) =
        problem.Curvature * (w - problem.Optimum) + problem.Penalty * w

let problemFor (seed: int) =
    let random = Random seed
    let known = Dictionary<string, Rational>()

    let fraction () =
        q (random.Next(1, 20)) / q (random.Next(21, 40))

    let draw (name: string) =
        match known.TryGetValue name with
        | true, value -> value
        | _ ->
            let value = fraction ()
            known[name] <- value
            value

    // The ends of the spectrum [mu, L] are squares, so that the constants with square roots are rational.
    let rootMu = fraction ()
    let rootL = rootMu * (one + fraction () * q 5)
    known["sqrt mu"] <- rootMu
    known["sqrt L"] <- rootL
    known["mu"] <- rootMu * rootMu
    known["L"] <- rootL * rootL
    known["kappa"] <- one + fraction () * q 9

    {
        Value = draw
        At = fun name index -> draw $"{name} {index}"
        Curvature = fraction ()
        Optimum = fraction () - fraction ()
        Start = fraction () - fraction ()
        Penalty = q 0
    }

/// The iterates w_0, w_1, ... of a recurrence that gives w_{k+1} from k and the iterates so far.
let private iterates start steps (next: int -> Rational[] -> Rational) =
    let w = Array.create (steps + 1) start

    for k in 0 .. steps - 1 do
        w[k + 1] <- next k w

    w

/// w_{-1} = w_0.
let private at (w: Rational[]) k = w[max 0 k]

let private momentum (problem: Problem) steps (eta: Rational) (beta: Rational) =
    iterates problem.Start steps (fun k w -> w[k] - eta * problem.Gradient w[k] + beta * (w[k] - at w (k - 1)))

/// Nesterov's two sequences with a step size and the momentum after step k.
let private accelerated (problem: Problem) steps (eta: Rational) (beta: int -> Rational) =
    let mutable y = problem.Start

    iterates problem.Start steps (fun k w ->
        let next = y - eta * problem.Gradient y
        y <- next + beta k * (next - w[k])
        next)

let private last (w: Rational[]) = Array.last w

let private ridge (problem: Problem) steps (eta: Rational) (lambda: Rational) =
    iterates problem.Start steps (fun k w -> w[k] - eta * ({ problem with Penalty = lambda }.Gradient w[k]))

/// PyTorch's torch.optim.SGD, line by line as its documentation gives it.
let private torchSgd (problem: Problem) steps momentum dampening decay nesterov =
    let mutable w, buffer = problem.Start, q 0

    for t in 1..steps do
        let mutable g = problem.Gradient w
        g <- g + decay * w

        buffer <-
            if t > 1 then
                momentum * buffer + (one - dampening) * g
            else
                g

        g <- if nesterov then g + momentum * buffer else buffer
        w <- w - problem.Value "lr" * g

    w

let private chebyshevPolynomial (degree: int) (x: Rational) =
    let mutable previous, current = one, x

    for _ in 2..degree do
        let next = two * x * current - previous
        previous <- current
        current <- next

    if degree = 0 then one else current

/// The answer of each method after some steps, in exact arithmetic.
let exact: Map<string, Problem -> int -> Rational> =
    Map
        [
            "gradient-descent",
            fun p steps ->
                iterates p.Start steps (fun k w -> w[k] - p.Value "eta" * p.Gradient w[k])
                |> last
            "gradient-descent-steps",
            fun p steps ->
                iterates p.Start steps (fun k w -> w[k] - p.At "eta" k * p.Gradient w[k])
                |> last
            "preconditioned-gradient-descent",
            fun p steps -> iterates p.Start steps (fun k w -> w[k] - p.At "A" k * p.Gradient w[k]) |> last
            "diagonal-steps",
            fun p steps ->
                iterates p.Start steps (fun k w -> w[k] - p.Value "eta" * p.At "D" k * p.Gradient w[k])
                |> last
            "heavy-ball", fun p steps -> momentum p steps (p.Value "eta") (p.Value "beta") |> last
            "diagonal-momentum",
            fun p steps ->
                iterates p.Start steps (fun k w ->
                    w[k] - p.Value "eta" * p.Gradient w[k] + p.At "B" k * (w[k] - at w (k - 1)))
                |> last
            "heavy-ball-optimal",
            fun p steps ->
                let l, m = p.Value "sqrt L", p.Value "sqrt mu"
                momentum p steps ((two / (l + m)).Pow 2) (((l - m) / (l + m)).Pow 2) |> last
            "second-order-richardson",
            fun p steps ->
                let spread = (p.Value "L" - p.Value "mu") / (p.Value "L" + p.Value "mu")
                let tau = two / (p.Value "L" + p.Value "mu")
                let l, m = p.Value "sqrt L", p.Value "sqrt mu"
                let root = two * l * m / (l * l + m * m)
                Expect.equal (root * root) (one - spread * spread) "the root of 1 - rho^2"
                let omega = two / (one + root)

                iterates p.Start steps (fun k w ->
                    let richardson = w[k] - tau * p.Gradient w[k]

                    if k = 0 then
                        richardson
                    else
                        omega * (richardson - w[k - 1]) + w[k - 1])
                |> last
            "chebyshev",
            fun p steps ->
                let l, m = p.Value "L", p.Value "mu"

                let polynomial x =
                    chebyshevPolynomial steps ((l + m - two * x) / (l - m))

                p.Optimum + polynomial p.Curvature / polynomial (q 0) * (p.Start - p.Optimum)
            "nesterov", fun p steps -> accelerated p steps (p.Value "eta") (fun _ -> p.Value "beta") |> last
            "nesterov-increasing", fun p steps -> accelerated p steps (p.Value "eta") (fun k -> q k / q (k + 3)) |> last
            "nesterov-strongly-convex",
            fun p steps ->
                let l, m = p.Value "sqrt L", p.Value "sqrt mu"
                accelerated p steps (one / p.Value "L") (fun _ -> (l - m) / (l + m)) |> last
            "conjugate-gradient",
            fun p steps ->
                let mutable direction = q 0

                iterates p.Start steps (fun k w ->
                    direction <- -(p.Gradient w[k]) + (if k = 0 then q 0 else p.At "beta" k * direction)
                    w[k] + p.At "alpha" k * direction)
                |> last
            "pytorch-momentum",
            fun p steps ->
                let mutable buffer = q 0

                iterates p.Start steps (fun k w ->
                    buffer <-
                        if k = 0 then
                            p.Gradient w[k]
                        else
                            p.Value "momentum" * buffer + (one - p.Value "dampening") * p.Gradient w[k]

                    w[k] - p.Value "lr" * buffer)
                |> last
            "pytorch-nesterov",
            fun p steps ->
                let mutable buffer = q 0

                iterates p.Start steps (fun k w ->
                    buffer <- p.Value "momentum" * buffer + p.Gradient w[k]
                    w[k] - p.Value "lr" * (p.Gradient w[k] + p.Value "momentum" * buffer))
                |> last
            "averaged-momentum",
            fun p steps ->
                let beta = p.Value "beta"
                let mutable average = q 0

                iterates p.Start steps (fun k w ->
                    average <- beta * average + (one - beta) * p.Gradient w[k]
                    w[k] - p.Value "eta" * p.Value "D" * average / (one - beta.Pow(k + 1)))
                |> last
            "quasi-hyperbolic-momentum",
            fun p steps ->
                let beta, nu = p.Value "beta", p.Value "nu"
                let mutable average = q 0

                iterates p.Start steps (fun k w ->
                    average <- beta * average + (one - beta) * p.Gradient w[k]
                    w[k] - p.Value "alpha" * ((one - nu) * p.Gradient w[k] + nu * average))
                |> last
            "triple-momentum",
            fun p steps ->
                let rho = one - p.Value "sqrt mu" / p.Value "sqrt L"
                let alpha = (one + rho) / p.Value "L"
                let beta = rho * rho / (two - rho)
                let gamma = rho * rho / ((one + rho) * (two - rho))
                let delta = rho * rho / (one - rho * rho)

                let xi =
                    iterates p.Start steps (fun k xi ->
                        let y = (one + gamma) * xi[k] - gamma * at xi (k - 1)
                        (one + beta) * xi[k] - beta * at xi (k - 1) - alpha * p.Gradient y)

                (one + delta) * xi[steps] - delta * at xi (steps - 1)
            "robust-momentum",
            fun p steps ->
                let kappa, rho = p.Value "kappa", p.Value "rho"
                let alpha = kappa * (one - rho).Pow 2 * (one + rho) / p.Value "L"
                let beta = kappa * rho.Pow 3 / (kappa - one)
                let gamma = rho.Pow 3 / ((kappa - one) * (one - rho).Pow 2 * (one + rho))

                iterates p.Start steps (fun k x ->
                    let change = x[k] - at x (k - 1)
                    x[k] + beta * change - alpha * p.Gradient(x[k] + gamma * change))
                |> last
            "optimistic-gradient",
            fun p steps ->
                iterates p.Start steps (fun k w ->
                    w[k] - two * p.Value "eta" * p.Gradient w[k]
                    + p.Value "eta" * p.Gradient(at w (k - 1)))
                |> last
            "polyak-ruppert",
            fun p steps ->
                let w = iterates p.Start steps (fun k w -> w[k] - p.Value "eta" * p.Gradient w[k])
                Array.fold (+) (q 0) w / q w.Length
            "lookahead",
            fun p steps ->
                // The catalogue's m = 2: the inner and the outer loop of algorithm 1.
                let mutable slow = p.Start

                iterates p.Start steps (fun k w ->
                    let fast = w[k] - p.Value "eta" * p.Gradient w[k]

                    if k % 2 = 1 then
                        slow <- slow + p.Value "alpha" * (fast - slow)
                        slow
                    else
                        fast)
                |> last
            "pid",
            fun p steps ->
                let m = p.Value "momentum"
                let mutable integral, derivative = q 0, q 0

                iterates p.Start steps (fun k w ->
                    let gradient = p.Gradient w[k]
                    let change = gradient - p.Gradient(at w (k - 1))
                    integral <- m * integral + gradient
                    derivative <- m * derivative + (one - m) * change

                    w[k]
                    - p.Value "lr" * (gradient + p.Value "ki" * integral + p.Value "kd" * derivative))
                |> last
            "unified-momentum",
            fun p steps ->
                let mutable shadow = p.Start

                iterates p.Start steps (fun k x ->
                    let gradient = p.Gradient x[k]
                    let before = shadow
                    shadow <- x[k] - p.Value "s" * p.Value "alpha" * gradient
                    x[k] - p.Value "alpha" * gradient + p.Value "beta" * (shadow - before))
                |> last
            "fixed-step",
            fun p steps ->
                iterates p.Start steps (fun k w ->
                    w[k]
                    - (List.fold (+) (q 0) [ for j in 0..k -> p.At $"h_{k}" j * p.Gradient w[j] ]))
                |> last
            "halpern",
            fun p steps ->
                iterates p.Start steps (fun k w ->
                    let anchor = one / q (k + 2)
                    anchor * p.Start + (one - anchor) * (w[k] - p.Value "eta" * p.Gradient w[k]))
                |> last
            "weight-decay", fun p steps -> ridge p steps (p.Value "eta") (p.Value "lambda") |> last
            "averaged-weight-decay",
            fun p steps ->
                let w = ridge p steps (p.Value "eta") (p.Value "lambda")
                Array.fold (+) (q 0) w / q (steps + 1)
            "geometric-averaging",
            fun p steps ->
                let w = iterates p.Start steps (fun k w -> w[k] - p.Value "eta" * p.Gradient w[k])

                let weights = Array.init (steps + 1) (fun j -> (p.Value "q").Pow j)

                Array.fold2 (fun sum weight point -> sum + weight * point) (q 0) weights w
                / Array.fold (+) (q 0) weights
            "ridge-heavy-ball",
            fun p steps ->
                let penalised = { p with Penalty = p.Value "lambda" }
                momentum penalised steps (p.Value "eta") (p.Value "beta") |> last
            "pytorch-sgd",
            fun p steps -> torchSgd p steps (p.Value "momentum") (p.Value "dampening") (p.Value "weight_decay") false
            "pytorch-sgd-nesterov",
            fun p steps -> torchSgd p steps (p.Value "momentum") (q 0) (p.Value "weight_decay") true
            "decoupled-decay",
            fun p steps ->
                let mutable w, m = p.Start, q 0

                for _ in 1..steps do
                    m <- p.Value "beta" * m + p.Value "alpha" * p.Gradient w
                    w <- (one - p.Value "lambda") * w - m

                w
            "extragradient",
            fun p steps ->
                iterates p.Start steps (fun k w ->
                    let ahead = w[k] - p.Value "gamma" * p.Gradient w[k]
                    w[k] - p.Value "eta" * p.Gradient ahead)
                |> last
            "predictor-corrector",
            fun p steps ->
                // Heun's method on w' = -h (w - w*) is the Taylor polynomial 1 - z + z^2/2 of exp(-z), z = eta h.
                let z = p.Value "eta" * p.Curvature
                p.Optimum + (one - z + z * z / two).Pow steps * (p.Start - p.Optimum)
        ]

/// Methods with irrational constants, in double precision; the letters' relation is that of the literature.
let irrational: Map<string, Problem -> int -> float> =
    let run (p: Problem) steps (overrelaxed: bool) =
        let gradient w =
            p.Curvature.ToDouble() * (w - p.Optimum.ToDouble())

        let step = 1.0 / p.Value("L").ToDouble()
        let mutable theta, x, y = 1.0, p.Start.ToDouble(), p.Start.ToDouble()

        for _ in 1..steps do
            let next = y - step * gradient y
            let larger = (1.0 + sqrt (1.0 + 4.0 * theta * theta)) / 2.0
            let extra = if overrelaxed then theta / larger * (next - y) else 0.0
            y <- next + (theta - 1.0) / larger * (next - x) + extra
            x <- next
            theta <- larger

        x

    Map
        [
            "fast-gradient", (fun p steps -> run p steps false)
            "optimized-gradient", (fun p steps -> run p steps true)
        ]
