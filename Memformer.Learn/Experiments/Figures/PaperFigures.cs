using Memformer.Theory;

namespace Memformer.Learn.Experiments.Figures;

/// <summary>The paper's figures by name.</summary>
public static class PaperFigures
{
    /// <summary>All experiments, in the paper's order.</summary>
    public static IReadOnlyList<Experiment> All { get; } =
    [
        ConjugateGradientMemory.Experiment,
        FullMemory.OnNonIsotropicData,
        FullMemory.OnIsotropicData,
        GdPlusPlusMemory.Experiment,
        MomentumMethods.Experiment,
        SmallBatches.Experiment,
        SeveralHeads.Experiment,
        ManyLayers.Experiment,
        WideProblems.Experiment,
        MixtureOfExperts.Experiment,
    ];

    /// <summary>The experiment of that name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static Experiment Find(string name) =>
        All.FirstOrDefault(experiment => experiment.Name == name)
        ?? throw new UsageException(
            $"figure '{name}': allowed are {string.Join(", ", All.Select(experiment => experiment.Name))}"
        );
}
