namespace Memformer.Theory.Algebra;

/// <summary>
/// A polynomial in any number of symbols over the rational numbers. Immutable; equality is structural, because the
/// representation is canonical: like terms are collected, and only symbols that occur are kept.
/// </summary>
/// <remarks>
/// Implementation note: terms are sorted, largest monomial first, in the lexicographic order in which a symbol that
/// comes first in the order of <see cref="Symbol"/> weighs most. Exponents are packed (see
/// <see cref="MonomialLayout"/>).
/// </remarks>
public sealed partial class Polynomial : IEquatable<Polynomial>
{
    private readonly Symbol[] _variables;
    private readonly ulong[] _keys;
    private readonly Rational[] _coefficients;
    private readonly int _words;
    private int _cachedHash;

    // The caller hands over sorted variables that all occur, and sorted keys with non-zero coefficients.
    private Polynomial(Symbol[] variables, ulong[] keys, Rational[] coefficients)
    {
        _variables = variables;
        _keys = keys;
        _coefficients = coefficients;
        _words = MonomialLayout.WordsFor(variables.Length);
    }

    private Polynomial(Rational constant)
        : this([], constant.IsZero ? [] : [0], constant.IsZero ? [] : [constant]) { }

    /// <summary>The polynomial 0.</summary>
    public static Polynomial Zero { get; } = new(Rational.Zero);

    /// <summary>The polynomial 1.</summary>
    public static Polynomial One { get; } = new(Rational.One);

    /// <summary>The symbols that occur, in order.</summary>
    public IReadOnlyList<Symbol> Variables => _variables;

    /// <summary>The number of terms; 0 for the zero polynomial.</summary>
    public int TermCount => _coefficients.Length;

    /// <summary>Whether this is 0.</summary>
    public bool IsZero => _coefficients.Length == 0;

    /// <summary>Whether this is 1.</summary>
    public bool IsOne => IsConstant && !IsZero && _coefficients[0].IsOne;

    /// <summary>Whether no symbol occurs.</summary>
    public bool IsConstant => _variables.Length == 0;

    /// <summary>The coefficient of the largest monomial; 0 for the zero polynomial.</summary>
    public Rational LeadingCoefficient => IsZero ? Rational.Zero : _coefficients[0];

    /// <summary>The terms, the largest monomial first.</summary>
    public IReadOnlyList<PolynomialTerm> Terms => [.. Enumerable.Range(0, TermCount).Select(Term)];

    /// <summary>The terms by ascending total degree, and of one degree the largest monomial first.</summary>
    internal IEnumerable<PolynomialTerm> Ascending =>
        Enumerable.Range(0, TermCount).OrderBy(TotalDegreeOf).Select(Term);

    /// <summary>The coefficients, that of the largest monomial first.</summary>
    internal IReadOnlyList<Rational> Coefficients => _coefficients;

    /// <summary>The highest total degree of a term; 0 for a constant.</summary>
    public int TotalDegree => IsConstant ? 0 : Enumerable.Range(0, TermCount).Max(TotalDegreeOf);

    /// <summary>The number as a constant polynomial.</summary>
    public static implicit operator Polynomial(int value) => new((Rational)value);

    /// <summary>The number as a constant polynomial.</summary>
    public static implicit operator Polynomial(Rational value) => new(value);

    /// <summary>The symbol as a polynomial.</summary>
    public static implicit operator Polynomial(Symbol symbol) => Monomial(Rational.One, symbol, 1);

    /// <summary>The polynomial <c>coefficient · symbol^exponent</c>.</summary>
    /// <exception cref="ExpressionTooLargeException">The exponent is above 32767.</exception>
    public static Polynomial Monomial(Rational coefficient, Symbol symbol, int exponent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        if (exponent > MonomialLayout.MaximumExponent)
        {
            throw TooHighExponent($"{symbol}^{exponent}");
        }

        if (exponent == 0 || coefficient.IsZero)
        {
            return coefficient;
        }

        var key = new ulong[1];
        MonomialLayout.Raise(key, 0, exponent);
        return new([symbol], key, [coefficient]);
    }

