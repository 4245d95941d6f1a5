module Memformer.Tests.Training.TiedTests

open System.IO
open System.Threading
open Expecto
open Memformer.Tests.TemporaryFolder
open Memformer.Learn.Auditing
open Memformer.Learn.Auditing.Preconditioners
open Memformer.Learn.Checkpoints.Schemas
open Memformer.Learn.Limits
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Learn.Torch
open Memformer.Learn.Training.Objectives
open Memformer.Learn.Training.Optimizers
open Memformer.Learn.Training.Plans
open Memformer.Learn.Training.Recursion
open Memformer.Learn.Training.Runs
open Memformer.Theory.Networks
open Memformer.Theory.Spectra
open Memformer.Theory.Algebra

let private loss settings (design: NetworkDesign) =
    new TiedLoss(design, new FusedLoss(design.Untied, settings))

/// The designs that the fused recursion covers, with one layer's weights.
let private tied =
    SampleDesigns.withErrorRecursion @ SampleDesigns.withFreeValues
    |> List.map (fun (name, design) -> name, SampleDesigns.tie design)

/// The coefficients c of the Toeplitz C whose residual polynomial is p = 1 + Σ p_k h^k: that of h^m has c_{L−m} as its newest
/// letter, linearly, with the factor m c_0^{m−1} (the remark on TiedOptimum).
let private toeplitz (p: float array) =
    let layers = p.Length - 1
    let c = Array.zeroCreate<float> layers

    let coefficient m =
        // [z^(L−m)] G^m / (1 − z)^(m+1), from the letters that are there.
        let multiply (a: float array) (b: float array) =
            Array.init (layers + 1) (fun k -> Seq.sum (seq { for i in 0..k -> a[i] * b[k - i] }))

        let generating = Array.append c [| 0.0 |]
        let ones = Array.create (layers + 1) 1.0
        let power = Seq.replicate m generating |> Seq.fold multiply ones
        let whole = Seq.replicate m ones |> Seq.fold multiply power
        (if m % 2 = 0 then 1.0 else -1.0) * whole[layers - m]

    c[0] <- (abs p[layers]) ** (1.0 / float layers)

    for m in layers - 1 .. -1 .. 1 do
        let sign = if m % 2 = 0 then 1.0 else -1.0
        c[layers - m] <- (p[m] - coefficient m) / (sign * float m * c[0] ** float (m - 1))

    c

/// p_L of w_{l+1} = w_l − Σ c_{l−j} ∇f(w_j) at an eigenvalue.
let private residual (c: float array) h =
    let p = Array.create (c.Length + 1) 1.0

    for l in 0 .. c.Length - 1 do
        p[l + 1] <- p[l] - h * Seq.sum (seq { for j in 0..l -> c[l - j] * p[j] })

    p[c.Length]

