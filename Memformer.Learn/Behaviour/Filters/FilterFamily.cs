namespace Memformer.Learn.Behaviour.Filters;

/// <summary>One constant of a family, and where to look for it.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Least">The least value tried.</param>
/// <param name="Largest">The largest value tried.</param>
/// <param name="IsLogarithmic">Whether it is searched and refined on a logarithmic scale.</param>
internal sealed record FilterConstant(string Name, double Least, double Largest, bool IsLogarithmic)
{
    /// <summary>The coordinate in which the constant is searched.</summary>
    public double Coordinate(double value) => IsLogarithmic ? Math.Log(value) : value;

    /// <summary>The value at a coordinate, kept inside the range.</summary>
    public double Value(double coordinate) =>
        Math.Clamp(IsLogarithmic ? Math.Exp(coordinate) : coordinate, Least, Largest);
}

/// <summary>
/// Methods that answer with w = u(H) Xᵀy/n and differ in a few constants. A family may look at the whole spectrum of a
/// prompt: a step scaled by ‖H‖ does.
/// </summary>
/// <param name="name">The method's name.</param>
/// <param name="steps">k, the number of steps; null where the method has none.</param>
internal abstract class FilterFamily(string name, int? steps)
{
    /// <summary>The method's name.</summary>
    public string Name { get; } = name;

    /// <summary>k.</summary>
    public int? Steps { get; } = steps;

    /// <summary>What is fitted.</summary>
    public abstract IReadOnlyList<FilterConstant> Constants(double largest);

    /// <summary>A word that tells variants of one method apart, by its key; null where there is one variant.</summary>
    public virtual KeyValuePair<string, string>? Variant => null;

    /// <summary>u at each eigenvalue.</summary>
    /// <param name="spectrum">The d eigenvalues of H, ascending; 0 where H is singular.</param>
    /// <param name="constants">As many as <see cref="Constants"/> says.</param>
    public abstract double[] Multipliers(double[] spectrum, double[] constants);
}

/// <summary>A family whose multiplier at h depends on h alone.</summary>
internal abstract class PointwiseFamily(string name, int? steps) : FilterFamily(name, steps)
{
    public override double[] Multipliers(double[] spectrum, double[] constants) =>
        Array.ConvertAll(spectrum, eigenvalue => Multiplier(eigenvalue, constants));

    protected abstract double Multiplier(double eigenvalue, double[] constants);
}
