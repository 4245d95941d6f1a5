using Memformer.Learn.Models;
using Memformer.Learn.Torch.Networks;
using Memformer.Learn.Training.Objectives;
using Memformer.Learn.Training.Recursion;
using static TorchSharp.torch;

namespace Memformer.Learn.Torch.Losses;

/// <summary>
/// The error recursion in managed code on the processor (<see cref="RecursionBatch"/>), as one operation in torch's graph: torch
/// computes preconditioners and gates from the parameters, and takes their derivatives back to the parameters.
/// </summary>
internal sealed class FusedLoss : BatchLoss
{
    private readonly MemformerNetwork _network;
    private readonly LossSettings _settings;
    private readonly RecursionWeights _weights;
    private readonly RecursionBatch _batch;

    public FusedLoss(MemformerNetwork network, LossSettings settings)
    {
        _network = network;
        _settings = settings;
        NetworkDesign design = network.Design;
        _weights = new RecursionWeights(design.Layers, design.Heads, design.Dimension, design.HasMemory);
        _batch = new RecursionBatch(
            _weights,
            settings.Objective,
            settings.Law,
            settings.Context,
            settings.Tasks,
            settings.Threads,
            settings.TailShare
        );
    }

    /// <inheritdoc/>
    public override long NumbersPerPrompt => 1;

    /// <inheritdoc/>
    public override Tensor Differentiate(ulong step)
    {
        Tensor preconditioners = _network.Preconditioners();
        Tensor gates = _network.CanonicalGates();
        SetWeights(preconditioners, gates);
        double loss = _batch.LossAndGradient(_settings.Seed, step, _settings.Batch, _settings.LayerWeights);
        _network.Packed.grad?.zero_();
        List<Tensor> outputs = [preconditioners];
        List<Tensor> derivatives = [tensor(_batch.PreconditionerGradient).reshape(preconditioners.shape)];
        if (gates.requires_grad)
        {
            outputs.Add(gates);
            derivatives.Add(tensor(_batch.GateGradient).reshape(gates.shape));
        }

        autograd.backward(outputs, derivatives);
        return tensor(loss);
    }

    /// <inheritdoc/>
    public override bool KnowsAmplification => _batch.KnowsAmplification;

    /// <inheritdoc/>
    public override void Outcomes(ulong step, int layer, PromptOutcomes outcomes)
    {
        using (no_grad())
        using (NewDisposeScope())
        {
            SetWeights(_network.Preconditioners(), _network.CanonicalGates());
        }

        _batch.Outcomes(_settings.Seed, step, layer, outcomes);
    }

    private void SetWeights(Tensor preconditioners, Tensor gates) =>
        _weights.Set(preconditioners.detach().ToDoubles(), gates.detach().ToDoubles());
}
