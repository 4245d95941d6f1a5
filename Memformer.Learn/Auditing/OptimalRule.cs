using Memformer.Learn.Tasks;
using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra;

namespace Memformer.Learn.Auditing;

/// <summary>
/// The best method of a depth as something that answers prompts: <c>w_L = u(Σ⁻¹H) Σ⁻¹ X y/n</c> with
/// <c>u = (1 − p)/h</c>. Its mean loss is known exactly.
/// </summary>
internal sealed class OptimalRule
{
    private readonly double[,] _inverse;
    private readonly double[] _correction;

    private OptimalRule(OptimalMethod method, double[,] inverse)
    {
        Loss = method.ExcessLoss.ToDouble();
        _inverse = inverse;
        _correction = [.. method.Polynomial.Coefficients.Skip(1).Select(coefficient => -coefficient.ToDouble())];
    }

    /// <summary>The exact mean of the squared error, without the noise of the query's own answer.</summary>
    public double Loss { get; }

    /// <summary>The optimum for a law; null when the law is not one whose optimum is exact.</summary>
    public static OptimalRule? For(DataLaw law, int context, int layers) =>
        law.HasNaturalTasks && law.Covariates == CovariateKind.Gaussian && layers <= OptimalMethod.MostLayers
            ? new OptimalRule(
                OptimalMethod.For(law.Dimension, context, layers, Rational.FromDouble(law.Noise)),
                CovarianceMatrix.Inverse(law.Covariance)
            )
            : null;

    /// <summary>The optimum's answer to a prompt, by Horner's rule.</summary>
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
