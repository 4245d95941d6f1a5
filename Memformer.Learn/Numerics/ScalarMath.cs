namespace Memformer.Learn.Numerics;

/// <summary>
/// Elementary functions of one number, made of operations that every device has: what a processor and a graphics card compute
/// differs by the rounding of products and sums only.
/// </summary>
/// <remarks>Source: the kernels of FreeBSD's msun (e_log.c, e_exp.c, k_sin.c, k_cos.c), good to about one unit in the last place.</remarks>
internal static class ScalarMath
{
    private const double Log2High = 6.93147180369123816490e-01;
    private const double Log2Low = 1.90821492927058770002e-10;

    /// <summary>The bits of √½ but for the lower half, and of 1 less those.</summary>
    private const long RootHalf = 0x3FE6A09E00000000;
    private const long OneLessRootHalf = 0x3FF0000000000000 - RootHalf;
    private const long MantissaBits = 0x000FFFFFFFFFFFFF;
    private const int ExponentBias = 1023;

    /// <summary>Beyond it, and its negative, <see cref="Exp"/> is that of the limit: neither 0 nor infinite.</summary>
    private const double MostExponent = 700;

    /// <summary>The natural logarithm of a positive normal number.</summary>
    public static double Log(double value)
    {
        // value = 2^k m with m between √½ and √2.
        long bits = BitConverter.DoubleToInt64Bits(value) + OneLessRootHalf;
        double k = (int)(bits >> 52) - ExponentBias;
        double f = BitConverter.Int64BitsToDouble((bits & MantissaBits) + RootHalf) - 1;
        double s = f / (f + 2);
        double z = s * s;
        double series = 1.479819860511658591e-01;
        series = (series * z) + 1.531383769920937332e-01;
        series = (series * z) + 1.818357216161805012e-01;
        series = (series * z) + 2.222219843214978396e-01;
        series = (series * z) + 2.857142874366239149e-01;
        series = (series * z) + 3.999999999940941908e-01;
        series = (series * z) + 6.666666666666735130e-01;
        double halfSquare = f * f * 0.5;
        double tail = s * (halfSquare + (z * series));
        return (k * Log2High) - (halfSquare - (tail + (k * Log2Low)) - f);
    }

    /// <summary>e to the power of a number.</summary>
    public static double Exp(double value)
    {
        double x = Math.Min(Math.Max(value, -MostExponent), MostExponent);
        // x = k log 2 + r with |r| at most half of log 2.
        double turns = x / (Log2High + Log2Low);
        int k = (int)(turns < 0 ? turns - 0.5 : turns + 0.5);
        double high = x - (k * Log2High);
        double low = k * Log2Low;
        double r = high - low;
        double z = r * r;
        double series = 4.13813679705723846039e-08;
        series = (series * z) - 1.65339022054652515390e-06;
        series = (series * z) + 6.61375632143793436117e-05;
        series = (series * z) - 2.77777777770155933842e-03;
        series = (series * z) + 1.66666666666666019037e-01;
        double c = r - (z * series);
        double power = 1 - (low - (r * c / (2 - c)) - high);
        return power * BitConverter.Int64BitsToDouble((long)(k + ExponentBias) << 52);
    }

    /// <summary>The cosine of 2π times a number of [0, 1].</summary>
    public static double CosineOfTurns(double turns) => SineOfQuarters(turns, 1);

    /// <summary>The sine of 2π times a number of [0, 1].</summary>
    public static double SineOfTurns(double turns) => SineOfQuarters(turns, 0);

    /// <summary>sin(2π turns + shift · π/2).</summary>
    private static double SineOfQuarters(double turns, int shift)
    {
        double quarters = turns * 4;
        int nearest = (int)(quarters + 0.5);
        double r = (quarters - nearest) * (Math.PI / 2);
        int quadrant = nearest + shift;
        double value = (quadrant & 1) == 0 ? Sine(r) : Cosine(r);
        return (quadrant & 2) == 0 ? value : -value;
    }

    private static double Sine(double r)
    {
        double z = r * r;
        double series = 1.58969099521155010221e-10;
        series = (series * z) - 2.50507602534068634195e-08;
        series = (series * z) + 2.75573137070700676789e-06;
        series = (series * z) - 1.98412698298579493134e-04;
        series = (series * z) + 8.33333333332248946124e-03;
        series = (series * z) - 1.66666666666666324348e-01;
        return r + (r * z * series);
    }

    private static double Cosine(double r)
    {
        double z = r * r;
        double series = -1.13596475577881948265e-11;
        series = (series * z) + 2.08757232129817482790e-09;
        series = (series * z) - 2.75573143513506633035e-07;
        series = (series * z) + 2.48015872894767294178e-05;
        series = (series * z) - 1.38888888888741095749e-03;
        series = (series * z) + 4.16666666666666019037e-02;
        return 1 - (z * 0.5) + (z * z * series);
    }
}
