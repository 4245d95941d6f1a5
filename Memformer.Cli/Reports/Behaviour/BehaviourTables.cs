using Memformer.Learn.Behaviour;
using Memformer.Learn.Behaviour.Candidates;

namespace Memformer.Cli.Reports.Behaviour;

/// <summary>The tables of an audit by behaviour, cell by cell, for every format that has tables.</summary>
internal static class BehaviourTables
{
    /// <summary>The columns of <see cref="Methods"/>.</summary>
    public static IReadOnlyList<string> MethodHeader { get; } = ["method", "constants", "distance"];

    /// <summary>The columns of <see cref="SymmetriesOf"/>.</summary>
    public static IReadOnlyList<string> SymmetryHeader { get; } = ["the answers are", "share that is not"];

    /// <summary>The columns of <see cref="Filter"/>.</summary>
    public static IReadOnlyList<string> FilterHeader { get; } = ["eigenvalue", "g", "2.5 %", "97.5 %", "method"];

    /// <summary>The columns of <see cref="Layers"/>.</summary>
    public static IReadOnlyList<string> LayerHeader { get; } =
    ["layer", "closest method", "distance", "mean squared error"];

    /// <summary>Each method and preconditioner once, with its best number of steps, the closest first.</summary>
    public static IEnumerable<IReadOnlyList<string>> Methods(Comparison comparison) =>
        Best(comparison)
            .Select(candidate =>
                (IReadOnlyList<string>)
                    [
                        BehaviourWording.Name(candidate),
                        BehaviourWording.Constants(candidate),
                        BehaviourWording.Of(candidate.Distance),
                    ]
            );

    /// <summary>
    /// Each method and preconditioner once: of all its numbers of steps the named one, or else the simplest that is as
    /// near as its best.
    /// </summary>
    public static IEnumerable<Candidate> Best(Comparison comparison) =>
        comparison
            .Candidates.GroupBy(candidate => (candidate.Name, candidate.Frame))
            .Select(group => group.FirstOrDefault(c => c == comparison.Verdict.Method) ?? group.First());

    /// <summary>The symmetries.</summary>
    public static IEnumerable<IReadOnlyList<string>> SymmetriesOf(Comparison comparison)
    {
        Symmetries symmetries = comparison.Symmetries;
        yield return ["linear in the query", BehaviourWording.Of(symmetries.LinearInQuery)];
        yield return ["additive in the examples' answers", BehaviourWording.Of(symmetries.LinearInAnswers)];
        yield return ["homogeneous in them", BehaviourWording.Of(symmetries.Homogeneous)];
        yield return ["blind to the examples' order", BehaviourWording.Of(symmetries.Order)];
        yield return ["unmoved by rotations of the whitened covariates", BehaviourWording.Of(symmetries.Rotation)];
        if (comparison.Preconditioner is { } fitted)
        {
            yield return ["unmoved by rotations of A^(1/2) x", BehaviourWording.Of(fitted.Rotation)];
        }
    }

    /// <summary>Some points of the filter, beside the filter of the method that was found.</summary>
    public static IEnumerable<IReadOnlyList<string>> Filter(Comparison comparison)
    {
        const int every = 10;
        return comparison
            .Fingerprint.Filter.Where((_, i) => i % every == 0)
            .Select(point =>
                (IReadOnlyList<string>)
                    [
                        BehaviourWording.Number(point.Eigenvalue),
                        BehaviourWording.Number(point.Value),
                        BehaviourWording.Number(point.Low),
                        BehaviourWording.Number(point.High),
                        MethodAt(comparison, point.Eigenvalue) is double value ? BehaviourWording.Number(value) : "–",
                    ]
            );
    }

    /// <summary>After each layer: the closest method and the loss.</summary>
    public static IEnumerable<IReadOnlyList<string>> Layers(LayerAnalysis layers) =>
        layers.Answers.Select(layer =>
            (IReadOnlyList<string>)
                [
                    $"{layer.Index}",
                    BehaviourWording.Of(layer.Closest),
                    BehaviourWording.Of(layer.Closest.Distance),
                    BehaviourWording.Of(layer.Loss),
                ]
        );

    private static double? MethodAt(Comparison comparison, double eigenvalue)
    {
        Candidate candidate = comparison.Verdict.Method ?? comparison.Verdict.Closest;
        return candidate.Frame == comparison.Fingerprint.Frame ? FilterChart.Filter(candidate, eigenvalue) : null;
    }
}
