namespace Memformer.Learn.Training.Optimizers;

/// <summary>
/// L-BFGS with ten pairs and a backtracking line search, for a loss that is the same function at every step: the batch is
/// drawn once. A step costs one derivative and one more for each length tried;
/// where no length helps, rounding is all that is left to gain.
/// </summary>
/// <remarks>Source: Nocedal and Wright, Numerical Optimization, 2006, algorithms 7.4, 7.5 and 3.1.</remarks>
internal sealed class Lbfgs : Optimizer
{
    private const int Pairs = 10;
    private const int MostTrials = 25;
    private const double SufficientDecrease = 1e-4;
    private const double LeastCurvature = 1e-14;
    private readonly int _length;
    private readonly double[] _moves;
    private readonly double[] _changes;
    private readonly double[] _count = new double[1];
    private readonly double[] _converged = new double[1];

    /// <summary>Starts with no history.</summary>
    /// <param name="parameters">How many.</param>
    public Lbfgs(int parameters)
    {
        _length = parameters;
        _moves = new double[Pairs * parameters];
        _changes = new double[Pairs * parameters];
        State = new Dictionary<string, double[]>
        {
            ["lbfgs.moves"] = _moves,
            ["lbfgs.changes"] = _changes,
            ["lbfgs.count"] = _count,
            ["lbfgs.converged"] = _converged,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double[]> State { get; }

    /// <inheritdoc/>
    public override bool IsConverged => _converged[0] != 0;

    /// <inheritdoc/>
    public override (ulong Batch, int Factor) BatchAt(long step) => (0, 1);

    /// <inheritdoc/>
    public override double Step(double[] parameters, double rate, Func<double[], double[], double> differentiate)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(differentiate);
        double[] gradient = new double[_length];
        double before = differentiate(parameters, gradient);
        double[] start = [.. parameters];
        double[] direction = Direction(gradient);
        double slope = Dot(gradient, direction);
        if (!(slope < 0))
        {
            _count[0] = 0;
            direction = Direction(gradient);
            slope = Dot(gradient, direction);
        }

        double[] changed = new double[_length];
        double length = rate * (_count[0] == 0 ? Math.Min(1, 0.1 / Math.Sqrt(-slope)) : 1);
        for (int trial = 0; trial < MostTrials && slope < 0; trial++)
        {
            for (int i = 0; i < _length; i++)
            {
                parameters[i] = start[i] + (length * direction[i]);
            }

            double after = differentiate(parameters, changed);
            if (after <= before + (SufficientDecrease * length * slope))
            {
                Remember(parameters, start, changed, gradient);
                return before;
            }

            length /= 2;
        }

        start.CopyTo(parameters, 0);
        _converged[0] = 1;
        return before;
    }

    private double[] Direction(double[] gradient)
    {
        int count = (int)_count[0];
        int known = Math.Min(count, Pairs);
        double[] direction = [.. gradient.Select(derivative => -derivative)];
        double[] weights = new double[known];
        for (int pair = count - 1; pair >= count - known; pair--)
        {
            double weight = Dot(Move(pair), direction) / Dot(Move(pair), Change(pair));
            Add(direction, -weight, Change(pair));
            weights[count - 1 - pair] = weight;
        }

        if (known > 0)
        {
            ReadOnlySpan<double> change = Change(count - 1);
            double scale = Dot(Move(count - 1), change) / Dot(change, change);
            Add(direction, scale - 1, [.. direction]);
        }

        for (int pair = count - known; pair < count; pair++)
        {
            double back = Dot(Change(pair), direction) / Dot(Move(pair), Change(pair));
            Add(direction, weights[count - 1 - pair] - back, Move(pair));
        }

        return direction;
    }

    private void Remember(double[] parameters, double[] start, double[] changed, double[] gradient)
    {
        double[] move = [.. parameters.Zip(start, (after, before) => after - before)];
        double[] change = [.. changed.Zip(gradient, (after, before) => after - before)];
        if (Dot(move, change) > LeastCurvature * Dot(change, change))
        {
            move.CopyTo(Move((int)_count[0]));
            change.CopyTo(Change((int)_count[0]));
            _count[0]++;
        }
    }

    private Span<double> Move(int number) => _moves.AsSpan(number % Pairs * _length, _length);

    private Span<double> Change(int number) => _changes.AsSpan(number % Pairs * _length, _length);

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    private static void Add(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] += factor * source[i];
        }
    }
}
