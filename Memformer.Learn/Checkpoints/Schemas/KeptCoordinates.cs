using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>The coordinates of a token that are x and y, the answer's last; what others would do is said and left out.</summary>
internal sealed class KeptCoordinates(ModelFile file, LayoutMap map)
{
    /// <summary>A share of a matrix above which leaving it out is worth a sentence.</summary>
    private const double WorthSaying = 0.005;

    private readonly List<string> _assumed = [];
    private int? _positions;

    /// <summary>Sentences about what is left out.</summary>
    public IReadOnlyList<string> Assumed => [.. _assumed.Distinct()];

    /// <summary>Where tokens are wider than the matrices that read them, what is beyond carries positions.</summary>
    /// <param name="value">W_V, inputs in columns.</param>
    public void FindPositions(double[,] value)
    {
        if (!map.DropBeyondWidth || _positions is not null)
        {
            return;
        }
        _positions = Math.Min(value.GetLength(0), value.GetLength(1));
        if (_positions < value.GetLength(1))
        {
            _assumed.Add(
                $"tokens of {value.GetLength(1)} coordinates behind matrices of width {_positions} are read as x and y followed by {value.GetLength(1) - _positions} coordinates of position; a map's drop says otherwise"
            );
        }
    }

    /// <summary>The rows and columns of a D×D matrix that are kept.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="what">What messages call it.</param>
    public double[,] Keep(double[,] matrix, string what)
    {
        var size = matrix.GetLength(1);
        var kept = Math.Min(map.DropFrom ?? _positions ?? size, size);
        var answer = map.Answer ?? kept - 1;
        if (matrix.GetLength(0) != size || kept < 2 || answer >= kept || kept - 1 > ReadLimits.Dimension)
        {
            throw file.Invalid(
                $"{what} is {matrix.GetLength(0)}×{size} with {kept} coordinates kept and the answer in {answer}; expected a square matrix, two or more coordinates, the answer among them"
            );
        }
        int[] order = [.. Enumerable.Range(0, kept).Where(index => index != answer), answer];
        var result = new double[kept, kept];
        for (var row = 0; row < kept; row++)
        {
            for (var column = 0; column < kept; column++)
            {
                result[row, column] = matrix[order[row], order[column]];
            }
        }
        Report(matrix, result, size - kept, what);
        return result;
    }

    /// <summary>Says how much of a matrix has to do with the coordinates that are left out.</summary>
    private void Report(double[,] whole, double[,] kept, int dropped, string what)
    {
        if (dropped == 0)
        {
            return;
        }
        var (all, rest) = (Energy(whole), Energy(kept));
        var share = all > rest ? Math.Sqrt((all - rest) / all) : 0;
        if (share == 0)
        {
            _assumed.Add($"the last {dropped} coordinates of a token are left out; {what} is 0 there");
        }
        else if (share > WorthSaying)
        {
            _assumed.Add(
                $"the last {dropped} coordinates of a token are left out, and with them up to {share:P0} of {what}"
            );
        }
    }

    private static double Energy(double[,] matrix) => matrix.Cast<double>().Sum(value => value * value);
}
