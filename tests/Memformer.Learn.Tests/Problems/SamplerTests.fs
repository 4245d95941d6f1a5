module Memformer.Tests.Problems.SamplerTests

open System
open Expecto
open Memformer.Learn.Problems
open Memformer.Theory

let private covariance =
    array2D [ [ 1.0; 0.3; 0.0 ]; [ 0.3; 0.8; -0.2 ]; [ 0.0; -0.2; 0.5 ] ]

let private tasks =
    array2D [ [ 1.2; 0.1; 0.0 ]; [ 0.1; 0.9; 0.2 ]; [ 0.0; 0.2; 1.1 ] ]

/// Five standard errors, for every entry of a matrix of means.
let private hasMeans (expected: float[,]) (samples: float[,] list) message =
    let count = float samples.Length

    expected
    |> Array2D.iteri (fun i j value ->
        let entries = samples |> List.map (fun sample -> sample[i, j])
        let mean = List.average entries
        let variance = entries |> List.averageBy (fun x -> (x - mean) ** 2.0)
        let error = sqrt (variance / count)

        Expect.isLessThan
            (abs (mean - value))
            (5.0 * error + 1e-12)
            $"{message} [{i}, {j}]: {mean} ± {error}, expected {value}")

let private outer (row: Span<float>) =
    let values = row.ToArray()
    Array2D.init 3 3 (fun i j -> values[i] * values[j])

