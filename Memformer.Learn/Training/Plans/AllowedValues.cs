namespace Memformer.Learn.Training.Plans;

/// <summary>The values that a key of a plan has, as messages and help say them.</summary>
public abstract record AllowedValues
{
    /// <summary>In a few words, as the end of "must be …".</summary>
    public abstract override string ToString();

    /// <summary>Values that words describe, such as <c>a number above 0</c>.</summary>
    /// <param name="Words">The words.</param>
    public sealed record Described(string Words) : AllowedValues
    {
        /// <inheritdoc/>
        public override string ToString() => Words;
    }

    /// <summary>True or false.</summary>
    public sealed record Switch : AllowedValues
    {
        /// <inheritdoc/>
        public override string ToString() => "true or false";
    }

    /// <summary>The rows of a symmetric positive definite matrix.</summary>
    public sealed record Matrix : AllowedValues
    {
        /// <inheritdoc/>
        public override string ToString() =>
            "rows of a symmetric positive definite matrix, such as [[1, 0], [0, 0.25]]";
    }

    /// <summary>One of several names.</summary>
    public sealed record Choice : AllowedValues
    {
        private readonly Func<IEnumerable<string>> _names;

        /// <summary>The names, asked for each time: more may have become known.</summary>
        internal Choice(Func<IEnumerable<string>> names) => _names = names;

        /// <summary>The names.</summary>
        public IReadOnlyList<string> Names => [.. _names()];

        /// <inheritdoc/>
        public override string ToString() => $"one of {string.Join(", ", Names)}";
    }
}
