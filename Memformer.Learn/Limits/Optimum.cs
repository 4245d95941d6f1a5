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
/// With one layer and any S it is w = Ab with A = SΣ (E HSH + σ²/n Σ)⁻¹; from E HSH = ((n + 1) ΣSΣ + tr(SΣ) Σ)/n follows
/// A⁻¹ = ((n + 1) Σ + (tr SΣ + σ²) S⁻¹)/n, symmetric, and the excess loss tr ΣS − tr ΣAΣS.
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

    /// <summary>Ā, d×d, symmetric positive definite: Σ⁻¹ where the tasks are N(0, cΣ⁻¹).</summary>
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
    /// The optimum on a law; null where none is known: covariates that are not Gaussian, more than one layer on tasks that are not
    /// N(0, cΣ⁻¹), or more than <see cref="OptimalMethod.MostLayers"/> layers.
    /// </summary>
    /// <param name="law">The law of the prompts.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <param name="layers">L ≥ 1.</param>
    /// <exception cref="Theory.UsageException">A size is out of range.</exception>
    public static Optimum? Of(DataLaw law, int context, int layers)
    {
        ArgumentNullException.ThrowIfNull(law);
        if (law.Covariates != CovariateKind.Gaussian || layers > OptimalMethod.MostLayers)
        {
            return null;
        }

        return law.TaskScale is double scale ? OnInverseCovariance(law, scale, context, layers)
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
        Matrix<double> tasks = Matrix<double>.Build.DenseOfArray(law.TaskCovariance);
        Matrix<double> precision = Matrix<double>.Build.DenseOfArray(CovarianceMatrix.Inverse(law.TaskCovariance));
        double floor = law.Noise * law.Noise;
        double energy = (covariance * tasks).Trace();
        Matrix<double> inverse = (((context + 1) * covariance) + ((energy + floor) * precision)) / context;
        double[,] preconditioner = CovarianceMatrix.Inverse(inverse.ToArray());
        Matrix<double> step = Matrix<double>.Build.DenseOfArray(preconditioner);
        double excess = energy - (covariance * step * covariance * tasks).Trace();
        return new Optimum(excess + floor, excess, new UnivariatePolynomial([1, -1]), preconditioner);
    }
}
