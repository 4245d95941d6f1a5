using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Steps;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>A method of the catalogue fitted to a whole network.</summary>
/// <param name="Name">The method's name in the catalogue.</param>
/// <param name="Parameters">
/// Its parameters in its own letters; a number is null where the network does not determine it.
/// </param>
/// <param name="Deviation">‖C − C(method)‖_F / ‖C‖_F over the whole canonical form.</param>
/// <param name="LargestRowDeviation">The largest of ‖row − row(method)‖_F / ‖row‖_F over the layers' rows.</param>
/// <param name="BackwardError">
/// The least relative change of the network's numbers that makes it the method, root mean square over the
/// coefficients of the canonical form.
/// </param>
/// <param name="Determined">How many numbers of the method the network determines.</param>
/// <param name="IsTested">Whether the network has more numbers than that; if not, the method would fit any network.</param>
public sealed record MethodFit(
    string Name,
    IReadOnlyList<FittedParameter> Parameters,
    double Deviation,
    double LargestRowDeviation,
    double BackwardError,
    int Determined,
    bool IsTested
)
{
    /// <summary>How far a single layer may be, in tolerances of the whole.</summary>
    private const double RowTolerances = 2;

    /// <summary>
    /// Whether a network is the method: within tolerance as a whole, and in no layer farther than twice that. A whole
    /// hides a layer when the others take longer steps.
    /// </summary>
    internal bool Agrees(double tolerance) =>
        Deviation <= tolerance && LargestRowDeviation <= RowTolerances * tolerance;

    /// <summary>The fit with the errors that a relative noise of the network's numbers gives the parameters.</summary>
    internal MethodFit WithNoise(double? noise) =>
        this with
        {
            Parameters = [.. Parameters.Select(parameter => parameter.WithNoise(noise))],
        };
}

/// <summary>Which method of the catalogue the whole network is.</summary>
/// <param name="Chosen">The simplest method within tolerance; null if there is none.</param>
/// <param name="Same">Methods that say the same at this depth with other parameters.</param>
/// <param name="RunnerUp">
/// The closest other method with no more parameters; the closest of all when none is chosen; null when
/// there is none, or the network is outside the family.
/// </param>
/// <param name="Fits">The methods that this depth can test, by deviation.</param>
public sealed record MethodVerdict(
    MethodFit? Chosen,
    IReadOnlyList<MethodFit> Same,
    MethodFit? RunnerUp,
    IReadOnlyList<MethodFit> Fits
)
{
    internal MethodVerdict WithNoise(double? noise) =>
        new(
            Chosen?.WithNoise(noise),
            [.. Same.Select(fit => fit.WithNoise(noise))],
            RunnerUp?.WithNoise(noise),
            [.. Fits.Select(fit => fit.WithNoise(noise))]
        );
}
