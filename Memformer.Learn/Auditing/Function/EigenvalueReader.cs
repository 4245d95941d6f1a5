using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Preconditioners;

namespace Memformer.Learn.Auditing.Function;

/// <summary>Collects the eigenvalues of ĀH over prompts, those of <c>R H Rᵀ</c> with <c>Ā = RᵀR</c>.</summary>
internal sealed class EigenvalueReader
{
    private readonly Matrix<double> _root;
    private readonly List<double> _values = [];
    private readonly List<double> _largest = [];

    private EigenvalueReader(Matrix<double> root) => _root = root;

    /// <summary>A reader for a preconditioner; null unless its symmetric part is positive definite.</summary>
    public static EigenvalueReader? For(Preconditioner preconditioner)
    {
        Matrix<double> symmetric = (preconditioner.Direction + preconditioner.Direction.Transpose()) / 2;
        bool isPositive = symmetric.Evd(Symmetricity.Symmetric).EigenValues.All(value => value.Real > 0);
        return isPositive ? new EigenvalueReader(symmetric.Cholesky().Factor.Transpose()) : null;
    }

    /// <summary>Adds one prompt.</summary>
    public void Add(double[,] hessian)
    {
        Matrix<double> moment = _root * Matrix<double>.Build.DenseOfArray(hessian) * _root.Transpose();
        double[] values =
        [
            .. ((moment + moment.Transpose()) / 2).Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real),
        ];
        _values.AddRange(values);
        _largest.Add(values.Max());
    }

    /// <summary>The share of prompts whose largest eigenvalue lies beyond a bound.</summary>
    public double ShareBeyond(double bound) => (double)_largest.Count(value => value > bound) / _largest.Count;

    /// <summary>A quantile over all eigenvalues of all prompts.</summary>
    public double Quantile(double share)
    {
        _values.Sort();
        return _values[(int)Math.Round(share * (_values.Count - 1))];
    }

    /// <summary>The density of all eigenvalues between the lowest and the highest but a thousandth.</summary>
    public IReadOnlyList<DensityCell> Density()
    {
        const int cells = 60;
        double end = Quantile(0.999);
        double width = end / cells;
        double[] counts = new double[cells];
        foreach (double value in _values.Where(value => value < end))
        {
            counts[(int)(value / width)]++;
        }

        return [.. counts.Select((count, i) => new DensityCell((i + 0.5) * width, count / _values.Count / width))];
    }
}
