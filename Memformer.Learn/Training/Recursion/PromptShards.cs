using Memformer.Learn.Problems;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// Deals the prompts of a batch to a fixed number of shards, each with random numbers of its own, and runs the shards on as
/// many threads as there are: which prompts a (seed, step) means depends on neither the threads nor on what is done
/// with the prompts.
/// </summary>
internal sealed class PromptShards
{
    /// <summary>The number of shards.</summary>
    public const int Count = 16;

    /// <summary>Prompts are dealt in blocks of so many; only the last block may have fewer.</summary>
    private const int Block = LaneStatistics.Lanes;

    private readonly ParallelOptions _parallel;
    private readonly RandomSource[] _random;

    /// <summary>Creates the shards' random sources.</summary>
    /// <param name="threads">At least 1.</param>
    public PromptShards(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        _random = [.. Enumerable.Range(0, Count).Select(_ => new RandomSource(0))];
    }

    /// <summary>Calls (shard, its prompts) for every shard.</summary>
    public void Run(ulong seed, ulong step, int prompts, Action<int, PromptRange> action) =>
        Parallel.For(
            0,
            Count,
            _parallel,
            shard =>
            {
                long blocks = (prompts + Block - 1) / Block;
                int first = (int)Math.Min(blocks * shard / Count * Block, prompts);
                int end = (int)Math.Min(blocks * (shard + 1) / Count * Block, prompts);
                _random[shard].Seed(seed, step, (ulong)shard);
                action(shard, new PromptRange(seed, step, first, end - first, _random[shard]));
            }
        );
}
