using Memformer.Learn.Behaviour.Samples;

namespace Memformer.Learn.Behaviour.Candidates;

/// <summary>A known method with its best constants, and how far its answers are from a network's.</summary>
/// <param name="Name">The method: <c>zero</c>, <c>gradient-descent</c>, <c>heavy-ball</c>, <c>nesterov</c>, <c>chebyshev</c>,
/// <c>polynomial</c>, <c>conjugate-gradient</c>, <c>newton</c>, <c>ridge</c>, <c>least-squares</c> or <c>discrete-mmse</c>.</param>
/// <param name="Parameters">Steps or degree, and the fitted constants, by name.</param>
/// <param name="Variant">What tells variants of a method apart: the start of Newton's iteration; null for most.</param>
/// <param name="Frame">The preconditioner: <c>identity</c>, <c>inverse-covariance</c> or <c>fitted</c>.</param>
/// <param name="Constants">How many real numbers were fitted, those of a fitted preconditioner among them: what makes one candidate simpler than another.</param>
/// <param name="Distance">E(ŷ − ŷ_m)²/E ŷ² over the questions, with its error over contexts.</param>
public sealed record Candidate(
    string Name,
    IReadOnlyList<KeyValuePair<string, double>> Parameters,
    KeyValuePair<string, string>? Variant,
    string Frame,
    int Constants,
    Estimate Distance
)
{
    /// <summary>Σ (ŷ − ŷ_m)² of each context.</summary>
    internal double[] SquaredErrors { get; init; } = [];

    /// <summary>How many of the constants are the preconditioner's.</summary>
    internal int OfPreconditioner { get; init; }

    /// <summary>
    /// Whether as many constants were fitted as the method has gradients, two or more: then it is any polynomial of that
    /// degree with suitable roots, and its name says nothing beyond that. A single step is a gradient step, by any name.
    /// </summary>
    public bool IsUntested =>
        Name != "polynomial" && Steps is int steps and > 1 && Constants - OfPreconditioner >= steps;

    /// <summary>u at the eigenvalues of a prompt; null for a method that is no filter.</summary>
    public Func<double[], double[]>? Multipliers { get; init; }

    /// <summary>Whether the filter at an eigenvalue depends on nothing else.</summary>
    public bool IsPointwise => Multipliers is not null && Variant is null or { Value: "alpha H" };

    /// <summary>The steps or the degree; null where the method has none.</summary>
    public int? Steps =>
        Parameters.FirstOrDefault(parameter => parameter.Key is "steps" or "degree") is { Key: not null } steps
            ? (int)steps.Value
            : null;

    /// <summary>
    /// Akaike's final prediction error: what the distance would be on fresh questions, so that a constant more is no
    /// advantage by itself.
    /// </summary>
    /// <param name="questions">How many questions the constants were fitted to.</param>
    internal double Foreseen(int questions) =>
        questions > Constants + 1 ? (double)(questions + Constants) / (questions - Constants) : 1;
}
