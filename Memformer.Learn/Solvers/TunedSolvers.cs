using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;
using Memformer.Learn.Problems;
using Memformer.Learn.Spectra;
using Memformer.Theory.Algebra;

namespace Memformer.Learn.Solvers;

/// <summary>
/// The classical methods with the constants that are best for a law, a context length and a depth. On isotropic Gaussian
/// prompts the constants minimise the exact mean loss; for any other law the mean over prompts drawn for the purpose,
/// other ones than those they are compared on.
/// </summary>
/// <param name="GradientDescent">The best fixed step.</param>
/// <param name="HeavyBall">The best fixed step and momentum.</param>
/// <param name="Nesterov">The best fixed step and momentum.</param>
public sealed record TunedSolvers(FixedConstants GradientDescent, FixedConstants HeavyBall, FixedConstants Nesterov)
{
    private const int TuningPrompts = 2000;
    private const ulong TuningSeed = 0x7475_6e65;

    /// <summary>The three methods in this order, then conjugate gradients, which needs no constants.</summary>
    public IReadOnlyList<Solver> All => [GradientDescent, HeavyBall, Nesterov, new ConjugateGradients()];

    /// <summary>Tunes the methods.</summary>
    /// <param name="law">The law of the prompts.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <param name="layers">L ≥ 1.</param>
    /// <exception cref="Theory.UsageException">A size is out of range.</exception>
    public static TunedSolvers For(DataLaw law, int context, int layers)
    {
        ArgumentNullException.ThrowIfNull(law);
        if (!IsIsotropic(law))
        {
            return OnDrawnPrompts(law, context, layers);
        }

        Rational noise = Rational.FromDouble(law.Noise);
        return new TunedSolvers(
            FixedConstants.From(TunedMethod.GradientDescent(law.Dimension, context, layers, noise)),
            FixedConstants.From(TunedMethod.HeavyBall(law.Dimension, context, layers, noise)),
            FixedConstants.From(TunedMethod.Nesterov(law.Dimension, context, layers, noise))
        );
    }

    /// <summary>Gradient descent with the step that is best, alone.</summary>
    /// <param name="law">The law of the prompts.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <param name="layers">L ≥ 1.</param>
    /// <exception cref="Theory.UsageException">A size is out of range.</exception>
    public static FixedConstants GradientDescentFor(DataLaw law, int context, int layers)
    {
        ArgumentNullException.ThrowIfNull(law);
        return IsIsotropic(law)
            ? FixedConstants.From(
                TunedMethod.GradientDescent(law.Dimension, context, layers, Rational.FromDouble(law.Noise))
            )
            : new Tuning(law, context, layers).Best("gradient-descent", hasMomentum: false, looksAhead: false);
    }

    /// <summary>Whether the law is the one whose moments are exact: Gaussian, Σ = I, w* ~ N(0, I).</summary>
    private static bool IsIsotropic(DataLaw law) =>
        law.Covariates == CovariateKind.Gaussian
        && law.HasNaturalTasks
        && law.Equals(DataLaw.Isotropic(law.Dimension, law.Noise));

    private static TunedSolvers OnDrawnPrompts(DataLaw law, int context, int layers)
    {
        Tuning tuning = new(law, context, layers);
        return new TunedSolvers(
            tuning.Best("gradient-descent", hasMomentum: false, looksAhead: false),
            tuning.Best("heavy-ball", hasMomentum: true, looksAhead: false),
            tuning.Best("nesterov", hasMomentum: true, looksAhead: true)
        );
    }

    /// <summary>Constants that are best on the mean over prompts drawn for the purpose.</summary>
    private sealed class Tuning
    {
        private readonly DrawnProblem[] _prompts;
        private readonly double[,] _covariance;
        private readonly double _scale;
        private readonly int _layers;

        public Tuning(DataLaw law, int context, int layers)
        {
            _prompts = [.. DrawnProblem.Draw(law, context, TuningPrompts, TuningSeed)];
            _covariance = law.Covariance;
            _layers = layers;
            double trace = Enumerable.Range(0, law.Dimension).Sum(i => _covariance[i, i]);
            _scale = context / (((context + 1) * trace / law.Dimension) + trace);
        }

        public FixedConstants Best(string name, bool hasMomentum, bool looksAhead)
        {
            FixedConstants At(Vector<double> logs) =>
                new(name, Math.Exp(logs[0]), hasMomentum ? logs[1] : 0, looksAhead);
            double Loss(Vector<double> at)
            {
                FixedConstants tried = At(at);
                double mean = _prompts.Average(prompt => prompt.ExcessRisk(tried.Solve(prompt, _layers), _covariance));
                return double.IsFinite(mean) ? Math.Log(mean) : double.MaxValue;
            }

            double[] guess = hasMomentum ? [Math.Log(_scale), 0.3] : [Math.Log(_scale)];
            double[] spread = hasMomentum ? [0.3, 0.2] : [0.3];
            MinimizationResult found = new NelderMeadSimplex(1e-5, 400).FindMinimum(
                ObjectiveFunction.Value(Loss),
                Vector<double>.Build.DenseOfArray(guess),
                Vector<double>.Build.DenseOfArray(spread)
            );
            return At(found.MinimizingPoint);
        }
    }
}
