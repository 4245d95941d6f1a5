module Memformer.Tests.Spectra.OptimalMethodTests

open System
open System.Collections.Generic
open Expecto
open FsCheck.FSharp
open Memformer.Theory
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Theory.Networks
open Memformer.Theory.Spectra

let private ratio (text: string) = Rational.Parse text

let private optimum (d: int) (n: int) (layers: int) (noise: string) =
    OptimalMethod.For(d, n, layers, ratio noise)

/// Small problems, n below d and L above d among them.
let private problems =
    gen {
        let! d = Gen.choose (1, 6)
        let! n = Gen.choose (1, 25)
        let! layers = Gen.choose (1, 5)
        let! noise = Gen.elements [ "0"; "1/10"; "1/2"; "2" ]
        return d, n, layers, noise
    }

let private forAll property =
    testPropertyWithConfig
        { FsCheckConfig.defaultConfig with
            maxTest = 60
        }
        property

let private refusal message (action: unit -> unit) =
    Expect.throwsC action (fun failure ->
        Expect.isTrue (failure :? UsageException) "a usage error"
        Expect.equal failure.Message message "one line")

[<Tests>]
let tests =
    testList
        "optimal methods"
        [
            for d, n, layers, exact, value in
                [
                    5, 20, 1, "15/13", 1.1538461538
                    5, 20, 2, "1795/4969", 0.3612396861
                    5, 20, 3, "12138645/90852389", 0.1336084294
                    5, 20, 4, "97874062080485/1781064756978687", 0.0549525567
                    10, 40, 1, "110/51", 2.1568627451
                    10, 40, 4, "3395007277754570/54130619892778887", 0.0627187955
                ] do
                test $"d = {d}, n = {n}, L = {layers}: {exact}" {
                    let loss = (optimum d n layers "0").Loss
                    Expect.equal (string loss) exact "the exact loss"
                    Expect.floatClose { absolute = 5e-11; relative = 0.0 } (loss.ToDouble()) value "ten digits"
                }

            forAll "one layer has the closed form d(d + 1)/(n + d + 1), step n/(n + d + 1)" (fun () ->
                Prop.forAll (Arb.fromGen problems) (fun (d, n, _, _) ->
                    let found = optimum d n 1 "0"

                    found.Loss = Rational(bigint (d * (d + 1)), bigint (n + d + 1))
                    && found.Steps[0].CompareTo(Rational(bigint n, bigint (n + d + 1))) = 0))

            forAll "the loss is that of the polynomial, through the moments" (fun () ->
                Prop.forAll (Arb.fromGen problems) (fun (d, n, layers, noise) ->
                    let found = optimum d n layers noise
                    MeanLoss.Of(found.Polynomial, d, n, ratio noise) = found.Loss))

            for layers in [ 20; 40 ] do
                test $"the loss of {layers} layers is that of the polynomial, and falls with depth" {
                    for d, n, noise in [ 5, 20, "0"; 4, 3, "1/3" ] do
                        let found = optimum d n layers noise
                        Expect.equal (MeanLoss.Of(found.Polynomial, d, n, ratio noise)) found.Loss "through the moments"
                        Expect.isTrue (found.Loss < (optimum d n (layers - 1) noise).Loss) "deeper is better"
                }

            forAll "no other polynomial does better" (fun (change: int list) ->
                Prop.forAll (Arb.fromGen problems) (fun (d, n, layers, noise) ->
                    let found = optimum d n layers noise

                    let perturbation =
                        UnivariatePolynomial(
                            Rational.Zero
                            :: [
                                for value in List.truncate layers change do
                                    Rational(bigint value, 100I)
                            ]
                        )

                    let other = MeanLoss.Of(found.Polynomial + perturbation, d, n, ratio noise)

                    if perturbation.IsZero then
                        other = found.Loss
                    else
                        other > found.Loss))

            forAll "a further layer never hurts, and noise never helps" (fun () ->
                Prop.forAll (Arb.fromGen problems) (fun (d, n, layers, noise) ->
                    let found = optimum d n layers noise

                    (optimum d n (layers + 1) noise).Loss < found.Loss
                    && (optimum d n layers "0").ExcessLoss <= found.ExcessLoss))

            forAll "without noise plain descent with L step sizes is optimal" (fun () ->
                Prop.forAll (Arb.fromGen problems) (fun (d, n, layers, _) ->
                    let found = optimum d n layers "0"

                    found.IsPlainDescent
                    && found.Steps |> Seq.forall (fun step -> step.CompareTo Rational.Zero > 0)))

            test "with noise it need not be: at σ = 2 two of the three roots are complex" {
                let found = optimum 5 20 3 "2"
                Expect.isFalse found.IsPlainDescent "no real step sizes"
                Expect.equal found.Steps.Count 1 "one real root"
            }

            test "the steps multiply to the polynomial, to any number of digits" {
                let found = optimum 5 20 4 "0"

                let product =
                    found.Steps
                    |> Seq.map (fun step -> UnivariatePolynomial [ Rational.One; -(ratio (step.ToDecimal 60)) ])
                    |> Seq.fold (*) UnivariatePolynomial.One

                for k in 0..4 do
                    let difference = (product.Coefficients[k] - found.Polynomial.Coefficients[k]).Abs()
                    Expect.isTrue (difference < ratio "1e-57") $"coefficient {k}"
            }

            forAll "one network is optimal at every depth, with rational coefficients" (fun () ->
                Prop.forAll (Arb.fromGen problems) (fun (d, n, layers, noise) ->
                    let all = [ for l in 1..layers -> (optimum d n l noise).Polynomial ]
                    let residuals = ResidualPolynomials.Of(PolynomialMethod.Through all)
                    List.forall (fun l -> residuals.Numeric l = all[l - 1]) [ 1..layers ]))

            test "with noise it is momentum on the ridge gradient, optimal after every layer" {
                let ridge =
                    LinearMethod.Parse(
                        "method ridge\nparameters a[k], b[k], s\n"
                        + "w[k+1] = w[k] - a[k]*(grad(w[k]) + s*w[k]) + b[k]*(w[k] - w[k-1])\n",
                        "ridge.lfom"
                    )

                for d, n, noise in [ 5, 20, "2"; 3, 2, "1/2"; 2, 7, "1" ] do
                    for layers in 1 .. min 6 (min d n + 1) do
                        let best = optimum d n layers noise
                        let values = Dictionary<Symbol, Rational>()
                        values[Symbol "s"] <- best.RidgeWeight

                        best.RidgeSteps
                        |> Seq.iteri (fun k step ->
                            values[Symbol("a", Nullable k)] <- step.Step
                            values[Symbol("b", Nullable k)] <- step.Momentum)

                        // The form through the optima of all depths is that of the ridge steps.
                        let form = ridge.Unroll(layers, values).Coefficients
                        Expect.equal form (OptimalNetwork.WithAllGradients best) $"d = {d}, n = {n}, L = {layers}"
            }

            testCase
                "at the largest depth too, the steps on the ridge gradient lead to the optimal polynomial"
                (fun () ->
                    for noise in [ "0"; "1/2" ] do
                        let best = optimum 64 64 OptimalMethod.MostLayers noise
                        let h = ratio "1/2"
                        let shifted = h + best.RidgeWeight

                        let _, last =
                            Seq.fold
                                (fun (before: Rational, rho: Rational) (step: MomentumStep) ->
                                    rho,
                                    (Rational.One + step.Momentum - step.Step * shifted) * rho
                                    - step.Momentum * before)
                                (Rational.Zero, Rational.One)
                                best.RidgeSteps

                        let u = (Rational.One - best.Polynomial.Evaluate h) / h
                        Expect.equal last (Rational.One - shifted * u) $"noise {noise}")

            test "without noise that network is a momentum method, so a dynamic memory realises it exactly" {
                let all = [ for l in 1..5 -> (optimum 5 20 l "0").Polynomial ]
                let form = PolynomialMethod.Through all
                let steps = PolynomialMethod.Momentum(all[4], all[3])
                Expect.equal steps.Count 5 "a step for each layer"

                Expect.sequenceEqual
                    (optimum 5 20 5 "0").RidgeSteps
                    steps
                    "Euclid's algorithm and the recurrence of the orthogonal polynomials agree"

                // c_{l,j} = a_j b_{j+1} … b_l is heavy ball with these steps and momenta.
                for l in 0..4 do
                    for j in 0..l do
                        let expected =
                            Seq.fold (fun product (k: int) -> product * steps[k].Momentum) steps[j].Step [ j + 1 .. l ]

                        Expect.equal (form.Scalar(l, j)) (RationalFunction.op_Implicit expected) $"c({l}, {j})"

                for architecture in [ "dynamic"; "lfom" ] do
                    Expect.isTrue (Architecture.Find(architecture).Realize(form).IsRealizable) architecture
            }

            test "more layers than dimensions, fewer examples than dimensions, one dimension" {
                Expect.isLessThan ((optimum 2 30 12 "0").Loss.ToDouble()) 1e-6 "L ≥ d"
                // n < d: d − n directions stay unseen, each with loss 1.
                Expect.isGreaterThan ((optimum 6 2 8 "0").Loss.ToDouble()) 4.0 "n < d"
                Expect.equal (string (optimum 1 1 1 "0").Loss) "2/3" "d = n = 1"
            }

            test "bad sizes are refused in one line" {
                refusal "the context length is 0; allowed: at least 1" (fun () -> optimum 5 0 2 "0" |> ignore)
                refusal "the dimension is 0; allowed: at least 1" (fun () -> optimum 0 5 2 "0" |> ignore)

                refusal "the number of layers is 5000; allowed: 1 to 64" (fun () -> optimum 5 20 5000 "0" |> ignore)

                refusal "the noise is -1/2; allowed: 0 or more" (fun () -> optimum 5 20 2 "-1/2" |> ignore)
            }
        ]

