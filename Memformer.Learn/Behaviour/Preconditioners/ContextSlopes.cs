using System.Runtime.InteropServices;
using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Behaviour.Samples;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Behaviour.Preconditioners;

/// <summary>What a model leaves of the answers in one context, and its slopes in the lower triangle of L and in the constants.</summary>
/// <remarks>
/// In the frame of L, where A = I, a small symmetric change S of A changes u(H) by V ((Vᵀ S V) ∘ Γ) Vᵀ with
/// Γ_ij = (g(h_i) − g(h_j))/(h_i − h_j), g(h) = h u(h): the theorem of Daleckii and Krein.
/// </remarks>
internal sealed class ContextSlopes
{
    private const double Difference = 1e-6;

    /// <summary>Below this relative difference of two eigenvalues a quotient of differences is a derivative.</summary>
    private const double Close = 1e-5;

    private readonly FilterCurve _curve;
    private readonly double[] _constants;
    private readonly FramedPrompt[] _prompts;
    private readonly double[] _answers;
    private readonly int _dimension;
    private readonly FactorBasis _basis;
    private readonly double[] _multipliers;
    private readonly double[][] _slopes;
    private readonly double[,] _quotients;

    /// <summary>L⁻ᵀ V: S = L⁻¹ dL + dLᵀ L⁻ᵀ.</summary>
    private readonly double[,] _left;

    /// <summary>Vᵀ.</summary>
    private readonly double[,] _right;

    /// <param name="curve">u.</param>
    /// <param name="constants">Those of u.</param>
    /// <param name="factor">L, d×d.</param>
    /// <param name="prompts">The prompts of the context, which share H.</param>
    /// <param name="answers">The answers to all rows of the probe.</param>
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
        _basis = new FactorBasis(factor, prompts[0].Hessian);
        _left = factor.Transpose().Solve(_basis.Basis).ToArray();
        _right = _basis.Basis.Transpose().ToArray();
        _multipliers = Array.ConvertAll(_basis.Eigenvalues, h => curve.Multiplier(h, constants));
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
            double[] moment = (_basis.Transform * prompt.Moment).ToArray();
            WriteTable(table, moment);
            for (int k = 0; k < prompt.Rows.Length; k++, row++)
            {
                double[] query = (_basis.Transform * prompt.Queries[k]).ToArray();
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
            _basis.Eigenvalues,
            h => (_curve.Multiplier(h, above) - _curve.Multiplier(h, below)) / (2 * width)
        );
    }

    private double[,] Quotients()
    {
        double[] h = _basis.Eigenvalues;
        double[] derivatives = Array.ConvertAll(
            h,
            value =>
                value > 0
                    ? (Filter(value * (1 + Difference)) - Filter(value * (1 - Difference))) / (2 * Difference * value)
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
