using Memformer.Learn.Problems;

namespace Memformer.Learn.Training.Recursion;

/// <summary>Consecutive prompts of the batch that a (seed, step) means.</summary>
/// <param name="Seed">The user's seed.</param>
/// <param name="Step">The training step.</param>
/// <param name="First">The place of the first prompt in the batch.</param>
/// <param name="Count">How many.</param>
/// <param name="Random">At the beginning of the range's own random numbers.</param>
internal readonly record struct PromptRange(ulong Seed, ulong Step, int First, int Count, RandomSource Random);
