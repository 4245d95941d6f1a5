using Memformer.Learn.Limits;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Auditing.Function;

/// <summary>The best method of a depth as something that answers prompts.</summary>
internal sealed class OptimalRule(Optimum optimum) : IExactRule
{
    /// <inheritdoc/>
    public double Loss => optimum.ExcessLoss;

    /// <inheritdoc/>
    public double Predict(FreshPrompt prompt) =>
        Dense.Inner(optimum.Solver.Solve(prompt.Hessian, prompt.Moment, 0), prompt.Query);
}
