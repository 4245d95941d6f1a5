using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Behaviour.Samples;

namespace Memformer.Learn.Behaviour.Filters;

/// <summary>
/// Looks for the best constants of a family: on a grid, then by damped Gauss–Newton steps from its best points. Where there are more
/// contexts than tell a few constants, some of them are enough to find what is then refined on all.
/// </summary>
internal sealed class ConstantSearch
{
    private const int GridOfOne = 60;
    private const int GridOfTwo = 24;
    private const int StartsRefined = 4;
    private const double Width = 1e-6;

    /// <summary>Eigenvalues on which two constants are looked for: all of 256 contexts at d = 5.</summary>
    private const int EnoughEigenvalues = 1280;

    private readonly SpectralSample _sample;
    private readonly FilterFitter _fitter;
    private readonly FilterFamily _family;
    private readonly FilterConstant[] _constants;
    private readonly int[] _all;
    private readonly int[] _few;

    /// <param name="sample">The questions.</param>
    /// <param name="fitter">The answers.</param>
    /// <param name="family">Whose constants.</param>
    public ConstantSearch(SpectralSample sample, FilterFitter fitter, FilterFamily family)
    {
        (_sample, _fitter, _family) = (sample, fitter, family);
        _constants = [.. family.Constants(sample.Largest)];
        _all = [.. Enumerable.Range(0, sample.Contexts.Count)];
        _few = Few();
    }

    /// <summary>The constants.</summary>
    public double[] Best()
    {
        if (_constants.Length == 0)
        {
            return [];
        }

        double[][] starts =
        [
            .. Grid()
                .Select(start => (Start: start, Error: SquaredError(start, _few)))
                .Where(tried => double.IsFinite(tried.Error))
                .OrderBy(tried => tried.Error)
                .Take(_constants.Length == 1 ? 2 : StartsRefined)
                .Select(tried => tried.Start),
        ];
        double[] best =
            starts.Select(start => Refine(start, _few)).MinBy(point => SquaredError(point, _few)) ?? Grid().First();
        best = _few.Length < _all.Length ? Refine(best, _all) : best;
        return Values(Polish(best));
    }

    /// <summary>
    /// Every second, third, … context in the order of their answers' squares, from the largest on: a few contexts may have
    /// nearly all of the mean square.
    /// </summary>
    private int[] Few()
    {
        int most = Math.Max(1, EnoughEigenvalues / _sample.Contexts[0].Eigenvalues.Length);
        int stride = ((_all.Length - 1) / most) + 1;
        return stride == 1
            ? _all
            : [.. _all.OrderByDescending(c => _fitter.Energies[c]).Where((_, place) => place % stride == 0)];
    }

    private IEnumerable<double[]> Grid()
    {
        int points = _constants.Length == 1 ? GridOfOne : GridOfTwo;
        double[][] axes =
        [
            .. _constants.Select(constant =>
            {
                double least = constant.Coordinate(constant.Least);
                double width = constant.Coordinate(constant.Largest) - least;
                return Enumerable.Range(0, points).Select(i => least + (width * (i + 0.5) / points)).ToArray();
            }),
        ];
        return axes.Length == 1
            ? axes[0].Select(x => new[] { x })
            : axes[0].SelectMany(x => axes[1].Select(y => new[] { x, y }));
    }

    private double SquaredError(double[] point, int[] contexts)
    {
        double[] values = Values(point);
        double sum = 0;
        foreach (int c in contexts)
        {
            double[] u = _family.Multipliers(_sample.Contexts[c].Eigenvalues, values);
            sum +=
                _fitter.Energies[c]
                - (2 * FilterFitter.Inner(u, _fitter.Linear(c)))
                + FilterFitter.Inner(u, FilterFitter.Product(_fitter.Quadratic(c), u));
        }

        return sum;
    }

