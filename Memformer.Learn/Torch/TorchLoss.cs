using Memformer.Learn.Models;
using Memformer.Learn.Torch.Losses;
using Memformer.Learn.Torch.Networks;
using Memformer.Learn.Training.Objectives;
using static TorchSharp.torch;

namespace Memformer.Learn.Torch;

/// <summary>
/// The loss by torch, with torch's derivatives, on any of its devices and in either precision. The parameters themselves stay in
/// double precision on the processor: a step moves a few hundred numbers there and back.
/// </summary>
public sealed class TorchLoss : NetworkLoss
{
    private readonly MemformerNetwork _network;
    private readonly BatchLoss _loss;

    /// <summary>Prepares.</summary>
    /// <param name="design">The network's shape.</param>
    /// <param name="settings">What is sampled, and how.</param>
    /// <param name="device">Where it is computed.</param>
    /// <param name="precision">Float32 or Float64.</param>
    /// <exception cref="Theory.UsageException">The objective needs per-layer gates, or Gaussian covariates.</exception>
    public TorchLoss(NetworkDesign design, LossSettings settings, Device device, ScalarType precision)
        : base(design)
    {
        // One thread: torch's own are slower than none at these sizes.
        set_num_threads(1);
        double[] start = new double[new ParameterLayout(design).Length];
        _network = new MemformerNetwork(design, start, device, precision);
        _loss = BatchLoss.Create(_network, settings);
    }

    /// <inheritdoc/>
    public override long NumbersPerPrompt => _loss.NumbersPerPrompt;

    /// <inheritdoc/>
    public override bool KnowsAmplification => _loss.KnowsAmplification;

    /// <inheritdoc/>
    public override double LossAndGradient(double[] parameters, ulong step, double[] gradient)
    {
        using IDisposable scope = NewDisposeScope();
        Set(parameters);
        double loss = _loss.Differentiate(step).ToDouble();
        _network.Packed.grad!.ToDoubles().CopyTo(gradient, 0);
        return loss;
    }

    /// <inheritdoc/>
    public override void Outcomes(double[] parameters, ulong step, int layer, PromptOutcomes outcomes)
    {
        using IDisposable scope = NewDisposeScope();
        Set(parameters);
        _loss.Outcomes(step, layer, outcomes);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _network.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Set(double[] parameters)
    {
        using IDisposable guard = no_grad();
        using Tensor values = tensor(parameters);
        _network.Packed.copy_(values);
    }
}
