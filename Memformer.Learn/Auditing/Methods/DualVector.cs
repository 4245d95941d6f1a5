namespace Memformer.Learn.Auditing.Methods;

/// <summary>A vector of numbers with their derivatives by the unknowns; a number is a vector of length 1.</summary>
internal sealed class DualVector
{
    private readonly double[] _values;

    /// <summary>One array for each unknown, or none where nothing depends on them.</summary>
    private readonly double[][]? _slopes;

    private DualVector(double[] values, double[][]? slopes) => (_values, _slopes) = (values, slopes);

    /// <summary>How many numbers it has.</summary>
    public int Length => _values.Length;

    /// <summary>A number.</summary>
    public double this[int entry] => _values[entry];

    /// <summary>The derivative of a number by unknown k.</summary>
    public double Slope(int entry, int k) => _slopes?[k][entry] ?? 0;

    /// <summary>Numbers that do not vary.</summary>
    public static DualVector Of(params double[] values) => new(values, null);

    /// <summary>Unknown number k of so many.</summary>
    public static DualVector Unknown(double value, int k, int count)
    {
        double[][] slopes = [.. Enumerable.Range(0, count).Select(other => new[] { other == k ? 1.0 : 0 })];
        return new DualVector([value], slopes);
    }

    /// <summary>The vector with zeros after it, up to a length.</summary>
    public DualVector Padded(int length) =>
        Length >= length ? this : new DualVector(Padded(_values, length), Each(slope => Padded(slope, length)));

    /// <summary>The vector, and after it the first numbers of another.</summary>
    public DualVector Followed(DualVector other, int count)
    {
        int unknowns = _slopes?.Length ?? other._slopes?.Length ?? 0;
        double[] First(double[]? slope) => slope is null ? new double[count] : slope[..count];
        return new DualVector(
            [.. _values, .. other._values[..count]],
            unknowns == 0
                ? null
                :
                [
                    .. Enumerable
                        .Range(0, unknowns)
                        .Select(k => (double[])[.. _slopes?[k] ?? new double[Length], .. First(other._slopes?[k])]),
                ]
        );
    }

    /// <summary>a·this + b·other; the shorter one is continued by zeros.</summary>
    public DualVector Combine(double a, DualVector other, double b)
    {
        double[] values = Combine(_values, a, other._values, b);
        if (_slopes is null && other._slopes is null)
        {
            return new DualVector(values, null);
        }

        int count = (_slopes ?? other._slopes)!.Length;
        double[][] slopes = new double[count][];
        for (int k = 0; k < count; k++)
        {
            slopes[k] = Combine(_slopes?[k] ?? [], a, other._slopes?[k] ?? [], b, values.Length);
        }

        return new DualVector(values, slopes);
    }

    /// <summary>The vector times a number.</summary>
    public DualVector Times(DualVector number)
    {
        double factor = number._values[0];
        double[] values = Scaled(_values, factor);
        if (_slopes is null && number._slopes is null)
        {
            return new DualVector(values, null);
        }

        int count = (_slopes ?? number._slopes)!.Length;
        double[][] slopes = new double[count][];
        for (int k = 0; k < count; k++)
        {
            slopes[k] = Combine(_slopes?[k] ?? [], factor, _values, number._slopes?[k][0] ?? 0, values.Length);
        }

        return new DualVector(values, slopes);
    }

    /// <summary>Each entry times one that does not vary.</summary>
    public DualVector Times(double[] factors) =>
        new(Products(_values, factors), Each(slope => Products(slope, factors)));

    /// <summary>A number to an integer power.</summary>
    public DualVector Power(int exponent) =>
        Mapped(Math.Pow(_values[0], exponent), exponent * Math.Pow(_values[0], exponent - 1));

    /// <summary>The positive square root of a number.</summary>
    public DualVector Root() => Mapped(Math.Sqrt(_values[0]), 0.5 / Math.Sqrt(_values[0]));

    /// <summary>Whether numbers and derivatives are the same.</summary>
    public bool IsSame(DualVector other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        return _values.AsSpan().SequenceEqual(other._values)
            && (
                (_slopes is null && other._slopes is null)
                || Enumerable
                    .Range(0, (_slopes ?? other._slopes)!.Length)
                    .All(k => Enumerable.Range(0, Length).All(i => Slope(i, k) == other.Slope(i, k)))
            );
    }

    private DualVector Mapped(double value, double derivative) =>
        new([value], Each(slope => Scaled(slope, derivative)));

    private double[][]? Each(Func<double[], double[]> map) => _slopes is null ? null : [.. _slopes.Select(map)];

    private static double[] Padded(double[] values, int length)
    {
        Array.Resize(ref values, length);
        return values;
    }

    private static double[] Scaled(double[] values, double factor)
    {
        double[] scaled = new double[values.Length];
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] = factor * values[i];
        }

        return scaled;
    }

    private static double[] Products(double[] left, double[] right)
    {
        double[] products = new double[left.Length];
        for (int i = 0; i < products.Length; i++)
        {
            products[i] = left[i] * right[i];
        }

        return products;
    }

    private static double[] Combine(double[] left, double a, double[] right, double b, int least = 0)
    {
        double[] sum = new double[Math.Max(least, Math.Max(left.Length, right.Length))];
        for (int i = 0; i < left.Length; i++)
        {
            sum[i] = a * left[i];
        }

        for (int i = 0; i < right.Length; i++)
        {
            sum[i] += b * right[i];
        }

        return sum;
    }
}
