using Memformer.Theory;

namespace Memformer.Learn.Experiments;

/// <summary>
/// One figure of the paper as a description: what is trained, what it is compared with, and how the paper's claim is
/// decided from the numbers. Running it is <see cref="ExperimentRunner"/>'s business.
/// </summary>
public sealed record Experiment
{
    /// <summary>The name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>What the figure shows.</summary>
    public required string Title { get; init; }

    /// <summary>What the paper (arXiv:2410.07263) says, in our words.</summary>
    public required string Claim { get; init; }

    /// <summary>The numbers of layers L along the horizontal axis.</summary>
    public IReadOnlyList<int> Depths { get; init; } = [1, 2, 3, 4];

    /// <summary>The curves, the first in front.</summary>
    public required IReadOnlyList<Curve> Curves { get; init; }

    /// <summary>Decides the claim.</summary>
    public required Func<Measurements, Finding> Judge { get; init; }

    /// <summary>All experiments, in the paper's order.</summary>
    public static IReadOnlyList<Experiment> All { get; } =
    [
        Figures.ConjugateGradientMemory.Experiment,
        Figures.FullMemory.OnNonIsotropicData,
        Figures.FullMemory.OnIsotropicData,
        Figures.GdPlusPlusMemory.Experiment,
        Figures.MomentumMethods.Experiment,
        Figures.SmallBatches.Experiment,
        Figures.SeveralHeads.Experiment,
        Figures.ManyLayers.Experiment,
        Figures.WideProblems.Experiment,
        Figures.MixtureOfExperts.Experiment,
    ];

    /// <summary>The experiment of that name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static Experiment Find(string name) =>
        All.FirstOrDefault(experiment => experiment.Name == name)
        ?? throw new UsageException(
            $"figure '{name}': allowed are {string.Join(", ", All.Select(experiment => experiment.Name))}"
        );
}

/// <summary>What a run says about a claim.</summary>
/// <param name="Holds">Whether the claim holds on this run.</param>
/// <param name="Sentence">By how much, with the numbers.</param>
public sealed record Finding(bool Holds, string Sentence);
