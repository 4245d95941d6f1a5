using Memformer.Learn.Training.Plans;

namespace Memformer.Learn.Sweeps;

/// <summary>One network of a sweep.</summary>
/// <param name="Number">Its place in the sweep, from 1.</param>
/// <param name="Name">The name of its folder.</param>
/// <param name="Values">Its value on each axis.</param>
/// <param name="Plan">Its plan, with one seed.</param>
public sealed record SweepRun(int Number, string Name, IReadOnlyList<string> Values, TrainingPlan Plan);
