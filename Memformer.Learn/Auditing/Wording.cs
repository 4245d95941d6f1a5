using System.Globalization;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Auditing.Steps;
using Memformer.Learn.Estimates;
using Memformer.Learn.Models;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Auditing;

/// <summary>Verdicts in words, each with its number.</summary>
public static class Wording
{
    /// <summary>Standard errors below this share of the number are rounding, and not written.</summary>
    private const double SmallestError = 1e-6;

    /// <summary>Smaller flaws of a preconditioner are those of any trained matrix.</summary>
    private const double SmallestFlaw = 0.05;

    /// <summary>A number to four significant digits; "undetermined" for null.</summary>
    public static string Number(double? value) => value is double number ? NumberText.Of(number, 4) : "undetermined";

    /// <summary>A relative size: a percentage, or a power of ten below a millionth, 0 for rounding errors.</summary>
    public static string Share(double share) =>
        share switch
        {
            < 1e-12 => "0",
            < 1e-6 => NumberText.Of(share, 1),
            < 0.001 => (100 * share).ToString("G1", CultureInfo.InvariantCulture) + " %",
            _ => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %",
        };

    /// <summary>A layer's parameters: <c>step 0.25, momentum 0.3333</c>.</summary>
    public static string Parameters(IEnumerable<FittedParameter> parameters) =>
        string.Join(
            ", ",
            parameters.Select(parameter =>
                parameter.IsList
                    ? $"{parameter.Name} ({string.Join(", ", parameter.Values.Select(Number))})"
                    : $"{parameter.Name} {Number(parameter.Value)}"
            )
        );

    /// <summary>The same with standard errors where they are known: <c>step 0.583 ± 0.002</c>.</summary>
    public static string ParametersWithErrors(IEnumerable<FittedParameter> parameters) =>
        string.Join(
            ", ",
            parameters.Select(parameter =>
            {
                string[] numbers = [.. parameter.Values.Zip(parameter.Errors, Estimate)];
                return parameter.IsList
                    ? $"{parameter.Name} ({string.Join(", ", numbers)})"
                    : $"{parameter.Name} {numbers[0]}";
            })
        );

    /// <summary>Layers that come again, as what follows their number; nothing where none do.</summary>
    public static string Of(LayerTies? ties) =>
        ties switch
        {
            null => "",
            { Block: 1 } => " with the same weights",
            _ => $" (a block of {ties.Block}, {ties.Times} times)",
        };

    private static string Estimate(double? value, double? error) =>
        value is double number && error > SmallestError * Math.Abs(number)
            ? new MeanEstimate(number, error.Value).ToString()
            : Number(value);

    /// <summary>A preconditioner in a few words: <c>Σ⁻¹ to 2.1 %</c>.</summary>
    public static string Of(Preconditioner preconditioner)
    {
        ArgumentNullException.ThrowIfNull(preconditioner);
        return preconditioner.Kind switch
        {
            PreconditionerForm.Identity => $"a multiple of I (deviation {Share(preconditioner.Deviation)})",
            PreconditionerForm.InverseCovariance => $"a multiple of Σ⁻¹ (deviation {Share(preconditioner.Deviation)})",
            PreconditionerForm.Diagonal =>
                $"diagonal (deviation {Share(preconditioner.Deviation)}{Flaws(preconditioner)})",
            _ => "general (from I "
                + $"{Share(preconditioner.Distances[PreconditionerForm.Identity])}, from Σ⁻¹ "
                + $"{Share(preconditioner.Distances[PreconditionerForm.InverseCovariance])} away{Flaws(preconditioner)})",
        };
    }

    /// <summary>What a preconditioner should not be: by definition it is symmetric and positive definite.</summary>
    private static string Flaws(Preconditioner preconditioner)
    {
        IReadOnlyList<double> eigenvalues = preconditioner.Eigenvalues;
        return (
                preconditioner.Asymmetry > SmallestFlaw
                    ? $"; not symmetric, {Share(preconditioner.Asymmetry)} of it is skew"
                    : ""
            ) + (eigenvalues[0] < -SmallestFlaw * eigenvalues[^1] ? "; indefinite" : "");
    }

    /// <summary>What a layer does, in one sentence.</summary>
    public static string Of(LayerVerdict layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return $"Layer {layer.Index} {Predicate(layer)}";
    }

    /// <summary>What all layers do, a sentence for each run of layers that do the same.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<LayerVerdict> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        List<string> sentences = [];
        for (int first = 0; first < layers.Count; )
        {
            string predicate = Predicate(layers[first]);
            int after = first + 1;
            while (after < layers.Count && Predicate(layers[after]) == predicate)
            {
                after++;
            }

            string subject =
                after == first + 1
                    ? $"Layer {layers[first].Index}"
                    : $"Each of the layers {layers[first].Index} to {layers[after - 1].Index}";
            sentences.Add($"{subject} {predicate}");
            first = after;
        }

        return sentences;
    }

    private static string Predicate(LayerVerdict layer)
    {
        string parameters = ParametersWithErrors(layer.Parameters);
        string deviation = $"deviation {Share(layer.Deviation)}";
        string own = $"its preconditioner is {Of(layer.Preconditioner)}";
        return layer.Kind switch
        {
            StepKind.Gradient => $"takes a gradient step ({parameters}; {deviation}); {own}.",
            StepKind.Momentum => $"takes a momentum step ({parameters}; {deviation}{Untested(layer)}); {own}.",
            StepKind.Nesterov => $"takes a Nesterov-like step ({parameters}; {deviation}{Untested(layer)}); {own}.",
            StepKind.Lfom => $"combines all gradients so far ({parameters}; {deviation}); {own}.",
            StepKind.GdPlusPlus => $"takes a GD++ step: it changes the features by "
                + $"{Share(layer.FeatureChange)} on an average prompt ({parameters}; {deviation} from one step with "
                + $"scalar whitening); {own}.",
            _ when layer.Outside.Total > layer.Deviation * 0.999 => $"is outside the family: {Outside(layer.Outside)}.",
            _ => $"uses earlier gradients through different matrices "
                + $"({Share(layer.Deviation)} away from multiples of one preconditioner each).",
        };
    }

    /// <summary>What of a layer lies outside the family, the largest part first.</summary>
    public static string Outside(LayerResidual residual)
    {
        ArgumentNullException.ThrowIfNull(residual);
        (string What, double Size)[] parts =
        [
            ("P mixes features and answers", residual.Projection),
            ("Q looks at answers", residual.Attention),
            ("gates differ among context tokens", residual.Gates),
            ("P rewrites the features", residual.Features),
        ];
        return string.Join(
            ", ",
            parts
                .Where(part => part.Size > 0)
                .OrderByDescending(part => part.Size)
                .Select(part => $"{part.What} ({Share(part.Size)})")
        );
    }

    private static string Untested(LayerVerdict layer) =>
        layer.Fit.IsTested ? "" : $"; any {layer.Index + 1} coefficients fit this kind, so nothing is tested here";
}