[<Tests>]
let symbolic =
    testList
        "optimal methods in closed form"
        [
            for layers in 1..3 do
                test $"L = {layers} agrees with the numbers" {
                    let closed = SymbolicOptimum.For layers

                    for d, n in [ 1, 1; 5, 20; 3, 2; 10, 40 ] do
                        let values =
                            readOnlyDict
                                [
                                    WishartMoments.DimensionSymbol, Rational.op_Implicit d
                                    WishartMoments.ContextSymbol, Rational.op_Implicit n
                                ]

                        let found = optimum d n layers "0"
                        Expect.equal (closed.Loss.Evaluate values) found.Loss $"loss at d = {d}, n = {n}"

                        Expect.sequenceEqual
                            (closed.Polynomial |> Seq.map (fun c -> c.Evaluate values))
                            found.Polynomial.Coefficients
                            $"polynomial at d = {d}, n = {n}"
                }

            test "one layer: d(d + 1)/(n + d + 1) with step n/(n + d + 1)" {
                let closed = SymbolicOptimum.For 1
                Expect.equal (string closed.Loss) "(d + d^2)/(1 + d + n)" "loss"
                Expect.equal (string closed.Step) "n/(1 + d + n)" "step"
            }

            test "with noise" {
                let closed = SymbolicOptimum.For(2, noisy = true)

                let values =
                    readOnlyDict
                        [
                            WishartMoments.DimensionSymbol, ratio "4"
                            WishartMoments.ContextSymbol, ratio "9"
                            SymbolicOptimum.NoiseSymbol, ratio "1/3"
                        ]

                Expect.equal (closed.Loss.Evaluate values) (optimum 4 9 2 "1/3").Loss "loss"
            }
        ]
