namespace Memformer.Theory.Algebra;

/// <summary>A power of a symbol, as it stands in a monomial.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Exponent">Its exponent, at least 1.</param>
public readonly record struct SymbolPower(Symbol Symbol, int Exponent);

/// <summary>A term of a polynomial.</summary>
/// <param name="Coefficient">The coefficient, not zero.</param>
/// <param name="Powers">The monomial: the symbols that occur, in order; empty in a constant term.</param>
public sealed record PolynomialTerm(Rational Coefficient, IReadOnlyList<SymbolPower> Powers);
