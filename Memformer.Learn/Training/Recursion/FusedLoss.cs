using Memformer.Learn.Models;
using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Recursion;

/// <summary>The loss by the error recursion in managed code on the processor (<see cref="RecursionBatch"/>), in double precision.</summary>
public sealed class FusedLoss : NetworkLoss
{
    private readonly LossSettings _settings;
    private readonly CanonicalParameters _canonical;
    private readonly RecursionWeights _weights;
    private readonly RecursionBatch _batch;

    /// <summary>Prepares.</summary>
    /// <param name="design">A network that <see cref="Covers"/> says yes to.</param>
    /// <param name="settings">What is sampled, and how.</param>
    /// <exception cref="Theory.UsageException">The design contradicts itself or the settings.</exception>
    public FusedLoss(NetworkDesign design, LossSettings settings)
        : base(design)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(settings);
        design.Check();
        settings.Objective.Check(design);
        _settings = settings;
        _canonical = new CanonicalParameters(design);
        _weights = new RecursionWeights(
            design.Layers,
            design.Heads,
            design.Dimension,
            design.HasMemory,
            design.FreeValues
        );
        _batch = new RecursionBatch(_weights, settings.Objective, settings.Threads);
    }

    /// <summary>
    /// Whether the recursion gives a network's loss: gates the same for all context tokens, and for the query where X changes. Answers
    /// after earlier layers have no recursion of their own where gates are split.
    /// </summary>
    /// <param name="design">The network.</param>
    /// <param name="settings">What is sampled.</param>
    public static bool Covers(NetworkDesign design, LossSettings settings)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(settings);
        return design.HasErrorRecursion
            && (design.Gates != GateKind.Split || settings.LayerWeights.SkipLast(1).All(weight => weight == 0));
    }

    /// <summary>The loss of a network whose layers may be tied.</summary>
    /// <inheritdoc cref="FusedLoss(NetworkDesign, LossSettings)"/>
    internal static NetworkLoss Of(NetworkDesign design, LossSettings settings) =>
        design.Tied ? new TiedLoss(design, new FusedLoss(design.Untied, settings)) : new FusedLoss(design, settings);

    /// <inheritdoc/>
    public override long NumbersPerPrompt => 1;

    /// <inheritdoc/>
    public override double LossAndGradient(double[] parameters, ulong step, double[] gradient)
    {
        SetWeights(parameters);
        double loss = _batch.LossAndGradient(_settings.Seed, step, _settings.Batch, _settings.LayerWeights);
        _canonical.PullBack(_batch.PreconditionerGradient, _batch.ValueGradient, _batch.GateGradient, gradient);
        return loss;
    }

    /// <inheritdoc/>
    public override bool KnowsAmplification => _batch.KnowsAmplification;

    /// <inheritdoc/>
    public override void Outcomes(double[] parameters, ulong step, int layer, PromptOutcomes outcomes)
    {
        SetWeights(parameters);
        _batch.Outcomes(_settings.Seed, step, layer, outcomes);
    }

    private void SetWeights(double[] parameters)
    {
        _canonical.Set(parameters);
        _weights.Set(_canonical.Preconditioners, _canonical.Values, _canonical.Gates);
    }
}
