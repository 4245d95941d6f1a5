namespace Memformer.Learn.Auditing.Steps;

/// <summary>The kind of step one layer takes, from the simplest to the most general.</summary>
public enum StepKind
{
    /// <summary><c>C_{l,j} = 0</c> for j &lt; l. Parameter: step.</summary>
    Gradient,

    /// <summary>
    /// <c>C_{l,j} = β C_{l−1,j}</c> for j &lt; l, the form of heavy ball, Chebyshev's and CG-like methods:
    /// <c>w_{l+1} = w_l + β (w_l − w_{l−1}) − step Ā ∇f(w_l)</c>. Parameters: step, momentum.
    /// </summary>
    Momentum,

    /// <summary>
    /// As <see cref="Momentum"/>, with <c>− correction Ā ∇f(w_{l−1})</c> beside it; constant-momentum Nesterov has
    /// correction <c>−step β/(1+β)</c>. Parameters: step, momentum, correction.
    /// </summary>
    Nesterov,

    /// <summary><c>C_{l,j} = c_{l,j} Ā_j</c>, any coefficients. Parameters: coefficients.</summary>
    Lfom,

    /// <summary>
    /// A gradient step that also rewrites the features, <c>X ← X − Σ B H Aᵀ X</c> (GD++). Parameters: step,
    /// whitening, the γ of <c>X ← X − γ H Ā X</c>.
    /// </summary>
    GdPlusPlus,

    /// <summary>Nothing of the family. No parameters.</summary>
    None,
}

/// <summary>The names of step kinds in files and on the command line.</summary>
public static class StepKinds
{
    /// <summary>The name of a kind, such as <c>gd++</c>.</summary>
    public static string Name(this StepKind kind) =>
        kind switch
        {
            StepKind.Gradient => "gradient",
            StepKind.Momentum => "momentum",
            StepKind.Nesterov => "nesterov",
            StepKind.Lfom => "lfom",
            StepKind.GdPlusPlus => "gd++",
            _ => "none",
        };
}
