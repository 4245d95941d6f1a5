using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Behaviour.Candidates;
using Memformer.Learn.Behaviour.Preconditioners;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Behaviour.Samples;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Behaviour;

/// <summary>
/// Every candidate, in the frame of each preconditioner: I, Σ⁻¹ where that is no multiple of it, and a fitted one where
/// neither explains the answers.
/// </summary>
internal sealed class FrameSearch
{
    /// <summary>A distance of so many times what no method explains leaves nothing to a preconditioner.</summary>
    private const double NegligibleExcess = 1.1;

    /// <summary>What a fitted preconditioner has to explain of the answers' mean square, as a share of the tolerance.</summary>
    private const double MaterialGain = 0.1;

    /// <summary>By how much a method may be farther than polynomials that A was fitted beside, for A to be fitted beside it too.</summary>
    private const double WorthFitting = 4;

    /// <summary>A covariance that is so near to a multiple of I is one.</summary>
    private const double Rounding = 1e-12;

    private readonly Probe _probe;
    private readonly double[] _answers;
    private readonly Bootstrap _bootstrap;
    private readonly int _steps;
    private readonly SpectralSample _plain;
    private readonly List<Matrix<double>> _factors = [];
    private readonly List<Candidate> _candidates = [];
    private readonly List<Fingerprint> _fingerprints = [];

    /// <summary>Fits the candidates whose preconditioners are known.</summary>
    /// <param name="probe">The questions.</param>
    /// <param name="answers">The answers to all rows.</param>
    /// <param name="bootstrap">Resamples of the contexts.</param>
    /// <param name="rounding">The relative rounding error of an answer.</param>
    /// <param name="steps">The largest number of steps, and the largest degree.</param>
    public FrameSearch(Probe probe, double[] answers, Bootstrap bootstrap, double rounding, int steps)
    {
        (_probe, _answers, _bootstrap, _steps) = (probe, answers, bootstrap, steps);
        _plain = SpectralSample.Of(probe, null, Comparison.PlainFrame);
        _factors.Add(Matrix<double>.Build.DenseIdentity(probe.Dimension));
        CandidateSearch search = new(probe, _plain, answers, bootstrap, steps);
        Energies = search.Fitter.Energies;
        Nearness = new Nearness(Energies, SpectralSample.Asked(probe).Count(), bootstrap, rounding);
        Add(_plain, search);
        Matrix<double> covariance = Matrix<double>.Build.DenseOfArray(probe.Design.Law.Covariance);
        if (MatrixGeometry.Distance(covariance, _factors[0]) > Rounding)
        {
            Matrix<double> inverse = Matrix<double>
                .Build.DenseOfArray(CovarianceMatrix.Factor(probe.Design.Law.Covariance))
                .Inverse();
            _factors.Add(inverse.TransposeThisAndMultiply(inverse).Cholesky().Factor);
            SpectralSample sample = SpectralSample.Of(probe, inverse.ToArray(), Comparison.WhitenedFrame);
            Add(sample, new CandidateSearch(probe, sample, answers, bootstrap, steps));
        }
    }

    /// <summary>Σ ŷ² of each context.</summary>
    public double[] Energies { get; }

    /// <summary>Which of two candidates is nearer.</summary>
    public Nearness Nearness { get; }

    /// <summary>All candidates, the closest first.</summary>
    public IReadOnlyList<Candidate> Candidates => [.. _candidates.OrderBy(candidate => candidate.Distance.Value)];

    /// <summary>The filter that explains most, of those of each frame.</summary>
    public Fingerprint Fingerprint => _fingerprints.MinBy(found => found.Unexplained.Value)!;

