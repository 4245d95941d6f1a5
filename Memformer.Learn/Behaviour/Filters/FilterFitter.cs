using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Behaviour.Samples;

namespace Memformer.Learn.Behaviour.Filters;

/// <summary>
/// Fits families of filters to answers. The squared error of a filter u is a quadratic in its multipliers, context by
/// context, so that a search over constants costs d² for each context and not a pass over all questions.
/// </summary>
internal sealed class FilterFitter
{
    private const int GridOfOne = 60;
    private const int GridOfTwo = 22;
    private const int StartsRefined = 4;
    private const double Difference = 1e-6;

    private readonly SpectralSample _sample;
    private readonly double[] _answers;
    private readonly double[][,] _quadratic;
    private readonly double[][] _linear;

    /// <param name="sample">The questions.</param>
    /// <param name="answers">The answers to all rows of the probe.</param>
    public FilterFitter(SpectralSample sample, double[] answers)
    {
        _sample = sample;
        _answers = answers;
        _quadratic = new double[sample.Contexts.Count][,];
        _linear = new double[sample.Contexts.Count][];
        Energies = new double[sample.Contexts.Count];
        for (int c = 0; c < sample.Contexts.Count; c++)
        {
            Accumulate(c);
        }
    }

    /// <summary>Σ ŷ² of each context.</summary>
    public double[] Energies { get; }

    /// <summary>Σ_r s_r s_rᵀ of a context, d×d.</summary>
    public double[,] Quadratic(int context) => _quadratic[context];

    /// <summary>Σ_r s_r ŷ_r of a context.</summary>
    public double[] Linear(int context) => _linear[context];

    /// <summary>The best constants of a family.</summary>
    public double[] Fit(FilterFamily family)
    {
        FilterConstant[] constants = [.. family.Constants(_sample.Largest)];
        if (constants.Length == 0)
        {
            return [];
        }

        double[][] starts =
        [
            .. Grid(constants)
                .Select(start => (Start: start, Error: SquaredError(family, constants, start)))
                .Where(tried => double.IsFinite(tried.Error))
                .OrderBy(tried => tried.Error)
                .Take(constants.Length == 1 ? 2 : StartsRefined)
                .Select(tried => tried.Start),
        ];
        double[] best =
            starts.Select(start => Refine(family, constants, start, exactly: false)).MinBy(Error)
            ?? Grid(constants).First();
        best = Refine(family, constants, best, exactly: true);
        return Values(constants, best);

        double Error(double[] point) => SquaredError(family, constants, point);
    }

    /// <summary>Σ (ŷ − Σ_i u_i s_i)² of each context, from the answers themselves.</summary>
    /// <param name="multipliers">u at the eigenvalues of each context.</param>
    public double[] SquaredErrors(Func<double[], double[]> multipliers)
    {
        double[] errors = new double[_sample.Contexts.Count];
        for (int c = 0; c < errors.Length; c++)
        {
            double[] u = multipliers(_sample.Contexts[c].Eigenvalues);
            SpectralContext context = _sample.Contexts[c];
            for (int r = 0; r < context.Rows.Length; r++)
            {
                double error = _answers[context.Rows[r]] - Inner(u, context.Weights[r]);
                errors[c] += error * error;
            }
        }

        return errors;
    }

    /// <summary>Σ_r s_r (ŷ_r − Σ_i u_i s_{r,i}) of a context, from the answers themselves.</summary>
    public double[] Correlation(int context, double[] multipliers)
    {
        SpectralContext content = _sample.Contexts[context];
        double[] sum = new double[multipliers.Length];
        for (int r = 0; r < content.Rows.Length; r++)
        {
            double error = _answers[content.Rows[r]] - Inner(multipliers, content.Weights[r]);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += error * content.Weights[r][i];
            }
        }

