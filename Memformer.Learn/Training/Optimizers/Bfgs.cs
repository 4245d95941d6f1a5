using Memformer.Learn.Training.Plans;

namespace Memformer.Learn.Training.Optimizers;

/// <summary>
/// BFGS with exact gradients on a batch that grows. A batch is drawn once for a stage, so that its loss is a smooth function; what
/// the first, small batches teach about the curvature is kept for the next, so that the last, which alone knows of rare prompts,
/// needs few steps. For deep networks and several heads, whose loss is too ill-conditioned for Adam.
/// </summary>
/// <remarks>
/// The inverse Hessian is a matrix of as many rows as there are parameters. The line search is by bisection to the weak Wolfe
/// conditions. Source: Nocedal and Wright, Numerical Optimization, 2006, algorithm 6.1; Lewis and Overton, Nonsmooth optimization
/// via quasi-Newton methods, 2013, algorithm 2.6. A growing batch: Byrd, Chin, Nocedal and Wu, Sample size selection in
/// optimization methods for machine learning, 2012.
/// </remarks>
internal sealed class Bfgs : Optimizer
{
    private const int MostTrials = 25;
    private const double SufficientDecrease = 1e-4;
    private const double CurvatureKept = 0.9;
    private const double FirstLength = 0.05;

    /// <summary>A stage ends when a step lowers the loss by less than this share of it.</summary>
    private const double LeastDecrease = 1e-6;

    /// <summary>The same where the start is better than small batches can tell: what is left to gain is less than what a batch lacks.</summary>
    private const double LeastDecreaseFromSearch = 1e-4;

    private readonly int _length;
    private readonly double[] _inverse;

    /// <summary>Stage, steps in it, whether the inverse has a scale, whether all stages are over.</summary>
    private readonly double[] _progress = new double[4];

    private readonly double[] _stageStart;

    /// <summary>The loss and the gradient where the last step ended, while the batch is the same.</summary>
    private (double Loss, double[] Gradient)? _known;

    private readonly int _firstStage;
    private readonly double _leastDecrease;

    /// <summary>Starts with no history.</summary>
    /// <param name="parameters">How many.</param>
    /// <param name="firstStage">The stage to begin with, where the start is better than small batches can tell.</param>
    public Bfgs(int parameters, int firstStage = 0)
    {
        _length = parameters;
        _firstStage = firstStage;
        _leastDecrease = firstStage > 0 ? LeastDecreaseFromSearch : LeastDecrease;
        _progress[0] = firstStage;
        _inverse = new double[parameters * parameters];
        _stageStart = new double[parameters];
        SetScale(1);
        State = new Dictionary<string, double[]>
        {
            ["bfgs.inverse"] = _inverse,
            ["bfgs.progress"] = _progress,
            ["bfgs.start"] = _stageStart,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double[]> State { get; }

    /// <inheritdoc/>
    public override bool IsConverged => _progress[3] != 0;

    /// <inheritdoc/>
    public override bool IsAtMilestone => IsConverged || (_progress[0] > _firstStage && _progress[1] == 0);

    /// <inheritdoc/>
    public override double[]? EndedStageStart => IsAtMilestone ? _stageStart : null;

    /// <inheritdoc/>
    public override (ulong Batch, int Factor) BatchAt(long step) =>
        ((ulong)_progress[0], GrowingBatch.Stages[(int)_progress[0]].Factor);

    /// <inheritdoc/>
    public override double Step(double[] parameters, double rate, Func<double[], double[], double> differentiate)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(differentiate);
        if (_progress[1] == 0)
        {
            parameters.CopyTo(_stageStart, 0);
        }

        (double before, double[] gradient) = _known ?? Evaluate(parameters, differentiate);
        double[] direction = Direction(gradient);
        double slope = Dot(gradient, direction);
        double length = rate;
        if (_progress[2] == 0)
        {
            length = rate * Math.Min(1, FirstLength / Math.Sqrt(Dot(direction, direction)));
        }

        double least = 0;
        double most = double.PositiveInfinity;
        double[] tried = new double[_length];
        for (int trial = 0; trial < MostTrials && slope < 0; trial++)
        {
            for (int i = 0; i < _length; i++)
            {
                tried[i] = parameters[i] + (length * direction[i]);
            }

            (double Loss, double[] Gradient) found = Evaluate(tried, differentiate);
            bool isLower = found.Loss <= before + (SufficientDecrease * length * slope);
            if (isLower && (Dot(found.Gradient, direction) >= CurvatureKept * slope || trial == MostTrials - 1))
            {
                Learn(tried, parameters, found.Gradient, gradient);
                tried.CopyTo(parameters, 0);
                EndStep(found, before - found.Loss < _leastDecrease * before);
                return before;
            }

            (least, most) = isLower ? (length, most) : (least, length);
            length = double.IsInfinity(most) ? 2 * length : (least + most) / 2;
        }

        EndStep((before, gradient), true);
        return before;
    }

    private (double Loss, double[] Gradient) Evaluate(
        double[] parameters,
        Func<double[], double[], double> differentiate
    )
    {
        double[] gradient = new double[_length];
        return (differentiate(parameters, gradient), gradient);
    }

    private void EndStep((double Loss, double[] Gradient) found, bool isStuck)
    {
        _known = found;
        int stage = (int)_progress[0];
        _progress[1]++;
        if (!isStuck && _progress[1] < GrowingBatch.Stages[stage].Steps)
        {
            return;
        }

        if (stage == GrowingBatch.Stages.Count - 1)
        {
            _progress[3] = 1;
            return;
        }

        _known = null;
        (_progress[0], _progress[1]) = (stage + 1, 0);
    }

    private double[] Direction(double[] gradient)
    {
        double[] direction = new double[_length];
        for (int i = 0; i < _length; i++)
        {
            direction[i] = -Dot(_inverse.AsSpan(i * _length, _length), gradient);
        }

        return direction;
    }

    /// <summary>The update of the inverse Hessian.</summary>
    private void Learn(double[] parameters, double[] start, double[] changed, double[] gradient)
    {
        double[] move = [.. parameters.Zip(start, (after, before) => after - before)];
        double[] change = [.. changed.Zip(gradient, (after, before) => after - before)];
        double curvature = Dot(move, change);
        if (!(curvature > 0))
        {
            return;
        }

        if (_progress[2] == 0)
        {
            SetScale(curvature / Dot(change, change));
            _progress[2] = 1;
        }

        double[] image = [.. Direction(change).Select(entry => -entry)];
        double weight = (1 + (Dot(change, image) / curvature)) / curvature;
        for (int i = 0; i < _length; i++)
        {
            Span<double> row = _inverse.AsSpan(i * _length, _length);
            double own = (weight * move[i]) - (image[i] / curvature);
            double other = move[i] / curvature;
            for (int j = 0; j < _length; j++)
            {
                row[j] += (own * move[j]) - (other * image[j]);
            }
        }
    }

    private void SetScale(double scale)
    {
        for (int i = 0; i < _length; i++)
        {
            _inverse[i * (_length + 1)] = scale;
        }
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
