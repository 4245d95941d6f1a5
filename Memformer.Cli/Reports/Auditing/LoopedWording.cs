using System.Numerics;
using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Function;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>What a looped network does beyond its depth, in a sentence or two.</summary>
internal static class LoopedWording
{
    /// <summary>Imaginary parts below this are rounding.</summary>
    private const double Rounding = 1e-6;

    /// <summary>The sentences; none where no single layer is repeated.</summary>
    public static IEnumerable<string> Of(Audit audit)
    {
        if (audit.Beyond is not LoopedBehaviour behaviour)
        {
            yield break;
        }

        string cut = behaviour.IsCut
            ? $", with gates of 0 for gradients older than {audit.Weights.Layers} layers,"
            : ",";
        string opening = $"Used more often than {audit.Weights.Layers} times{cut} the layer";
        yield return behaviour.Largest switch
        {
            0 =>
                $"{opening} lets answers grow without bound, however small the eigenvalues: {Root(behaviour.Root)} lies outside the unit disc.",
            double.PositiveInfinity => $"{opening} keeps all answers bounded.",
            _ =>
                $"{opening} keeps the answers bounded if and only if no eigenvalue of ĀH exceeds {Wording.Number(behaviour.Largest)}, "
                    + $"where {Root(behaviour.Root)} of its recurrence reaches the unit circle{Share(audit)}. Within that "
                    + "the answers tend to those of least squares.",
        };
    }

    private static string Root(Complex root) =>
        Math.Abs(root.Imaginary) > Rounding
            ? $"the pair of roots {Wording.Number(root.Real)} ± {Wording.Number(Math.Abs(root.Imaginary))} i"
            : $"the root {Wording.Number(root.Real)}";

    private static string Share(Audit audit) =>
        audit.Function?.Unbounded is double share ? $"; {Wording.Share(share)} of the prompts have a larger one" : "";
}
