using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Solvers;

/// <summary>
/// The regression on all examples, whatever the number of steps: <c>w = R (RᵀHR + σ²/n I)⁺ Rᵀb</c> with S = R Rᵀ, the posterior mean
/// of a task w* ~ N(0, S), which no other answer betters. With S = I and σ = 0 it is least squares, the shortest of them where
/// there are fewer examples than coordinates.
/// </summary>
public sealed class RidgeRegression : Solver
{
    private readonly Matrix<double> _root;
    private readonly double _weight;

    private RidgeRegression(string name, double[,] root, double weight)
        : base(name) => (_root, _weight) = (Matrix<double>.Build.DenseOfArray(root), weight);

    /// <summary>Ridge regression with the weight and the shape that are best for a law; of a pool, those of its second moment.</summary>
    /// <param name="law">The law.</param>
    /// <param name="context">n ≥ 1.</param>
    public static RidgeRegression For(DataLaw law, int context)
    {
        ArgumentNullException.ThrowIfNull(law);
        return new RidgeRegression("ridge", CovarianceMatrix.Root(law.TaskMoment), law.Noise * law.Noise / context);
    }

    /// <summary>Least squares.</summary>
    /// <param name="dimension">d ≥ 1.</param>
    public static RidgeRegression LeastSquares(int dimension) =>
        new("least-squares", Matrix<double>.Build.DenseIdentity(dimension).ToArray(), 0);

    /// <inheritdoc/>
    public override double[] Solve(Problem problem, int steps)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Matrix<double> seen =
            _root.TransposeThisAndMultiply(Matrix<double>.Build.DenseOfArray(problem.Hessian)) * _root;
        Vector<double> moment = _root.TransposeThisAndMultiply(Vector<double>.Build.DenseOfArray(problem.Moment));
        Evd<double> decomposed = seen.Evd(Symmetricity.Symmetric);
        Vector<double> values = decomposed.EigenValues.Map(value => value.Real);
        // What the examples do not span is rounding, and not inverted.
        double floor = values.Max() * values.Count * Math.ScaleB(1, -50);
        Vector<double> inverse = values.Map(value =>
            value > floor ? 1 / (value + _weight)
            : _weight > 0 ? 1 / _weight
            : 0
        );
        Vector<double> along = decomposed.EigenVectors.TransposeThisAndMultiply(moment).PointwiseMultiply(inverse);
        return (_root * (decomposed.EigenVectors * along)).ToArray();
    }
}
