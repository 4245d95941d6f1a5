namespace Memformer.Learn.Spectra;

/// <summary>
/// The Marchenko–Pastur law: the density of the eigenvalues of H as d and n grow with d/n fixed (Math. USSR Sbornik 1,
/// 1967). <see cref="ExpectedSpectrum"/> is the exact law for finite sizes.
/// </summary>
/// <param name="Dimension">d.</param>
/// <param name="Context">n.</param>
public sealed record MarchenkoPastur(int Dimension, int Context)
{
    private double Ratio => (double)Dimension / Context;

    /// <summary>The lower edge (1 − √(d/n))².</summary>
    public double LowerEdge => Math.Pow(1 - Math.Sqrt(Ratio), 2);

    /// <summary>The upper edge (1 + √(d/n))².</summary>
    public double UpperEdge => Math.Pow(1 + Math.Sqrt(Ratio), 2);

    /// <summary>The density at h of a non-zero eigenvalue, as a share of all d; integrates to min(1, n/d).</summary>
    public double Density(double h) =>
        h <= LowerEdge || h >= UpperEdge ? 0 : Math.Sqrt((UpperEdge - h) * (h - LowerEdge)) / (2 * Math.PI * Ratio * h);
}
