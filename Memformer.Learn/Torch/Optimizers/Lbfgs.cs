using Memformer.Learn.Torch.Networks;
using static TorchSharp.torch;

namespace Memformer.Learn.Torch.Optimizers;

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
    private readonly Tensor _moves;
    private readonly Tensor _changes;
    private readonly Tensor _count;
    private readonly Tensor _converged;

    /// <summary>Starts with no history.</summary>
    /// <param name="parameters">Gives the state's shape, device and precision.</param>
    public Lbfgs(Tensor parameters)
    {
        _moves = zeros(Pairs, parameters.numel(), dtype: parameters.dtype, device: parameters.device);
        _changes = zeros(Pairs, parameters.numel(), dtype: parameters.dtype, device: parameters.device);
        _count = zeros(1, dtype: ScalarType.Float64);
        _converged = zeros(1, dtype: ScalarType.Float64);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, Tensor>> State =>
        [
            new("lbfgs.moves", _moves),
            new("lbfgs.changes", _changes),
            new("lbfgs.count", _count),
            new("lbfgs.converged", _converged),
        ];

    /// <inheritdoc/>
    public override bool IsConverged => _converged.ToDouble() != 0;

    /// <inheritdoc/>
    public override Tensor Step(Tensor parameters, double rate, Func<Tensor> differentiate)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(differentiate);
        Tensor loss = differentiate();
        using IDisposable guard = no_grad();
        double before = loss.ToDouble();
        Tensor start = parameters.clone();
        Tensor gradient = parameters.grad!.clone();
        Tensor direction = Direction(gradient);
        double slope = gradient.dot(direction).ToDouble();
        if (!(slope < 0))
        {
            _count.zero_();
            direction = gradient.neg();
            slope = gradient.dot(direction).ToDouble();
        }

        double length = rate * (_count.ToDouble() == 0 ? Math.Min(1, 0.1 / Math.Sqrt(-slope)) : 1);
        for (int trial = 0; trial < MostTrials && slope < 0; trial++)
        {
            parameters.copy_(start.Plus(direction.Times(length)));
            double after = Differentiate(differentiate);
            if (after <= before + (SufficientDecrease * length * slope))
            {
                Remember(parameters - start, parameters.grad! - gradient);
                return loss;
            }

            length /= 2;
        }

        parameters.copy_(start);
        using TorchSharp.Scalar one = 1;
        _converged.fill_(one);
        return loss;
    }

    /// <summary>The line search runs without history; the derivative needs it.</summary>
    private static double Differentiate(Func<Tensor> differentiate)
    {
        using IDisposable guard = enable_grad();
        return differentiate().ToDouble();
    }

    private Tensor Direction(Tensor gradient)
    {
        int known = Math.Min((int)_count.ToDouble(), Pairs);
        Tensor direction = gradient.neg();
        List<(Tensor Move, Tensor Change, double Weight)> used = [];
        for (int back = 1; back <= known; back++)
        {
            int place = ((int)_count.ToDouble() - back) % Pairs;
            Tensor move = _moves[place];
            Tensor change = _changes[place];
            double weight = move.dot(direction).ToDouble() / move.dot(change).ToDouble();
            direction = direction - change.Times(weight);
            used.Add((move, change, weight));
        }

        if (known > 0)
        {
            (Tensor move, Tensor change, _) = used[0];
            direction = direction * (move.dot(change) / change.dot(change));
        }

        foreach ((Tensor move, Tensor change, double weight) in Enumerable.Reverse(used))
        {
            double back = change.dot(direction).ToDouble() / move.dot(change).ToDouble();
            direction = direction.Plus(move.Times(weight - back));
        }

        return direction;
    }

    private void Remember(Tensor move, Tensor change)
    {
        if (move.dot(change).ToDouble() <= LeastCurvature * change.dot(change).ToDouble())
        {
            return;
        }

        int place = (int)_count.ToDouble() % Pairs;
        _moves[place].copy_(move);
        _changes[place].copy_(change);
        using TorchSharp.Scalar one = 1;
        _count.add_(one, alpha: one);
    }
}
