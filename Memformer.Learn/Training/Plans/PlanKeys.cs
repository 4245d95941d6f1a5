namespace Memformer.Learn.Training.Plans;

/// <summary>All settings of a plan: the one list that TOML files, options and help are made from.</summary>
public static class PlanKeys
{
    /// <summary>All keys, by section.</summary>
    public static IReadOnlyList<PlanKey> All { get; } =
    [.. NetworkKeys.All, .. DataKeys.All, .. TrainingKeys.All, .. TestKeys.All, .. RunKeys.All];
}
