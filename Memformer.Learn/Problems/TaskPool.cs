using Memformer.Theory;

namespace Memformer.Learn.Problems;

/// <summary>A finite pool that all prompts take their tasks from, each with the same probability: K draws of w* ~ N(0, S).</summary>
/// <remarks>Source: Raventós et al., arXiv:2306.15063, pretraining task diversity.</remarks>
public sealed record TaskPool
{
    /// <summary>The largest pool: beyond it a pool is hardly told from fresh tasks.</summary>
    public const int MostTasks = 1_000_000;

    /// <summary>Creates a pool.</summary>
    /// <param name="size">K, 1 to <see cref="MostTasks"/>.</param>
    /// <param name="seed">Decides the tasks.</param>
    /// <exception cref="UsageException">The size is out of range.</exception>
    public TaskPool(int size, ulong seed = 0)
    {
        if (size is < 1 or > MostTasks)
        {
            throw new UsageException($"task pool {size}: must be 1 to {MostTasks} tasks");
        }

        (Size, Seed) = (size, seed);
    }

    /// <summary>K.</summary>
    public int Size { get; }

    /// <summary>Decides the tasks.</summary>
    public ulong Seed { get; }
}
