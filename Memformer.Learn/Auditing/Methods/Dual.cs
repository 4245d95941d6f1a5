namespace Memformer.Learn.Auditing.Methods;

/// <summary>A number with its derivatives by the unknowns; none where it is a constant.</summary>
internal readonly struct Dual : IEquatable<Dual>
{
    private readonly double[]? _slopes;

    private Dual(double value, double[]? slopes) => (Value, _slopes) = (value, slopes);

    /// <summary>The number.</summary>
    public double Value { get; }

    /// <summary>Unknown number k of so many.</summary>
    public static Dual Unknown(double value, int k, int count)
    {
        double[] slopes = new double[count];
        slopes[k] = 1;
        return new Dual(value, slopes);
    }

    /// <summary>The derivative by unknown k.</summary>
    public double Slope(int k) => _slopes?[k] ?? 0;

    public static implicit operator Dual(double value) => new(value, null);

    public static Dual operator +(Dual left, Dual right) => new(left.Value + right.Value, Mixed(left, 1, right, 1));

    public static Dual operator -(Dual left, Dual right) => new(left.Value - right.Value, Mixed(left, 1, right, -1));

    public static Dual operator *(Dual left, Dual right) =>
        new(left.Value * right.Value, Mixed(left, right.Value, right, left.Value));

    /// <summary>The number to an integer power.</summary>
    public Dual Power(int exponent) =>
        new(Math.Pow(Value, exponent), Mixed(this, exponent * Math.Pow(Value, exponent - 1), default, 0));

    /// <summary>The positive square root.</summary>
    public Dual Root() => new(Math.Sqrt(Value), Mixed(this, 0.5 / Math.Sqrt(Value), default, 0));

    /// <summary>Equal numbers with equal derivatives.</summary>
    public bool Equals(Dual other) =>
        Value == other.Value && (_slopes ?? []).AsSpan().SequenceEqual(other._slopes ?? []);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Dual other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    private static double[]? Mixed(Dual left, double a, Dual right, double b)
    {
        if (left._slopes is null && right._slopes is null)
        {
            return null;
        }

        double[] slopes = new double[(left._slopes ?? right._slopes)!.Length];
        for (int k = 0; k < slopes.Length; k++)
        {
            slopes[k] =
                (left._slopes is null ? 0 : a * left._slopes[k]) + (right._slopes is null ? 0 : b * right._slopes[k]);
        }

        return slopes;
    }
}
