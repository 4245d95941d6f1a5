using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Iterates;

namespace Memformer.Theory.Methods;

/// <summary>
/// The coefficients C_{l,j} of w_{l+1} = w_l − Σ_{j≤l} C_{l,j} ∇f(w_j): lower triangular in (l, j), each a d×d matrix
/// of the free algebra. Two networks, or a network and a method, are compared here: the form has no gauge freedom.
/// The Γ_j^l of Dutta &amp; Sra (arXiv:2410.07263) are −Σ_{m=j}^{l} C_{m,j}.
/// </summary>
public sealed class CanonicalForm : IEquatable<CanonicalForm>
{
    internal CanonicalForm(Triangle<Coefficient> entries) => Entries = entries;

    internal Triangle<Coefficient> Entries { get; }

    /// <summary>A form with matrix coefficients.</summary>
    /// <param name="entries">C_{l,j}, d×d.</param>
    public static CanonicalForm FromMatrices(Triangle<MatrixPolynomial> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return new(entries.Map(value => new Coefficient(value)));
    }

    /// <summary>A form with scalar coefficients.</summary>
    /// <param name="entries">c_{l,j}.</param>
    public static CanonicalForm FromScalars(Triangle<RationalFunction> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return new(entries.Map(value => new Coefficient(value)));
    }

    /// <summary>The number of layers L: rows and columns.</summary>
    public int Layers => Entries.Size;

    /// <summary>C_{l,j}, a d×d matrix.</summary>
    /// <param name="l">The layer, from 0.</param>
    /// <param name="j">The gradient, from 0 to <paramref name="l"/>.</param>
    public MatrixPolynomial this[int l, int j] => Entries[l, j].Matrix;

    /// <summary>Whether every coefficient is zero.</summary>
    public bool IsZero => Entries.All(value => value.IsZero);

    /// <summary>Whether every coefficient is a multiple of the identity.</summary>
    public bool IsScalar => Entries.All(value => value.Scalar is not null);

    /// <summary>Whether every coefficient is a diagonal matrix, multiples of the identity among them.</summary>
    public bool IsDiagonal =>
        Entries.All(value =>
            value.Scalar is not null
            || value.Matrix.Terms.All(term =>
                term.Word.Factors.All(factor => factor.Letter.CommutingFamily is not null)
            )
        );

    /// <summary>c_{l,j} of a form with scalar coefficients.</summary>
    /// <param name="l">The layer, from 0.</param>
    /// <param name="j">The gradient, from 0 to <paramref name="l"/>.</param>
    /// <exception cref="InvalidOperationException">The coefficient is a matrix.</exception>
    public RationalFunction Scalar(int l, int j) =>
        Entries[l, j].Scalar ?? throw new InvalidOperationException($"C_{{{l},{j}}} = {Entries[l, j]} is not a scalar");

    /// <summary>The parameters that occur in the coefficients, in order.</summary>
    public IReadOnlyList<Symbol> Symbols => [.. Entries.SelectMany(value => value.Symbols).Distinct().Order()];

    /// <summary>The form with values for some parameters.</summary>
    /// <param name="values">A value for each parameter that is to be set.</param>
    /// <exception cref="UndefinedValueException">A coefficient has no value there.</exception>
    public CanonicalForm Substitute(IReadOnlyDictionary<Symbol, Rational> values) =>
        Map(function => function.Substitute(values));

    /// <summary>The form with a function applied to every coefficient, those of matrix words included.</summary>
    /// <param name="function">The function.</param>
    public CanonicalForm Map(Func<RationalFunction, RationalFunction> function) =>
        new(Entries.Map(value => value.Map(function)));

    /// <summary>Whether two forms are the same, coefficient by coefficient.</summary>
    public bool Equals(CanonicalForm? other) => other is not null && Entries.SequenceEqual(other.Entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CanonicalForm);

    /// <inheritdoc/>
    public override int GetHashCode() => Entries.Rows.Aggregate(Layers, (hash, row) => HashCode.Combine(hash, row[^1]));

    /// <summary>The coefficients, one row a line.</summary>
    public override string ToString() => string.Join('\n', Entries.Rows.Select(row => string.Join(", ", row)));
}
