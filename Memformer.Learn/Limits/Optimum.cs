using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;
using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra;

namespace Memformer.Learn.Limits;

/// <summary>
/// The least mean loss that a network whose layers are first-order steps can have on a law, exactly, and the method that has
/// it: a residual polynomial p on a preconditioner Ā. Immutable.
/// </summary>
/// <remarks>
/// With tasks w* ~ N(0, cΣ⁻¹) the optimum is <see cref="OptimalMethod"/> on Σ⁻¹ for noise σ/√c, and its loss c times as large.
/// With one layer, covariates of any kind and tasks of any second moment S, those of a pool among them, it is w = Ab with
/// A = SΣ (E HSH + σ²/n Σ)⁻¹, and the excess loss is tr ΣS − tr ΣAΣS: E HSH = ((n − 1) ΣSΣ + E xxᵀSxxᵀ)/n needs four moments of x
/// and no more. For Gaussian ones A⁻¹ = ((n + 1) Σ + (tr SΣ + σ²) S⁻¹)/n, which is symmetric.
/// </remarks>
public sealed class Optimum
{
    private Optimum(double loss, double excessLoss, UnivariatePolynomial polynomial, double[,] preconditioner)
    {
        Loss = loss;
        ExcessLoss = excessLoss;
        Polynomial = polynomial;
        Preconditioner = preconditioner;
        Solver = new PolynomialSolver(
            "optimum",
            [.. polynomial.Coefficients.Select(c => c.ToDouble())],
            preconditioner
        );
    }

    /// <summary>E (prediction − y)², the noise σ² of the query's own answer included.</summary>
    public double Loss { get; }

    /// <summary>E (prediction − w*ᵀx)², without the σ² that no prediction can avoid.</summary>
    public double ExcessLoss { get; }

    /// <summary>p in an eigenvalue h of ĀH, of degree at most L, p(0) = 1; exact but for the rounding of the law's own numbers.</summary>
    public UnivariatePolynomial Polynomial { get; }

    /// <summary>Ā, d×d: Σ⁻¹ where the tasks are N(0, cΣ⁻¹); of a rank below d where a pool has fewer tasks.</summary>
    public double[,] Preconditioner { get; }

    /// <summary>The method as something that answers prompts.</summary>
    public Solver Solver { get; }

    /// <summary>The method as a control variate.</summary>
    public Control Control => new(Solver, ExcessLoss);

    /// <summary>
    /// The steps a_l of plain gradient descent on Ā that reach the optimum, L numbers; null where noise makes roots of p complex,
    /// so that no real steps do.
    /// </summary>
    public IReadOnlyList<double>? Steps()
    {
        double[] steps = [.. Polynomial.RealRoots().Select(root => 1 / root.ToDouble())];
        return steps.Length == Polynomial.Degree ? steps : null;
    }

    /// <summary>
    /// The optimum on a law; null where none is known: more than one layer on covariates that are not Gaussian or tasks that are not
    /// N(0, cΣ⁻¹), or more than <see cref="OptimalMethod.MostLayers"/> layers.
    /// </summary>
    /// <param name="law">The law of the prompts.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <param name="layers">L ≥ 1.</param>
    /// <exception cref="Theory.UsageException">A size is out of range.</exception>
    public static Optimum? Of(DataLaw law, int context, int layers)
    {
        ArgumentNullException.ThrowIfNull(law);
        return layers > OptimalMethod.MostLayers ? null
            : law is { Covariates: CovariateKind.Gaussian, TaskScale: double scale }
                ? OnInverseCovariance(law, scale, context, layers)
            : layers == 1 ? OfOneLayer(law, context)
            : null;
    }

    private static Optimum OnInverseCovariance(DataLaw law, double scale, int context, int layers)
    {
        Rational noise = Rational.FromDouble(law.Noise / Math.Sqrt(scale));
        OptimalMethod method = OptimalMethod.For(law.Dimension, context, layers, noise);
        return new Optimum(
            scale * method.Loss.ToDouble(),
            scale * method.ExcessLoss.ToDouble(),
            method.Polynomial,
            CovarianceMatrix.Inverse(law.Covariance)
        );
    }

    private static Optimum OfOneLayer(DataLaw law, int context)
    {
        Demand.Within("the context length", context, 1);
        Matrix<double> covariance = Matrix<double>.Build.DenseOfArray(law.Covariance);
        Matrix<double> tasks = Matrix<double>.Build.DenseOfArray(law.TaskMoment);
        double floor = law.Noise * law.Noise;
        Matrix<double> second =
            (
                ((context - 1) * covariance * tasks * covariance)
                + CovariateMoments.Fourth(law, tasks)
                + (floor * covariance)
            ) / context;
        Matrix<double> step = second.Cholesky().Solve(covariance * tasks).Transpose();
        double excess = (covariance * tasks).Trace() - (covariance * step * covariance * tasks).Trace();
        return new Optimum(excess + floor, excess, new UnivariatePolynomial([1, -1]), step.ToArray());
    }
}
