using Memformer.Learn.Numerics;

namespace Memformer.Learn.Models;

/// <summary>
/// A multiplicative mask on a register of shape (d+1)×(n+1): entry (row, token) of the register is multiplied by
/// entry (row, token) of the gate. Tokens 0 … n−1 are the context, token n is the query.
/// </summary>
public abstract record Gate
{
    private Gate() { }

    /// <summary>The gate that lets nothing through.</summary>
    public static Gate Closed { get; } = new Scalar(0);

    /// <summary>The gate that changes nothing.</summary>
    public static Gate Open { get; } = new Scalar(1);

    /// <summary>Whether it lets nothing through.</summary>
    public bool IsClosed =>
        this switch
        {
            Scalar number => number.Value == 0,
            Split split => split is { Context: 0, Query: 0 },
            PerToken tokens => tokens.Values.Cast<double>().All(value => value == 0),
            _ => false,
        };

    /// <summary>The entry for one row and token of a prompt with the given number of context tokens.</summary>
    /// <param name="row">0 … d.</param>
    /// <param name="token">0 … n; n is the query.</param>
    /// <param name="context">n.</param>
    public abstract double At(int row, int token, int context);

    /// <summary>The mean and the standard deviation of one row over the context tokens.</summary>
    /// <param name="row">0 … d.</param>
    /// <param name="context">n.</param>
    public virtual (double Mean, double Spread) OverContext(int row, int context) => (At(row, 0, context), 0);

    /// <summary>The same number for all entries.</summary>
    public sealed record Scalar(double Value) : Gate
    {
        /// <inheritdoc/>
        public override double At(int row, int token, int context) => Value;
    }

    /// <summary>One number for the context tokens, which carry the iterate, and one for the query, which carries the answer.</summary>
    public sealed record Split(double Context, double Query) : Gate
    {
        /// <inheritdoc/>
        public override double At(int row, int token, int context) => token < context ? Context : Query;
    }

    /// <summary>A number for each row and token, (d+1)×(n+1). Fits prompts of exactly n context tokens.</summary>
    public sealed record PerToken(double[,] Values) : Gate
    {
        /// <inheritdoc/>
        public override double At(int row, int token, int context) =>
            Values.GetLength(1) == context + 1
                ? Values[row, token]
                : throw new ArgumentOutOfRangeException(
                    nameof(context),
                    context,
                    $"this gate has entries for {Values.GetLength(1) - 1} context tokens"
                );

        /// <inheritdoc/>
        public override (double Mean, double Spread) OverContext(int row, int context)
        {
            double[] values = [.. Enumerable.Range(0, context).Select(token => At(row, token, context))];
            double mean = values.Average();
            return (mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
        }

        /// <summary>Equal entries.</summary>
        public bool Equals(PerToken? other) => other is not null && Matrices.SameEntries(Values, other.Values);

        /// <inheritdoc/>
        public override int GetHashCode() => Matrices.Hash(Values);
    }
}
