using Memformer.Learn.Behaviour.Candidates;
using Memformer.Learn.Behaviour.Samples;

namespace Memformer.Learn.Behaviour;

/// <summary>How many gradients it takes to come as near as the best method.</summary>
/// <param name="Least">
/// The least degree whose distance is not above the best of all, significantly and by more than a tenth, or than a hundredth of the tolerance
/// where the best leaves as much and no function of the eigenvalues explains it; null where none tried is.
/// </param>
/// <param name="Distance">The distance at that degree, or at the largest tried.</param>
/// <param name="Largest">The largest degree tried.</param>
public sealed record GradientDegree(int? Least, Estimate Distance, int Largest);

/// <summary>Which method a network is.</summary>
/// <param name="Method">The simplest candidate that is as near as the best and within the tolerance; null where none is.</param>
/// <param name="Closest">The candidate with the least distance.</param>
/// <param name="Others">Other candidates, as near as the best, that the answers cannot tell from it.</param>
/// <param name="Degree">How many gradients a first-order method needs at least.</param>
public sealed record BehaviourVerdict(
    Candidate? Method,
    Candidate Closest,
    IReadOnlyList<Candidate> Others,
    GradientDegree Degree
)
{
    /// <summary>The simplest candidate that is as near as the best, within the tolerance or not.</summary>
    public Candidate Simplest => Method ?? (Others.Count > 0 ? Others[0] : Closest);

    /// <summary>
    /// Whether the network may be called by a name: that of the verdict, or one that as few constants fit as well, as two steps
    /// of heavy ball are any two gradient steps.
    /// </summary>
    public bool MayBe(string name) =>
        Method is not null
        && Others
            .Where(other => other.Constants == Method.Constants)
            .Append(Method)
            .Any(candidate => candidate.Name == name);
}

/// <summary>
/// The simplest candidate whose distance is not significantly above the best of all and within the tolerance. Simpler
/// is the one with fewer fitted constants.
/// </summary>
internal sealed class VerdictRule
{
    /// <summary>
    /// Degrees that gain less than a tenth of what is left are no gradients: they follow the scatter of the network's own
    /// weights about a method.
    /// </summary>
    private const double NegligibleExcess = 1.1;

    /// <summary>Nor are degrees that gain less than this share of the tolerance where the best leaves as much to the prompt.</summary>
    private const double ImmaterialGain = 0.01;

    private readonly IReadOnlyList<Candidate> _candidates;
    private readonly Nearness _nearness;
    private readonly ComparisonOptions _options;
    private readonly Candidate _best;
    private readonly double _scatter;

    /// <param name="candidates">Every method with its best constants.</param>
    /// <param name="nearness">Which of two is nearer.</param>
    /// <param name="options">What was asked.</param>
    /// <param name="promptDependent">The share of the answers that no function of the eigenvalues explains.</param>
    public VerdictRule(
        IReadOnlyList<Candidate> candidates,
        Nearness nearness,
        ComparisonOptions options,
        Estimate promptDependent
    )
    {
        (_candidates, _nearness, _options) = (candidates, nearness, options);
        _best = candidates.MinBy(nearness.Foreseen)!;
        _scatter = promptDependent.Value;
    }

    public BehaviourVerdict Decide()
    {
        Candidate[] polynomials =
        [
            .. _candidates.Where(candidate => candidate.Name == "polynomial").OrderBy(candidate => candidate.Steps),
        ];
        Candidate? least = polynomials.FirstOrDefault(IsAsNearBy);
        Candidate[] asNear =
        [
            .. _candidates
                .Where(candidate => candidate == least || IsAsNear(candidate))
                .OrderBy(candidate => candidate.Constants)
                // One step of anything is a polynomial of degree 1 too; the name that says more goes first.
                .ThenBy(candidate =>
                    candidate.IsUntested ? 2
                    : candidate.Name == "polynomial" ? 1
                    : 0
                )
                .ThenBy(candidate => candidate.Distance.Value),
        ];
        Candidate? method = asNear.FirstOrDefault(candidate => candidate.Distance.Value <= _options.Tolerance);
        return new BehaviourVerdict(
            method,
            _best,
            [.. asNear.Where(candidate => candidate != method)],
            new GradientDegree(least?.Steps, (least ?? polynomials[^1]).Distance, polynomials.Max(p => p.Steps!.Value))
        );
    }

    private bool IsAsNear(Candidate candidate) => !_nearness.IsFarther(candidate, _best);

    /// <summary>
    /// Whether a polynomial is as near, but for what a degree more may gain without being a gradient: layers whose preconditioners
    /// differ are no exact function of the eigenvalues, and higher degrees follow them there.
    /// </summary>
    private bool IsAsNearBy(Candidate polynomial)
    {
        double best = _best.Distance.Value;
        double immaterial = Math.Min(ImmaterialGain * _options.Tolerance, Math.Min(_scatter, best));
        return IsAsNear(polynomial)
            || polynomial.Distance.Value <= Math.Max(NegligibleExcess * best, best + immaterial);
    }
}
