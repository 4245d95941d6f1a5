namespace Memformer.Theory.Algebra;

/// <summary>
/// An operation whose result would not fit in any reasonable amount of memory. It is refused before it is started.
/// </summary>
public sealed class ExpressionTooLargeException : AlgebraException
{
    /// <summary>The largest number of bits that a power of a number may have: about five million digits.</summary>
    internal const long MaximumBits = 1L << 24;

    /// <summary>The largest number of terms that a polynomial may have.</summary>
    internal const int MaximumTerms = 1 << 21;

    /// <summary>Creates the failure.</summary>
    /// <param name="message">What was asked for, how large it would be, and what is allowed.</param>
    public ExpressionTooLargeException(string message)
        : base(message) { }

    internal static ExpressionTooLargeException ForPower(string basis, int exponent, string what) =>
        new($"({Abbreviate(basis)})^{exponent} has too many {what} to be written out");

    private static string Abbreviate(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
