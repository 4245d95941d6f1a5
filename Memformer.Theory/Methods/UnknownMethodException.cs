namespace Memformer.Theory.Methods;

/// <summary>A name that is not in the catalogue.</summary>
public sealed class UnknownMethodException : UsageException
{
    internal UnknownMethodException(string name, IReadOnlyList<string> known)
        : this(name, known, [.. Nearest.To(name, known)]) { }

    private UnknownMethodException(string name, IReadOnlyList<string> known, IReadOnlyList<string> nearest)
        : base(
            OtherNames.WhyNotLinear(name) is { } reason ? $"{name} is no linear first-order method: {reason}"
            : nearest.Count > 0 ? $"unknown method '{name}'; did you mean {string.Join(" or ", nearest)}?"
            : $"unknown method '{name}'; nearest of the {known.Count} in the catalogue are {string.Join(", ", Nearest.Ranked(name, known))}"
        ) => Suggestions = nearest;

    /// <summary>The nearest names, the best first.</summary>
    public IReadOnlyList<string> Suggestions { get; }
}
