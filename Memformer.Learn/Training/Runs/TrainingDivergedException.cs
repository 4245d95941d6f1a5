using Memformer.Theory;

namespace Memformer.Learn.Training.Runs;

/// <summary>A loss that is no finite number any more. The last checkpoint is from before.</summary>
/// <param name="step">The step at which it happened.</param>
/// <param name="loss">The loss.</param>
/// <param name="checkpoint">The last good checkpoint; null when there was none yet.</param>
public sealed class TrainingDivergedException(long step, double loss, string? checkpoint)
    : MemformerException(
        $"training diverged at step {step}: the loss is {loss}; "
            + (checkpoint is null ? "no checkpoint was written yet" : $"the last good checkpoint is {checkpoint}")
            + "; a smaller rate, or clip, helps"
    )
{
    /// <summary>The step at which it happened.</summary>
    public long Step { get; } = step;
}
