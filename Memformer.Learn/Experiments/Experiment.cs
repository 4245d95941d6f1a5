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
}

/// <summary>What a run says about a claim.</summary>
/// <param name="Holds">Whether the claim holds on this run.</param>
/// <param name="Sentence">By how much, with the numbers.</param>
public sealed record Finding(bool Holds, string Sentence);
