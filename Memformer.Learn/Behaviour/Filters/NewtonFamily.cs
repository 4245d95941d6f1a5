namespace Memformer.Learn.Behaviour.Filters;

/// <summary>What Newton's iteration for the inverse begins with.</summary>
internal enum NewtonStart
{
    /// <summary>α H.</summary>
    Fixed,

    /// <summary>α H/‖H‖², the spectral norm of the prompt's own H (Fu et al., arXiv:2310.17086, have α = 2).</summary>
    SpectralNorm,

    /// <summary>α H/‖H‖_F².</summary>
    FrobeniusNorm,

    /// <summary>α I/‖H‖: gradient descent of 2^k steps whose size the prompt decides.</summary>
    IdentityByNorm,
}

/// <summary>
/// Newton's iteration for the inverse (Schulz, 1933), M⁺ = 2M − MHM, w = M_k Xᵀy/n: 1 − h m_k = (1 − h m_0)^(2^k).
/// </summary>
internal sealed class NewtonFamily(int steps, NewtonStart start) : FilterFamily("newton", steps)
{
    public override IReadOnlyList<FilterConstant> Constants(double largest) =>
        [
            start switch
            {
                NewtonStart.Fixed => new("alpha", 1e-4 / (largest * largest), 4 / (largest * largest), true),
                _ => new FilterConstant("alpha", 1e-2, 2.5, IsLogarithmic: true),
            },
        ];

    public override KeyValuePair<string, string>? Variant =>
        KeyValuePair.Create(
            "start",
            start switch
            {
                NewtonStart.SpectralNorm => "alpha H/|H|^2",
                NewtonStart.FrobeniusNorm => "alpha H/|H|_F^2",
                NewtonStart.IdentityByNorm => "alpha I/|H|",
                _ => "alpha H",
            }
        );

    public override double[] Multipliers(double[] spectrum, double[] constants)
    {
        double norm = spectrum[^1];
        double scale = start switch
        {
            NewtonStart.SpectralNorm => constants[0] / (norm * norm),
            NewtonStart.FrobeniusNorm => constants[0] / spectrum.Sum(h => h * h),
            NewtonStart.IdentityByNorm => constants[0] / norm,
            _ => constants[0],
        };
        return Array.ConvertAll(
            spectrum,
            eigenvalue =>
            {
                double multiplier = start == NewtonStart.IdentityByNorm ? scale : scale * eigenvalue;
                for (int step = 0; step < Steps; step++)
                {
                    multiplier *= 2 - (eigenvalue * multiplier);
                }

                return multiplier;
            }
        );
    }
}
