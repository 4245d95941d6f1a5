using Memformer.Learn.Training.Plans;

namespace Memformer.Learn.Training.Optimizers;

/// <summary>
/// An optimiser of one parameter vector whose whole state is numbers, so that a run resumed from a checkpoint is the run that
/// was never stopped, bit by bit. A network has some hundred parameters: the vector is on the processor whenever somebody looks,
/// wherever the gradient is computed.
/// </summary>
public abstract class Optimizer
{
    /// <summary>Creates an optimiser with no history.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="parameters">The number of parameters.</param>
    /// <param name="weightDecay">The decay of AdamW.</param>
    /// <param name="firstStage">Which of its growing batches BFGS begins with, from 0.</param>
    public static Optimizer Create(OptimizerKind kind, int parameters, double weightDecay, int firstStage = 0) =>
        kind switch
        {
            OptimizerKind.Lbfgs => new Lbfgs(parameters),
            OptimizerKind.Bfgs => new Bfgs(parameters, firstStage),
            OptimizerKind.AdamW => new Adam(parameters, weightDecay),
            _ => new Adam(parameters, 0),
        };

    /// <summary>The state by name; the arrays are the optimiser's own.</summary>
    public abstract IReadOnlyDictionary<string, double[]> State { get; }

    /// <summary>Whether the last step found nothing to improve.</summary>
    public virtual bool IsConverged => false;

    /// <summary>Whether the last step ended a stage, so that it is worth a look at fresh prompts.</summary>
    public virtual bool IsAtMilestone => false;

    /// <summary>The parameters that the stage began with which the last step ended; null where it ended none.</summary>
    public virtual double[]? EndedStageStart => null;

    /// <summary>The batch that the next step is to see, and how many times as large as the plan's it is.</summary>
    /// <param name="step">The number of the step.</param>
    public virtual (ulong Batch, int Factor) BatchAt(long step) => ((ulong)step, 1);

    /// <summary>Takes up the state of another optimiser of the same kind.</summary>
    /// <param name="values">The entries of each array of <see cref="State"/>, by name.</param>
    public void Load(IReadOnlyDictionary<string, double[]> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach ((string name, double[] target) in State)
        {
            values[name].CopyTo(target, 0);
        }
    }

    /// <summary>Takes one step.</summary>
    /// <param name="parameters">Changed in place.</param>
    /// <param name="rate">The step size that the schedule gives.</param>
    /// <param name="differentiate">Given parameters, fills the gradient, and returns the loss.</param>
    /// <returns>The loss at the parameters before the step.</returns>
    public abstract double Step(double[] parameters, double rate, Func<double[], double[], double> differentiate);
}
