using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Reading;

namespace Memformer.Learn.Auditing.Steps;

/// <summary>What one layer does.</summary>
public sealed record LayerVerdict
{
    /// <summary>0 … L−1.</summary>
    public required int Index { get; init; }

    /// <summary>The chosen kind: the simplest within tolerance.</summary>
    public required StepFit Fit { get; init; }

    /// <summary>All kinds that were tried, the simplest first.</summary>
    public required IReadOnlyList<StepFit> Candidates { get; init; }

    /// <summary>The preconditioner of the layer's own gradient.</summary>
    public required Preconditioner Preconditioner { get; init; }

    /// <summary>What of the layer lies outside the family.</summary>
    public required LayerResidual Outside { get; init; }

    /// <summary>The relative change of the features by this layer on an average prompt; 0 for layers without GD++.</summary>
    public required double FeatureChange { get; init; }

    /// <summary>The layer's row of the canonical form on the preconditioners' directions: c_{l,0} … c_{l,l}.</summary>
    public required IReadOnlyList<double> Coefficients { get; init; }

    /// <summary>The kind.</summary>
    public StepKind Kind => Fit.Kind;

    /// <summary>The kind's parameters.</summary>
    public IReadOnlyList<FittedParameter> Parameters => Fit.Parameters;

    /// <summary>‖row − fit‖ / ‖row‖.</summary>
    public double Deviation => Fit.Deviation;

    /// <summary>The verdict with the errors that a relative noise of the network's numbers gives all parameters.</summary>
    internal LayerVerdict WithNoise(double? noise) =>
        this with
        {
            Fit = Fit.WithNoise(noise),
            Candidates = [.. Candidates.Select(candidate => candidate.WithNoise(noise))],
        };
}