[<Tests>]
let tests =
    testList
        "tied layers"
        [
            for name, design in tied do
                testCase $"all layers have the weights of one, and the derivatives are those of the loss: {name}"
                <| fun _ ->
                    let settings =
                        SampleDesigns.settings ObjectiveKind.ExactAnswer (SampleDesigns.law 0.4) design 16

                    use loss = loss settings design
                    let parameters = SampleDesigns.parameters 3UL design
                    let weights = ParameterReading.ToWeights(design, parameters)

                    for layer in weights.Heads do
                        for head, first in Seq.zip layer weights.Heads[0] do
                            Expect.equal head.P first.P "P"
                            Expect.equal head.Q first.Q "Q"

                    let gradient = Array.zeroCreate<float> parameters.Length
                    let found = loss.LossAndGradient(parameters, 2UL, gradient)
                    let other = Array.zeroCreate<float> parameters.Length
                    // A central difference errs by δ² f'''/6 and by rounding over δ.
                    let step = 1e-5

                    for index in 0 .. parameters.Length - 1 do
                        let at shift =
                            let moved = Array.copy parameters
                            moved[index] <- moved[index] + shift
                            loss.LossAndGradient(moved, 2UL, other)

                        Expect.floatClose
                            {
                                absolute = 1e-6 * (1.0 + found)
                                relative = 1e-5
                            }
                            gradient[index]
                            ((at step - at -step) / (2.0 * step))
                            $"derivative in parameter {index}"

            for layers in 2..6 do
                for noise in [ 0; 1; 2 ] do
                    testCase $"gates of l − j reach the optimum that free gates reach: L = {layers}, σ = {noise}"
                    <| fun _ ->
                        let optimum =
                            OptimalMethod.For(5, 20, layers, Rational.op_Implicit (noise: int)).Polynomial

                        let c = toeplitz [| for k in optimum.Coefficients -> k.ToDouble() |]

                        for h in [ 0.1; 0.5; 1.0; 2.0; 3.0 ] do
                            Expect.floatClose
                                { absolute = 1e-9; relative = 1e-9 }
                                (residual c h)
                                (optimum.Evaluate(Rational.FromDouble h).ToDouble())
                                $"p({h})"

            for name, architecture, expected in
                [
                    "tied-linear", NetworkArchitecture.Linear, "gradient-descent"
                    "tied-dynamic", NetworkArchitecture.Dynamic, "heavy-ball"
                ] do
                testCase $"training finds the best constants, and the audit names them: {name}"
                <| fun _ ->
                    inFolder (fun root ->
                        let design =
                            NetworkDesign(Dimension = 3, Context = 10, Layers = 3, Architecture = architecture)
                            |> SampleDesigns.tie

                        let plan =
                            TrainingPlan(
                                Network = design,
                                Training =
                                    TrainingSettings(
                                        Optimizer = OptimizerKind.Lbfgs,
                                        Batch = 4096,
                                        Steps = 200L,
                                        Tolerance = 0.0
                                    ),
                                Run = RunSettings(EvaluationPrompts = 64, TestPrompts = 20_000, Threads = 1)
                            )

                        use trainer =
                            new Trainer(plan, 1UL, RunFolder.Create(root, plan), NetworkLosses.Of plan)

                        let found = trainer.Run(null, CancellationToken.None).Evaluation
                        let optimum = TiedOptimum.Of(design, DataLaw.Isotropic 3, 10)
                        Expect.equal found.Optimum optimum "beside its own optimum"

                        // The constants are those of a batch of 4096: a thirtieth of the loss is ten times what that moves it by.
                        Expect.isLessThan
                            (abs (found.Loss - optimum.Value))
                            (4.0 * found.StandardError + optimum.Value / 30.0)
                            "the loss"

                        let weights = Checkpoint.Read(Path.Combine(root, "model.safetensors")).Weights
                        let audit = Audit.Of(weights, AuditOptions(Law = DataLaw.Isotropic 3, Prompts = 0))
                        Expect.equal audit.Method.Chosen.Name expected "the method")

            testCase "ties cost what the architecture's memory cannot make good"
            <| fun _ ->
                let law = DataLaw.Isotropic 5

                let best architecture update =
                    TiedOptimum
                        .Of(
                            SampleDesigns.tie (NetworkDesign(Layers = 3, Architecture = architecture, Update = update)),
                            law,
                            20
                        )
                        .Value

                let free = OptimalMethod.For(5, 20, 3, Rational.Zero).Loss.ToDouble()
                Expect.equal (best NetworkArchitecture.Lfom UpdateForm.Residual) free "lfom"
                let dynamic = best NetworkArchitecture.Dynamic UpdateForm.Residual
                let shared = best NetworkArchitecture.LfomShared UpdateForm.Residual
                let linear = best NetworkArchitecture.Linear UpdateForm.Residual
                Expect.isLessThan free dynamic "dynamic"
                Expect.isLessThan dynamic shared "lfom-shared"
                Expect.isLessThan shared linear "linear"
        ]
