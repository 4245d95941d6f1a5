using Memformer.Learn.Models;

namespace Memformer.Learn.Auditing.Reading;

/// <summary>
/// A gate read in the family's terms. The context tokens carry the iterate, so the family has one value on all of
/// them; the query token carries the answer only and may have its own. The top rows act on the features.
/// </summary>
internal sealed record GateReading
{
    /// <summary>Reads a gate of a network of d covariates on n context tokens.</summary>
    public GateReading(Gate gate, int dimension, int context)
    {
        (Context, ContextSpread) = gate.OverContext(dimension, context);
        (double Mean, double Spread)[] features = Enumerable
            .Range(0, dimension)
            .Select(row => gate.OverContext(row, context))
            .ToArray();
        FeatureContext = [.. features.Select(feature => feature.Mean)];
        FeatureSpread = [.. features.Select(feature => feature.Spread)];
        FeatureQuery = [.. Enumerable.Range(0, dimension).Select(row => gate.At(row, context, context))];
    }

    /// <summary>The answer row's mean over the context tokens.</summary>
    public double Context { get; }

    /// <summary>The answer row's standard deviation over the context tokens.</summary>
    public double ContextSpread { get; }

    /// <summary>Each feature row's mean over the context tokens; d numbers.</summary>
    public IReadOnlyList<double> FeatureContext { get; }

    /// <summary>Each feature row's standard deviation over the context tokens; d numbers.</summary>
    public IReadOnlyList<double> FeatureSpread { get; }

    /// <summary>Each feature row's value on the query token; d numbers.</summary>
    public IReadOnlyList<double> FeatureQuery { get; }
}
