using Memformer.Learn.Models;
using Memformer.Theory;
using Memformer.Theory.Algebra;
using Memformer.Theory.Networks;
using ExactHead = Memformer.Theory.Networks.AttentionHead;
using NumericHead = Memformer.Learn.Models.AttentionHead;

namespace Memformer.Cli.Terminal;

/// <summary>Exact weights without free parameters as double-precision numbers for one dimension.</summary>
internal static class NumericWeights
{
    /// <summary>The numbers, each the double nearest to its exact value.</summary>
    /// <exception cref="UsageException">A parameter has no value, or is a matrix.</exception>
    public static NetworkWeights Of(ExactWeights weights, int dimension, int context)
    {
        if (weights.Symbols.Order().ToList() is { Count: > 0 } open)
        {
            throw new UsageException(
                $"--save needs numbers, and {string.Join(", ", open)} {(open.Count == 1 ? "is" : "are")} not set: add "
                    + string.Join(' ', open.Take(3).Select(symbol => $"--set {symbol}=…"))
            );
        }

        return new NetworkWeights(
            [
                .. weights.Heads.Select(layer =>
                    (IReadOnlyList<NumericHead>)[.. layer.Select(head => Head(head, dimension))]
                ),
            ],
            Gates(weights),
            context
        );
    }

    private static NumericHead Head(ExactHead head, int dimension) =>
        new(Matrix(head.P, dimension), Matrix(head.Q, dimension));

    /// <summary>Blocks that are multiples of the identity, written out.</summary>
    private static double[,] Matrix(BlockMatrix blocks, int dimension)
    {
        double[,] matrix = new double[dimension + 1, dimension + 1];
        double diagonal = Number(blocks[0, 0]);
        for (int index = 0; index < dimension; index++)
        {
            matrix[index, index] = diagonal;
        }

        matrix[dimension, dimension] = Number(blocks[1, 1]);
        return matrix;
    }

    private static double Number(MatrixPolynomial block) =>
        block.TryGetScalar(out RationalFunction scalar)
            ? Number(scalar)
            : throw new UsageException(
                $"--save needs numbers, and the weights contain the matrix {block}, which has no value"
            );

    private static double Number(RationalFunction value) =>
        value.TryGetConstant(out Rational constant)
            ? constant.ToDouble()
            : throw new UsageException($"{value} has no value");

    private static NetworkGates Gates(ExactWeights weights) =>
        weights.Gates switch
        {
            Theory.Networks.Gates.Dynamic gates => new NetworkGates.Dynamic(
                [.. gates.Alpha.Select(Number)],
                [.. gates.Gamma.Select(Number)]
            ),
            Theory.Networks.Gates.Shared gates => new NetworkGates.Shared(
                [.. gates.Values.Zip(gates.Query ?? gates.Values, SplitGate)],
                gates.Update == Theory.Networks.UpdateForm.Residual
                    ? Learn.Models.UpdateForm.Residual
                    : Learn.Models.UpdateForm.Accumulated
            ),
            Theory.Networks.Gates.Lfom gates => new NetworkGates.Lfom([
                .. gates.Values.Select(layer =>
                    (IReadOnlyList<IReadOnlyList<Gate>>)
                        [.. layer.Select(heads => (IReadOnlyList<Gate>)[.. heads.Select(Gate)])]
                ),
            ]),
            _ => new NetworkGates.None(),
        };

    private static Gate Gate(RationalFunction value) => new Gate.Scalar(Number(value));

    private static Gate SplitGate(RationalFunction context, RationalFunction query) =>
        context == query ? Gate(context) : new Gate.Split(Number(context), Number(query));
}
