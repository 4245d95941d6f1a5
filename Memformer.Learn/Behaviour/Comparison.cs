using Memformer.Learn.Behaviour.Candidates;
using Memformer.Learn.Behaviour.Preconditioners;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Behaviour.Samples;
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

    /// <summary>A preconditioner that was fitted to the answers.</summary>
    public const string FittedFrame = FittedPreconditioner.Frame;

    /// <summary>
    /// What was fitted; null where that explains less than a tenth of the tolerance beyond what I and Σ⁻¹ do, or less than half of
    /// what they leave.
    /// </summary>
    public FittedPreconditioner? Preconditioner { get; init; }

    private const double Smallest = 1e-100;
    private const double Largest = 1e100;

    /// <summary>Compares answers with every known method.</summary>
    /// <param name="probe">The questions.</param>
    /// <param name="answers">The answers to all rows, finite numbers.</param>
    /// <param name="rounding">The relative rounding error of an answer.</param>
    /// <param name="options">What to ask; null for the usual.</param>
    /// <exception cref="UsageException">The network answers the same to every question, or beyond the range of squares.</exception>
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

        double largest = answers.Max(Math.Abs);
        if (largest is < Smallest or > Largest)
        {
            throw new UsageException(
                $"the network's largest answer is {largest:G3}: allowed are {Smallest:G3} to {Largest:G3}, whose squares are numbers"
            );
        }

        Bootstrap bootstrap = new(probe.Design.Contexts);
        Symmetries symmetries = Symmetries.Of(probe, answers, bootstrap);
        FrameSearch search = new(probe, answers, bootstrap, rounding, options.Steps);
        FittedPreconditioner? fitted = search.AddFitted(symmetries.LinearInQuery?.Value ?? 0, options.Tolerance);
        Estimate promptDependent = DecidedByPrompt(search.Fingerprint, symmetries, search.Energies, bootstrap);
        BehaviourVerdict verdict = new VerdictRule(
            search.Candidates,
            search.Nearness,
            options,
            promptDependent
        ).Decide();
        return new Comparison(
            probe,
            symmetries,
            search.Fingerprint,
            search.Candidates,
            verdict,
            promptDependent,
            LossOf(probe, answers, bootstrap),
            options
        )
        {
            Preconditioner = fitted,
        };
    }

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
}
