namespace Memformer.Theory.Algebra;

/// <summary>
/// A rational function of any number of symbols over the rational numbers. Immutable and canonical, so that equality,
/// which is structural, decides whether two formulas are the same function.
/// </summary>
/// <remarks>
/// Implementation note: numerator and denominator are coprime; the denominator has integer coefficients without a
/// common factor, and its term of lowest degree is positive, the first in lexicographic order where several have that
/// degree. A polynomial has denominator 1.
/// </remarks>
public sealed partial class RationalFunction : IEquatable<RationalFunction>
{
    private RationalFunction(Polynomial numerator, Polynomial denominator)
    {
        Numerator = numerator;
        Denominator = denominator;
    }

    /// <summary>The function 0.</summary>
    public static RationalFunction Zero { get; } = new(Polynomial.Zero, Polynomial.One);

    /// <summary>The function 1.</summary>
    public static RationalFunction One { get; } = new(Polynomial.One, Polynomial.One);

    /// <summary>The numerator in lowest terms; it carries all rational factors.</summary>
    public Polynomial Numerator { get; }

    /// <summary>The denominator in lowest terms: integer coefficients without a common factor.</summary>
    public Polynomial Denominator { get; }

    /// <summary>Whether this is 0.</summary>
    public bool IsZero => Numerator.IsZero;

    /// <summary>Whether this is 1.</summary>
    public bool IsOne => Numerator.IsOne && IsPolynomial;

    /// <summary>Whether no symbol occurs.</summary>
    public bool IsConstant => Numerator.IsConstant && IsPolynomial;

    /// <summary>Whether the denominator is 1.</summary>
    public bool IsPolynomial => Denominator.IsConstant;

    /// <summary>The symbols that occur, in order.</summary>
    public IReadOnlyList<Symbol> Symbols =>
        IsPolynomial ? Numerator.Variables : [.. Numerator.Variables.Union(Denominator.Variables).Order()];

    /// <summary>The number as a constant function.</summary>
    public static implicit operator RationalFunction(int value) => (Polynomial)value;

    /// <summary>The number as a constant function.</summary>
    public static implicit operator RationalFunction(Rational value) => (Polynomial)value;

    /// <summary>The symbol as a function.</summary>
    public static implicit operator RationalFunction(Symbol symbol) => (Polynomial)symbol;

    /// <summary>The polynomial as a function.</summary>
    public static implicit operator RationalFunction(Polynomial polynomial) => new(polynomial, Polynomial.One);

    /// <summary>The quotient of two polynomials, in lowest terms.</summary>
    /// <exception cref="UndefinedValueException">The denominator is zero.</exception>
    public static RationalFunction Quotient(Polynomial numerator, Polynomial denominator)
    {
        ArgumentNullException.ThrowIfNull(numerator);
        ArgumentNullException.ThrowIfNull(denominator);
        if (denominator.IsZero)
        {
            throw new UndefinedValueException($"({numerator})/0: division by zero");
        }

        if (denominator.IsConstant || numerator.IsZero)
        {
            return numerator.IsZero ? Zero : numerator / denominator.LeadingCoefficient;
        }

        var common = Polynomial.Gcd(numerator, denominator);
        return common.IsOne
            ? FromCoprime(numerator, denominator)
            : FromCoprime(numerator.DivideExactly(common), denominator.DivideExactly(common));
    }

    /// <summary>Whether this is a constant, and which.</summary>
    public bool TryGetConstant(out Rational constant)
    {
        constant = IsConstant ? Numerator.LeadingCoefficient : Rational.Zero;
        return IsConstant;
    }

    /// <inheritdoc/>
    public bool Equals(RationalFunction? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Denominator.Equals(other.Denominator) && Numerator.Equals(other.Numerator));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RationalFunction);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Numerator, Denominator);

    /// <summary>Whether the two functions are equal.</summary>
    public static bool operator ==(RationalFunction? left, RationalFunction? right) =>
        left?.Equals(right) ?? (right is null);

    /// <summary>Whether the two functions differ.</summary>
    public static bool operator !=(RationalFunction? left, RationalFunction? right) => !(left == right);

    /// <summary>The function as a formula: <c>beta^2*eta/(1 - beta)</c>.</summary>
    public override string ToString() => ExpressionText.Language.Of(this);

    private static RationalFunction FromCoprime(Polynomial numerator, Polynomial denominator)
    {
        var content = denominator.SignedContent;
        return content.IsOne ? new(numerator, denominator) : new(numerator / content, denominator / content);
    }
}
