namespace Memformer.Learn.Spectra;

/// <summary>An interval of eigenvalues of H.</summary>
/// <param name="Lower">The lower end, at least 0.</param>
/// <param name="Upper">The upper end; may be infinite.</param>
public readonly record struct SpectralInterval(double Lower, double Upper)
{
    /// <summary>Whether the eigenvalue lies in the closed interval.</summary>
    public bool Contains(double h) => Lower <= h && h <= Upper;
}
