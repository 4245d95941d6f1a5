using Memformer.Learn.Checkpoints.Tensors;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// A network whose y has m coordinates, as each output alone sees it, where all see the same network. How far they do not is said,
/// and refused where it is much: then what a layer does to one output depends on the others, or is not the same for all.
/// </summary>
/// <param name="file">The file, for messages.</param>
/// <param name="count">m.</param>
internal sealed class SeveralOutputs(ModelFile file, int count)
{
    /// <summary>A share of a matrix beyond which what is left out would rule what the network does.</summary>
    private const double MostApart = 0.25;

    /// <summary>A share of a matrix that single precision leaves.</summary>
    private const double Rounding = 1e-6;

    private (double Share, string Matrix) _leftOut;

    /// <summary>What was left out, in a sentence; nothing where there is one output.</summary>
    public IEnumerable<string> Assumed =>
        count == 1 ? []
        : _leftOut.Share <= Rounding
            ?
            [
                $"each of the {count} outputs is answered alone and by the same weights: what is said of one holds for each",
            ]
        :
        [
            $"the {count} outputs are read as answered each alone and by the same weights, which leaves out up to {_leftOut.Share:P1} of {_leftOut.Matrix}",
        ];

    /// <summary>
    /// Of P or Q on (x, y_1, …, y_m), square: the block of x, and for one output the means over all of what writes it, from x and from its
    /// own y; square, m − 1 smaller. What reads a y into x or into the attention, which all outputs share, is no output's own.
    /// </summary>
    /// <param name="kept">The matrix.</param>
    /// <param name="what">Which it is, for sentences.</param>
    /// <param name="writesAnswers">Whether its rows of y are written to y, as P's are and Q's are not.</param>
    /// <exception cref="Memformer.Theory.InvalidInputException">More than a quarter of it is left out.</exception>
    public double[,] Alone(double[,] kept, string what, bool writesAnswers)
    {
        int dimension = kept.GetLength(0) - count;
        double[,] alone = new double[dimension + 1, dimension + 1];
        ForEachOwn(
            kept,
            writesAnswers,
            (row, column) =>
                alone[Math.Min(row, dimension), Math.Min(column, dimension)] +=
                    row < dimension ? kept[row, column] : kept[row, column] / count
        );
        double[,] rest = (double[,])kept.Clone();
        ForEachOwn(
            kept,
            writesAnswers,
            (row, column) => rest[row, column] -= alone[Math.Min(row, dimension), Math.Min(column, dimension)]
        );
        double whole = Energy(kept);
        double share = whole > 0 ? Math.Sqrt(Energy(rest) / whole) : 0;
        if (share > MostApart)
        {
            throw file.Invalid(
                $"not in the family: {share:P0} of {what} mixes the {count} outputs or tells them apart; expected outputs that are answered each alone and by the same weights"
            );
        }

        _leftOut = share > _leftOut.Share ? (share, what) : _leftOut;
        return alone;
    }

    /// <summary>The places that an output can have alone: x's own, and a y's from x and from itself.</summary>
    private void ForEachOwn(double[,] kept, bool writesAnswers, Action<int, int> visit)
    {
        int dimension = kept.GetLength(0) - count;
        for (int row = 0; row < (writesAnswers ? kept.GetLength(0) : dimension); row++)
        {
            for (int column = 0; column < dimension; column++)
            {
                visit(row, column);
            }

            if (row >= dimension)
            {
                visit(row, row);
            }
        }
    }

    private static double Energy(double[,] matrix) => matrix.Cast<double>().Sum(value => value * value);
}
