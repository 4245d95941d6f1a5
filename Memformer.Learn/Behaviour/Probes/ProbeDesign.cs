using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Theory;

namespace Memformer.Learn.Behaviour.Probes;

/// <summary>
/// Which questions a network is asked: several contexts, in each of them several tasks and queries, and the same prompt
/// permuted, rotated and scaled. The same design gives the same questions.
/// </summary>
/// <param name="Law">The law of covariates, tasks and noise.</param>
/// <param name="Context">n ≥ 1, the number of examples.</param>
public sealed record ProbeDesign(DataLaw Law, int Context)
{
    /// <summary>How many numbers all covariates of a probe may hold: 1 GiB in double precision.</summary>
    internal const long MostNumbers = 1L << 27;

    /// <summary>By how much the answers of a scaled prompt are larger.</summary>
    public const double AnswerScale = 2;

    /// <summary>Queries of a permuted, rotated or scaled prompt.</summary>
    private const int SymmetryQueries = 4;

    /// <summary>d.</summary>
    public int Dimension => Law.Dimension;

    /// <summary>How many contexts, each with covariates of its own; errors are bootstrapped over them.</summary>
    public int Contexts { get; init; } = 256;

    /// <summary>
    /// Tasks of a context. Of every four the third and the fourth are (a + b)/√2 and (a − b)/√2 of the first two, so that
    /// additivity in the answers can be tested; each has the law's distribution all the same.
    /// </summary>
    public int Tasks { get; init; } = 4;

    /// <summary>Queries of the first task; 3d unless given. Further tasks are asked a third of them.</summary>
    public int Queries { get; init; } = 3 * Law.Dimension;

    /// <summary>How many tasks there are in all; null where every task is drawn anew. The pool is written into the probe.</summary>
    public int? Pool { get; init; }

    /// <summary>The layout written beside <c>X</c>, <c>y</c> and <c>query</c>.</summary>
    public ProbeLayout Layout { get; init; }

    /// <summary>Decides the questions.</summary>
    public ulong Seed { get; init; }

    /// <summary>Queries of each task but the first.</summary>
    internal int FurtherQueries => Math.Max(1, Queries / 3);

    /// <summary>Queries of a permuted, rotated or scaled prompt.</summary>
    internal int SymmetricQueries => Math.Min(SymmetryQueries, Queries);

    /// <summary>B, the number of questions.</summary>
    public long Rows => (long)Contexts * (Queries + ((Tasks - 1L) * FurtherQueries) + (3L * SymmetricQueries));

    /// <summary>Throws unless the design can be drawn.</summary>
    /// <exception cref="UsageException">A number is out of range, or the probe would not fit into memory.</exception>
    public void Check()
    {
        Require(Context >= 1, $"context {Context}: must be at least 1");
        Require(Contexts >= 2, $"contexts {Contexts}: must be at least 2, errors are bootstrapped over contexts");
        Require(Tasks >= 1, $"tasks {Tasks}: must be at least 1");
        Require(Queries >= 1, $"queries {Queries}: must be at least 1");
        Require(Pool is null or >= 1, $"pool {Pool}: must be at least 1");
        double numbers = (double)Rows * Context * Dimension;
        Require(
            numbers <= MostNumbers,
            $"{Rows} questions of {Context}×{Dimension} covariates are {NumberText.Of(numbers, 3)} numbers, allowed: up to {MostNumbers}; fewer contexts or queries"
        );
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new UsageException(message);
        }
    }
}
