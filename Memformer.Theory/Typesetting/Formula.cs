using System.Numerics;

namespace Memformer.Theory.Typesetting;

/// <summary>
/// A formula as a tree that says what is written and not how: <see cref="Latex"/>, <see cref="MathMl"/> and
/// <see cref="PlainText"/> lay out the same tree. Brackets are not part of it; the printers put them where precedence
/// asks for them.
/// </summary>
public abstract record Formula
{
    private Formula() { }

    /// <summary>Zero.</summary>
    public static Formula Zero { get; } = new Number(BigInteger.Zero);

    /// <summary>One.</summary>
    public static Formula One { get; } = new Number(BigInteger.One);

    /// <summary>The star of <c>w_*</c>.</summary>
    public static Formula Star { get; } = new Glyph("*", @"\star", "⋆");

    /// <summary>∇.</summary>
    public static Formula Nabla { get; } = new Glyph("∇", @"\nabla");

    /// <summary>What is left out between formulas.</summary>
    public static Formula Dots { get; } = new Glyph("…", @"\dots");

    private static Formula Transpose { get; } = new Glyph("ᵀ", @"\top", "⊤");

    /// <summary>An identifier, such as <c>eta</c> or <c>X</c>.</summary>
    public static implicit operator Formula(string name) => new Identifier(name);

    /// <summary>A number, negative ones with a sign.</summary>
    public static implicit operator Formula(int value) =>
        value >= 0 ? new Number(value) : new Sum([new(true, new Number(-value))]);

    /// <summary>The sum, flattened, with signs folded: a + (−b) is a − b.</summary>
    public static Formula operator +(Formula left, Formula right) =>
        Sum.Of([.. Sum.TermsOf(left), .. Sum.TermsOf(right)]);

    /// <summary>The difference, flattened, with signs folded.</summary>
    public static Formula operator -(Formula left, Formula right) => left + -right;

    /// <summary>The negative, term by term.</summary>
    public static Formula operator -(Formula operand) =>
        Sum.Of([.. Sum.TermsOf(operand).Select(term => term with { IsNegative = !term.IsNegative })]);

    /// <summary>The product, flattened; factors of one are left out.</summary>
    public static Formula operator *(Formula left, Formula right) => Product.Of([left, right]);

    /// <summary>The formula with a subscript.</summary>
    public Formula Sub(Formula index) => new Subscript(this, index);

    /// <summary>The formula with two indices below, <c>C_{l,j}</c>.</summary>
    public Formula Sub(Formula first, Formula second) => new Subscript(this, new Sequence([first, second]));

    /// <summary>The formula with a superscript.</summary>
    public Formula Sup(Formula exponent) => exponent == One ? this : new Superscript(this, exponent);

    /// <summary>The transpose.</summary>
    public Formula Transposed => new Superscript(this, Transpose);

    /// <summary>The relation <c>this = right</c>.</summary>
    public Formula EqualTo(Formula right) => new Relation(this, "=", right);

    /// <summary>A non-negative integer.</summary>
    public sealed record Number(BigInteger Value) : Formula;

    /// <summary>A name: one letter, a Greek letter by its English name, or a word.</summary>
    public sealed record Identifier(string Name) : Formula;

    /// <summary>A sign, which no name stands for: a letter may be called <c>star</c>.</summary>
    /// <param name="Text">In plain text.</param>
    /// <param name="Command">In LaTeX.</param>
    /// <param name="Mark">In MathML, of a sign that stands above or below a letter; null of others.</param>
    public sealed record Glyph(string Text, string Command, string? Mark = null) : Formula;

    /// <summary>Upright text inside a formula.</summary>
    public sealed record Words(string Text) : Formula;

    /// <summary>A base with something below.</summary>
    public sealed record Subscript(Formula Base, Formula Index) : Formula;

    /// <summary>A base with something above: a power, a transpose, a star.</summary>
    public sealed record Superscript(Formula Base, Formula Exponent) : Formula;

    /// <summary>A term of a sum with its sign.</summary>
    public readonly record struct Term(bool IsNegative, Formula Value);

