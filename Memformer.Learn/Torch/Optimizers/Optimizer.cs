using Memformer.Learn.Training.Plans;
using static TorchSharp.torch;

namespace Memformer.Learn.Torch.Optimizers;

/// <summary>
/// An optimiser of one parameter vector whose whole state is tensors, so that a run resumed from a checkpoint is the
/// run that was never stopped, bit by bit. torch's own optimisers keep one state per parameter and call into native code
/// for each.
/// </summary>
public abstract class Optimizer : IDisposable
{
    /// <summary>Creates an optimiser with no history.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="parameters">The vector it will be given, for its shape, device and precision.</param>
    /// <param name="weightDecay">The decay of AdamW.</param>
    public static Optimizer Create(OptimizerKind kind, Tensor parameters, double weightDecay)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return kind switch
        {
            OptimizerKind.Lbfgs => new Lbfgs(parameters),
            OptimizerKind.AdamW => new Adam(parameters, weightDecay),
            _ => new Adam(parameters, 0),
        };
    }

    /// <summary>The state by name; the tensors are the optimiser's own.</summary>
    public abstract IReadOnlyList<KeyValuePair<string, Tensor>> State { get; }

    /// <summary>Whether the last step found nothing to improve.</summary>
    public virtual bool IsConverged => false;

    /// <summary>Takes up the state of another optimiser of the same kind.</summary>
    /// <param name="values">The entries of each tensor of <see cref="State"/>, by name.</param>
    public void Load(IReadOnlyDictionary<string, double[]> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        using IDisposable guard = no_grad();
        using IDisposable scope = NewDisposeScope();
        foreach ((string name, Tensor target) in State)
        {
            target.copy_(tensor(values[name]).reshape(target.shape));
        }
    }

    /// <summary>Takes one step.</summary>
    /// <param name="parameters">Changed in place.</param>
    /// <param name="rate">The step size that the schedule gives.</param>
    /// <param name="differentiate">Sets the parameters' gradient, and returns the loss.</param>
    /// <returns>The loss at the parameters before the step, a tensor without history.</returns>
    public abstract Tensor Step(Tensor parameters, double rate, Func<Tensor> differentiate);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the state's tensors.</summary>
    /// <param name="disposing">Whether called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach ((_, Tensor tensor) in State)
            {
                tensor.Dispose();
            }
        }
    }
}
