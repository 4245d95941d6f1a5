using System.Numerics;
using Memformer.Theory.Algebra;

namespace Memformer.Theory.Spectra.Wishart;

/// <summary>
/// Exact moments of a Wishart matrix of any covariance, with the covariance itself inserted: W = Σ^½ G Gᵀ Σ^½, G of d×n
/// independent standard normal entries.
/// <para>
/// By Wick's theorem E is a sum over the (2k − 1)!! pairings of the 2k factors G. A pairing closes the indices into
/// cycles: those of the context give n each, those of the dimension give tr Σᵉ, e the number of factors Σ on the cycle.
/// The pairings are counted once by these exponents; the counts serve every covariance, and the sums are exact.
/// </para>
/// </summary>
internal sealed class PairingMoments
{
    /// <summary>The largest k: 8 needs two million pairings, and each further power 17 times as many or more.</summary>
    public const int HighestPower = 8;

    private readonly int _context;
    private readonly Rational[] _traces;
    private readonly Dictionary<int, PairingCounts> _counts = [];

    /// <summary>Moments for one covariance.</summary>
    /// <param name="traces">tr Σᵉ for e = 0, 1, …; as many as the highest power needs, plus two.</param>
    /// <param name="context">n ≥ 1.</param>
    public PairingMoments(Rational[] traces, int context) => (_traces, _context) = (traces, context);

    /// <summary>E tr(Σ Wⁱ Σ⁻¹ Wʲ).</summary>
    public Rational Sandwiched(int i, int j) =>
        i == 0 || j == 0 ? Sum(CountsOf(i + j).Plain) : Sum(CountsOf(i + j).Sandwiched[Math.Min(i, j)]);

    /// <summary>E tr(Σ Wᵏ).</summary>
    public Rational Weighted(int k) => Sum(CountsOf(k).Weighted);

    private PairingCounts CountsOf(int power)
    {
        if (!_counts.TryGetValue(power, out var counts))
        {
            counts = PairingCounts.Of(power);
            _counts[power] = counts;
        }

        return counts;
    }

    private Rational Sum(IReadOnlyDictionary<CycleType, long> counts)
    {
        var sum = Rational.Zero;
        foreach (var (type, count) in counts)
        {
            Rational term = count * BigInteger.Pow(_context, type.ContextCycles);
            for (var exponent = 0; exponent < _traces.Length; exponent++)
            {
                term *= _traces[exponent].Pow(type.Multiplicity(exponent));
            }

            sum += term;
        }

        return sum;
    }
}
