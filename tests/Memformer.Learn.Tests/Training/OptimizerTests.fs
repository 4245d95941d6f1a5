module Memformer.Tests.Training.OptimizerTests

open System
open Expecto
open Memformer.Learn.Models
open Memformer.Learn.Training.Optimizers
open Memformer.Learn.Training.Plans
open TorchSharp

/// Rosenbrock's function in four variables, whose minimum is 0 at (1, 1, 1, 1), and its gradient.
let private rosenbrock (x: float array) (gradient: float array) =
    Array.Clear gradient

    Seq.sum
        [
            for i in 0..2 do
                let valley, slope = x[i + 1] - x[i] * x[i], x[i] - 1.0
                gradient[i] <- gradient[i] - 400.0 * x[i] * valley + 2.0 * slope
                gradient[i + 1] <- gradient[i + 1] + 200.0 * valley
                100.0 * valley * valley + slope * slope
        ]

/// The same for torch, which differentiates it itself.
let private differentiateByTorch (parameters: torch.Tensor) =
    use _scope = torch.NewDisposeScope()

    if not (isNull parameters.grad) then
        parameters.grad.zero_ () |> ignore

    let head, tail = parameters.narrow (0, 0, 3), parameters.narrow (0, 1, 3)
    let valley = (tail - head.square ()).square() * torch.tensor 100.0
    (valley + (head - torch.tensor 1.0).square()).sum().backward()

/// Steps until BFGS has converged.
let private runBfgs (x: float array) loss =
    let bfgs = Bfgs x.Length
    let mutable steps = 0

    while not bfgs.IsConverged do
        bfgs.Step(x, 1.0, loss) |> ignore
        steps <- steps + 1

    steps

/// ½ (x − m)ᵀ A (x − m) + 1 in five variables with a random A between I and some dozen times I; with its gradient, and m.
let private quadratic (seed: int) =
    let random = Random seed
    let uniform () = 2.0 * random.NextDouble() - 1.0
    let size = 5
    let root = Array2D.init size size (fun _ _ -> 2.0 * uniform ())
    let minimum = Array.init size (fun _ -> uniform ())

    let loss (x: float array) (gradient: float array) =
        let shift = Array.map2 (-) x minimum

        let image =
            Array.init size (fun i -> Seq.sum [ for j in 0 .. size - 1 -> root[i, j] * shift[j] ])

        for j in 0 .. size - 1 do
            gradient[j] <- shift[j] + Seq.sum [ for i in 0 .. size - 1 -> root[i, j] * image[i] ]

        1.0
        + 0.5 * (Seq.sumBy (fun v -> v * v) shift + Seq.sumBy (fun v -> v * v) image)

    loss, minimum

let private start () = [| -1.2; 1.0; -0.5; 0.3 |]

