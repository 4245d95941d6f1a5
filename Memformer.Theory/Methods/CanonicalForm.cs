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
    private readonly Coefficient[][] _rows;

    internal CanonicalForm(IEnumerable<Coefficient[]> rows) => _rows = [.. rows];

    /// <summary>A form with matrix coefficients.</summary>
    /// <param name="rows">Row l has the l + 1 coefficients C_{l,0} … C_{l,l}.</param>
    public static CanonicalForm FromMatrices(IEnumerable<IReadOnlyList<MatrixPolynomial>> rows) =>
        new(Checked(rows, value => new Coefficient(value)));

    /// <summary>A form with scalar coefficients.</summary>
    /// <param name="rows">Row l has the l + 1 coefficients c_{l,0} … c_{l,l}.</param>
    public static CanonicalForm FromScalars(IEnumerable<IReadOnlyList<RationalFunction>> rows) =>
        new(Checked(rows, value => new Coefficient(value)));

    /// <summary>The number of layers L: rows and columns.</summary>
    public int Layers => _rows.Length;

    /// <summary>C_{l,j}, a d×d matrix.</summary>
    /// <param name="l">The layer, from 0.</param>
    /// <param name="j">The gradient, from 0 to <paramref name="l"/>.</param>
    public MatrixPolynomial this[int l, int j] => _rows[l][j].Matrix;

    /// <summary>Whether every coefficient is a multiple of the identity.</summary>
    public bool IsScalar => _rows.All(row => row.All(value => value.Scalar is not null));

    /// <summary>Whether every coefficient is a diagonal matrix, multiples of the identity among them.</summary>
    public bool IsDiagonal =>
        _rows
            .SelectMany(row => row)
            .All(value =>
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
        _rows[l][j].Scalar ?? throw new InvalidOperationException($"C_{{{l},{j}}} = {_rows[l][j]} is not a scalar");

    /// <summary>The parameters that occur in the coefficients, in order.</summary>
    public IReadOnlyList<Symbol> Symbols =>
        [.. _rows.SelectMany(row => row).SelectMany(value => value.Symbols).Distinct().Order()];

    /// <summary>The form with values for some parameters.</summary>
    /// <param name="values">A value for each parameter that is to be set.</param>
    /// <exception cref="UndefinedValueException">A coefficient has no value there.</exception>
    public CanonicalForm Substitute(IReadOnlyDictionary<Symbol, Rational> values) =>
        Map(function => function.Substitute(values));

    /// <summary>The form with a function applied to every coefficient, those of matrix words included.</summary>
    /// <param name="function">The function.</param>
    public CanonicalForm Map(Func<RationalFunction, RationalFunction> function) =>
        new([.. _rows.Select(row => row.Select(value => value.Map(function)).ToArray())]);

    /// <summary>Whether two forms are the same, coefficient by coefficient.</summary>
    public bool Equals(CanonicalForm? other) =>
        other is not null
        && Layers == other.Layers
        && _rows.Zip(other._rows).All(pair => pair.First.SequenceEqual(pair.Second));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CanonicalForm);

    /// <inheritdoc/>
    public override int GetHashCode() => _rows.Aggregate(Layers, (hash, row) => HashCode.Combine(hash, row[^1]));

    /// <summary>The coefficients, one row a line.</summary>
    public override string ToString() => string.Join('\n', _rows.Select(row => string.Join(", ", row)));

    internal IReadOnlyList<Coefficient> Row(int l) => _rows[l];

    private static Coefficient[][] Checked<T>(IEnumerable<IReadOnlyList<T>> rows, Func<T, Coefficient> convert)
    {
        Coefficient[][] converted = [.. rows.Select(row => row.Select(convert).ToArray())];
        for (var l = 0; l < converted.Length; l++)
        {
            if (converted[l].Length != l + 1)
            {
                throw new UsageException(
                    $"row {l} of the coefficients has {converted[l].Length} entries; row l has l + 1, here {l + 1}"
                );
            }
        }

        return converted;
    }
}
