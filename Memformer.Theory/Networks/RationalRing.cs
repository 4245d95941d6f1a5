using Memformer.Theory.Algebra;

namespace Memformer.Theory.Networks;

/// <summary>The ring of rational matrices: one prompt size, and numbers in the place of all parameters and letters.</summary>
internal sealed class RationalRing(
    int dimension,
    int context,
    IReadOnlyDictionary<Symbol, Rational> parameters,
    IReadOnlyDictionary<Letter, RationalMatrix> letters
) : IMatrixRing<RationalMatrix>
{
    /// <inheritdoc/>
    public RationalMatrix ScaledMask { get; } =
        RationalMatrix.Create(
            context + 1,
            context + 1,
            (row, column) => row == column && row < context ? new Rational(1, context) : 0
        );

    /// <inheritdoc/>
    public RationalMatrix Embed(BlockMatrix weights)
    {
        var blocks = Evaluate(weights[0, 0]);
        var (right, below, corner) = (Evaluate(weights[0, 1]), Evaluate(weights[1, 0]), Evaluate(weights[1, 1]));
        return RationalMatrix.Create(
            dimension + 1,
            dimension + 1,
            (row, column) =>
                (row < dimension, column < dimension) switch
                {
                    (true, true) => blocks[row, column],
                    (true, false) => right[row, 0],
                    (false, true) => below[0, column],
                    (false, false) => corner[0, 0],
                }
        );
    }

    /// <inheritdoc/>
    public RationalMatrix Add(RationalMatrix left, RationalMatrix right) => left + right;

    /// <inheritdoc/>
    public RationalMatrix Multiply(RationalMatrix left, RationalMatrix right) => left * right;

    /// <inheritdoc/>
    public RationalMatrix Transpose(RationalMatrix matrix) => matrix.Transpose();

    /// <inheritdoc/>
    public RationalMatrix Scale(RationalFunction gate, RationalMatrix register) => gate.Evaluate(parameters) * register;

    /// <inheritdoc/>
    public RationalMatrix Scale(RationalFunction contextGate, RationalFunction queryGate, RationalMatrix register)
    {
        var (onContext, onQuery) = (contextGate.Evaluate(parameters), queryGate.Evaluate(parameters));
        return RationalMatrix.Create(
            dimension + 1,
            context + 1,
            (row, column) => (column < context ? onContext : onQuery) * register[row, column]
        );
    }

    /// <summary>The value of a matrix polynomial at the numbers of this ring.</summary>
    /// <exception cref="KeyNotFoundException">A parameter or a letter has no value.</exception>
    public RationalMatrix Evaluate(MatrixPolynomial matrix)
    {
        var sum = RationalMatrix.Create(Size(matrix.Shape.Rows), Size(matrix.Shape.Columns), (_, _) => 0);
        foreach (var (coefficient, word) in matrix.Terms)
        {
            var product = RationalMatrix.Identity(Size(matrix.Shape.Rows));
            foreach (var factor in word.Factors)
            {
                var value = factor.IsTransposed ? letters[factor.Letter].Transpose() : letters[factor.Letter];
                for (var power = 0; power < factor.Power; power++)
                {
                    product *= value;
                }
            }

            sum += coefficient.Evaluate(parameters) * product;
        }

        return sum;
    }

    private int Size(Dimension size) =>
        size == Dimension.One ? 1
        : size == Dimension.D ? dimension
        : size == Dimension.N ? context
        : throw new ArgumentOutOfRangeException(nameof(size), size, "allowed: 1, d, n");
}
