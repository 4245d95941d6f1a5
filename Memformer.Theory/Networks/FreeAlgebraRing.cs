using Memformer.Theory.Algebra;

namespace Memformer.Theory.Networks;

/// <summary>The ring of block matrices over the free algebra, modulo <c>X Xᵀ = n H</c>.</summary>
internal sealed class FreeAlgebraRing : IMatrixRing<BlockMatrix>
{
    /// <summary>The only instance; it has no state.</summary>
    public static FreeAlgebraRing Instance { get; } = new();

    private FreeAlgebraRing() { }

    /// <inheritdoc/>
    public BlockMatrix ScaledMask { get; } =
        BlockMatrix.FromRows([
            [
                MatrixPolynomial.Scalar(1 / (RationalFunction)PromptAlgebra.ContextLength, Dimension.N),
                MatrixPolynomial.Zero(new(Dimension.N, Dimension.One)),
            ],
            [MatrixPolynomial.Zero(new(Dimension.One, Dimension.N)), MatrixPolynomial.Zero(PromptAlgebra.Scalar)],
        ]);

    /// <inheritdoc/>
    public BlockMatrix Embed(BlockMatrix weights) => weights;

    /// <inheritdoc/>
    public BlockMatrix Add(BlockMatrix left, BlockMatrix right) => left + right;

    /// <inheritdoc/>
    public BlockMatrix Multiply(BlockMatrix left, BlockMatrix right) => (left * right).Map(GramMatrix.Reduce);

    /// <inheritdoc/>
    public BlockMatrix Transpose(BlockMatrix matrix) => matrix.Transpose();

    /// <inheritdoc/>
    public BlockMatrix Scale(RationalFunction gate, BlockMatrix register) => gate * register;

    /// <inheritdoc/>
    public BlockMatrix Scale(RationalFunction contextGate, RationalFunction queryGate, BlockMatrix register) =>
        BlockMatrix.FromRows([
            .. Enumerable
                .Range(0, register.Rows)
                .Select(row =>
                    (IReadOnlyList<MatrixPolynomial>)[contextGate * register[row, 0], queryGate * register[row, 1]]
                ),
        ]);
}