    /// <summary>Damped Gauss–Newton steps.</summary>
    private double[] Refine(double[] start, int[] contexts)
    {
        const int iterations = 40;
        double[] point = start;
        double error = SquaredError(point, contexts);
        double damping = 1e-3;
        (Matrix<double> Normal, Vector<double> Gradient)? here = null;
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            here ??= Linearised(point, contexts, exactly: false);
            double[] next = Step(point, here.Value, damping);
            double found = SquaredError(next, contexts);
            if (!(found < error))
            {
                if (damping > 1e8)
                {
                    break;
                }

                damping = Math.Max(damping * 8, 1e-3);
                continue;
            }

            bool settled = error - found < 1e-13 * error;
            (point, error, damping, here) = (next, found, damping / 8, null);
            if (settled)
            {
                break;
            }
        }

        return point;
    }

    /// <summary>A few steps with residuals from the answers themselves, which do not cancel.</summary>
    private double[] Polish(double[] start)
    {
        const int iterations = 6;
        double[] point = start;
        double error = ExactError(point);
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            double[] next = Step(point, Linearised(point, _all, exactly: true), 0);
            double found = ExactError(next);
            if (!(found < error))
            {
                break;
            }

            (point, error) = (next, found);
        }

        return point;
    }

    private double ExactError(double[] point)
    {
        double[] values = Values(point);
        return _fitter.SquaredErrors(spectrum => _family.Multipliers(spectrum, values)).Sum();
    }

    private static double[] Step(double[] point, (Matrix<double> Normal, Vector<double> Gradient) here, double damping)
    {
        Matrix<double> normal = here.Normal.Clone();
        for (int i = 0; i < point.Length; i++)
        {
            normal[i, i] *= 1 + damping;
            normal[i, i] += double.Epsilon;
        }

        return [.. point.Zip(normal.Solve(here.Gradient), (x, s) => x + s)];
    }

    private (Matrix<double> Normal, Vector<double> Gradient) Linearised(double[] point, int[] contexts, bool exactly)
    {
        int count = _constants.Length;
        Matrix<double> normal = Matrix<double>.Build.Dense(count, count);
        Vector<double> gradient = Vector<double>.Build.Dense(count);
        double[] values = Values(point);
        (double[] Above, double[] Below)[] shifted =
        [
            .. Enumerable
                .Range(0, count)
                .Select(k => (Values(Shifted(point, k, Width)), Values(Shifted(point, k, -Width)))),
        ];
        foreach (int c in contexts)
        {
            double[] spectrum = _sample.Contexts[c].Eigenvalues;
            double[] u = _family.Multipliers(spectrum, values);
            double[] correlation = exactly
                ? _fitter.Correlation(c, u)
                : Difference(_fitter.Linear(c), FilterFitter.Product(_fitter.Quadratic(c), u), 1);
            double[][] slopes = Array.ConvertAll(
                shifted,
                pair =>
                    Difference(
                        _family.Multipliers(spectrum, pair.Above),
                        _family.Multipliers(spectrum, pair.Below),
                        2 * Width
                    )
            );
            for (int i = 0; i < count; i++)
            {
                gradient[i] += FilterFitter.Inner(slopes[i], correlation);
                double[] image = FilterFitter.Product(_fitter.Quadratic(c), slopes[i]);
                for (int j = 0; j < count; j++)
                {
                    normal[i, j] += FilterFitter.Inner(slopes[j], image);
                }
            }
        }

        return (normal, gradient);
    }

    private static double[] Difference(double[] left, double[] right, double width)
    {
        double[] difference = new double[left.Length];
        for (int i = 0; i < difference.Length; i++)
        {
            difference[i] = (left[i] - right[i]) / width;
        }

        return difference;
    }

    private static double[] Shifted(double[] point, int index, double by)
    {
        double[] shifted = [.. point];
        shifted[index] += by;
        return shifted;
    }

    private double[] Values(double[] point) => [.. _constants.Zip(point, (constant, x) => constant.Value(x))];
}
