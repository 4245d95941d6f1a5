using Memformer.Theory.Algebra;

namespace Memformer.Theory.Networks;

/// <summary>
/// The exact weights of one linear attention head, <c>Attn(Z) = P Z M Zᵀ Q Z</c>, in blocks of d and 1 rows and columns.
/// </summary>
/// <param name="P">(d+1)×(d+1): values and projection.</param>
/// <param name="Q">(d+1)×(d+1): keys and queries.</param>
public sealed record ExactHead(BlockMatrix P, BlockMatrix Q)
{
    /// <summary>
    /// The head whose register is the gradient, preconditioned: <c>P = [0 0; 0 1]</c>, <c>Q = [−Aᵀ 0; 0 0]</c>
    /// (Ahn et al., arXiv:2306.00297, Lemma 1).
    /// </summary>
    /// <param name="preconditioner">A, d×d.</param>
    public static ExactHead Gradient(MatrixPolynomial preconditioner) =>
        WithWhitening(MatrixPolynomial.Zero(PromptAlgebra.Square), preconditioner);

    /// <summary>
    /// The head that also transforms the covariates (GD++, von Oswald et al., arXiv:2212.07677):
    /// <c>P = [B 0; 0 1]</c>, <c>Q = [−Aᵀ 0; 0 0]</c>.
    /// </summary>
    /// <param name="whitening">B, d×d.</param>
    /// <param name="preconditioner">A, d×d.</param>
    public static ExactHead WithWhitening(MatrixPolynomial whitening, MatrixPolynomial preconditioner)
    {
        ArgumentNullException.ThrowIfNull(preconditioner);
        return new(
            PromptAlgebra.Weights(whitening, MatrixPolynomial.Identity(Dimension.One)),
            PromptAlgebra.Weights(-preconditioner.Transpose(), MatrixPolynomial.Zero(PromptAlgebra.Scalar))
        );
    }

    /// <summary>The parameters that occur in the entries.</summary>
    public IEnumerable<Symbol> Symbols =>
        from matrix in new[] { P, Q }
        from row in Enumerable.Range(0, matrix.Rows)
        from column in Enumerable.Range(0, matrix.Columns)
        from term in matrix[row, column].Terms
        from symbol in term.Coefficient.Symbols
        select symbol;

    /// <summary>The head at given values of the parameters.</summary>
    /// <exception cref="UndefinedValueException">An entry has a pole there.</exception>
    public ExactHead Substitute(IReadOnlyDictionary<Symbol, RationalFunction> values) =>
        new(P.Map(block => block.Substitute(values)), Q.Map(block => block.Substitute(values)));
}
