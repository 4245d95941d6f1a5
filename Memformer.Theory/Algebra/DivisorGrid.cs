using System.Numerics;

namespace Memformer.Theory.Algebra;

/// <summary>
/// The shape of a polynomial that is to be found by interpolation: one main variable, in which its images are
/// computed, and others, to which a grid of values is given.
/// </summary>
/// <param name="Main">The main variable.</param>
/// <param name="MainDegree">The degree in the main variable.</param>
/// <param name="Others">The other variables.</param>
/// <param name="Degrees">Bounds on the degrees in the other variables.</param>
internal sealed record DivisorGrid(int Main, int MainDegree, int[] Others, int[] Degrees)
{
    private const int LargestSize = 1 << 20;

    /// <summary>The number of coefficients.</summary>
    /// <exception cref="ExpressionTooLargeException">There are too many of them to be interpolated.</exception>
    public int Size
    {
        get
        {
            var size = Degrees.Aggregate(MainDegree + 1.0, (size, degree) => size * (degree + 1));
            return size <= LargestSize
                ? (int)size
                : throw new ExpressionTooLargeException(
                    $"a greatest common divisor may have {size:G3} terms, allowed are {LargestSize}"
                );
        }
    }

    /// <summary>
    /// The coefficients of the polynomial whose images are given, the exponent of the main variable running fastest and
    /// that of the first other variable slowest; null when an image is.
    /// </summary>
    /// <param name="field">The field of the prime.</param>
    /// <param name="starts">The first value of each of the other variables; the next ones follow in steps of 1.</param>
    /// <param name="highest">The highest power of each of the other variables that the images need.</param>
    /// <param name="imageAt">The image where the other variables have the values with the given powers.</param>
    public uint[]? Interpolate(
        PrimeField field,
        uint[] starts,
        int[] highest,
        Func<IReadOnlyList<(int Variable, uint[] Powers)>, uint[]?> imageAt
    )
    {
        SymbolicWork.Spend((long)Size * (1 + Degrees.Sum()));
        var values = new uint[Size];
        var point = new (int Variable, uint[] Powers)[Others.Length];
        for (var node = 0; node < Size / (MainDegree + 1); node++)
        {
            var remaining = node;
            for (var i = Others.Length - 1; i >= 0; i--)
            {
                var value = field.Add(starts[i], (uint)(remaining % (Degrees[i] + 1)));
                point[i] = (Others[i], field.Powers(value, highest[i]));
                remaining /= Degrees[i] + 1;
            }

            if (imageAt(point) is not { } image)
            {
                return null;
            }

            image.CopyTo(values, node * (MainDegree + 1));
        }

        var stride = MainDegree + 1;
        for (var i = Others.Length - 1; i >= 0; i--)
        {
            InterpolateAxis(field, values, stride, Degrees[i] + 1, starts[i]);
            stride *= Degrees[i] + 1;
        }

        return values;
    }

    /// <summary>The polynomial with these coefficients, in the order of <see cref="Interpolate"/>.</summary>
    public Polynomial ToPolynomial(IReadOnlyList<BigInteger> coefficients, Symbol[] variables)
    {
        var terms = new List<(int[] Exponents, Rational Coefficient)>();
        for (var position = 0; position < coefficients.Count; position++)
        {
            if (coefficients[position].IsZero)
            {
                continue;
            }

            var exponents = new int[variables.Length];
            exponents[Main] = position % (MainDegree + 1);
            var remaining = position / (MainDegree + 1);
            for (var i = Others.Length - 1; i >= 0; i--)
            {
                exponents[Others[i]] = remaining % (Degrees[i] + 1);
                remaining /= Degrees[i] + 1;
            }

            terms.Add((exponents, coefficients[position]));
        }

        return Polynomial.FromTerms(variables, terms);
    }

    // Along every line of one axis, values at start, start + 1, … become coefficients (Newton's divided differences).
    private static void InterpolateAxis(PrimeField field, uint[] values, int stride, int count, uint start)
    {
        var inverses = Enumerable.Range(0, count).Select(i => i == 0 ? 0 : field.Inverse((uint)i)).ToArray();
        for (var line = 0; line < values.Length / count; line++)
        {
            var first = line / stride * stride * count + line % stride;
            for (var order = 1; order < count; order++)
            {
                for (var i = count - 1; i >= order; i--)
                {
                    ref var value = ref values[first + i * stride];
                    value = field.Multiply(field.Subtract(value, values[first + (i - 1) * stride]), inverses[order]);
                }
            }

            for (var order = count - 2; order >= 0; order--)
            {
                var node = field.Add(start, (uint)order);
                for (var i = order; i < count - 1; i++)
                {
                    ref var value = ref values[first + i * stride];
                    value = field.Subtract(value, field.Multiply(node, values[first + (i + 1) * stride]));
                }
            }
        }
    }
}
