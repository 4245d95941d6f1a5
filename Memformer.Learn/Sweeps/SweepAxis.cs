using Memformer.Learn.Training.Plans;

namespace Memformer.Learn.Sweeps;

/// <summary>A setting that a sweep varies.</summary>
/// <param name="Key">The plan's key.</param>
/// <param name="Values">Its values as TOML's texts, in the order in which they are run.</param>
public sealed record SweepAxis(PlanKey Key, IReadOnlyList<string> Values)
{
    /// <summary>The key's name, such as <c>layers</c>.</summary>
    public string Name => Key.Option;
}
