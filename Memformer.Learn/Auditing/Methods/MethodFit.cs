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
/// <param name="Letters">How many numbers the method was free to choose, determined or not.</param>
/// <param name="Determined">How many of them the network determines.</param>
/// <param name="IsTested">Whether the network has more numbers than that; if not, the method would fit any network.</param>
public sealed record MethodFit(
    string Name,
    IReadOnlyList<FittedParameter> Parameters,
    double Deviation,
    double LargestRowDeviation,
    double BackwardError,
    int Letters,
    int Determined,
    bool IsTested
)
{
    /// <summary>Whether the network leaves a letter of the method open.</summary>
    public bool IsUndetermined => Parameters.Any(parameter => parameter.Values.Any(value => value is null));

    /// <summary>Whether the method has a matrix of its own for every step, which follows the network's.</summary>
    public bool HasMatrices { get; init; }

    /// <summary>The parameter that the method wants not to be negative, and that is; null where there is none.</summary>
    public string? Negative { get; init; }

    /// <summary>The coefficients of the fit, entry by entry of the lower triangle, each times the norm of its direction.</summary>
    internal IReadOnlyList<double> Coefficients { get; init; } = [];

    /// <summary>Whether the fit uses no gradient but a layer's own: plain steps, whatever the method could do else.</summary>
    internal bool IsPlain
    {
        get
        {
            double largest = Coefficients.Max(Math.Abs);
            int layers = (int)Math.Round((Math.Sqrt((8 * Coefficients.Count) + 1) - 1) / 2);
            HashSet<int> own = [.. Enumerable.Range(1, layers).Select(layer => (layer * (layer + 1) / 2) - 1)];
            return Coefficients
                .Select((value, entry) => (value, entry))
                .All(pair => own.Contains(pair.entry) || Math.Abs(pair.value) <= Vanishing * largest);
        }
    }

    /// <summary>The relative distance of the fitted coefficients from another fit's; infinite where directions differ.</summary>
    internal double DistanceFrom(MethodFit other)
    {
        if (HasMatrices != other.HasMatrices)
        {
            return double.PositiveInfinity;
        }

        double norm = Math.Sqrt(other.Coefficients.Sum(value => value * value));
        double distance = Math.Sqrt(
            Coefficients.Zip(other.Coefficients, (left, right) => (left - right) * (left - right)).Sum()
        );
        return norm > 0 ? distance / norm : distance;
    }

    /// <summary>A coefficient below this share of the largest is none.</summary>
    private const double Vanishing = 1e-6;

    /// <summary>How far a single layer may be, in tolerances of the whole.</summary>
    private const double RowTolerances = 2;

    /// <summary>
    /// Whether a network is the method: within tolerance as a whole, in no layer farther than twice that, and with parameters
    /// that the method may have. A whole hides a layer when the others take longer steps.
    /// </summary>
    internal bool Agrees(double tolerance) =>
        Negative is null && Deviation <= tolerance && LargestRowDeviation <= RowTolerances * tolerance;

    /// <summary>The fit with the errors that a relative noise of the network's numbers gives the parameters.</summary>
    internal MethodFit WithNoise(double? noise) =>
        this with
        {
            Parameters = [.. Parameters.Select(parameter => parameter.WithNoise(noise))],
        };
}
