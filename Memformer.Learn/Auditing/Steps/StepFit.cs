namespace Memformer.Learn.Auditing.Steps;

/// <summary>One kind of step fitted to a layer by least squares.</summary>
/// <param name="Step">The step with its numbers.</param>
/// <param name="Deviation">‖row − fit‖ / ‖row‖ of the canonical form's row of this layer.</param>
/// <param name="Squares">
/// The sum of the squared residuals of the row's coefficients, in units of the noise that a relative change σ = 1 of the
/// network's numbers would make.
/// </param>
/// <param name="IsTested">Whether the row has more numbers than the kind has parameters: if not, it fits anything.</param>
public sealed record StepFit(LayerStep Step, double Deviation, double Squares, bool IsTested)
{
    /// <summary>The kind.</summary>
    public StepKind Kind => Step.Kind;

    /// <summary>The step's numbers by their names.</summary>
    public IReadOnlyList<FittedParameter> Parameters => Step.Parameters;

    /// <summary>The fit with the errors that a relative noise of its numbers gives the parameters.</summary>
    internal StepFit WithNoise(double? noise) => this with { Step = Step.WithNoise(noise) };
}
