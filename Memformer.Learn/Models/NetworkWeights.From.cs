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
        double diagonal = ExactNumbers.Of(blocks[0, 0]);
        for (int index = 0; index < dimension; index++)
        {
            matrix[index, index] = diagonal;
        }

        matrix[dimension, dimension] = ExactNumbers.Of(blocks[1, 1]);
        return matrix;
    }

    private static NetworkGates GatesOf(ExactWeights exact) =>
        NetworkArchitecture
            .All.OrderByDescending(architecture => architecture.Name == exact.Architecture.Name)
            .Select(architecture => architecture.From(exact))
            .FirstOrDefault(gates => gates is not null)
        ?? throw new UsageException($"no architecture has gates as those of {exact.Architecture.Name} as numbers");
}
