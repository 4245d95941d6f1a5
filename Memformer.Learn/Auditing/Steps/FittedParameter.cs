namespace Memformer.Learn.Auditing.Steps;

/// <summary>A number, or a list of numbers, that a fit has found.</summary>
public sealed record FittedParameter
{
    /// <summary>A single number; null when the weights do not determine it.</summary>
    public FittedParameter(string name, double? value, double? error = null)
        : this(name, [value], [error], false) { }

    /// <summary>A list of numbers; an entry is null when the weights do not determine it.</summary>
    public FittedParameter(string name, IReadOnlyList<double?> values, IReadOnlyList<double?> errors)
        : this(name, values, errors, true) { }

    private FittedParameter(string name, IReadOnlyList<double?> values, IReadOnlyList<double?> errors, bool isList)
    {
        Name = name;
        Values = values;
        Errors = errors;
        IsList = isList;
    }

    /// <summary>What the parameter is called: step, momentum, or a letter of a method.</summary>
    public string Name { get; }

    /// <summary>The numbers, one unless <see cref="IsList"/>.</summary>
    public IReadOnlyList<double?> Values { get; }

    /// <summary>
    /// The standard error of each number; null where it is unknown. It says how far the number would move if the
    /// network's numbers scattered again as they do about the reading, and nothing of a reading that is wrong.
    /// </summary>
    public IReadOnlyList<double?> Errors { get; }

    /// <summary>Whether this is a list rather than one number.</summary>
    public bool IsList { get; }

    /// <summary>The number, or the first of the list; null when undetermined.</summary>
    public double? Value => Values.Count > 0 ? Values[0] : null;

    /// <summary>
    /// The parameter of a fit, whose errors are those of a relative noise of 1, with the errors of the noise that there
    /// is; without errors if that is unknown.
    /// </summary>
    internal FittedParameter WithNoise(double? noise) =>
        new(Name, Values, [.. Errors.Select(error => error * noise)], IsList);

    /// <summary>Equal names and numbers.</summary>
    public bool Equals(FittedParameter? other) =>
        other is not null && Name == other.Name && IsList == other.IsList && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Values.Count, Value);
}
