using System.Runtime.Intrinsics;

namespace Memformer.Learn.Numerics;

/// <summary>
/// Elementary functions of eight numbers at a time, made of operations that IEEE 754 defines to the last bit. The runtime's own
/// vector functions may round differently before and after a method is optimised, and a resumed run would then differ.
/// </summary>
/// <remarks>Source: the kernels of FreeBSD's msun (e_log.c, k_sin.c, k_cos.c), good to one unit in the last place.</remarks>
internal static class VectorMath
{
    private const double Log2High = 6.93147180369123816490e-01;
    private const double Log2Low = 1.90821492927058770002e-10;

    /// <summary>The bits of √½ but for the lower half, and of 1 less those.</summary>
    private const ulong RootHalf = 0x3FE6A09E00000000;
    private const ulong OneLessRootHalf = 0x3FF0000000000000 - RootHalf;

    /// <summary>Adding it rounds to the nearest integer, and leaves that in the lowest bits.</summary>
    private const double Rounder = 6755399441055744;

    private static readonly double[] LogTerms =
    [
        1.479819860511658591e-01,
        1.531383769920937332e-01,
        1.818357216161805012e-01,
        2.222219843214978396e-01,
        2.857142874366239149e-01,
        3.999999999940941908e-01,
        6.666666666666735130e-01,
    ];

    private static readonly double[] SineTerms =
    [
        1.58969099521155010221e-10,
        -2.50507602534068634195e-08,
        2.75573137070700676789e-06,
        -1.98412698298579493134e-04,
        8.33333333332248946124e-03,
        -1.66666666666666324348e-01,
    ];

    private static readonly double[] CosineTerms =
    [
        -1.13596475577881948265e-11,
        2.08757232129817482790e-09,
        -2.75573143513906633035e-07,
        2.48015872894767294178e-05,
        -1.38888888888741095749e-03,
        4.16666666666666019037e-02,
    ];

    /// <summary>The natural logarithm of positive normal numbers.</summary>
    public static Vector512<double> Log(Vector512<double> value)
    {
        // value = 2^k m with m between √½ and √2.
        Vector512<ulong> bits = value.AsUInt64() + Vector512.Create(OneLessRootHalf);
        Vector512<double> k = Vector512.ConvertToDouble((bits >>> 52).AsInt64() - Vector512.Create(1023L));
        Vector512<ulong> mantissa = (bits & Vector512.Create(0x000FFFFFFFFFFFFFUL)) + Vector512.Create(RootHalf);
        Vector512<double> f = mantissa.AsDouble() - Vector512.Create(1.0);
        Vector512<double> s = f / (f + Vector512.Create(2.0));
        Vector512<double> z = s * s;
        Vector512<double> halfSquare = f * f * 0.5;
        Vector512<double> tail = s * (halfSquare + (z * Polynomial(LogTerms, z)));
        return (k * Log2High) - (halfSquare - (tail + (k * Log2Low)) - f);
    }

    /// <summary>The sine and the cosine of 2π times numbers of [0, 1].</summary>
    public static (Vector512<double> Sine, Vector512<double> Cosine) SinCosTurns(Vector512<double> turns)
    {
        Vector512<double> quarters = turns * 4.0;
        Vector512<double> shifted = quarters + Vector512.Create(Rounder);
        Vector512<ulong> quadrant = shifted.AsUInt64();
        Vector512<double> r = (quarters - (shifted - Vector512.Create(Rounder))) * (Math.PI / 2);
        Vector512<double> z = r * r;
        Vector512<double> sine = Vector512.FusedMultiplyAdd(r * z, Polynomial(SineTerms, z), r);
        Vector512<double> cosine = Vector512.FusedMultiplyAdd(
            z * z,
            Polynomial(CosineTerms, z),
            Vector512.Create(1.0) - (z * 0.5)
        );
        Vector512<ulong> one = Vector512<ulong>.One;
        Vector512<double> isOdd = Vector512.Equals(quadrant & one, one).AsDouble();
        Vector512<ulong> two = Vector512.Create(2UL);
        Vector512<ulong> sineSign = (quadrant & two) << 62;
        Vector512<ulong> cosineSign = ((quadrant + one) & two) << 62;
        return (
            (Vector512.ConditionalSelect(isOdd, cosine, sine).AsUInt64() ^ sineSign).AsDouble(),
            (Vector512.ConditionalSelect(isOdd, sine, cosine).AsUInt64() ^ cosineSign).AsDouble()
        );
    }

    /// <summary>The sum of the eight, in an order that does not depend on the processor.</summary>
    public static double Sum(Vector512<double> value)
    {
        Vector256<double> four = value.GetLower() + value.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two.GetElement(0) + two.GetElement(1);
    }

    /// <summary>Horner's scheme, the highest power first.</summary>
    private static Vector512<double> Polynomial(double[] terms, Vector512<double> z)
    {
        Vector512<double> sum = Vector512.Create(terms[0]);
        for (int i = 1; i < terms.Length; i++)
        {
            sum = Vector512.FusedMultiplyAdd(sum, z, Vector512.Create(terms[i]));
        }

        return sum;
    }
}
