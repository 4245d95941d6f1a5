using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Objectives;
using Memformer.Learn.Training.Optimizers;
using Memformer.Learn.Training.Plans;

namespace Memformer.Learn.Training.Runs;

/// <summary>
/// The steps of a run: its optimiser, with the loss of the batches that it asks for. Where the loss lies on a device that takes Adam's
/// steps itself, many are taken before anybody looks at them.
/// </summary>
internal sealed class Descent : IDisposable
{
    /// <summary>The most steps before somebody looks, so that progress is told.</summary>
    private const int MostAtOnce = 500;

    private readonly TrainingPlan _plan;
    private readonly Func<int, NetworkLoss> _lossOf;
    private readonly ParameterLayout _layout;
    private NetworkLoss _loss;
    private int _batchFactor = 1;

    /// <summary>Prepares the first step.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="law">Its law.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="losses">What computes losses of the plan's network.</param>
    public Descent(TrainingPlan plan, DataLaw law, ulong seed, Func<LossSettings, NetworkLoss> losses)
    {
        _plan = plan;
        _lossOf = factor => losses(plan.LossSettings(law, seed, checked(plan.Training.Batch * factor)));
        _layout = new ParameterLayout(plan.Network);
        _loss = _lossOf(_batchFactor);
        Optimizer = Optimizer.Create(
            plan.EffectiveOptimizer,
            _layout.Length,
            plan.Training.WeightDecay,
            plan.FirstStage
        );
    }

    /// <summary>The optimiser, with all that it remembers.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The loss of batches of a size.</summary>
    /// <param name="factor">How many times as large as the plan's they are.</param>
    private NetworkLoss LossOf(int factor)
    {
        if (factor != _batchFactor)
        {
            _loss.Dispose();
            _loss = _lossOf(factor);
            _batchFactor = factor;
        }

        return _loss;
    }

    /// <summary>Takes a step, or some.</summary>
    /// <param name="parameters">Changed in place.</param>
    /// <param name="step">Steps done.</param>
    /// <param name="next">The step after which somebody has to look at the parameters; after <paramref name="step"/>.</param>
    /// <param name="rate">The step size at each step.</param>
    /// <param name="cancellation">Takes no further steps.</param>
    /// <returns>For each step taken, at least one, the loss at the parameters before it.</returns>
    public IReadOnlyList<double> Advance(
        double[] parameters,
        long step,
        long next,
        Func<long, double> rate,
        CancellationToken cancellation
    )
    {
        if (Optimizer is Adam adam && _loss is IAdamLoss device)
        {
            int most = (int)Math.Min(next - step, MostAtOnce);
            IEnumerable<(ulong, double)> steps = Enumerable
                .Range(0, most)
                .TakeWhile(i => i == 0 || !cancellation.IsCancellationRequested)
                .Select(i => ((ulong)(step + i), rate(step + i)));
            return adam.Steps(parameters, device, steps, most, _plan.EffectiveClip);
        }

        (ulong batch, int factor) = Optimizer.BatchAt(step);
        NetworkLoss loss = LossOf(factor);
        return
        [
            Optimizer.Step(parameters, rate(step), (point, gradient) => Differentiate(loss, point, batch, gradient)),
        ];
    }

    /// <inheritdoc/>
    public void Dispose() => _loss.Dispose();

    private double Differentiate(NetworkLoss loss, double[] parameters, ulong batch, double[] gradient)
    {
        double value = loss.LossAndGradient(parameters, batch, gradient);
        if (_plan.EffectiveClip is { } limit)
        {
            GradientClipping.Apply(gradient, _layout, limit);
        }

        return value;
    }
}
