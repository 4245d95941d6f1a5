using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>
/// A network seen through a method: its coefficients on the method's directions, entry by entry of the lower triangle,
/// and their distance from the method's own in two metrics, the Frobenius norm and that of the weights' noise.
/// </summary>
internal sealed class MethodObservation
{
    private readonly MethodModel _model;
    private readonly CanonicalMatrices _form;
    private readonly double[] _values;
    private readonly double[] _off;
    private readonly double[] _norms;
    private readonly NoiseMetric _metric;

    /// <summary>The view of a canonical form through a method whose terms have the given directions, d×d each.</summary>
    /// <param name="model">The method.</param>
    /// <param name="form">The canonical form.</param>
    /// <param name="metric">How its coefficients on those directions move by chance.</param>
    /// <param name="directions">One for each entry.</param>
    public MethodObservation(
        MethodModel model,
        CanonicalMatrices form,
        NoiseMetric metric,
        IReadOnlyList<Matrix<double>> directions
    )
    {
        _model = model;
        _form = form;
        Matrix<double>[] entries = [.. model.Terms.Select(term => form[term.Layer, term.Register])];
        _values = [.. entries.Select((entry, i) => MatrixGeometry.Along(entry, directions[i]))];
        _off = [.. entries.Select((entry, i) => MatrixGeometry.Energy(entry - (_values[i] * directions[i])))];
        _norms = [.. directions.Select(direction => direction.FrobeniusNorm())];
        _metric = metric;
    }

    /// <summary>The coefficients.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>L (L+1)/2, the number of coefficients.</summary>
    public int Count => _values.Length;

    /// <summary>Residuals in the Frobenius norm.</summary>
    public Linearisation Frobenius(double[] point) => _model.Compare(point, _values).Weighted(_norms);

    /// <summary>The method's coefficients at a point, each times the norm of its direction.</summary>
    public IReadOnlyList<double> Fitted(double[] point) =>
        [.. Frobenius(point).Residuals.Select((residual, i) => residual + (_norms[i] * _values[i]))];

    /// <summary>Residuals in the metric of the weights' noise.</summary>
    public LevenbergMarquardt.Model Whitened()
    {
        double[,] whitening = _metric.Whitening.ToArray();
        return point => _model.Compare(point, _values).Through(whitening);
    }

    /// <summary>The standard errors of the unknowns for a relative noise of 1, by the linear part of the fit.</summary>
    /// <param name="jacobian">The Jacobian of <see cref="Frobenius"/> at the fit.</param>
    public IReadOnlyList<double> UnitErrors(Matrix<double> jacobian) =>
        jacobian.ColumnCount == 0
            ? []
            :
            [
                .. (Inverse(jacobian) * Matrix<double>.Build.DiagonalOfDiagonalArray(_norms) * _metric.Responses)
                    .EnumerateRows()
                    .Select(row => row.L2Norm()),
            ];

    /// <summary>The pseudo-inverse of a tall matrix, without the square factor that its singular vectors would be.</summary>
    private static Matrix<double> Inverse(Matrix<double> jacobian)
    {
        if (jacobian.RowCount <= jacobian.ColumnCount)
        {
            return jacobian.PseudoInverse();
        }

        QR<double> factors = jacobian.QR(QRMethod.Thin);
        return factors.R.PseudoInverse().TransposeAndMultiply(factors.Q);
    }

    /// <summary>‖C − C(method)‖_F / ‖C‖_F from the squared residuals on the directions.</summary>
    public double Deviation(double squares) => Relative(squares + _off.Sum(), Square(_form.Norm));

    /// <summary>The largest relative deviation of a row, at the point of a fit.</summary>
    public double LargestRowDeviation(double[] point)
    {
        double[] residuals = Frobenius(point).Residuals;
        return _model
            .Terms.Select((term, i) => (term.Layer, Left: _off[i] + Square(residuals[i])))
            .GroupBy(entry => entry.Layer, entry => entry.Left)
            .Max(row => Relative(row.Sum(), Square(_form.RowNorm(row.Key))));
    }

    private static double Relative(double part, double whole) => whole > 0 ? Math.Sqrt(part / whole) : 0;

    private static double Square(double value) => value * value;
}