    /// <summary>Whether this is a constant, and which.</summary>
    public bool TryGetConstant(out Rational constant)
    {
        constant = IsConstant ? LeadingCoefficient : Rational.Zero;
        return IsConstant;
    }

    /// <summary>The highest power of a symbol; 0 when it does not occur.</summary>
    public int DegreeIn(Symbol symbol)
    {
        var variable = Array.BinarySearch(_variables, symbol);
        return variable < 0 ? 0 : MaximumExponent(variable);
    }

    /// <summary>
    /// The coefficients as a polynomial in one symbol: entry <c>k</c> is the coefficient of <c>symbol^k</c>, itself a
    /// polynomial in the other symbols. The list has <c>DegreeIn(symbol) + 1</c> entries.
    /// </summary>
    public IReadOnlyList<Polynomial> CoefficientsIn(Symbol symbol)
    {
        var variable = Array.BinarySearch(_variables, symbol);
        if (variable < 0)
        {
            return [this];
        }

        var coefficients = new Polynomial[MaximumExponent(variable) + 1];
        Array.Fill(coefficients, Zero);
        var byExponent = Enumerable.Range(0, TermCount).GroupBy(term => MonomialLayout.Exponent(Key(term), variable));
        foreach (var group in byExponent)
        {
            // Within one power of the symbol the order of the terms does not depend on it.
            var keys = new ulong[group.Count() * _words];
            var position = 0;
            foreach (var term in group)
            {
                var key = keys.AsSpan(position, _words);
                Key(term).CopyTo(key);
                MonomialLayout.Clear(key, variable);
                position += _words;
            }

            coefficients[group.Key] = Compact(_variables, keys, [.. group.Select(term => _coefficients[term])]);
        }

        return coefficients;
    }

    /// <inheritdoc/>
    public bool Equals(Polynomial? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && TermCount == other.TermCount
            && GetHashCode() == other.GetHashCode()
            && _variables.AsSpan().SequenceEqual(other._variables)
            && _keys.AsSpan().SequenceEqual(other._keys)
            && _coefficients.AsSpan().SequenceEqual(other._coefficients)
        );

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Polynomial);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (_cachedHash == 0)
        {
            var hash = new HashCode();
            foreach (var variable in _variables)
            {
                hash.Add(variable);
            }

            foreach (var key in _keys)
            {
                hash.Add(key);
            }

            foreach (var coefficient in _coefficients)
            {
                hash.Add(coefficient);
            }

            _cachedHash = hash.ToHashCode() | 1;
        }

        return _cachedHash;
    }

    /// <summary>Whether the two polynomials are equal.</summary>
    public static bool operator ==(Polynomial? left, Polynomial? right) => left?.Equals(right) ?? (right is null);

    /// <summary>Whether the two polynomials differ.</summary>
    public static bool operator !=(Polynomial? left, Polynomial? right) => !(left == right);

    /// <summary>The polynomial as a formula, terms of low degree first: <c>1 - 2*beta + beta^2</c>, <c>eta/2</c>.</summary>
    public override string ToString() => ExpressionText.Language.Of(this);

    private ReadOnlySpan<ulong> Key(int term) => _keys.AsSpan(term * _words, _words);

    private int TotalDegreeOf(int term) => MonomialLayout.TotalDegree(Key(term));

    private PolynomialTerm Term(int term)
    {
        var powers = new List<SymbolPower>();
        for (var variable = 0; variable < _variables.Length; variable++)
        {
            var exponent = MonomialLayout.Exponent(Key(term), variable);
            if (exponent > 0)
            {
                powers.Add(new(_variables[variable], exponent));
            }
        }

        return new(_coefficients[term], powers);
    }

    private int MaximumExponent(int variable)
    {
        if (variable == 0)
        {
            return MonomialLayout.Exponent(_keys, 0);
        }

        var maximum = 0;
        for (var term = 0; term < TermCount; term++)
        {
            maximum = Math.Max(maximum, MonomialLayout.Exponent(Key(term), variable));
        }

        return maximum;
    }

    private static ExpressionTooLargeException TooHighExponent(string what) =>
        new($"{what}: an exponent may be at most {MonomialLayout.MaximumExponent}");
}
