using Memformer.Learn.Models;
using Memformer.Theory.Networks;

namespace Memformer.Learn.Auditing.Reading;

/// <summary>Names the numbers of a network that cannot change its answer.</summary>
internal static class FreeParameters
{
    /// <summary>One phrase for each group of free numbers, by the names they have in a checkpoint.</summary>
    public static IEnumerable<string> Of(NetworkReading network, FeatureReader features)
    {
        NetworkWeights weights = network.Weights;
        int last = weights.Layers - 1;
        int d = weights.Dimension;
        yield return $"layers.{last}.heads.*.P rows 0..{d - 1}: nothing reads the features after the last layer";
        foreach (string name in OfGates(weights.Gates, last))
        {
            yield return name;
        }

        if (HasRows(weights.Gates) && !features.AnyRewritten)
        {
            yield return $"gates rows 0..{d - 1}: P has no top-left block for them to act on";
        }
    }

    private static IEnumerable<string> OfGates(NetworkGates gates, int last)
    {
        switch (gates)
        {
            case NetworkGates.Dynamic:
                yield return "gates.gamma[0]: there is no register before the first";
                break;
            case NetworkGates.Lfom lfom when lfom.Gates[last].Any(heads => heads.Any(DependsOnToken)):
                yield return $"gates.lfom[{last}] on the context tokens: nothing reads the iterate after the last layer";
                break;
            case NetworkGates.Shared { Update: UpdateForm.Residual } shared:
                yield return $"gates.shared[{last}]: the last register enters with 1, not with its gate";
                if (last >= 1 && DependsOnToken(shared.Gates[last - 1]))
                {
                    yield return $"gates.shared[{last - 1}] on the context tokens: only the last layer uses it, and nothing reads the iterate after";
                }

                break;
            case NetworkGates.Shared shared when DependsOnToken(shared.Gates[last]):
                yield return $"gates.shared[{last}] on the context tokens: nothing reads the iterate after the last layer";
                break;
        }
    }

    private static bool DependsOnToken(Gate gate) => gate is not Gate.Scalar;

    private static bool HasRows(NetworkGates gates) =>
        gates switch
        {
            NetworkGates.Lfom lfom => lfom.Gates.Any(layer => layer.Any(heads => heads.Any(IsPerToken))),
            NetworkGates.Shared shared => shared.Gates.Any(IsPerToken),
            _ => false,
        };

    private static bool IsPerToken(Gate gate) => gate is Gate.PerToken;
}
