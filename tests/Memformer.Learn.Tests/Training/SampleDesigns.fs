/// Networks to train, of every kind, for the tests that ask the same of all of them.
module Memformer.Tests.Training.SampleDesigns

open Memformer.Theory.Networks
open Memformer.Learn.Models
open Memformer.Learn.Problems
open Memformer.Learn.Torch.Losses
open Memformer.Learn.Torch.Networks
open Memformer.Learn.Training.Objectives
open Memformer.Learn.Training.Recursion
open Memformer.Tests.Models.SumArchitecture
open TorchSharp

let design = NetworkDesign(Dimension = 3, Context = 7, Layers = 3)

/// Every architecture, with one and two heads where that says something new.
let withErrorRecursion =
    [
        "linear", NetworkDesign(Dimension = 3, Context = 7, Layers = 3, Architecture = NetworkArchitecture.Linear)
        "linear, 2 heads, symmetric",
        NetworkDesign(
            Dimension = 3,
            Context = 7,
            Layers = 2,
            Heads = 2,
            Architecture = NetworkArchitecture.Linear,
            Preconditioner = PreconditionerKind.Symmetric
        )
        "dynamic", NetworkDesign(Dimension = 3, Context = 7, Layers = 4, Architecture = NetworkArchitecture.Dynamic)
        "lfom", design
        "lfom, 2 heads with their own gates, diagonal",
        NetworkDesign(
            Dimension = 3,
            Context = 7,
            Layers = 3,
            Heads = 2,
            GatesPerHead = true,
            Preconditioner = PreconditionerKind.Diagonal
        )
        "lfom, split gates", NetworkDesign(Dimension = 3, Context = 7, Layers = 3, Gates = GateKind.Split)
        "lfom-shared, residual, multiples of I",
        NetworkDesign(
            Dimension = 3,
            Context = 7,
            Layers = 3,
            Architecture = NetworkArchitecture.LfomShared,
            Preconditioner = PreconditionerKind.Scalar
        )
        "lfom-shared, accumulated, split gates",
        NetworkDesign(
            Dimension = 3,
            Context = 7,
            Layers = 3,
            Architecture = NetworkArchitecture.LfomShared,
            Update = UpdateForm.Accumulated,
            Gates = GateKind.Split
        )
        "one that the project does not have",
        NetworkDesign(Dimension = 3, Context = 7, Layers = 3, Architecture = SumNetwork.Instance)
    ]

/// GD++: P's top-left blocks are trained too.
let withFreeValues =
    [
        "GD++", NetworkDesign(Dimension = 3, Context = 7, Layers = 2, FreeValues = true)
        "GD++ without memory, 2 heads",
        NetworkDesign(
            Dimension = 3,
            Context = 7,
            Layers = 2,
            Heads = 2,
            FreeValues = true,
            Architecture = NetworkArchitecture.Linear
        )
        "GD++, dynamic",
        NetworkDesign(
            Dimension = 3,
            Context = 7,
            Layers = 3,
            FreeValues = true,
            Architecture = NetworkArchitecture.Dynamic
        )
    ]

/// Gates that differ between tokens.
let withTokens =
    [
        "lfom, per-token gates", NetworkDesign(Dimension = 3, Context = 7, Layers = 3, Gates = GateKind.PerToken)
        "lfom-shared, per-token gates, GD++",
        NetworkDesign(
            Dimension = 3,
            Context = 7,
            Layers = 2,
            Architecture = NetworkArchitecture.LfomShared,
            FreeValues = true,
            Gates = GateKind.PerToken
        )
        "lfom, split gates, GD++",
        NetworkDesign(Dimension = 3, Context = 7, Layers = 2, FreeValues = true, Gates = GateKind.Split)
        "lfom, per-token gates of each head",
        NetworkDesign(Dimension = 3, Context = 7, Layers = 2, Heads = 2, GatesPerHead = true, Gates = GateKind.PerToken)
    ]

/// The same shape with one layer's weights in every layer. F# has no `with` for records of C#.
let tie (design: NetworkDesign) =
    NetworkDesign(
        Architecture = design.Architecture,
        Dimension = design.Dimension,
        Context = design.Context,
        Layers = design.Layers,
        Heads = design.Heads,
        Preconditioner = design.Preconditioner,
        FreeValues = design.FreeValues,
        Gates = design.Gates,
        GatesPerHead = design.GatesPerHead,
        Update = design.Update,
        Tied = true
    )

let all = withErrorRecursion @ withFreeValues @ withTokens

/// Parameters that no symmetry makes alike: the start, with all numbers moved.
let parameters (seed: uint64) (design: NetworkDesign) =
    let random = RandomSource(seed, 77UL)

    NetworkStart.Draw(design, DataLaw.Isotropic design.Dimension, seed)
    |> Array.map (fun value -> value + 0.2 * random.NextNormal())

let network (seed: uint64) (design: NetworkDesign) =
    new MemformerNetwork(design, parameters seed design, torch.CPU, torch.ScalarType.Float64)

/// A covariance that is not diagonal, with tasks of another than the natural law.
let law noise =
    DataLaw(
        array2D [ [ 1.0; 0.3; 0.0 ]; [ 0.3; 0.8; -0.2 ]; [ 0.0; -0.2; 0.5 ] ],
        array2D [ [ 1.2; 0.1; 0.0 ]; [ 0.1; 0.9; 0.2 ]; [ 0.0; 0.2; 1.1 ] ],
        noise
    )

/// Batches of an objective for a network with as many layers, on one thread.
let sampled objective seed batch layers =
    LossSettings(objective, batch, seed, LossSettings.LastLayer layers, 1)

let settings kind (law: DataLaw) (design: NetworkDesign) batch =
    sampled (Objective(kind, law, design.Context, design.Dimension)) 5UL batch design.Layers

/// The loss and the gradient of a batch.
let differentiate (loss: BatchLoss) (network: MemformerNetwork) step =
    use _scope = torch.NewDisposeScope()
    let value = loss.Differentiate(step).``to``(torch.ScalarType.Float64).item<float>()
    value, network.Packed.grad.``to``(torch.ScalarType.Float64).cpu().data<float>().ToArray()

let objectives =
    [ ObjectiveKind.Tokens; ObjectiveKind.ExactAnswer; ObjectiveKind.Wishart ]

/// The loss and the gradient of a batch by the fused recursion, with the parameters of `network` and the same seed.
let differentiateFused settings seed (design: NetworkDesign) step =
    use loss = new FusedLoss(design, settings)
    let parameters = parameters seed design
    let gradient = Array.zeroCreate<float> parameters.Length
    let value = loss.LossAndGradient(parameters, step, gradient)
    value, gradient
