namespace Memformer.Learn.Auditing;

/// <summary>A number, or a list of numbers, that a fit has found.</summary>
public sealed record FittedParameter
{
    /// <summary>A single number; null when the weights do not determine it.</summary>
    public FittedParameter(string name, double? value)
    {
        Name = name;
        Values = [value];
        IsList = false;
    }

    /// <summary>A list of numbers; an entry is null when the weights do not determine it.</summary>
    public FittedParameter(string name, IReadOnlyList<double?> values)
    {
        Name = name;
        Values = values;
        IsList = true;
    }

    /// <summary>What the parameter is called: step, momentum, or a letter of a method.</summary>
    public string Name { get; }

    /// <summary>The numbers, one unless <see cref="IsList"/>.</summary>
    public IReadOnlyList<double?> Values { get; }

    /// <summary>Whether this is a list rather than one number.</summary>
    public bool IsList { get; }

    /// <summary>The number, or the first of the list; null when undetermined.</summary>
    public double? Value => Values.Count > 0 ? Values[0] : null;

    /// <summary>Equal names and numbers.</summary>
    public bool Equals(FittedParameter? other) =>
        other is not null && Name == other.Name && IsList == other.IsList && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Values.Count, Value);
}
