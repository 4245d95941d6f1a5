using System.Runtime.InteropServices;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Memformer.Learn.Behaviour.Samples;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Behaviour.Preconditioners;

/// <summary>
/// What the answers leave of ŵ = L u(Lᵀ H L) Lᵀ Xᵀy/n, and its slopes in L and in the constants of u. A = L Lᵀ is the
/// preconditioner. A point holds the lower triangle of L, row by row, then the constants.
/// </summary>
/// <remarks>
/// In the frame of L, where A = I, a small symmetric change S of A changes u(H) by V ((Vᵀ S V) ∘ Γ) Vᵀ with
/// Γ_ij = (g(h_i) − g(h_j))/(h_i − h_j), g(h) = h u(h): the theorem of Daleckii and Krein.
/// </remarks>
internal sealed class PreconditionerModel
{
    /// <summary>Below this relative difference of two eigenvalues a quotient of differences is a derivative.</summary>
    private const double Close = 1e-5;

    /// <summary>Steps beyond this lead nowhere, and to matrices without eigenvalues in double precision.</summary>
    private const double Largest = 1e50;

    private readonly FramedPrompt[][] _contexts;
    private readonly double[] _answers;
    private readonly FilterCurve _curve;
    private readonly double[]? _weights;
    private readonly int[] _starts;
    private readonly int _dimension;

    /// <param name="contexts">The prompts of each context, with plain covariates.</param>
    /// <param name="answers">The answers to all rows of the probe.</param>
    /// <param name="curve">u.</param>
    /// <param name="isRelative">Whether every context counts alike, by errors relative to its answers' root mean square.</param>
    public PreconditionerModel(FramedPrompt[][] contexts, double[] answers, FilterCurve curve, bool isRelative = false)
    {
        (_contexts, _answers, _curve) = (contexts, answers, curve);
        _weights = isRelative ? Array.ConvertAll(contexts, Weight) : null;
        _dimension = contexts[0][0].Moment.Count;
        _starts = new int[contexts.Length + 1];
        for (int c = 0; c < contexts.Length; c++)
        {
            _starts[c + 1] = _starts[c] + contexts[c].Sum(prompt => prompt.Rows.Length);
        }
    }

    /// <summary>d(d+1)/2, the numbers of L.</summary>
    public static int Count(int dimension) => dimension * (dimension + 1) / 2;

    /// <summary>The point of a factor, scaled so that the contexts' largest eigenvalue of Lᵀ H L is 1, and the first constants.</summary>
    public double[] Start(Matrix<double> factor)
    {
        double largest = _contexts.Max(context =>
            factor
                .TransposeThisAndMultiply(context[0].Hessian * factor)
                .Evd(Symmetricity.Symmetric)
                .EigenValues[^1]
                .Real
        );
        Matrix<double> scaled = factor / Math.Sqrt(largest);
        return [.. Entries(scaled), .. _curve.Start];
    }

    /// <summary>The lower triangle of a factor, row by row.</summary>
    public static double[] Entries(Matrix<double> factor) =>
        [.. Enumerable.Range(0, factor.RowCount).SelectMany(i => Enumerable.Range(0, i + 1).Select(j => factor[i, j]))];

    /// <summary>The best point near another.</summary>
    /// <param name="point">Where to begin.</param>
    /// <param name="gain">The least share by which a step must lower the sum of squares for another to follow.</param>
    public double[] Descend(double[] point, double gain) => LevenbergMarquardt.Descend(At, point, gain).Point;

    /// <summary>What <see cref="Descend"/> lowers.</summary>
    public double SquaredNorm(double[] point) => Weighted(SquaredErrors(point));

    /// <summary>The sum of squared errors, one for each context at least, with the weights of this model's contexts.</summary>
    public double Weighted(double[] errors) =>
        _contexts.Select((_, c) => _weights is null ? errors[c] : errors[c] * _weights[c] * _weights[c]).Sum();

    /// <summary>L of a point.</summary>
    public static Matrix<double> Factor(double[] point, int dimension)
    {
        Matrix<double> factor = Matrix<double>.Build.Dense(dimension, dimension);
        for (int i = 0, place = 0; i < dimension; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                factor[i, j] = point[place++];
            }
        }

