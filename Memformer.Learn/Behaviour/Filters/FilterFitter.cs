using System.Runtime.InteropServices;
using Memformer.Learn.Behaviour.Samples;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Behaviour.Filters;

/// <summary>
/// Fits families of filters to answers. The squared error of a filter u is a quadratic in its multipliers, context by
/// context, so that a search over constants costs d² for each context and not a pass over all questions.
/// </summary>
internal sealed class FilterFitter
{
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
    public double[] Fit(FilterFamily family) => new ConstantSearch(_sample, this, family).Best();

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
            Dense.AddScaled(sum, error, content.Weights[r]);
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

    internal static double Inner(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    /// <summary>The product of a symmetric matrix and a vector.</summary>
    internal static double[] Product(double[,] symmetric, double[] vector)
    {
        double[] product = new double[vector.Length];
        for (int j = 0; j < vector.Length; j++)
        {
            Dense.AddScaled(product, vector[j], MemoryMarshal.CreateReadOnlySpan(ref symmetric[j, 0], vector.Length));
        }

        return product;
    }
}
