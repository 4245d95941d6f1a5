using Memformer.Learn.Numerics;
using Memformer.Theory;
using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra;

namespace Memformer.Learn.Spectra;

/// <summary>
/// The best GD++ network with scalar blocks that was found. The loss is not convex in the parameters, so the search
/// starts in many places; the result is attained, hence an upper bound on the optimum.
/// </summary>
/// <param name="Dimension">d.</param>
/// <param name="Context">n.</param>
/// <param name="Noise">σ.</param>
/// <param name="Network">The parameters found.</param>
/// <param name="Loss">E (prediction − y)² of that network, σ² included, to about twelve digits.</param>
/// <param name="Starts">How many starts there were.</param>
/// <param name="Agreeing">How many of them came within a relative 10⁻⁶ of the best excess loss.</param>
public sealed record GdPlusPlusOptimum(
    int Dimension,
    int Context,
    Rational Noise,
    GdPlusPlus Network,
    double Loss,
    int Starts,
    int Agreeing
)
{
    private const double Agreement = 1e-6;
    private const int Seed = 20241009;

    /// <summary>The exact mean loss of <see cref="Network"/>, a certificate for <see cref="Loss"/>.</summary>
    public Rational ExactLoss() => MeanLoss.Of(Network.Polynomial(), Dimension, Context, Noise);

    /// <summary>
    /// Searches from as many starts as several of them were seen to agree on for d = 5, n = 20 and d = 10, n = 40.
    /// </summary>
    /// <inheritdoc cref="Find(int, int, int, Rational, int)"/>
    public static GdPlusPlusOptimum Find(int dimension, int context, int layers, Rational noise) =>
        Find(dimension, context, layers, noise, layers < GdPlusPlus.MostLayers ? 40 : 250);

    /// <summary>Searches for the best network.</summary>
    /// <param name="dimension">d ≥ 1.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <param name="layers">1 ≤ L ≤ <see cref="GdPlusPlus.MostLayers"/>.</param>
    /// <param name="noise">σ ≥ 0.</param>
    /// <param name="starts">Random starts; one more comes from the best network of one layer less.</param>
    /// <exception cref="UsageException">An argument is out of range.</exception>
    public static GdPlusPlusOptimum Find(int dimension, int context, int layers, Rational noise, int starts)
    {
        Demand.Within("the number of layers of GD++", layers, 1, GdPlusPlus.MostLayers);
        Demand.Within("the number of starts", starts, 1);
        Demand.NotNegative("the noise", noise);
        SpectralQuadrature spectrum = SpectralQuadrature.For(dimension, context, 2 * GdPlusPlus.DegreeOf(layers));
        double sigma = noise.ToDouble();
        Dual[] Terms(Dual[] at) =>
            LossTerms.Of(spectrum, context, sigma, h => GdPlusPlus.Residual(h, at[..layers], at[layers..]));

        (double[] At, double Value)[] minima =
        [
            .. StartingPoints(dimension, context, layers, noise, starts)
                .Select(start => LeastSquares.Minimise(Terms, start))
                // A start so far out that the loss overflows leads nowhere.
                .Where(minimum => double.IsFinite(minimum.Value)),
        ];
        (double[] at, double value) = minima.MinBy(minimum => minimum.Value);
        int agreeing = minima.Count(minimum => minimum.Value <= value * (1 + Agreement));
        GdPlusPlus network = new(at[..layers], at[layers..]);
        return new GdPlusPlusOptimum(
            dimension,
            context,
            noise,
            network,
            value + (sigma * sigma),
            minima.Length,
            agreeing
        );
    }

    /// <summary>
    /// Steps scattered log-normally about the reciprocal of the mean eigenvalue, whitening factors about 1, and the best
    /// network of one layer less with a small last step.
    /// </summary>
    private static IEnumerable<double[]> StartingPoints(
        int dimension,
        int context,
        int layers,
        Rational noise,
        int count
    )
    {
        Random random = new(Seed);
        double scale = (double)context / (context + dimension + 1);
        for (int start = 0; start < count; start++)
        {
            double[] at = new double[(2 * layers) - 1];
            for (int i = 0; i < at.Length; i++)
            {
                at[i] = (i < layers ? scale : 1) * Math.Exp(Gaussian(random));
            }

            yield return at;
        }

        if (layers > 1)
        {
            GdPlusPlus shorter = Find(dimension, context, layers - 1, noise, Math.Max(1, count / 2)).Network;
            yield return [.. shorter.Steps, 0.1 * scale, .. shorter.Whitening, 0.1];
        }
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
