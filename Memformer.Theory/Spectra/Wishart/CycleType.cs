namespace Memformer.Theory.Spectra.Wishart;

/// <summary>
/// What a pairing contributes: n to the number of its context cycles, times tr Σᵉ for each of its dimension cycles.
/// </summary>
/// <param name="ContextCycles">The number of cycles of the context's indices.</param>
/// <param name="Exponents">How many dimension cycles have exponent e, in four bits each, e = 0 lowest.</param>
internal readonly record struct CycleType(int ContextCycles, ulong Exponents)
{
    private const int Bits = 4;

    /// <summary>The number of dimension cycles with the exponent.</summary>
    public int Multiplicity(int exponent) => exponent >= 64 / Bits ? 0 : (int)(Exponents >> (Bits * exponent) & 0xF);

    /// <summary>The type with one more cycle of this exponent.</summary>
    public CycleType With(int exponent) => this with { Exponents = Exponents + (1UL << (Bits * exponent)) };

    /// <summary>The type in which one cycle's exponent is raised by the change.</summary>
    public CycleType Shifted(int exponent, int change) =>
        this with
        {
            Exponents = Exponents - (1UL << (Bits * exponent)) + (1UL << (Bits * (exponent + change))),
        };
}
