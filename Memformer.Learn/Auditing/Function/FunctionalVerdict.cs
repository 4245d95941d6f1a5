using Memformer.Learn.Auditing.Steps;

namespace Memformer.Learn.Auditing.Function;

/// <summary>
/// What a network is as a function: where its layers share one preconditioner Ā its answers depend on the residual
/// polynomial p alone, L numbers of the L (L+1)/2 of its canonical form, and different iterates may be one function.
/// </summary>
/// <param name="Polynomial">The coefficients of p in an eigenvalue of ĀH, the constant 1 first; L + 1 numbers.</param>
/// <param name="Steps">
/// The plain gradient steps on Ā that have the same p, in any order, descending; null where p has complex roots, or where the
/// depth is too large for its roots to be told from its coefficients.
/// </param>
/// <param name="Fits">The methods of the catalogue fitted to p, by distance.</param>
public sealed record FunctionalVerdict(
    IReadOnlyList<double> Polynomial,
    IReadOnlyList<double>? Steps,
    IReadOnlyList<FunctionalFit> Fits
)
{
    /// <summary>L, how many numbers p has.</summary>
    public int Numbers => Polynomial.Count - 1;
}

/// <summary>A method fitted to a network's residual polynomial.</summary>
/// <param name="Name">The method's name in the catalogue.</param>
/// <param name="Parameters">Its parameters; a number is null where p does not determine it.</param>
/// <param name="Distance">
/// The root mean square of the difference of the polynomials over the eigenvalues of ĀH of fresh prompts, relative to that of
/// 1 − p: how far the answers are apart.
/// </param>
/// <param name="Letters">How many numbers the method was free to choose.</param>
/// <param name="IsTested">Whether p has more numbers than that; if not, the method may fit any p.</param>
public sealed record FunctionalFit(
    string Name,
    IReadOnlyList<FittedParameter> Parameters,
    double Distance,
    int Letters,
    bool IsTested
);