        return factor;
    }

    /// <summary>ŷ_model − ŷ for every question, and the slopes.</summary>
    public Linearisation At(double[] point)
    {
        if (!Array.TrueForAll(point, value => Math.Abs(value) < Largest))
        {
            return new Linearisation([double.NaN], new double[1, point.Length]);
        }

        double[] residuals = new double[_starts[^1]];
        double[,] jacobian = new double[residuals.Length, point.Length];
        Matrix<double> factor = Factor(point, _dimension);
        double[] constants = point[Count(_dimension)..];
        Parallel.For(
            0,
            _contexts.Length,
            c =>
                new ContextSlopes(_curve, constants, factor, _contexts[c], _answers).Write(
                    residuals,
                    jacobian,
                    _starts[c],
                    _weights?[c] ?? 1
                )
        );
        return new Linearisation(residuals, jacobian);
    }

    /// <summary>Σ (ŷ_model − ŷ)² of each context.</summary>
    public double[] SquaredErrors(double[] point)
    {
        Matrix<double> factor = Factor(point, _dimension);
        double[] constants = point[Count(_dimension)..];
        return
        [
            .. _contexts.Select(context =>
                context.Sum(prompt =>
                    Predicted(factor, constants, prompt)
                        .Zip(prompt.Rows, (value, row) => Math.Pow(value - _answers[row], 2))
                        .Sum()
                )
            ),
        ];
    }

    private double Weight(FramedPrompt[] context)
    {
        double energy = context.Sum(prompt => prompt.Rows.Sum(row => _answers[row] * _answers[row]));
        return energy > 0 ? 1 / Math.Sqrt(energy) : 0;
    }

    /// <summary>The model's answers to the queries of a prompt.</summary>
    public double[] Predicted(Matrix<double> factor, double[] constants, FramedPrompt prompt)
    {
        Frame frame = new(factor, prompt.Hessian);
        Vector<double> moment = frame.Transform * prompt.Moment;
        for (int i = 0; i < moment.Count; i++)
        {
            moment[i] *= _curve.Multiplier(frame.Eigenvalues[i], constants);
        }

        Vector<double> weights = frame.Transform.TransposeThisAndMultiply(moment);
        return prompt.Answer(weights);
    }

    /// <summary>The eigenbasis of Lᵀ H L: coordinates are Vᵀ Lᵀ x.</summary>
    private sealed class Frame
    {
        public Frame(Matrix<double> factor, Matrix<double> hessian)
        {
            Evd<double> spectrum = factor.TransposeThisAndMultiply(hessian * factor).Evd(Symmetricity.Symmetric);
            Basis = spectrum.EigenVectors;
            double floor = 1e-12 * spectrum.EigenValues[^1].Real;
            Eigenvalues = [.. spectrum.EigenValues.Select(value => value.Real > floor ? value.Real : 0)];
            Transform = Basis.TransposeThisAndMultiply(factor.Transpose());
        }

        public Matrix<double> Basis { get; }

        public double[] Eigenvalues { get; }

        public Matrix<double> Transform { get; }
    }

    /// <summary>The rows of one context.</summary>
    private sealed class ContextSlopes
    {
        private const double Difference = 1e-6;

        private readonly FilterCurve _curve;
        private readonly double[] _constants;
        private readonly FramedPrompt[] _prompts;
        private readonly double[] _answers;
        private readonly int _dimension;
        private readonly Frame _frame;
        private readonly double[] _multipliers;
        private readonly double[][] _slopes;
        private readonly double[,] _quotients;

        /// <summary>L⁻ᵀ V: S = L⁻¹ dL + dLᵀ L⁻ᵀ.</summary>
        private readonly double[,] _left;

        /// <summary>Vᵀ.</summary>
        private readonly double[,] _right;

        public ContextSlopes(
            FilterCurve curve,
            double[] constants,
            Matrix<double> factor,
            FramedPrompt[] prompts,
            double[] answers
        )
        {
            (_curve, _constants, _prompts, _answers) = (curve, constants, prompts, answers);
            _dimension = factor.RowCount;
            _frame = new Frame(factor, prompts[0].Hessian);
            _left = factor.Transpose().Solve(_frame.Basis).ToArray();
            _right = _frame.Basis.Transpose().ToArray();
            _multipliers = Array.ConvertAll(_frame.Eigenvalues, h => curve.Multiplier(h, constants));
            _slopes = [.. Enumerable.Range(0, constants.Length).Select(Slope)];
            _quotients = Quotients();
        }

        /// <summary>Residuals and slopes from a row on, times the weight of the context.</summary>
        public void Write(double[] residuals, double[,] jacobian, int row, double weight)
        {
            int unknowns = jacobian.GetLength(1);
            double[,] table = new double[_dimension, unknowns];
            foreach (FramedPrompt prompt in _prompts)
            {
                double[] moment = (_frame.Transform * prompt.Moment).ToArray();
                WriteTable(table, moment);
                for (int k = 0; k < prompt.Rows.Length; k++, row++)
                {
                    double[] query = (_frame.Transform * prompt.Queries[k]).ToArray();
                    residuals[row] = weight * (Answer(_multipliers, query, moment) - _answers[prompt.Rows[k]]);
                    Span<double> slopes = MemoryMarshal.CreateSpan(ref jacobian[row, 0], unknowns);
                    for (int a = 0; a < _dimension; a++)
                    {
                        Dense.AddScaled(slopes, weight * query[a], RowOf(table, a));
                    }
                }
            }
        }

        /// <summary>
        /// The slopes of the answer to each unit query: slopes are linear in x. Those in L are the lower triangle of
        /// L⁻ᵀ V ((x bᵀ + b xᵀ) ∘ Γ) Vᵀ, x and b in the eigenbasis.
        /// </summary>
        private void WriteTable(double[,] table, double[] moment)
        {
            double[,] scaled = WithColumns(_quotients, moment);
            double[,] first = Dense.Product(scaled, _right);
            double[,] second = Dense.Product(_left, Dense.Transpose(scaled));
            int count = PreconditionerModel.Count(_dimension);
            for (int a = 0; a < _dimension; a++)
            {
                Span<double> slopes = RowOf(table, a);
                slopes.Clear();
                for (int i = 0, place = 0; i < _dimension; place += ++i)
                {
                    Span<double> entries = slopes.Slice(place, i + 1);
                    Dense.AddScaled(entries, _left[i, a], RowOf(first, a));
                    Dense.AddScaled(entries, second[i, a], RowOf(_right, a));
                }

                for (int j = 0; j < _slopes.Length; j++)
                {
                    slopes[count + j] = _slopes[j][a] * moment[a];
                }
            }
        }

        private static Span<double> RowOf(double[,] matrix, int row) =>
            MemoryMarshal.CreateSpan(ref matrix[row, 0], matrix.GetLength(1));

        private double[] Slope(int index)
        {
            double[] above = [.. _constants];
            double[] below = [.. _constants];
            double width = Difference * Math.Max(1, Math.Abs(_constants[index]));
            above[index] += width;
            below[index] -= width;
            return Array.ConvertAll(
                _frame.Eigenvalues,
                h => (_curve.Multiplier(h, above) - _curve.Multiplier(h, below)) / (2 * width)
            );
        }

        private double[,] Quotients()
        {
            double[] h = _frame.Eigenvalues;
            double[] derivatives = Array.ConvertAll(
                h,
                value =>
                    value > 0
                        ? (Filter(value * (1 + Difference)) - Filter(value * (1 - Difference)))
                            / (2 * Difference * value)
                        : _curve.Multiplier(0, _constants)
            );
            double[,] quotients = new double[_dimension, _dimension];
            for (int i = 0; i < _dimension; i++)
            {
                for (int j = 0; j < _dimension; j++)
                {
                    quotients[i, j] =
                        Math.Abs(h[i] - h[j]) <= Close * (h[i] + h[j])
                            ? (derivatives[i] + derivatives[j]) / 2
                            : ((h[i] * _multipliers[i]) - (h[j] * _multipliers[j])) / (h[i] - h[j]);
                }
            }

            return quotients;
        }

        private double Filter(double eigenvalue) => eigenvalue * _curve.Multiplier(eigenvalue, _constants);

        private static double[,] WithColumns(double[,] matrix, double[] factors)
        {
            double[,] scaled = (double[,])matrix.Clone();
            for (int i = 0; i < factors.Length; i++)
            {
                for (int j = 0; j < factors.Length; j++)
                {
                    scaled[i, j] *= factors[j];
                }
            }

            return scaled;
        }

        private static double Answer(double[] multipliers, double[] query, double[] moment)
        {
            double sum = 0;
            for (int i = 0; i < query.Length; i++)
            {
                sum += multipliers[i] * query[i] * moment[i];
            }

            return sum;
        }
    }
}
