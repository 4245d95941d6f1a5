using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Memformer.Learn.Behaviour.Samples;

namespace Memformer.Learn.Behaviour.Filters;

/// <summary>
/// Filters that are linear in their constants, u(h) = Σ_j c_j φ_j(h): fitted by one linear system, whose coefficients are
/// then refined with the residuals of the answers themselves.
/// </summary>
internal sealed class LinearFilters
{
    private readonly SpectralSample _sample;
    private readonly FilterFitter _fitter;
    private readonly Func<double, double[]> _basis;
    private readonly double[][][] _values;
    private readonly Matrix<double>[] _normals;
    private readonly Vector<double>[] _gradients;

    /// <param name="sample">The questions.</param>
    /// <param name="fitter">The answers.</param>
    /// <param name="basis">φ_1(h) … φ_m(h); called with h above 0 only, the multiplier at 0 has no effect.</param>
    public LinearFilters(SpectralSample sample, FilterFitter fitter, Func<double, double[]> basis)
    {
        (_sample, _fitter, _basis) = (sample, fitter, basis);
        Count = basis(sample.Largest).Length;
        _values = new double[sample.Contexts.Count][][];
        _normals = new Matrix<double>[sample.Contexts.Count];
        _gradients = new Vector<double>[sample.Contexts.Count];
        for (int c = 0; c < _values.Length; c++)
        {
            double[] spectrum = sample.Contexts[c].Eigenvalues;
            double[][] values = [.. spectrum.Select(h => h > 0 ? basis(h) : new double[Count])];
            _values[c] = [.. Enumerable.Range(0, Count).Select(j => values.Select(row => row[j]).ToArray())];
            Matrix<double> normal = Matrix<double>.Build.Dense(Count, Count);
            for (int j = 0; j < Count; j++)
            {
                double[] image = FilterFitter.Product(fitter.Quadratic(c), _values[c][j]);
                for (int i = 0; i <= j; i++)
                {
                    normal[i, j] = normal[j, i] = FilterFitter.Inner(_values[c][i], image);
                }
            }

            _normals[c] = normal;
            _gradients[c] = Projected(c, fitter.Linear(c));
        }
    }

    /// <summary>m, the number of functions in the basis.</summary>
    public int Count { get; }

    /// <summary>The multipliers of a context's spectrum.</summary>
    public double[] Multipliers(double[] spectrum, double[] coefficients)
    {
        double[] u = new double[spectrum.Length];
        for (int i = 0; i < u.Length; i++)
        {
            if (spectrum[i] > 0)
            {
                double[] values = _basis(spectrum[i]);
                for (int j = 0; j < coefficients.Length; j++)
                {
                    u[i] += coefficients[j] * values[j];
                }
            }
        }

        return u;
    }

    /// <summary>The best coefficients of the first functions of the basis.</summary>
    /// <param name="count">How many functions.</param>
    public double[] Fit(int count)
    {
        Matrix<double> normal = Sum(_normals, null).SubMatrix(0, count, 0, count);
        double[] coefficients = Solve(normal, Sum(_gradients, null).SubVector(0, count));
        const int refinements = 2;
        for (int i = 0; i < refinements; i++)
        {
            Vector<double> left = Vector<double>.Build.Dense(count);
            for (int c = 0; c < _values.Length; c++)
            {
                double[] correlation = _fitter.Correlation(c, At(c, coefficients));
                left += Projected(c, correlation).SubVector(0, count);
            }

            coefficients = [.. coefficients.Zip(Solve(normal, left), (a, b) => a + b)];
        }

        return coefficients;
    }

    /// <summary>The best coefficients of the whole basis with contexts weighted, smoothed by a penalty.</summary>
    /// <param name="counts">How often each context counts.</param>
    /// <param name="penalty">Added to the normal matrix, m×m, scaled by its mean diagonal.</param>
    public double[] Fit(int[] counts, Matrix<double> penalty)
    {
        Matrix<double> normal = Sum(_normals, counts);
        normal += penalty * (normal.Trace() / Count);
        return Solve(normal, Sum(_gradients, counts));
    }

    /// <summary>Σ (ŷ − ŷ_u)² of the contexts, from the answers themselves.</summary>
    public double[] SquaredErrors(double[] coefficients)
    {
        int context = 0;
        return _fitter.SquaredErrors(_ => At(context++, coefficients));
    }

    private double[] At(int context, double[] coefficients)
    {
        double[] u = new double[_sample.Contexts[context].Eigenvalues.Length];
        for (int j = 0; j < coefficients.Length; j++)
        {
            double[] values = _values[context][j];
            for (int i = 0; i < u.Length; i++)
            {
                u[i] += coefficients[j] * values[i];
            }
        }

        return u;
    }

    private Vector<double> Projected(int context, double[] vector) =>
        Vector<double>.Build.DenseOfEnumerable(_values[context].Select(values => FilterFitter.Inner(values, vector)));

    private Matrix<double> Sum(Matrix<double>[] terms, int[]? counts)
    {
        Matrix<double> sum = Matrix<double>.Build.Dense(Count, Count);
        for (int c = 0; c < terms.Length; c++)
        {
            sum += terms[c] * (counts?[c] ?? 1);
        }

        return sum;
    }

    private Vector<double> Sum(Vector<double>[] terms, int[]? counts)
    {
        Vector<double> sum = Vector<double>.Build.Dense(Count);
        for (int c = 0; c < terms.Length; c++)
        {
            sum += terms[c] * (counts?[c] ?? 1);
        }

        return sum;
    }

    /// <summary>The least-squares solution, after scaling to a unit diagonal, without directions that rounding decides.</summary>
    private static double[] Solve(Matrix<double> normal, Vector<double> right)
    {
        double[] scales = [.. normal.Diagonal().Select(value => value > 0 ? 1 / Math.Sqrt(value) : 0)];
        Vector<double> scale = Vector<double>.Build.DenseOfArray(scales);
        Matrix<double> scaled = normal.Clone();
        for (int i = 0; i < scales.Length; i++)
        {
            for (int j = 0; j < scales.Length; j++)
            {
                scaled[i, j] *= scales[i] * scales[j];
            }
        }

        Evd<double> spectrum = scaled.Evd(Symmetricity.Symmetric);
        Matrix<double> basis = spectrum.EigenVectors;
        Vector<double> coordinates = basis.TransposeThisAndMultiply(right.PointwiseMultiply(scale));
        double floor = 1e-14 * scales.Length;
        for (int i = 0; i < coordinates.Count; i++)
        {
            double value = spectrum.EigenValues[i].Real;
            coordinates[i] = value > floor ? coordinates[i] / value : 0;
        }

        return [.. (basis * coordinates).PointwiseMultiply(scale)];
    }
}