    /// <summary>A sum of signed terms; a single negative term is a negative.</summary>
    public sealed record Sum(IReadOnlyList<Term> Terms) : Formula
    {
        /// <summary>The sum of terms without zeros; a bare formula when a single positive term is left.</summary>
        public static Formula Of(IReadOnlyList<Term> terms)
        {
            IReadOnlyList<Term> kept = [.. terms.Where(term => term.Value != Zero)];
            return kept switch
            {
                [] => Zero,
                [{ IsNegative: false } only] => only.Value,
                _ => new Sum(kept),
            };
        }

        /// <summary>The terms of a sum, or the formula as the only term.</summary>
        public static IReadOnlyList<Term> TermsOf(Formula formula) =>
            formula is Sum sum ? sum.Terms : [new Term(false, formula)];

        /// <summary>Equal terms in the same order.</summary>
        public bool Equals(Sum? other) => other is not null && Terms.SequenceEqual(other.Terms);

        /// <inheritdoc/>
        public override int GetHashCode() => HashOf(Terms);
    }

    /// <summary>A product, in order.</summary>
    public sealed record Product(IReadOnlyList<Formula> Factors) : Formula
    {
        /// <summary>The product without ones; zero if a factor is zero; the sign of a leading negative goes to the front.</summary>
        public static Formula Of(IReadOnlyList<Formula> factors)
        {
            List<Formula> flat = [];
            var negative = false;
            foreach (var factor in factors.SelectMany(FactorsOf))
            {
                var isNegative = factor is Sum { Terms: [{ IsNegative: true }] };
                negative ^= isNegative;
                var value = isNegative ? ((Sum)factor).Terms[0].Value : factor;
                flat.AddRange(FactorsOf(value).Where(part => part != One));
            }

            var product = flat switch
            {
                [] => One,
                _ when flat.Contains(Zero) => Zero,
                [var only] => only,
                _ => new Product(flat),
            };
            return negative ? -product : product;
        }

        /// <summary>Equal factors in the same order.</summary>
        public bool Equals(Product? other) => other is not null && Factors.SequenceEqual(other.Factors);

        /// <inheritdoc/>
        public override int GetHashCode() => HashOf(Factors);

        private static IReadOnlyList<Formula> FactorsOf(Formula formula) =>
            formula is Product product ? product.Factors : [formula];
    }

    /// <summary>A fraction.</summary>
    public sealed record Quotient(Formula Numerator, Formula Denominator) : Formula;

    /// <summary>A matrix by rows.</summary>
    public sealed record Matrix(IReadOnlyList<IReadOnlyList<Formula>> Rows) : Formula
    {
        /// <summary>Equal entries.</summary>
        public bool Equals(Matrix? other) =>
            other is not null
            && Rows.Count == other.Rows.Count
            && Rows.Zip(other.Rows).All(pair => pair.First.SequenceEqual(pair.Second));

        /// <inheritdoc/>
        public override int GetHashCode() => HashOf([.. Rows.SelectMany(row => row)]);
    }

    /// <summary>Two sides of a relation, such as <c>=</c>, <c>≠</c>, <c>≤</c>, <c>∈</c>.</summary>
    public sealed record Relation(Formula Left, string Sign, Formula Right) : Formula;

    /// <summary>A sum over an index: <c>Σ_{below}^{above} body</c>; no upper limit when <paramref name="Above"/> is null.</summary>
    public sealed record Summation(Formula Below, Formula? Above, Formula Body) : Formula;

    /// <summary>A product over an index.</summary>
    public sealed record Multiplication(Formula Below, Formula? Above, Formula Body) : Formula;

    /// <summary>A function applied to an argument: <c>∇f(w)</c>, <c>diag(I_n, 0)</c>.</summary>
    public sealed record Application(Formula Function, Formula Argument) : Formula;

    /// <summary>Brackets that precedence does not ask for.</summary>
    public sealed record Brackets(Formula Inside) : Formula;

    /// <summary>A square root.</summary>
    public sealed record Root(Formula Radicand) : Formula;

    /// <summary>Formulas one after the other, separated by commas.</summary>
    public sealed record Sequence(IReadOnlyList<Formula> Items) : Formula
    {
        /// <summary>Equal items in the same order.</summary>
        public bool Equals(Sequence? other) => other is not null && Items.SequenceEqual(other.Items);

        /// <inheritdoc/>
        public override int GetHashCode() => HashOf(Items);
    }

    private static int HashOf<T>(IReadOnlyList<T> items)
    {
        var hash = new HashCode();
        foreach (var item in items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }
}