let private draw (law: DataLaw) context count (read: Prompt -> 'a) =
    let sampler = PromptSampler(law, context)
    let random = RandomSource 11UL
    let prompt = Prompt(3, context)

    List.init count (fun _ ->
        sampler.Draw(random, prompt)
        read prompt)

let private product (a: float[,]) (b: float[,]) =
    Array2D.init 3 3 (fun i j -> Seq.sum (seq { for k in 0..2 -> a[i, k] * b[k, j] }))

/// E H² of H = XXᵀ/n with rows of covariance Σ: Σ² + (Σ² + tr Σ Σ)/n.
let private secondMoment context =
    let trace = Seq.sum (seq { for i in 0..2 -> covariance[i, i] })

    product covariance covariance
    |> Array2D.mapi (fun i j value -> value + (value + trace * covariance[i, j]) / float context)

/// Draws of H from the Wishart root of a sampler, with their weights.
let private hessians (sampler: WishartSampler) context seed count =
    let random = RandomSource seed
    let root = Array.zeroCreate<float> sampler.RootLength
    let stride = sampler.RootLength / (4 * ((sampler.Rank + 3) / 4))

    List.init count (fun _ ->
        let weight = sampler.Draw(random, Span root)

        weight,
        Array2D.init 3 3 (fun i j ->
            Seq.sum (seq { for r in 0 .. sampler.Rank - 1 -> root[r * stride + i] * root[r * stride + j] })
            / float context))

[<Tests>]
let tests =
    testList
        "samplers"
        [
            for kind in Enum.GetValues<CovariateKind>() do
                testCase $"{kind} covariates, queries and tasks have the covariances of the law"
                <| fun _ ->
                    let law = DataLaw(covariance, tasks, 0.0, kind, 0.7)

                    hasMeans
                        covariance
                        (draw law 2 20_000 (fun p -> outer (p.Covariates.Slice(p.Stride, 3))))
                        "covariates"

                    hasMeans covariance (draw law 2 20_000 (fun p -> outer (p.Query.Slice(0, 3)))) "query"
                    hasMeans tasks (draw law 2 20_000 (fun p -> outer (p.Task.Slice(0, 3)))) "task"

            testCase "standard covariates are drawn as the general ones are"
            <| fun _ ->
                hasMeans
                    (Array2D.init 3 3 (fun i j -> if i = j then 1.0 else 0.0))
                    (draw (DataLaw.Isotropic 3) 4 20_000 (fun p -> outer (p.Covariates.Slice(0, 3))))
                    "covariates"

            testCase "on the sphere every covariate has the same Mahalanobis norm"
            <| fun _ ->
                let law = (DataLaw.Isotropic 3).With CovariateKind.Sphere

                for norm in draw law 1 50 (fun p -> p.Covariates.Slice(0, 3).ToArray() |> Array.sumBy (fun x -> x * x)) do
                    Expect.floatClose Accuracy.high norm 3.0 "‖x‖² = d"

            testCase "uniform covariates are uniform in each coordinate"
            <| fun _ ->
                let third = Array2D.map (fun x -> x / 3.0) (DataLaw.Isotropic 3).Covariance
                let law = (DataLaw third).With CovariateKind.Uniform

                let entries =
                    draw law 1 20_000 (fun p -> p.Covariates.Slice(0, 3).ToArray())
                    |> Seq.concat
                    |> Seq.toArray

                Expect.isLessThan (entries |> Array.map abs |> Array.max) 1.0000001 "x in [−1, 1]"
                // Of 60,000 numbers uniform on [−1, 1], none beyond 0.999 has the probability e^(−60).
                Expect.isGreaterThan (Array.max entries) 0.999 "up to 1"
                Expect.isLessThan (Array.min entries) -0.999 "down to −1"

            testCase "tasks out of a pool are those of the pool, each as often"
            <| fun _ ->
                let law = DataLaw(covariance, tasks, 0.0, pool = TaskPool(5, 3UL))
                let pool = law.PoolTasks
                let drawn = draw law 2 20_000 (fun p -> p.Task.Slice(0, 3).ToArray())
                let rows = [ for k in 0..4 -> [| for i in 0..2 -> pool[k, i] |] ]

                let counts =
                    rows |> List.map (fun row -> drawn |> List.filter ((=) row) |> List.length)

                Expect.equal (List.sum counts) 20_000 "of the pool"

                for count in counts do
                    // Binomial with p = 1/5: a standard deviation of 57.
                    Expect.isLessThan (abs (count - 4000)) 260 "each as often"

                hasMeans
                    law.TaskMoment
                    (drawn |> List.map (fun w -> Array2D.init 3 3 (fun i j -> w[i] * w[j])))
                    "E ww^T"

                Expect.equal (DataLaw(covariance, tasks, 0.0, pool = TaskPool(5, 3UL))) law "the same pool"
                Expect.notEqual (DataLaw(covariance, tasks, 0.0, pool = TaskPool(5, 4UL))) law "another pool"

            testCase "gamma covariates have the fourth moment of their shape"
            <| fun _ ->
                // ‖x‖² = g ~ Gamma(k, d/k), so E ‖x‖⁴ = d² (1 + 1/k).
                let shape = 0.7
                let law = (DataLaw.Isotropic 3).With(CovariateKind.Gamma, shape)

                let fourth =
                    draw law 1 100_000 (fun p ->
                        let squared = p.Covariates.Slice(0, 3).ToArray() |> Array.sumBy (fun x -> x * x)
                        array2D [ [ squared * squared ] ])

                hasMeans (array2D [ [ 9.0 * (1.0 + 1.0 / shape) ] ]) fourth "E ‖x‖⁴"

            testCase "noise has its standard deviation and no place in a noiseless prompt"
            <| fun _ ->
                let squares =
                    draw (DataLaw(covariance, null, 0.5)) 3 20_000 (fun p -> array2D [ [ p.Noise[1] * p.Noise[1] ] ])

                hasMeans (array2D [ [ 0.25 ] ]) squares "σ²"
                Expect.all (draw (DataLaw.Isotropic 3) 3 5 (fun p -> p.Noise.ToArray())) (Array.forall ((=) 0.0)) "none"

            for context in [ 2; 3; 9 ] do
                testCase $"a Wishart root gives E H = Σ and E H² = Σ² + (Σ² + tr Σ Σ)/n, n = {context}"
                <| fun _ ->
                    let sampler = WishartSampler(DataLaw covariance, context)
                    let matrices = hessians sampler context 12UL 30_000 |> List.map snd

                    let second = secondMoment context

                    hasMeans covariance matrices "E H"
                    hasMeans second (matrices |> List.map (fun h -> product h h)) "E H²"

            for context in [ 2; 9 ] do
                testCase $"stretched tails leave E H and E H² as they are, and reach further, n = {context}"
                <| fun _ ->
                    let share = 0.5
                    let sampler = WishartSampler(DataLaw covariance, context, share)
                    let draws = hessians sampler context 21UL 60_000

                    let second = secondMoment context

                    let weighed f =
                        draws
                        |> List.map (fun (weight, h) -> f h |> Array2D.map (fun entry -> weight * entry))

                    hasMeans (array2D [ [ 1.0 ] ]) (weighed (fun _ -> array2D [ [ 1.0 ] ])) "weights"
                    hasMeans covariance (weighed id) "E H"
                    hasMeans second (weighed (fun h -> product h h)) "E H²"
                    Expect.all draws (fun (weight, _) -> weight > 0.0 && weight <= 1.0 / (1.0 - share)) "bounded"

                    Expect.isGreaterThan
                        (draws |> List.averageBy (fun (_, h) -> h[0, 0]))
                        (1.2 * covariance[0, 0])
                        "large eigenvalues are drawn more often"

            testCase "stretched tails have finite weights with mean 1 where n is large"
            <| fun _ ->
                let sampler = WishartSampler(DataLaw covariance, 200_000, 0.5)
                let weights = hessians sampler 200_000 21UL 5000 |> List.map fst
                hasMeans (array2D [ [ 1.0 ] ]) (weights |> List.map (fun weight -> array2D [ [ weight ] ])) "weights"
                Expect.all weights (fun weight -> weight > 0.0 && weight <= 2.0) "bounded"

            testCase "the Wishart law is that of Gaussian covariates only"
            <| fun _ ->
                Expect.throwsT<UsageException>
                    (fun () -> WishartSampler((DataLaw.Isotropic 3).With CovariateKind.Sphere, 4) |> ignore)
                    "sphere"
        ]

[<Tests>]
let laws =
    testList
        "data law"
        [
            testCase "tasks are natural unless given"
            <| fun _ ->
                let law = DataLaw covariance
                let product = Array2D.zeroCreate 3 3

                for i in 0..2 do
                    for j in 0..2 do
                        product[i, j] <- Seq.sum (seq { for k in 0..2 -> law.TaskCovariance[i, k] * covariance[k, j] })
                        Expect.floatClose Accuracy.high product[i, j] (if i = j then 1.0 else 0.0) "S Σ = I"

                Expect.isTrue law.HasNaturalTasks "natural"
                Expect.isFalse (DataLaw(covariance, tasks).HasNaturalTasks) "given"

            testCase "random axes keep the spectrum and depend on the seed"
            <| fun _ ->
                let law = DataLaw.Rotated([| 1.0; 0.25; 4.0 |], 3UL)

                let trace (m: float[,]) =
                    Seq.sum (seq { for i in 0..2 -> m[i, i] })

                Expect.floatClose Accuracy.high (trace law.Covariance) 5.25 "trace"
                Expect.floatClose Accuracy.high (trace law.TaskCovariance) 5.25 "trace of the inverse"
                Expect.equal law (DataLaw.Rotated([| 1.0; 0.25; 4.0 |], 3UL)) "same seed"
                Expect.notEqual law (DataLaw.Rotated([| 1.0; 0.25; 4.0 |], 4UL)) "other seed"

            for name, make in
                [
                    "not square", (fun () -> DataLaw(Array2D.zeroCreate 2 3))
                    "not symmetric", (fun () -> DataLaw(array2D [ [ 1.0; 0.5 ]; [ 0.4; 1.0 ] ]))
                    "not positive definite", (fun () -> DataLaw(array2D [ [ 1.0; 2.0 ]; [ 2.0; 1.0 ] ]))
                    "not finite", (fun () -> DataLaw(array2D [ [ nan ] ]))
                    "negative noise", (fun () -> DataLaw(array2D [ [ 1.0 ] ], null, -1.0))
                    "no dimension", (fun () -> DataLaw.Isotropic 0)
                    "tasks of another size", (fun () -> DataLaw(covariance, array2D [ [ 1.0 ] ]))
                ] do
                testCase $"{name} is refused"
                <| fun _ -> Expect.throwsT<UsageException> (fun () -> make () |> ignore) name
        ]
