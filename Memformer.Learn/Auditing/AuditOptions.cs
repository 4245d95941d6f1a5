using Memformer.Learn.Models;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Auditing;

/// <summary>How an audit is made.</summary>
public sealed record AuditOptions
{
    /// <summary>The law of the prompts the network is judged on.</summary>
    public required DataLaw Law { get; init; }

    /// <summary>Whether nobody named the law, so that the audit looks whether the network was made for another.</summary>
    public bool IsLawAssumed { get; init; }

    /// <summary>n; null takes the network's own.</summary>
    public int? Context { get; init; }

    /// <summary>Relative deviations up to this count as agreement.</summary>
    public double Tolerance { get; init; } = 0.05;

    /// <summary>How many fresh prompts; 0 skips the functional check.</summary>
    public int Prompts { get; init; } = UsualPrompts;

    /// <summary>As many prompts as make the means of a small network certain to a percent or so.</summary>
    public const int UsualPrompts = 10_000;

    /// <summary>Fewer than this say nothing of a tail.</summary>
    private const int FewestPrompts = 200;

    /// <summary>Multiply-adds that the prompts may cost where nobody said how many: some seconds.</summary>
    private const double UsualWork = 2.5e9;

    /// <summary>Numbers that the fewest prompts may hold where nobody said how many.</summary>
    private const double MostNumbers = 1e8;

    /// <summary>
    /// How many prompts a network is run on unless somebody says: fewer than usual where each takes long, none where a single one
    /// is megabytes.
    /// </summary>
    /// <param name="weights">The network.</param>
    /// <param name="context">n.</param>
    public static int PromptsFor(NetworkWeights weights, int context)
    {
        ArgumentNullException.ThrowIfNull(weights);
        (double layers, double tokens, double rows) = (weights.Layers, context + 1.0, weights.Dimension + 1.0);
        double attention = 3 * layers * weights.HeadCount * tokens * rows * rows;
        double memory = layers * layers / 2 * ((tokens * rows) + (2 * rows * rows));
        return FewestPrompts * tokens * rows > MostNumbers
            ? 0
            : (int)Math.Clamp(UsualWork / (attention + memory), FewestPrompts, UsualPrompts);
    }

    /// <summary>
    /// Whether the classical methods and the optima of smaller depths stand beside the network, which belong to the law and not to
    /// it, and methods are compared by their answers as well: a look at many networks needs neither.
    /// </summary>
    public bool ComparesMethods { get; init; } = true;

    /// <summary>Decides the prompts.</summary>
    public ulong Seed { get; init; }
}
