using Memformer.Learn.Limits;
using Memformer.Learn.Spectra;
using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra;

namespace Memformer.Learn.Experiments;

/// <summary>The least mean loss that networks of a family can have.</summary>
internal static class OptimumLoss
{
    /// <summary>The loss.</summary>
    /// <param name="problem">The prompts; w* ~ N(0, Σ⁻¹).</param>
    /// <param name="family">The networks.</param>
    /// <param name="layers">L.</param>
    public static double Of(RegressionProblem problem, NetworkFamily family, int layers)
    {
        (int d, int n) = (problem.Dimension, problem.Context);
        Rational noise = Rational.FromDouble(problem.Data.Noise);
        return family switch
        {
            NetworkFamily.MultiplesOfIdentity => ScalarPreconditionerOptimum
                .For(Diagonal(problem), n, layers, noise)
                .Loss.ToDouble(),
            NetworkFamily.GdPlusPlus => GdPlusPlusOptimum.Find(d, n, layers, noise).Loss,
            _ => Optimum.Of(problem.Law, n, layers)!.Loss,
        };
    }

    /// <summary>Σ in its own axes: multiples of I do not see in which axes it is given.</summary>
    private static Rational[,] Diagonal(RegressionProblem problem)
    {
        int d = problem.Dimension;
        IReadOnlyList<double> spectrum = problem.Data.Spectrum;
        Rational[,] covariance = new Rational[d, d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                covariance[i, j] =
                    i != j ? Rational.Zero
                    : spectrum.Count == 0 ? Rational.One
                    : Rational.FromDouble(spectrum[i]);
            }
        }

        return covariance;
    }
}