        return sum;
    }

    private void Accumulate(int index)
    {
        SpectralContext context = _sample.Contexts[index];
        int d = context.Eigenvalues.Length;
        double[,] quadratic = new double[d, d];
        double[] linear = new double[d];
        for (int r = 0; r < context.Rows.Length; r++)
        {
            double[] s = context.Weights[r];
            double answer = _answers[context.Rows[r]];
            Energies[index] += answer * answer;
            for (int i = 0; i < d; i++)
            {
                linear[i] += s[i] * answer;
                for (int j = 0; j <= i; j++)
                {
                    quadratic[i, j] += s[i] * s[j];
                }
            }
        }

        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < i; j++)
            {
                quadratic[j, i] = quadratic[i, j];
            }
        }

        _quadratic[index] = quadratic;
        _linear[index] = linear;
    }

    private static IEnumerable<double[]> Grid(FilterConstant[] constants)
    {
        int points = constants.Length == 1 ? GridOfOne : GridOfTwo;
        double[][] axes =
        [
            .. constants.Select(constant =>
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

    private double SquaredError(FilterFamily family, FilterConstant[] constants, double[] point)
    {
        double[] values = Values(constants, point);
        double sum = 0;
        for (int c = 0; c < _quadratic.Length; c++)
        {
            double[] u = family.Multipliers(_sample.Contexts[c].Eigenvalues, values);
            sum += Energies[c] - (2 * Inner(u, _linear[c])) + Inner(u, Product(_quadratic[c], u));
        }

        return sum;
    }

    /// <summary>Damped Gauss–Newton steps; exactly: with residuals from the answers, which do not cancel.</summary>
    private double[] Refine(FilterFamily family, FilterConstant[] constants, double[] start, bool exactly)
    {
        const int iterations = 40;
        double[] point = start;
        double error = ErrorAt(point);
        double damping = exactly ? 0 : 1e-3;
        for (int iteration = 0; iteration < (exactly ? 6 : iterations); iteration++)
        {
            (Matrix<double> normal, Vector<double> gradient) = Linearised(family, constants, point, exactly);
            for (int i = 0; i < constants.Length; i++)
            {
                normal[i, i] *= 1 + damping;
                normal[i, i] += double.Epsilon;
            }

            Vector<double> step = normal.Solve(gradient);
            double[] next = [.. point.Zip(step, (x, s) => x + s)];
            double found = ErrorAt(next);
            if (!(found < error))
            {
                if (exactly || damping > 1e8)
                {
                    break;
                }

                damping = Math.Max(damping * 8, 1e-3);
                continue;
            }

            bool settled = error - found < 1e-13 * error;
            (point, error, damping) = (next, found, damping / 8);
            if (settled && !exactly)
            {
                break;
            }
        }

        return point;

        double ErrorAt(double[] at)
        {
            double[] values = Values(constants, at);
            return exactly
                ? SquaredErrors(spectrum => family.Multipliers(spectrum, values)).Sum()
                : SquaredError(family, constants, at);
        }
    }

    private (Matrix<double> Normal, Vector<double> Gradient) Linearised(
        FilterFamily family,
        FilterConstant[] constants,
        double[] point,
        bool exactly
    )
    {
        int count = constants.Length;
        Matrix<double> normal = Matrix<double>.Build.Dense(count, count);
        Vector<double> gradient = Vector<double>.Build.Dense(count);
        double[] values = Values(constants, point);
        (double[] Above, double[] Below)[] shifted =
        [
            .. Enumerable
                .Range(0, count)
                .Select(k =>
                    (
                        Values(constants, Shifted(point, k, Difference)),
                        Values(constants, Shifted(point, k, -Difference))
                    )
                ),
        ];
        for (int c = 0; c < _quadratic.Length; c++)
        {
            double[] spectrum = _sample.Contexts[c].Eigenvalues;
            double[] u = family.Multipliers(spectrum, values);
            double[] correlation = exactly
                ? Correlation(c, u)
                : [.. _linear[c].Zip(Product(_quadratic[c], u), (a, b) => a - b)];
            double[][] slopes =
            [
                .. shifted.Select(pair =>
                    family
                        .Multipliers(spectrum, pair.Above)
                        .Zip(family.Multipliers(spectrum, pair.Below), (a, b) => (a - b) / (2 * Difference))
                        .ToArray()
                ),
            ];
            for (int i = 0; i < count; i++)
            {
                gradient[i] += Inner(slopes[i], correlation);
                double[] image = Product(_quadratic[c], slopes[i]);
                for (int j = 0; j < count; j++)
                {
                    normal[i, j] += Inner(slopes[j], image);
                }
            }
        }

        return (normal, gradient);
    }

    private static double[] Shifted(double[] point, int index, double by)
    {
        double[] shifted = [.. point];
        shifted[index] += by;
        return shifted;
    }

    private static double[] Values(FilterConstant[] constants, double[] point) =>
        [.. constants.Zip(point, (constant, x) => constant.Value(x))];

    internal static double Inner(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    internal static double[] Product(double[,] matrix, double[] vector)
    {
        int d = vector.Length;
        double[] product = new double[d];
        for (int i = 0; i < d; i++)
        {
            double sum = 0;
            for (int j = 0; j < d; j++)
            {
                sum += matrix[i, j] * vector[j];
            }

            product[i] = sum;
        }

        return product;
    }
}
