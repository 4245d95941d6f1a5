namespace Memformer.Learn.Problems;

/// <summary>
/// Which batches of a seed are drawn for what, so that nothing is drawn twice: training steps have their own numbers, from 0 on,
/// and all else begins where no training gets to.
/// </summary>
internal static class RandomStreams
{
    /// <summary>The batch on which starts are compared.</summary>
    public const ulong Starts = 3UL << 60;

    /// <summary>Looks at the network on the way.</summary>
    public const ulong Evaluations = 4UL << 60;

    /// <summary>Looks that confirm an early stop.</summary>
    public const ulong Confirmations = 5UL << 60;

    /// <summary>The look at the end.</summary>
    public const ulong Tests = 6UL << 60;

    /// <summary>Looks that show what a stage gained.</summary>
    public const ulong Gains = 7UL << 60;

    /// <summary>What training starts from.</summary>
    public const ulong Start = ulong.MaxValue;

    /// <summary>Multiples of a start's blocks.</summary>
    public const ulong Multiples = ulong.MaxValue - 1;

    /// <summary>The first batch of a look after a step, apart from the million batches of the look after every other step.</summary>
    /// <param name="looks">Which kind of look.</param>
    /// <param name="step">Steps done, below 2⁴⁰.</param>
    public static ulong BatchAt(ulong looks, long step) => looks + ((ulong)step << 20);
}
