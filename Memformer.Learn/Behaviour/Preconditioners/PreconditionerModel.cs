using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Behaviour.Samples;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Behaviour.Preconditioners;

/// <summary>
/// What the answers leave of ŵ = L u(Lᵀ H L) Lᵀ Xᵀy/n, and its slopes in L and in the constants of u. A = L Lᵀ is the
/// preconditioner. A point holds the lower triangle of L, row by row, then the constants.
/// </summary>
internal sealed class PreconditionerModel
{
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
        FactorBasis basis = new(factor, prompt.Hessian);
        Vector<double> moment = basis.Transform * prompt.Moment;
        for (int i = 0; i < moment.Count; i++)
        {
            moment[i] *= _curve.Multiplier(basis.Eigenvalues[i], constants);
        }

        Vector<double> weights = basis.Transform.TransposeThisAndMultiply(moment);
        return prompt.Answer(weights);
    }
}
