namespace Memformer.Learn.Numerics;

/// <summary>Gauss–Legendre nodes and weights on [−1, 1], and the integral up to each node.</summary>
internal sealed class GaussLegendre
{
    /// <summary>The rule with the given number of nodes.</summary>
    public GaussLegendre(int count)
    {
        double[] off = [.. Enumerable.Range(1, count - 1).Select(k => k / Math.Sqrt((4.0 * k * k) - 1))];
        Nodes = SymmetricTridiagonal.Eigenvalues(new double[count], off);
        Weights = [.. Nodes.Select(x => 2 / Legendre(x, count)[..count].Select((p, k) => ((2 * k) + 1) * p * p).Sum())];
        Integral = new double[count, count];
        for (int at = 0; at < count; at++)
        {
            double[] here = Legendre(Nodes[at], count);
            for (int from = 0; from < count; from++)
            {
                Integral[at, from] = Weights[from] * Primitive(here, Legendre(Nodes[from], count), count);
            }
        }
    }

    /// <summary>The nodes, ascending.</summary>
    public double[] Nodes { get; }

    /// <summary>The weights.</summary>
    public double[] Weights { get; }

    /// <summary>Entry (k, l): what the value at node l adds to the integral from −1 to node k.</summary>
    public double[,] Integral { get; }

    /// <summary>Σ_n (2n+1)/2 P_n(node) ∫_{−1}^{x} P_n, with ∫ P_n = (P_{n+1} − P_{n−1})/(2n+1).</summary>
    private static double Primitive(double[] here, double[] there, int count)
    {
        double sum = (here[1] + 1) / 2;
        for (int n = 1; n < count; n++)
        {
            sum += there[n] * (here[n + 1] - here[n - 1]) / 2;
        }

        return sum;
    }

    private static double[] Legendre(double x, int highest)
    {
        double[] values = new double[highest + 1];
        values[0] = 1;
        values[1] = x;
        for (int n = 1; n < highest; n++)
        {
            values[n + 1] = ((((2 * n) + 1) * x * values[n]) - (n * values[n - 1])) / (n + 1);
        }

        return values;
    }
}
