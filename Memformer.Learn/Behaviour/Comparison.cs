using Memformer.Learn.Behaviour.Candidates;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Behaviour.Samples;
using Memformer.Learn.Problems;
using Memformer.Theory;

namespace Memformer.Learn.Behaviour;

/// <summary>What a comparison is told.</summary>
public sealed record ComparisonOptions
{
    /// <summary>The largest share of the answers' mean square that a method may leave unexplained and still be named.</summary>
    public double Tolerance { get; init; } = 0.01;

    /// <summary>The largest number of steps of a method, and the largest degree of a polynomial.</summary>
    public int Steps { get; init; } = 12;
}

/// <summary>What a network does, told from its answers to a probe.</summary>
/// <param name="Probe">The questions.</param>
/// <param name="Symmetries">What its answers do not depend on.</param>
/// <param name="Fingerprint">Its filter.</param>
/// <param name="Candidates">Every known method with its best constants, the closest first.</param>
/// <param name="Verdict">Which of them it is.</param>
/// <param name="PromptDependent">The share of the answers' mean square that is linear in the query, and that no filter explains.</param>
/// <param name="Loss">E(ŷ − w*ᵀx_q)² over the questions.</param>
/// <param name="Options">What was asked.</param>
public sealed record Comparison(
    Probe Probe,
    Symmetries Symmetries,
    Fingerprint Fingerprint,
    IReadOnlyList<Candidate> Candidates,
    BehaviourVerdict Verdict,
    Estimate PromptDependent,
    Estimate Loss,
    ComparisonOptions Options
)
{
    /// <summary>The preconditioner of methods that take plain gradients.</summary>
    public const string PlainFrame = "identity";

    /// <summary>The preconditioner Σ⁻¹.</summary>
    public const string WhitenedFrame = "inverse-covariance";

    /// <summary>Compares answers with every known method.</summary>
    /// <param name="probe">The questions.</param>
    /// <param name="answers">The answers to all rows, finite numbers.</param>
    /// <param name="rounding">The relative rounding error of an answer.</param>
    /// <param name="options">What to ask; null for the usual.</param>
    /// <exception cref="UsageException">The network answers the same to every question.</exception>
    public static Comparison Of(Probe probe, double[] answers, double rounding, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(answers);
        options ??= new ComparisonOptions();
        if (Array.TrueForAll(answers, answer => answer == answers[0]))
        {
            throw new UsageException(
                $"the network answers {answers[0]:G6} to every question: there is nothing to compare"
            );
        }

        Bootstrap bootstrap = new(probe.Design.Contexts);
        List<Candidate> candidates = [];
        List<Fingerprint> fingerprints = [];
        CandidateSearch? first = null;
        foreach (SpectralSample sample in Frames(probe))
        {
            CandidateSearch search = new(probe, sample, answers, bootstrap, options.Steps);
            first ??= search;
            candidates.AddRange(search.All(sample.Frame == PlainFrame));
            fingerprints.Add(Fingerprint.Of(sample, search.Fitter, bootstrap));
        }

        candidates = [.. candidates.OrderBy(candidate => candidate.Distance.Value)];
        double[] energies = first!.Fitter.Energies;
        BehaviourVerdict verdict = new VerdictRule(
            candidates,
            energies,
            Questions(probe),
            bootstrap,
            rounding,
            options
        ).Decide();
        Fingerprint fingerprint = fingerprints.MinBy(found => found.Unexplained.Value)!;
        Symmetries symmetries = Symmetries.Of(probe, answers, bootstrap);
        return new Comparison(
            probe,
            symmetries,
            fingerprint,
            candidates,
            verdict,
            DecidedByPrompt(fingerprint, symmetries, energies, bootstrap),
            LossOf(probe, answers, bootstrap),
            options
        );
    }

    /// <summary>The frames worth looking in: that of plain gradients, and the whitened one where Σ is no multiple of I.</summary>
    internal static IEnumerable<SpectralSample> Frames(Probe probe)
    {
        yield return SpectralSample.Of(probe, null, PlainFrame);
        double[,] covariance = probe.Design.Law.Covariance;
        if (!IsMultipleOfIdentity(covariance))
        {
            yield return SpectralSample.Of(
                probe,
                MathNet
                    .Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(CovarianceMatrix.Factor(covariance))
                    .Inverse()
                    .ToArray(),
                WhitenedFrame
            );
        }
    }

    private static int Questions(Probe probe) => SpectralSample.Asked(probe).Count();

    private static Estimate DecidedByPrompt(
        Fingerprint fingerprint,
        Symmetries symmetries,
        double[] energies,
        Bootstrap bootstrap
    )
    {
        Estimate unexplained = bootstrap.Ratio(fingerprint.SquaredErrors, energies);
        if (symmetries.LinearInQuery is not { } notLinear)
        {
            return unexplained;
        }

        return new Estimate(
            Math.Max(0, unexplained.Value - notLinear.Value),
            Math.Sqrt(
                (unexplained.StandardError * unexplained.StandardError)
                    + (notLinear.StandardError * notLinear.StandardError)
            )
        );
    }

    private static Estimate LossOf(Probe probe, double[] answers, Bootstrap bootstrap)
    {
        double[] errors = new double[probe.Design.Contexts];
        double[] counts = new double[probe.Design.Contexts];
        foreach ((ProbeRow row, int index) in SpectralSample.Asked(probe))
        {
            errors[row.Group] += (answers[index] - row.Truth) * (answers[index] - row.Truth);
            counts[row.Group]++;
        }

        return bootstrap.Ratio(errors, counts);
    }

    private static bool IsMultipleOfIdentity(double[,] matrix)
    {
        int d = matrix.GetLength(0);
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                if (Math.Abs(matrix[i, j] - (i == j ? matrix[0, 0] : 0)) > 1e-12 * matrix[0, 0])
                {
                    return false;
                }
            }
        }

        return true;
    }
}
