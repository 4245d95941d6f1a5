namespace Memformer.Learn.Auditing.Steps;

/// <summary>One kind of step fitted to a layer by least squares.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Parameters">Its parameters, in the order of <see cref="StepKind"/>'s documentation.</param>
/// <param name="Deviation">‖row − fit‖ / ‖row‖ of the canonical form's row of this layer.</param>
/// <param name="Squares">
/// The sum of the squared residuals of the row's coefficients, in units of the noise that a relative change σ = 1 of the
/// network's numbers would make.
/// </param>
/// <param name="IsTested">Whether the row has more numbers than the kind has parameters: if not, it fits anything.</param>
public sealed record StepFit(
    StepKind Kind,
    IReadOnlyList<FittedParameter> Parameters,
    double Deviation,
    double Squares,
    bool IsTested
)
{
    /// <summary>The fit with the errors that a relative noise of its numbers gives the parameters.</summary>
    internal StepFit WithNoise(double? noise) =>
        this with
        {
            Parameters = [.. Parameters.Select(parameter => parameter.WithNoise(noise))],
        };
}
