using Memformer.Learn.Behaviour.Candidates;
using Memformer.Learn.Behaviour.Samples;

namespace Memformer.Learn.Behaviour;

/// <summary>How many gradients it takes to come as near as the best method.</summary>
/// <param name="Least">The least degree whose distance is not above the best of all, significantly and by more than a tenth; null where none tried is.</param>
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
}

/// <summary>
/// The simplest candidate whose distance is not significantly above the best of all and within the tolerance. Simpler
/// is the one with fewer fitted constants. A distance is significantly above another if it is in each of 400 resamples of the
/// contexts, by more than rounding, after both are corrected to what they would be on fresh questions.
/// </summary>
internal sealed class VerdictRule
{
    /// <summary>By how much rounding errors of answers grow on their way through a network, generously.</summary>
    private const double RoundingGrowth = 1e3;

    /// <summary>
    /// Degrees that gain less than a tenth of what is left are no gradients: they follow the scatter of the network's own
    /// weights about a method.
    /// </summary>
    private const double NegligibleExcess = 1.1;

    private readonly IReadOnlyList<Candidate> _candidates;
    private readonly double[] _energies;
    private readonly int _questions;
    private readonly Bootstrap _bootstrap;
    private readonly double _floor;
    private readonly ComparisonOptions _options;
    private readonly Candidate _best;

    public VerdictRule(
        IReadOnlyList<Candidate> candidates,
        double[] energies,
        int questions,
        Bootstrap bootstrap,
        double rounding,
        ComparisonOptions options
    )
    {
        (_candidates, _energies, _questions, _bootstrap, _options) = (
            candidates,
            energies,
            questions,
            bootstrap,
            options
        );
        _floor = Math.Pow(RoundingGrowth * rounding, 2);
        _best = candidates.MinBy(Foreseen)!;
    }

    public BehaviourVerdict Decide()
    {
        Candidate[] asNear =
        [
            .. _candidates
                .Where(IsAsNear)
                .OrderBy(candidate => candidate.Constants)
                // One step of anything is a polynomial of degree 1 too; the name that says more goes first.
                .ThenBy(candidate => candidate.Name == "polynomial")
                .ThenBy(candidate => candidate.Distance.Value),
        ];
        Candidate? method = asNear.FirstOrDefault(candidate => candidate.Distance.Value <= _options.Tolerance);
        Candidate[] polynomials =
        [
            .. _candidates.Where(candidate => candidate.Name == "polynomial").OrderBy(candidate => candidate.Steps),
        ];
        Candidate? least = polynomials.FirstOrDefault(polynomial =>
            IsAsNear(polynomial) || polynomial.Distance.Value <= NegligibleExcess * _best.Distance.Value
        );
        return new BehaviourVerdict(
            method,
            _best,
            [.. asNear.Where(candidate => candidate != method)],
            new GradientDegree(least?.Steps, (least ?? polynomials[^1]).Distance, polynomials.Max(p => p.Steps!.Value))
        );
    }

    private double Foreseen(Candidate candidate) => candidate.Distance.Value * candidate.Foreseen(_questions);

    private bool IsAsNear(Candidate candidate)
    {
        double[] paired =
        [
            .. candidate.SquaredErrors.Zip(
                _best.SquaredErrors,
                (left, right) => (left * candidate.Foreseen(_questions)) - (right * _best.Foreseen(_questions))
            ),
        ];
        return !_bootstrap.IsAlwaysAbove(_floor, paired, _energies);
    }
}
