using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra;

namespace Memformer.Learn.Auditing.Function;

/// <summary>The best method of a depth as something that answers prompts; its mean loss is known exactly.</summary>
internal sealed class OptimalRule : IExactRule
{
    private readonly double[,] _inverse;
    private readonly double[] _correction;

    private OptimalRule(OptimalMethod method, DataLaw law)
    {
        Loss = method.ExcessLoss.ToDouble();
        _inverse = CovarianceMatrix.Inverse(law.Covariance);
        _correction = [.. method.Polynomial.Coefficients.Skip(1).Select(coefficient => -coefficient.ToDouble())];
    }

    /// <inheritdoc/>
    public double Loss { get; }

    /// <summary>The optimum for a law; null when the law is not one whose optimum is exact.</summary>
    public static OptimalRule? For(DataLaw law, int context, int layers) =>
        law.HasNaturalTasks && law.Covariates == CovariateKind.Gaussian && layers <= OptimalMethod.MostLayers
            ? new OptimalRule(OptimalMethod.For(law.Dimension, context, layers, Rational.FromDouble(law.Noise)), law)
            : null;

    /// <summary>The optimal losses at depth 1 … L, for a law that has an exact optimum.</summary>
    public static IReadOnlyList<double> LossesUpTo(DataLaw law, int context, int layers) =>
        [
            .. Enumerable
                .Range(1, layers)
                .Select(depth =>
                    OptimalMethod
                        .For(law.Dimension, context, depth, Rational.FromDouble(law.Noise))
                        .ExcessLoss.ToDouble()
                ),
        ];

    /// <summary>The optimum's answer, <c>u(Σ⁻¹H) Σ⁻¹ X y/n</c> with <c>u = (1 − p)/h</c>, by Horner's rule.</summary>
    public double Predict(FreshPrompt prompt)
    {
        double[] start = Dense.Times(_inverse, prompt.Moment);
        double[] iterate = new double[start.Length];
        for (int power = _correction.Length - 1; power >= 0; power--)
        {
            iterate = Dense.Times(_inverse, Dense.Times(prompt.Hessian, iterate));
            for (int i = 0; i < start.Length; i++)
            {
                iterate[i] += _correction[power] * start[i];
            }
        }

        return Dense.Inner(iterate, prompt.Query);
    }
}
