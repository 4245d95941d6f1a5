using Memformer.Theory;
using Memformer.Theory.Algebra;
using Memformer.Theory.Networks;

namespace Memformer.Learn.Models;

public sealed partial record NetworkWeights
{
    /// <summary>Exact weights as numbers, each the double nearest to its exact value.</summary>
    /// <param name="exact">Weights without free parameters.</param>
    /// <param name="dimension">d.</param>
    /// <param name="context">n.</param>
    /// <exception cref="UsageException">A parameter has no value, or is a matrix.</exception>
    public static NetworkWeights From(ExactWeights exact, int dimension, int context)
    {
        ArgumentNullException.ThrowIfNull(exact);
        return new NetworkWeights(
            [
                .. exact.Heads.Select(layer =>
                    (IReadOnlyList<AttentionHead>)[.. layer.Select(head => Head(head, dimension))]
                ),
            ],
            GatesOf(exact),
            context
        );
    }

    private static AttentionHead Head(ExactHead head, int dimension) =>
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
                $"numbers are needed, and the weights contain the matrix {block}, which has no value"
            );

    private static double Number(RationalFunction value) =>
        value.TryGetConstant(out Rational constant)
            ? constant.ToDouble()
            : throw new UsageException($"{value} has no value");

    private static NetworkGates GatesOf(ExactWeights weights) =>
        weights.Gates switch
        {
            Theory.Networks.Gates.Dynamic gates => new NetworkGates.Dynamic(
                [.. gates.Alpha.Select(Number)],
                [.. gates.Gamma.Select(Number)]
            ),
            Theory.Networks.Gates.Shared gates => new NetworkGates.Shared(
                [.. gates.Values.Zip(gates.Query ?? gates.Values, SplitGate)],
                gates.Update
            ),
            Theory.Networks.Gates.Lfom gates => new NetworkGates.Lfom([
                .. gates.Values.Select(layer =>
                    (IReadOnlyList<IReadOnlyList<Gate>>)
                        [.. layer.Select(heads => (IReadOnlyList<Gate>)[.. heads.Select(GateOf)])]
                ),
            ]),
            _ => new NetworkGates.None(),
        };

    private static Gate GateOf(RationalFunction value) => new Gate.Scalar(Number(value));

    private static Gate SplitGate(RationalFunction context, RationalFunction query) =>
        context == query ? GateOf(context) : new Gate.Split(Number(context), Number(query));
}
