using Memformer.Learn.Auditing.Noise;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Models;
using Memformer.Learn.Numerics;
using Memformer.Theory.Methods;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>Decides which method of the catalogue a network is, as a whole.</summary>
/// <param name="form">The network's canonical form.</param>
/// <param name="preconditioners">What its matrices are.</param>
/// <param name="noise">How its coefficients move by chance.</param>
/// <param name="known">The noise that the matrices show.</param>
/// <param name="architecture">What the coefficients are free to be.</param>
/// <param name="tolerance">Relative deviations up to this count as agreement.</param>
internal sealed class MethodReader(
    CanonicalMatrices form,
    PreconditionerReader preconditioners,
    WeightNoise noise,
    NoiseSample known,
    NetworkArchitecture architecture,
    double tolerance
)
{
    private readonly int _numbers = Math.Min(Numbers(architecture, form.Layers), NonZero(form));

    /// <summary>
    /// Fits all methods, those with the shortest description first, and chooses. A network outside the family, or whose
    /// features are rewritten (GD++), is none of them, however close its canonical form comes.
    /// </summary>
    public MethodVerdict Read(bool isOfFamily)
    {
        MethodFitter fitter = new(form, preconditioners, noise);
        List<MethodFit> fits =
        [
            .. Catalogue
                .All.OrderBy(method => method.Parameters.Count(parameter => parameter.IsMatrix))
                .ThenBy(method => method.Parameters.Count)
                .ThenBy(method => method.ToString().Length)
                .AsParallel()
                .AsOrdered()
                .Select(fitter.Fit)
                .OfType<MethodFit>(),
        ];
        MethodFit? chosen = isOfFamily ? Choose(fits) : null;
        return new MethodVerdict(
            chosen,
            [.. fits.Where(fit => fit != chosen && IsSame(fit, chosen))],
            isOfFamily ? fits.Where(fit => IsRival(fit, chosen)).MinBy(fit => fit.Deviation) : null,
            [.. fits.Where(fit => fit.IsTested).OrderBy(fit => fit.Deviation)]
        );
    }

    /// <summary>The noise that a network shows by what a method leaves over.</summary>
    public NoiseSample Residuals(MethodFit? method) =>
        method is null ? default : new NoiseSample(Squares(method), Math.Max(_numbers - method.Determined, 0));

    /// <summary>A method that is no richer than the chosen one, and says something else.</summary>
    private static bool IsRival(MethodFit fit, MethodFit? chosen) =>
        fit.IsTested && !Contains(fit, chosen) && fit.Determined <= (chosen?.Determined ?? int.MaxValue);

    private static bool IsSame(MethodFit fit, MethodFit? chosen) =>
        Contains(fit, chosen) && fit.Determined == chosen!.Determined;

    /// <summary>A method that comes as close as the chosen one has it as a special case, or is the chosen one.</summary>
    private static bool Contains(MethodFit fit, MethodFit? chosen) =>
        chosen is not null && !Parsimony.IsFarther(fit.Deviation, chosen.Deviation);

    /// <summary>
    /// How many coefficients an architecture is free to choose: what it makes zero or proportional by construction
    /// supports no method.
    /// </summary>
    private static int Numbers(NetworkArchitecture architecture, int layers) =>
        architecture switch
        {
            NetworkArchitecture.Linear => layers,
            NetworkArchitecture.Lfom => layers * (layers + 1) / 2,
            _ => Math.Min((2 * layers) - 1, layers * (layers + 1) / 2),
        };

    /// <summary>An entry that is exactly zero was made so, and measures nothing.</summary>
    private static int NonZero(CanonicalMatrices form) =>
        Enumerable
            .Range(0, form.Layers)
            .Sum(layer => Enumerable.Range(0, layer + 1).Count(register => form[layer, register].FrobeniusNorm() > 0));

    /// <summary>A method that would fit any network of this depth is no evidence, and not chosen.</summary>
    private MethodFit? Choose(IReadOnlyList<MethodFit> fits)
    {
        MethodFit[] admitted = [.. fits.Where(fit => fit.IsTested && fit.Agrees(tolerance))];
        int? chosen = new Parsimony(Known: known).Choose([
            .. admitted.Select(fit => new Explanation(Squares(fit), fit.Determined, _numbers)),
        ]);
        return chosen is int index ? admitted[index] : null;
    }

    private double Squares(MethodFit fit) =>
        form.Layers * (form.Layers + 1) / 2 * fit.BackwardError * fit.BackwardError;
}
