using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>The coordinates of a token that are x and y, the answer's last; what others would do is said and left out.</summary>
/// <param name="file">The file, for messages.</param>
/// <param name="map">Which coordinates are which.</param>
/// <param name="depth">How many layers the network has, repetitions counted.</param>
internal sealed class KeptCoordinates(ModelFile file, LayoutMap map, int depth)
{
    /// <summary>A share of a matrix above which leaving it out is worth a sentence.</summary>
    private const double WorthSaying = 0.005;

    private readonly SeveralOutputs _outputs = new(file, map.Outputs);
    private readonly List<string> _assumed = [];
    private int? _positions;

    /// <summary>Sentences about what is left out.</summary>
    public IReadOnlyList<string> Assumed => [.. _assumed.Distinct(), .. _outputs.Assumed];

    /// <summary>The coordinate that the answer is read from, where that is not y's own; null where it is.</summary>
    public int? ReadElsewhere { get; private set; }

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

    /// <summary>The rows and columns of P, D×D, that are kept; its last row is that of the coordinate the answer is read from.</summary>
    public double[,] KeepOfP(double[,] matrix)
    {
        if (map.Outputs > 1)
        {
            return KeepOfOutputs(matrix, "P", writesAnswers: true);
        }

        int[] order = Order(matrix, "P");
        int read = ReadFrom(matrix, order);
        int[] rows = [.. order[..^1], read];
        double[,] result = Part(matrix, rows, order);
        if (read == order[^1])
        {
            Report(Energy(matrix), Energy(result), matrix.GetLength(1) - order.Length, "P");
            return result;
        }

        ReadElsewhere = read;
        int[] all = [.. Enumerable.Range(0, matrix.GetLength(1))];
        Report(
            Energy(Part(matrix, [read], all)),
            Energy(Part(matrix, [read], order)),
            matrix.GetLength(1) - order.Length,
            "the row of P that writes the answer"
        );
        return result;
    }

    /// <summary>The rows and columns of Q, D×D, that are kept.</summary>
    public double[,] KeepOfQ(double[,] matrix)
    {
        if (map.Outputs > 1)
        {
            return KeepOfOutputs(matrix, "Q", writesAnswers: false);
        }

        int[] order = Order(matrix, "Q");
        double[,] result = Part(matrix, order, order);
        Report(Energy(matrix), Energy(result), matrix.GetLength(1) - order.Length, "Q");
        return result;
    }

    /// <summary>The rows and columns that are kept, with all outputs' y, and of these what each output sees.</summary>
    private double[,] KeepOfOutputs(double[,] matrix, string what, bool writesAnswers)
    {
        int[][] orders = [.. Enumerable.Range(0, map.Outputs).Select(output => Order(matrix, what, output))];
        int[] all = [.. orders[0][..^1], .. orders.Select(order => order[^1])];
        double[,] kept = Part(matrix, all, all);
        Report(Energy(matrix), Energy(kept), matrix.GetLength(1) - all.Length, what);
        return _outputs.Alone(kept, what, writesAnswers);
    }

    /// <summary>The coordinates that are kept, y's last.</summary>
    private int[] Order(double[,] matrix, string what, int output = 0)
    {
        int size = matrix.GetLength(1);
        int kept = Math.Min(map.DropFrom ?? _positions ?? size, size);
        int answer = map.Answer ?? (kept - map.Outputs);
        int dimension = kept - map.Outputs;
        return
            matrix.GetLength(0) == size
            && dimension is >= 1 and <= ReadLimits.Dimension
            && answer >= 0
            && answer <= dimension
            ?
            [
                .. Enumerable.Range(0, kept).Where(index => index < answer || index >= answer + map.Outputs),
                answer + output,
            ]
            : throw file.Invalid(
                $"{what} is {matrix.GetLength(0)}×{size} with {kept} coordinates kept and {(map.Outputs == 1 ? $"the answer in {answer}" : $"{map.Outputs} answers from {answer} on")}; expected a square matrix, two or more coordinates, the answer among them"
            );
    }

    /// <summary>
    /// The coordinate that the answer is read from: the map's, or that of y. Code that appends positions behind y may read the answer
    /// at the end of the token instead; then P writes y there.
    /// </summary>
    private int ReadFrom(double[,] matrix, int[] order)
    {
        (int size, int answer) = (matrix.GetLength(0), order[^1]);
        if (map.Read is { } said)
        {
            return said < size
                ? Single(said, answer)
                : throw file.Invalid($"the answer is read from coordinate {said} of tokens with {size}");
        }

        if (!map.DropBeyondWidth || order.Length == size)
        {
            return answer;
        }

        int most = Enumerable.Range(order.Length, size - order.Length).MaxBy(row => Math.Abs(matrix[row, answer]));
        (double there, double own) = (Math.Abs(matrix[most, answer]), Math.Abs(matrix[answer, answer]));
        if (there <= own)
        {
            return answer;
        }

        _assumed.Add(
            $"P writes y to coordinate {most} with {there:G3} and to its own, {answer}, with {own:G3}: the answer is read from coordinate {most}; a map's read says otherwise"
        );
        return Single(most, answer);
    }

    /// <summary>An answer that is read elsewhere than at y is an iterate's only while no layer has to read it.</summary>
    private int Single(int read, int answer) =>
        depth == 1 || read == answer
            ? read
            : throw file.Invalid(
                $"not in the family: the layers write their answers to coordinate {read}, and the next ones read y from coordinate {answer}, so that no gradient is taken at an iterate"
            );

    private static double[,] Part(double[,] matrix, int[] rows, int[] columns)
    {
        double[,] part = new double[rows.Length, columns.Length];
        for (int row = 0; row < rows.Length; row++)
        {
            for (int column = 0; column < columns.Length; column++)
            {
                part[row, column] = matrix[rows[row], columns[column]];
            }
        }

        return part;
    }

    /// <summary>Says how much of a matrix has to do with the coordinates that are left out.</summary>
    private void Report(double all, double kept, int dropped, string what)
    {
        if (dropped == 0)
        {
            return;
        }

        double share = all > kept ? Math.Sqrt((all - kept) / all) : 0;
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
