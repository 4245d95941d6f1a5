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

    /// <summary>Calls (shard, random, first prompt, number of prompts) for every shard.</summary>
    public void Run(ulong seed, ulong step, int prompts, Action<int, RandomSource, int, int> action) =>
        Parallel.For(
            0,
            Count,
            _parallel,
            shard =>
            {
                int first = (int)((long)prompts * shard / Count);
                int end = (int)((long)prompts * (shard + 1) / Count);
                _random[shard].Seed(seed, step, (ulong)shard);
                action(shard, _random[shard], first, end - first);
            }
        );
}
