using Memformer.Learn.Baselines;
using Memformer.Learn.Tasks;
using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra;

namespace Memformer.Learn.Auditing;

/// <summary>The best method of a depth as something that answers prompts; its mean loss is known exactly.</summary>
internal sealed class OptimalRule
{
    private readonly Baseline _rule;
    private readonly int _layers;

    private OptimalRule(OptimalMethod method, DataLaw law)
    {
        Loss = method.ExcessLoss.ToDouble();
        _layers = method.Layers;
        _rule = new WhitenedBaseline(
            new PolynomialRule("optimum", [.. method.Polynomial.Coefficients.Select(c => c.ToDouble())]),
            law.Covariance
        );
    }

    /// <summary>The exact mean of the squared error, without the noise of the query's own answer.</summary>
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

    /// <summary>The optimum's answer to a prompt.</summary>
    public double Predict(FreshPrompt prompt) =>
        Dense.Inner(_rule.Solve(prompt.Hessian, prompt.Moment, _layers), prompt.Query);
}
