using Memformer.Learn.Behaviour.Candidates;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Behaviour.Samples;

namespace Memformer.Learn.Behaviour;

/// <summary>What the answer after one layer is.</summary>
/// <param name="Index">The layer, 1 for the first.</param>
/// <param name="Closest">The simplest method that is as near as the closest.</param>
/// <param name="Loss">E(ŷ − w*ᵀx_q)² after the layer.</param>
public sealed record LayerAnswer(int Index, Candidate Closest, Estimate Loss);

/// <summary>How well an iterate of a method is read off the states after a layer.</summary>
/// <param name="Layer">The layer, 1 for the first.</param>
/// <param name="Method">The method.</param>
/// <param name="Step">k.</param>
/// <param name="Target">What is read: <c>answer</c>, w_kᵀx_q, or <c>iterate</c>, w_k.</param>
/// <param name="RSquared">On contexts that the probe was not fitted to.</param>
/// <param name="Control">The same with the targets of other contexts: what such a probe reads by chance.</param>
public sealed record HiddenReading(
    int Layer,
    string Method,
    int Step,
    string Target,
    Estimate RSquared,
    double Control
);

/// <summary>A network layer by layer.</summary>
/// <param name="Answers">From the answers after each layer; empty where there is one answer.</param>
/// <param name="Hidden">From the hidden states; empty where there are none.</param>
public sealed record LayerAnalysis(IReadOnlyList<LayerAnswer> Answers, IReadOnlyList<HiddenReading> Hidden)
{
    /// <summary>Nothing but the last answer is known.</summary>
    public static LayerAnalysis None { get; } = new([], []);

    /// <summary>Looks at each layer.</summary>
    public static LayerAnalysis Of(Probe probe, Answers answers, ComparisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(answers);
        LayerAnswer[] layers =
            answers.ByLayer.Count == 1
                ? []
                :
                [
                    .. answers
                        .ByLayer.Select((layer, i) => Layer(i + 1, probe, layer, answers.Rounding, options))
                        .OfType<LayerAnswer>(),
                ];
        return new LayerAnalysis(layers, answers.Hidden is null ? [] : HiddenProbes.Read(probe, answers.Hidden));
    }

    private static LayerAnswer? Layer(
        int index,
        Probe probe,
        double[] answers,
        double rounding,
        ComparisonOptions options
    )
    {
        if (Array.TrueForAll(answers, answer => answer == answers[0]))
        {
            return null;
        }

        Comparison comparison = Comparison.Of(probe, answers, rounding, options);
        return new LayerAnswer(index, comparison.Verdict.Simplest, comparison.Loss);
    }
}
