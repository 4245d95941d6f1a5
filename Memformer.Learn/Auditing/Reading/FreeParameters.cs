using Memformer.Learn.Models;

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
        foreach (string name in weights.Gates.Unused)
        {
            yield return name;
        }

        if (weights.Gates.Masks.Any(mask => mask.Gate is Gate.PerToken) && !features.AnyRewritten)
        {
            yield return $"gates rows 0..{d - 1}: P has no top-left block for them to act on";
        }
    }
}
