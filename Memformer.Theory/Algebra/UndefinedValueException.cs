namespace Memformer.Theory.Algebra;

/// <summary>A division by zero: a rational function was divided by zero, or taken where its denominator vanishes.</summary>
public sealed class UndefinedValueException : AlgebraException
{
    /// <summary>Creates the failure.</summary>
    /// <param name="message">The expression, and the values at which it is undefined.</param>
    public UndefinedValueException(string message)
        : base(message) { }
}
