using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Theory;

namespace Memformer.Learn.Auditing;

/// <summary>
/// Files do not record the kind of attention, and a network of another kind, or for another task, has the same names and shapes.
/// Where more of the matrices lies outside the family than inside it, and the answers that they give as linear attention are worse
/// than none, nothing speaks for that reading, and no verdict is built on it.
/// </summary>
public static class ReadingDoubt
{
    private const double MostOutside = 0.5;

    /// <summary>Refuses a reading that nothing speaks for.</summary>
    /// <param name="audit">What was found by that reading.</param>
    /// <param name="checkpoint">The network; one whose file, map or user says that its attention is linear is not doubted.</param>
    /// <exception cref="InvalidInputException">The reading as linear attention is contradicted.</exception>
    public static void Check(Audit audit, Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(audit);
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (
            checkpoint.Source is not { Reading: { AttentionIsKnown: false } reading } source
            || audit.Family.Residual <= MostOutside
            || audit.Function is not { } function
            || !(function.Outcomes.Loss.Mean > function.AnsweringZero)
        )
        {
            return;
        }

        throw new InvalidInputException(
            source.Path,
            $"layout {reading.Layout}, and not in the family as far as the file tells, which does not say the kind of attention: "
                + $"read as linear attention, {Wording.Share(audit.Family.Residual)} of it is outside the family "
                + $"({Wording.Outside(audit.Family.Layers.MaxBy(layer => layer.Total)!)}), and its answers are worse than answering 0 ({function.Outcomes.Loss} beside "
                + $"{Wording.Number(function.AnsweringZero)}). Softmax networks and networks for other tasks look like that: ask the "
                + "network's answers instead (memformer probe, then memformer compare), or say that its attention is linear"
        );
    }
}
