using Memformer.Learn.Numerics;
using Memformer.Theory.Spectra;

namespace Memformer.Learn.Spectra;

/// <summary>The loss of <see cref="MeanLoss"/> in floating point, for searches.</summary>
internal static class LossTerms
{
    /// <summary>Terms whose squares sum to the loss less σ², for a residual that need not be written out.</summary>
    public static Dual[] Of(SpectralQuadrature spectrum, int context, double noise, Func<double, Dual> residual)
    {
        List<Dual> terms = new(2 * spectrum.Nodes.Count);
        for (int i = 0; i < spectrum.Nodes.Count; i++)
        {
            (double h, double weight) = (spectrum.Nodes[i], spectrum.Weights[i]);
            Dual p = residual(h);
            terms.Add(Math.Sqrt(weight) * p);
            if (noise > 0)
            {
                terms.Add(noise * Math.Sqrt(weight / (context * h)) * (1 - p));
            }
        }

        return [.. terms];
    }
}