    /// <summary>Fits a preconditioner where those that are known leave something, and the candidates in its frame.</summary>
    /// <param name="notLinear">The share of the answers that is not linear in the query, by noise or else: no method wᵀx_q explains it.</param>
    /// <param name="tolerance">The largest share that a method may leave and still be named.</param>
    /// <returns>The preconditioner; null where none is significantly and much better than those that are known.</returns>
    public FittedPreconditioner? AddFitted(double notLinear, double tolerance)
    {
        double noise = Math.Max(Nearness.Floor, notLinear);
        Candidate closest = Candidates[0];
        double material = MaterialGain * tolerance;
        if (closest.Distance.Value <= Math.Max(NegligibleExcess * noise, material))
        {
            return null;
        }

        PreconditionerSearch search = new(_probe, _plain, _answers, Energies, _bootstrap, _steps);
        if (search.Find(closest.SquaredErrors, _factors, material) is not var (factor, heldOut))
        {
            return null;
        }

        FittedFrame frame = InFrame(factor);
        if (frame.Least > noise)
        {
            frame =
                Methods(frame).Select(method => Beside(search, frame, method)).FirstOrDefault(f => f is not null)
                ?? frame;
        }

        Add(frame.Sample, frame.Search, frame.Found);
        Func<double[], double[]> multipliers = frame
            .Found.Where(candidate => candidate.Multipliers is not null)
            .MinBy(candidate => candidate.Distance.Value)!
            .Multipliers!;
        return search.Describe(frame.Factor, heldOut, multipliers);
    }

    /// <summary>Everything in the frame of one A = L Lᵀ.</summary>
    private sealed record FittedFrame(
        Matrix<double> Factor,
        SpectralSample Sample,
        CandidateSearch Search,
        Candidate[] Found
    )
    {
        public double Least => Found.Min(candidate => candidate.Distance.Value);
    }

    /// <summary>
    /// Methods that A is worth being fitted beside, once it was fitted beside any polynomial: the simplest that comes as near, and the
    /// closest, which may be no polynomial.
    /// </summary>
    private static IEnumerable<Candidate> Methods(FittedFrame frame)
    {
        Candidate[] methods = [.. frame.Found.Where(IsMethod)];
        Candidate? simplest = methods
            .Where(candidate => candidate.Distance.Value <= NegligibleExcess * frame.Least)
            .OrderBy(candidate => candidate.Constants)
            .ThenBy(candidate => candidate.Distance.Value)
            .FirstOrDefault();
        Candidate closest = methods.MinBy(candidate => candidate.Distance.Value)!;
        return new[] { simplest, closest }
            .OfType<Candidate>()
            .Distinct()
            .Where(candidate => candidate.Distance.Value <= WorthFitting * frame.Least);
    }

    /// <summary>The frame of A fitted beside a method; null where the method is then farther than another was before.</summary>
    private FittedFrame? Beside(PreconditionerSearch search, FittedFrame frame, Candidate method)
    {
        FittedFrame other = InFrame(search.Beside(eigenvalue => method.Multipliers!([eigenvalue])[0], frame.Factor));
        Candidate again = other.Found.Single(candidate =>
            candidate.IsPointwise && (candidate.Name, candidate.Steps) == (method.Name, method.Steps)
        );
        Candidate closest = frame.Found.Where(IsMethod).MinBy(Nearness.Foreseen)!;
        return Nearness.IsFarther(again, closest) ? null : other;
    }

    private static bool IsMethod(Candidate candidate) => candidate is { Name: not "polynomial", IsPointwise: true };

    private FittedFrame InFrame(Matrix<double> factor)
    {
        SpectralSample sample = SpectralSample.Of(_probe, factor.Transpose().ToArray(), Comparison.FittedFrame);
        // A common factor of A is one of the step sizes.
        int numbers = PreconditionerModel.Count(_probe.Dimension) - 1;
        CandidateSearch search = new(_probe, sample, _answers, _bootstrap, _steps, numbers);
        return new FittedFrame(factor, sample, search, [.. search.All(isPlain: false)]);
    }

    private void Add(SpectralSample sample, CandidateSearch search) =>
        Add(sample, search, search.All(sample.Frame == Comparison.PlainFrame));

    private void Add(SpectralSample sample, CandidateSearch search, IEnumerable<Candidate> found)
    {
        _candidates.AddRange(found);
        _fingerprints.Add(Fingerprint.Of(sample, search.Fitter, _bootstrap));
    }
}
