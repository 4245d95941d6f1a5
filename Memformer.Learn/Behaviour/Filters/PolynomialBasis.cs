namespace Memformer.Learn.Behaviour.Filters;

/// <summary>Chebyshev polynomials on [0, largest]: the multiplier u of a residual polynomial p = 1 − h u of degree k has k of them.</summary>
internal static class PolynomialBasis
{
    /// <summary>T_0 … T_{count−1} at h.</summary>
    public static double[] Values(double eigenvalue, double largest, int count)
    {
        double x = (2 * eigenvalue / largest) - 1;
        double[] values = new double[count];
        for (int j = 0; j < count; j++)
        {
            values[j] =
                j == 0 ? 1
                : j == 1 ? x
                : (2 * x * values[j - 1]) - values[j - 2];
        }

        return values;
    }

    /// <summary>The coefficients of u in powers of h.</summary>
    public static double[] Monomials(double[] coefficients, double largest)
    {
        int count = coefficients.Length;
        double[] sum = new double[count];
        double[] before = [1];
        double[] now = [-1, 2 / largest];
        for (int j = 0; j < count; j++)
        {
            double[] term = j == 0 ? before : now;
            for (int i = 0; i < term.Length; i++)
            {
                sum[i] += coefficients[j] * term[i];
            }

            if (j > 0)
            {
                double[] next = new double[now.Length + 1];
                for (int i = 0; i < now.Length; i++)
                {
                    next[i] -= 2 * now[i];
                    next[i + 1] += 4 / largest * now[i];
                }

                for (int i = 0; i < before.Length; i++)
                {
                    next[i] -= before[i];
                }

                (before, now) = (now, next);
            }
        }

        return sum;
    }
}
