using Memformer.Learn.Numerics;

namespace Memformer.Learn.Spectra;

/// <summary>
/// The skew-symmetric matrix of de Bruijn's formula for one set of eigenvalues, bordered to even size, with what its
/// Pfaffian and the derivative of its Pfaffian tell.
/// </summary>
internal sealed class SkewForm
{
    private readonly SpectralGrid _grid;
    private readonly int _count;
    private readonly int _size;
    private readonly Func<double, bool> _inside;
    private readonly double[,] _matrix;
    private readonly double[] _total;
    private readonly Lazy<double[,]> _inverse;

    /// <summary>The form of the eigenvalues whose roots t satisfy the condition; constant on each panel.</summary>
    public SkewForm(SpectralGrid grid, int count, Func<double, bool> inside)
    {
        _grid = grid;
        _count = count;
        _size = count + (count % 2);
        _inside = inside;
        _matrix = new double[_size, _size];
        _total = new double[count];
        _inverse = new Lazy<double[,]>(() => DenseInverse.Of(_matrix));
        Integrate();
    }

    /// <summary>log det; twice the logarithm of the Pfaffian. −∞ when the set has no room for the eigenvalues.</summary>
    public double LogDeterminant() => DenseInverse.LogDeterminant(_matrix);

    /// <summary>The expected number of √x per unit length at t: half the trace of A⁻¹ times A's variation.</summary>
    public double Density(double t)
    {
        double[] basis = _grid.Basis(t);
        double weight = _grid.Weight(t);
        double[] below = PrimitiveAt(t);
        double[,] inverse = _inverse.Value;
        double trace = 0;
        for (int i = 0; i < _count; i++)
        {
            double skewed = _total[i] - (2 * below[i]);
            for (int j = 0; j < _count; j++)
            {
                double change = (basis[i] * (_total[j] - (2 * below[j]))) - (basis[j] * skewed);
                trace += inverse[j, i] * change;
            }

            if (_size > _count)
            {
                trace += 2 * inverse[_count, i] * basis[i];
            }
        }

        return trace * weight / 2;
    }

    private void Integrate()
    {
        foreach (Panel panel in _grid.Panels.Where(panel => _inside(panel.Middle)))
        {
            double[][] values = [.. panel.Nodes.Select(Weighted)];
            double[] start = [.. _total];
            for (int k = 0; k < panel.Nodes.Length; k++)
            {
                double[] below = Primitive(panel, values, start, k);
                for (int i = 0; i < _count; i++)
                {
                    _total[i] += panel.Weights[k] * values[k][i];
                    for (int j = 0; j < _count; j++)
                    {
                        double share = panel.Weights[k] * below[i] * values[k][j];
                        _matrix[i, j] += share;
                        _matrix[j, i] -= share;
                    }
                }
            }
        }

        for (int i = 0; i < _count && _size > _count; i++)
        {
            _matrix[i, _count] = _total[i];
            _matrix[_count, i] = -_total[i];
        }
    }

    private double[] Weighted(double t)
    {
        double weight = _grid.Weight(t);
        return [.. _grid.Basis(t).Select(value => value * weight)];
    }

    private double[] Primitive(Panel panel, double[][] values, double[] start, int k)
    {
        double[] below = [.. start];
        for (int l = 0; l < values.Length; l++)
        {
            double share = panel.UpTo(k, l);
            for (int i = 0; i < _count; i++)
            {
                below[i] += share * values[l][i];
            }
        }

        return below;
    }

    /// <summary>∫_0^t φ_i w, for the whole axis.</summary>
    private double[] PrimitiveAt(double t)
    {
        double[] sum = new double[_count];
        foreach (Panel panel in _grid.Panels)
        {
            if (panel.End <= t)
            {
                Accumulate(sum, panel);
                continue;
            }

            double start = panel.End - panel.Weights.Sum();
            if (t > start)
            {
                Accumulate(sum, panel.Shortened(t - start));
            }

            break;
        }

        return sum;
    }

    private void Accumulate(double[] sum, Panel panel)
    {
        for (int k = 0; k < panel.Nodes.Length; k++)
        {
            double[] values = Weighted(panel.Nodes[k]);
            for (int i = 0; i < _count; i++)
            {
                sum[i] += panel.Weights[k] * values[i];
            }
        }
    }
}
