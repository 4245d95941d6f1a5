namespace Memformer.Learn.Numerics;

/// <summary>A number with its gradient in the hyper-parameters: forward differentiation of short recurrences.</summary>
/// <param name="Value">The number.</param>
/// <param name="Gradient">Its derivatives, one per hyper-parameter; empty for a constant.</param>
internal readonly record struct Dual(double Value, double[] Gradient)
{
    public static implicit operator Dual(double value) => new(value, []);

    /// <summary>The hyper-parameters themselves, each with its unit gradient.</summary>
    public static Dual[] Variables(IReadOnlyList<double> values)
    {
        Dual[] variables = new Dual[values.Count];
        for (int i = 0; i < variables.Length; i++)
        {
            double[] gradient = new double[values.Count];
            gradient[i] = 1;
            variables[i] = new Dual(values[i], gradient);
        }

        return variables;
    }

    /// <summary>Numbers that do not vary.</summary>
    public static Dual[] Constants(IEnumerable<double> values) => [.. values.Select(value => (Dual)value)];

    public static Dual operator +(Dual a, Dual b) => new(a.Value + b.Value, Combine(1, a.Gradient, 1, b.Gradient));

    public static Dual operator -(Dual a, Dual b) => new(a.Value - b.Value, Combine(1, a.Gradient, -1, b.Gradient));

    public static Dual operator *(Dual a, Dual b) =>
        new(a.Value * b.Value, Combine(b.Value, a.Gradient, a.Value, b.Gradient));

    private static double[] Combine(double s, double[] a, double t, double[] b)
    {
        double[] sum = new double[Math.Max(a.Length, b.Length)];
        for (int i = 0; i < a.Length; i++)
        {
            sum[i] = s * a[i];
        }

        for (int i = 0; i < b.Length; i++)
        {
            sum[i] += t * b[i];
        }

        return sum;
    }
}
