using Memformer.Theory.Algebra;

namespace Memformer.Theory.Networks;

/// <summary>
/// The letters in which prompts and networks are written. The covariates of the context are <c>X : d×n</c>, the query
/// is <c>x_q : d×1</c>, the task is <c>w_star : d×1</c>; <c>H = X Xᵀ/n : d×d</c> is symmetric. A state with iterate w is
/// the (d+1)×(n+1) matrix <c>[X x_q; (w_star − w)ᵀ X, −wᵀ x_q]</c>.
/// </summary>
public static class PromptAlgebra
{
    /// <summary>d×d.</summary>
    public static Shape Square { get; } = new(Dimension.D, Dimension.D);

    /// <summary>d×1.</summary>
    public static Shape Column { get; } = new(Dimension.D, Dimension.One);

    /// <summary>1×1.</summary>
    public static Shape Scalar { get; } = new(Dimension.One, Dimension.One);

    /// <summary>X, d×n.</summary>
    public static Letter X { get; } = new("X", null, new Shape(Dimension.D, Dimension.N));

    /// <summary>x_q, d×1.</summary>
    public static Letter Query { get; } = new("x_q", null, Column);

    /// <summary>w_star, d×1.</summary>
    public static Letter Task { get; } = new("w_star", null, Column);

    /// <summary>H = X Xᵀ/n, d×d and symmetric.</summary>
    public static Letter H { get; } = new("H", null, Square, IsSymmetric: true);

    /// <summary>The context length as a scalar.</summary>
    public static Symbol ContextLength { get; } = new("n");

    /// <summary>Names that a method's parameters must not have, because they mean something else here.</summary>
    public static IReadOnlyList<string> ReservedNames { get; } = ["X", "x_q", "w_star", "H", "n", "d", "w", "I"];

    /// <summary>The iterate after l layers as a letter of its own, d×1.</summary>
    public static Letter Iterate(int layer) => new("w", layer, Column);

    /// <summary>What the query's column answers with after l layers, where its gates are its own, d×1.</summary>
    public static Letter Answer(int layer) => new("v", layer, Column);

    /// <summary>The gradient <c>H (w − w_star)</c> at a point, d×1.</summary>
    public static MatrixPolynomial Gradient(MatrixPolynomial point) => H * (point - Task);

    /// <summary>The state that holds the iterate w, (d+1)×(n+1).</summary>
    /// <param name="iterate">w, d×1.</param>
    public static BlockMatrix State(MatrixPolynomial iterate) => State(X, iterate, Query);

    /// <summary>
    /// The state whose context holds the iterate w while the query's column holds another answer v:
    /// <c>[X x_q; (w_star − w)ᵀ X, −vᵀ x_q]</c>.
    /// </summary>
    /// <param name="iterate">w, d×1.</param>
    /// <param name="answer">v, d×1.</param>
    public static BlockMatrix State(MatrixPolynomial iterate, MatrixPolynomial answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return State(X, iterate, Query, answer);
    }

    /// <summary>The state with transformed covariates: <c>[S X, S x_q; (w_star − w)ᵀ X, −wᵀ x_q]</c>.</summary>
    /// <param name="transform">S, d×d.</param>
    /// <param name="iterate">w, d×1.</param>
    public static BlockMatrix TransformedState(MatrixPolynomial transform, MatrixPolynomial iterate)
    {
        ArgumentNullException.ThrowIfNull(transform);
        return State(transform * X, iterate, transform * Query);
    }

    /// <summary>A (d+1)×(d+1) matrix with blocks on the diagonal only.</summary>
    /// <param name="block">Top left, d×d.</param>
    /// <param name="corner">Bottom right, 1×1.</param>
    public static BlockMatrix Weights(MatrixPolynomial block, MatrixPolynomial corner) =>
        BlockMatrix.FromRows([
            [block, MatrixPolynomial.Zero(Column)],
            [MatrixPolynomial.Zero(Column.Transposed), corner],
        ]);

    private static BlockMatrix State(MatrixPolynomial covariates, MatrixPolynomial iterate, MatrixPolynomial query) =>
        State(covariates, iterate, query, iterate);

    private static BlockMatrix State(
        MatrixPolynomial covariates,
        MatrixPolynomial iterate,
        MatrixPolynomial query,
        MatrixPolynomial answer
    )
    {
        var rest = (Task - iterate).Transpose();
        return BlockMatrix.FromRows([
            [covariates, query],
            [rest * X, -answer.Transpose() * Query],
        ]);
    }
}
