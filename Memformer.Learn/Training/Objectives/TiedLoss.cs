using Memformer.Learn.Models;

namespace Memformer.Learn.Training.Objectives;

/// <summary>
/// The loss of a network with tied layers, by whatever computes that of a network with as many layers of their own: a tied
/// parameter's derivative is the sum over the places where it stands.
/// </summary>
public sealed class TiedLoss : NetworkLoss
{
    private readonly NetworkLoss _untied;
    private readonly TiedParameters _tied;
    private readonly double[] _gradient;

    /// <summary>Ties the layers.</summary>
    /// <param name="design">A design with tied layers.</param>
    /// <param name="untied">The loss of <see cref="NetworkDesign.Untied"/>; disposed of with this one.</param>
    public TiedLoss(NetworkDesign design, NetworkLoss untied)
        : base(design)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(untied);
        _untied = untied;
        _tied = new TiedParameters(design);
        _gradient = new double[new ParameterLayout(design.Untied).Length];
    }

    /// <inheritdoc/>
    public override long NumbersPerPrompt => _untied.NumbersPerPrompt;

    /// <inheritdoc/>
    public override bool KnowsAmplification => _untied.KnowsAmplification;

    /// <inheritdoc/>
    public override double LossAndGradient(double[] parameters, ulong step, double[] gradient)
    {
        double loss = _untied.LossAndGradient(_tied.Repeat(parameters), step, _gradient);
        _tied.Sum(_gradient, gradient);
        return loss;
    }

    /// <inheritdoc/>
    public override void Outcomes(double[] parameters, ulong step, int layer, PromptOutcomes outcomes) =>
        _untied.Outcomes(_tied.Repeat(parameters), step, layer, outcomes);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _untied.Dispose();
        }

        base.Dispose(disposing);
    }
}
