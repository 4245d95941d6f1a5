using Memformer.Learn.Behaviour.Samples;

namespace Memformer.Learn.Behaviour.Candidates;

/// <summary>
/// Which of two candidates is nearer. A distance is significantly above another if it is in each of 400 resamples of the contexts, by
/// more than rounding, after both are corrected to what they would be on fresh questions.
/// </summary>
/// <param name="energies">Σ ŷ² of each context.</param>
/// <param name="questions">How many questions the constants were fitted to.</param>
/// <param name="bootstrap">Resamples of the contexts.</param>
/// <param name="rounding">The relative rounding error of an answer.</param>
internal sealed class Nearness(double[] energies, int questions, Bootstrap bootstrap, double rounding)
{
    /// <summary>By how much rounding errors of answers grow on their way through a network, generously.</summary>
    private const double RoundingGrowth = 1e3;

    /// <summary>The distance that rounding alone may make.</summary>
    public double Floor { get; } = Math.Pow(RoundingGrowth * rounding, 2);

    /// <summary>The distance on fresh questions.</summary>
    public double Foreseen(Candidate candidate) => candidate.Distance.Value * candidate.Foreseen(questions);

    /// <summary>Whether a candidate is significantly farther than another.</summary>
    public bool IsFarther(Candidate candidate, Candidate other)
    {
        double[] paired =
        [
            .. candidate.SquaredErrors.Zip(
                other.SquaredErrors,
                (left, right) => (left * candidate.Foreseen(questions)) - (right * other.Foreseen(questions))
            ),
        ];
        return bootstrap.IsAlwaysAbove(Floor, paired, energies);
    }
}
