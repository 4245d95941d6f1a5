namespace Memformer.Theory.Algebra;

/// <summary>
/// A polynomial with integer coefficients modulo a prime, some of its variables fixed to numbers.
/// </summary>
internal sealed class ModularImage
{
    private readonly PrimeField _field;
    private readonly int[][] _exponents;
    private readonly uint[] _values;

    /// <summary>The image of a polynomial, no variable fixed yet.</summary>
    /// <param name="field">The field of the prime.</param>
    /// <param name="coefficients">The polynomial's coefficients, all integers.</param>
    /// <param name="exponents">The exponents, by variable and by term.</param>
    public ModularImage(PrimeField field, IReadOnlyList<Rational> coefficients, int[][] exponents)
    {
        SymbolicWork.Spend(coefficients.Count);
        _field = field;
        _exponents = exponents;
        _values = [.. coefficients.Select(coefficient => coefficient.Modulo(field.Modulus))];
    }

    /// <summary>Fixes a variable to the number with these powers.</summary>
    public void Fix(int variable, uint[] powers)
    {
        SymbolicWork.Spend(_values.Length);
        var exponents = _exponents[variable];
        for (var term = 0; term < _values.Length; term++)
        {
            _values[term] = _field.Multiply(_values[term], powers[exponents[term]]);
        }
    }

    /// <summary>
    /// The coefficients as a polynomial in one variable, the other free variables at the numbers with these powers.
    /// </summary>
    public uint[] In(int variable, int degree, IReadOnlyList<(int Variable, uint[] Powers)> point)
    {
        SymbolicWork.Spend((long)_values.Length * (1 + point.Count));
        var coefficients = new uint[degree + 1];
        for (var term = 0; term < _values.Length; term++)
        {
            var value = _values[term];
            foreach (var (other, powers) in point)
            {
                value = _field.Multiply(value, powers[_exponents[other][term]]);
            }

            ref var coefficient = ref coefficients[_exponents[variable][term]];
            coefficient = _field.Add(coefficient, value);
        }

        return coefficients;
    }
}
