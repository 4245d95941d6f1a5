using System.Globalization;
using Memformer.Theory.Methods;
using Memformer.Theory.Methods.Language;
using Memformer.Theory.Spectra;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Derivations;

/// <summary>What a method guarantees, and what the exact worst case says of it.</summary>
internal static class GuaranteeBlocks
{
    /// <summary>A paragraph for each guarantee, or that none is stated.</summary>
    public static IEnumerable<Block> Of(LinearMethod method) =>
        [
            new Block.Heading("Guarantee"),
            .. method.Guarantees.Count == 0
                ? [new Block.Paragraph("None is stated: no bound for all quadratics is known here for its parameters.")]
                : method.Guarantees.SelectMany(guarantee => Of(method, guarantee)),
        ];

    private static IEnumerable<Block> Of(LinearMethod method, Guarantee guarantee)
    {
        var settings = string.Join(
            ", ",
            guarantee.Settings.Select(setting => $"{setting.Parameter} = {setting.Value}")
        );
        yield return new Block.Paragraph(
            Prose.Of(
                $"After k steps from a start at distance 1, for all quadratics with eigenvalues in {new Prose.Code($"[{guarantee.Lower}, {guarantee.Upper}]")}, {Measured(guarantee.Kind)} is at most {new Prose.Code(guarantee.Bound)}{(settings.Length > 0 ? Prose.Of($" with {new Prose.Code(settings)}") : "")}{(guarantee.Source.Length > 0 ? $" ({guarantee.Source})" : "")}. {Outcome(GuaranteeCheck.Of(method, guarantee))}"
            )
        );
    }

    private static string Measured(GuaranteeKind kind) =>
        kind switch
        {
            GuaranteeKind.Value => "the objective above its minimum, h p(h)²/2,",
            GuaranteeKind.Gradient => "the gradient, |h p(h)|,",
            _ => "the distance to the solution, |p(h)|,",
        };

    private static Prose Outcome(GuaranteeCheck? check) =>
        check switch
        {
            null => "It was not checked: the coefficients are no rational numbers.",
            { Violation: { } found } => Prose.Of(
                $"This is false: with {new Prose.Code(string.Join(", ", found.Values.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} = {pair.Value}")))} and k = {found.Steps} the bound is {Short(found.Bound.ToDouble())}, and at h = {Short(found.Eigenvalue.ToDouble())} it is {Short(found.Worst.ToDouble())} with p = {new Prose.Code(found.Polynomial.ToPolynomial(new("h")).ToString())}."
            ),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"Held against the exact worst case for k ≤ {check.Steps} at (mu, L) = {string.Join(", ", GuaranteeCheck.Cases.Select(pair => $"({pair.Mu}, {pair.Smoothness})"))}: it holds, and the worst case comes to {100 * check.Tightness.ToDouble():G4} % of it."
            ),
        };

    private static string Short(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
