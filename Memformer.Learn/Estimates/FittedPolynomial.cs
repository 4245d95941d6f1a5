using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Estimates;

/// <summary>
/// The answer <c>w = Σ_k c_k T_k(ĀH) Āb</c> of L gradients on Ā whose coefficients lose least on given prompts. T_k are Chebyshev's
/// polynomials on the eigenvalues of those prompts: powers would leave nothing of the coefficients from the eighth on.
/// </summary>
internal sealed class FittedPolynomial
{
    private const double Singular = 1e-11;

    private readonly double[,] _preconditioner;
    private readonly double _end;
    private double[] _coefficients;

    private FittedPolynomial(double[,] preconditioner, double end, int layers) =>
        (_preconditioner, _end, _coefficients) = (preconditioner, end, new double[layers]);

    /// <summary>Fits the coefficients, L numbers, by least squares on the answers.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="preconditioner">Ā, d×d.</param>
    /// <param name="covariance">Σ of the queries, d×d.</param>
    /// <param name="layers">L ≥ 1.</param>
    public static FittedPolynomial To(
        IEnumerable<DrawnProblem> prompts,
        double[,] preconditioner,
        double[,] covariance,
        int layers
    )
    {
        DrawnProblem[] drawn = [.. prompts];
        FittedPolynomial fitted = new(preconditioner, End(drawn, preconditioner), layers);
        Matrix<double> normal = Matrix<double>.Build.Dense(layers, layers);
        Vector<double> right = Vector<double>.Build.Dense(layers);
        foreach (DrawnProblem prompt in drawn)
        {
            double[][] terms = [.. fitted.Terms(prompt)];
            for (int i = 0; i < layers; i++)
            {
                double[] seen = Dense.Times(covariance, terms[i]);
                right[i] += Dense.Inner(seen, prompt.Task);
                for (int j = 0; j < layers; j++)
                {
                    normal[i, j] += Dense.Inner(seen, terms[j]);
                }
            }
        }

        Evd<double> decomposed = normal.Evd(Symmetricity.Symmetric);
        double floor = Singular * decomposed.EigenValues.Max(value => value.Real);
        Vector<double> inverse = decomposed.EigenValues.Map(value => value.Real > floor ? 1 / value.Real : 0);
        Vector<double> along = decomposed.EigenVectors.TransposeThisAndMultiply(right).PointwiseMultiply(inverse);
        fitted._coefficients = (decomposed.EigenVectors * along).ToArray();
        return fitted;
    }

    /// <summary>w, d numbers.</summary>
    public double[] Solve(Problem problem)
    {
        double[] sum = new double[problem.Dimension];
        foreach ((double coefficient, double[] term) in _coefficients.Zip(Terms(problem)))
        {
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += coefficient * term[i];
            }
        }

        return sum;
    }

    /// <summary>T_0(z) Āb, T_1(z) Āb, … with z = 2 ĀH/end − 1.</summary>
    private IEnumerable<double[]> Terms(Problem problem)
    {
        double[] before = Dense.Times(_preconditioner, problem.Moment);
        yield return before;
        double[] last = Argument(problem, before);
        for (int k = 1; k < _coefficients.Length; k++)
        {
            yield return last;
            double[] next = Argument(problem, last);
            for (int i = 0; i < next.Length; i++)
            {
                next[i] = (2 * next[i]) - before[i];
            }

            (before, last) = (last, next);
        }
    }

    private double[] Argument(Problem problem, double[] vector)
    {
        double[] mapped = Dense.Times(_preconditioner, Dense.Times(problem.Hessian, vector));
        for (int i = 0; i < mapped.Length; i++)
        {
            mapped[i] = (2 * mapped[i] / _end) - vector[i];
        }

        return mapped;
    }

    /// <summary>Where the eigenvalues of ĀH end: beyond it T_k grows so fast that one prompt would rule the fit.</summary>
    private static double End(DrawnProblem[] prompts, double[,] preconditioner) =>
        prompts.Max(prompt => Largest(prompt, preconditioner));

    /// <summary>The largest eigenvalue of ĀH, roughly, by the power method.</summary>
    private static double Largest(DrawnProblem prompt, double[,] preconditioner)
    {
        const int iterations = 12;
        double[] vector = [.. prompt.Query];
        double size = 0;
        for (int i = 0; i < iterations; i++)
        {
            double norm = Math.Sqrt(Dense.Inner(vector, vector));
            if (norm == 0)
            {
                return 0;
            }

            for (int k = 0; k < vector.Length; k++)
            {
                vector[k] /= norm;
            }

            vector = Dense.Times(preconditioner, Dense.Times(prompt.Hessian, vector));
            size = Math.Sqrt(Dense.Inner(vector, vector));
        }

        return size;
    }
}