[<Tests>]
let tests =
    testSequenced
    <| testList
        "optimisers"
        [
            for decay in [ 0.0; 0.1 ] do
                testCase $"Adam takes the steps of torch's own, weight decay {decay}"
                <| fun _ ->
                    let own = start ()
                    let adam = Adam(own.Length, decay)
                    let theirs = torch.tensor(start ()).requires_grad_()

                    use reference =
                        torch.optim.AdamW([| new Modules.Parameter(theirs) |], 0.01, 0.9, 0.999, 1e-8, decay)

                    let parameter = reference.parameters () |> Seq.head

                    for _ in 1..50 do
                        adam.Step(own, 0.01, rosenbrock) |> ignore
                        differentiateByTorch parameter
                        reference.step () |> ignore

                    Array.zip own (parameter.detach().data<float>().ToArray())
                    |> Array.iter (fun (own, theirs) -> Expect.floatClose Accuracy.high own theirs "parameter")

            testCase "L-BFGS finds the minimum of a curved valley, then says that it has"
            <| fun _ ->
                let x = start ()
                let lbfgs = Lbfgs x.Length
                let mutable steps = 0

                while not lbfgs.IsConverged && steps < 200 do
                    lbfgs.Step(x, 1.0, rosenbrock) |> ignore
                    steps <- steps + 1

                Expect.isLessThan steps 200 "converged"
                Expect.all x (fun value -> abs (value - 1.0) < 1e-5) $"(1, 1, 1, 1), found %A{x}"

            testCase "BFGS finds the minimum of a curved valley in a stage and stays there in the others"
            <| fun _ ->
                let x = start ()
                let steps = runBfgs x rosenbrock
                Expect.isLessThan steps 100 "steps"
                Expect.all x (fun value -> abs (value - 1.0) < 1e-5) $"(1, 1, 1, 1), found %A{x}"

            testPropertyWithConfig
                { FsCheckConfig.defaultConfig with
                    maxTest = 30
                }
                "BFGS finds the minimum of every quadratic, and its inverse Hessian maps what a step did to the gradient to the step"
            <| fun (seed: int) ->
                let bowl, minimum = quadratic seed
                let x = Array.create minimum.Length 0.0
                let bfgs = Bfgs x.Length
                let before, after = Array.zeroCreate x.Length, Array.zeroCreate x.Length
                let from = Array.copy x
                bowl from before |> ignore
                bfgs.Step(x, 1.0, bowl) |> ignore
                bowl x after |> ignore
                let inverse = bfgs.State["bfgs.inverse"]

                for i in 0 .. x.Length - 1 do
                    let image =
                        Seq.sum
                            [
                                for j in 0 .. x.Length - 1 -> inverse[i * x.Length + j] * (after[j] - before[j])
                            ]

                    Expect.floatClose Accuracy.high image (x[i] - from[i]) "secant equation"

                while not bfgs.IsConverged do
                    bfgs.Step(x, 1.0, bowl) |> ignore

                // A stage ends where a step gains a millionth; the condition of the Hessian is below a hundred.
                for found, wanted in Array.zip x minimum do
                    Expect.isLessThan (abs (found - wanted)) 1e-2 $"seed {seed}: %A{x}, %A{minimum}"

            testCase "BFGS takes larger batches stage by stage, each the same in all its steps"
            <| fun _ ->
                let x = start ()
                let bfgs = Bfgs x.Length

                let batches =
                    [
                        while not bfgs.IsConverged do
                            bfgs.BatchAt 0L
                            bfgs.Step(x, 1.0, rosenbrock) |> ignore
                    ]

                let struct (last, factor) = List.last batches

                Expect.equal
                    (List.distinct batches |> List.map (fun (struct (batch, _)) -> batch))
                    [ 0UL .. last ]
                    "one draw a stage"

                Expect.equal factor GrowingBatch.LargestFactor "the last is the largest"

            testCase "an optimiser that takes up another's state goes on as the other does"
            <| fun _ ->
                for make in
                    [
                        (fun () -> Adam(4, 0.01) :> Optimizer)
                        (fun () -> Lbfgs 4 :> Optimizer)
                        (fun () -> Bfgs 4 :> Optimizer)
                    ] do
                    let x = start ()
                    let first = make ()

                    for _ in 1..7 do
                        first.Step(x, 0.05, rosenbrock) |> ignore

                    let y = Array.copy x
                    let second = make ()
                    second.Load first.State

                    for _ in 1..7 do
                        first.Step(x, 0.05, rosenbrock) |> ignore
                        second.Step(y, 0.05, rosenbrock) |> ignore

                    Expect.equal y x "the same bits"

            testCase "clipping shortens the gradient of every matrix by its own norm"
            <| fun _ ->
                let layout =
                    ParameterLayout(NetworkDesign(Dimension = 2, Layers = 2, Architecture = NetworkArchitecture.Linear))

                let gradient = [| 3.0; 0.0; 0.0; 4.0; 0.1; 0.0; 0.2; 0.0 |]
                GradientClipping.Apply(gradient.AsSpan(), layout, 1.0)

                Array.zip gradient [| 0.6; 0.0; 0.0; 0.8; 0.1; 0.0; 0.2; 0.0 |]
                |> Array.iter (fun (actual, expected) -> Expect.floatClose Accuracy.high actual expected "entry")

            testCase "schedules begin at the rate and end where they should"
            <| fun _ ->
                let at kind step =
                    RateSchedule(kind, 0.3, 90L).At(step, PlateauState(1.0, 0, 0.25))

                Expect.equal (at ScheduleKind.Constant 90L) 0.3 "constant"
                Expect.equal (at ScheduleKind.Cosine 0L) 0.3 "cosine, first"
                Expect.floatClose Accuracy.high (at ScheduleKind.Cosine 45L) 0.15 "cosine, middle"
                Expect.floatClose Accuracy.high (at ScheduleKind.Cosine 90L) 0.0 "cosine, last"
                Expect.floatClose Accuracy.high (at ScheduleKind.Step 89L) 0.003 "step"
                Expect.equal (at ScheduleKind.Plateau 5L) 0.075 "plateau"

            testCase "the plateau schedule halves after ten looks without progress"
            <| fun _ ->
                let look state loss = RateSchedule.Look(state, loss)

                let falling =
                    [ for i in 0..30 -> 1.0 / float (i + 1) ] |> List.fold look PlateauState.Start

                Expect.equal falling.Factor 1.0 "progress"
                let flat = List.replicate 11 1.0 |> List.fold look PlateauState.Start
                Expect.equal flat.Factor 0.5 "none"
        ]
