namespace Memformer.Learn.Numerics;

/// <summary>Eigenvalues of real symmetric tridiagonal matrices in double precision.</summary>
internal static class SymmetricTridiagonal
{
    private const int MostSweeps = 60;

    /// <summary>
    /// All eigenvalues, ascending, by the implicit QL iteration (Martin and Wilkinson, Numer. Math. 12, 1968); the error
    /// of each is a small multiple of the machine precision times the norm of the matrix.
    /// </summary>
    /// <param name="diagonal">m numbers.</param>
    /// <param name="offDiagonal">m − 1 numbers, the entries (i, i + 1).</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static double[] Eigenvalues(IReadOnlyList<double> diagonal, IReadOnlyList<double> offDiagonal)
    {
        if (offDiagonal.Count != diagonal.Count - 1)
        {
            throw new ArgumentException($"{diagonal.Count} diagonal entries need {diagonal.Count - 1} beside them");
        }

        double[] d = [.. diagonal];
        double[] e = [.. offDiagonal, 0];
        for (int l = 0; l < d.Length; l++)
        {
            for (int sweep = 0; ; sweep++)
            {
                int m = FirstSplit(d, e, l);
                if (m == l)
                {
                    break;
                }

                if (sweep == MostSweeps)
                {
                    throw new ArithmeticException($"QL did not converge in {MostSweeps} sweeps");
                }

                Sweep(d, e, l, m);
            }
        }

        Array.Sort(d);
        return d;
    }

    private static int FirstSplit(double[] d, double[] e, int from)
    {
        int m = from;
        while (m < d.Length - 1)
        {
            double scale = Math.Abs(d[m]) + Math.Abs(d[m + 1]);
            if (Math.Abs(e[m]) <= (double.BitIncrement(1.0) * scale) - scale)
            {
                break;
            }

            m++;
        }

        return m;
    }

    private static void Sweep(double[] d, double[] e, int l, int m)
    {
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        g = d[m] - d[l] + (e[l] / (g + Math.CopySign(Math.Sqrt((g * g) + 1), g)));
        double s = 1;
        double c = 1;
        double p = 0;
        for (int i = m - 1; i >= l; i--)
        {
            double f = s * e[i];
            double b = c * e[i];
            double r = Math.Sqrt((f * f) + (g * g));
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }

            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            r = ((d[i] - g) * s) + (2 * c * b);
            p = s * r;
            d[i + 1] = g + p;
            g = (c * r) - b;
        }

        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }
}
