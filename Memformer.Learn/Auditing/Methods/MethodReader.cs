using MathNet.Numerics.Distributions;
using Memformer.Learn.Auditing.Noise;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Numerics;
using Memformer.Theory.Methods;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>Decides which method of the catalogue a network is, as a whole, and whether the data carry the name.</summary>
/// <param name="form">The network's canonical form.</param>
/// <param name="preconditioners">What its matrices are.</param>
/// <param name="noise">How its coefficients move by chance.</param>
/// <param name="known">The noise that the matrices show.</param>
/// <param name="freedom">What the coefficients are free to be.</param>
/// <param name="tolerance">Relative deviations up to this count as agreement.</param>
internal sealed class MethodReader(
    CanonicalMatrices form,
    PreconditionerReader preconditioners,
    WeightNoise noise,
    NoiseSample known,
    NetworkFreedom freedom,
    double tolerance
)
{
    /// <summary>A fit this close is no chance, with one degree of freedom or many: it is the precision of a file.</summary>
    private const double Exact = 1e-6;

    /// <summary>Fits whose coefficients differ by less, relative, say the same in other letters.</summary>
    private const double Same = 1e-5;

    /// <summary>Deviations are ordered to so many digits: where a descent ends below that is no order.</summary>
    private const int Digits = 9;

    /// <summary>A method that is farther than this share of the tolerance is near, and no name.</summary>
    private const double NameShare = 0.5;

    /// <summary>How rarely chance makes a method of as few letters so much farther.</summary>
    private const double Significance = 1e-3;

    private readonly int _numbers = freedom.Numbers;
    private readonly MethodFitter _fitter = new(form, preconditioners, noise);
    private readonly PreconditionerTest _test = new(form, preconditioners, tolerance);

    /// <summary>
    /// Fits all methods, in the order of precedence, and chooses. A network outside the family, or whose
    /// features are rewritten (GD++), is none of them, however close its canonical form comes.
    /// </summary>
    public MethodVerdict Read(bool isOfFamily)
    {
        IReadOnlyList<LinearMethod> methods = Precedence.Methods;
        (MethodFit? Fit, string? Failure)[] tried =
            form.Layers > MethodModel.DeepestSymbolic ? TriedUnlessExact(methods) : [.. Tried(methods)];
        MethodFit[] fits = [.. tried.Select(result => result.Fit).OfType<MethodFit>()];
        MethodFit[] near = [.. fits.Where(fit => fit.IsTested && fit.Agrees(tolerance))];
        MethodFit[] admitted = isOfFamily ? near : [];
        MethodFit? simplest = Choose(admitted) is { } chosen ? Plainest(admitted, chosen) : null;
        string[] rivals = simplest is null
            ? []
            : [.. admitted.Where(fit => IsAsLikely(fit, simplest)).Select(fit => fit.Name)];
        string? objection = simplest is null ? null : _test.Objection(Catalogue.Find(simplest.Name));
        Evidence evidence = new(_numbers, simplest?.Letters ?? 0, fits.Length);
        bool isFarther = simplest is not null && IsFarther(simplest);
        return new MethodVerdict(
            simplest,
            objection is null ? [.. Ordered(admitted).Select(fit => Compatible(fit, simplest!))] : [],
            isOfFamily ? fits.Where(fit => IsOther(fit, simplest)).MinBy(fit => fit.Deviation) : null,
            [.. fits.Where(fit => fit.IsTested).OrderBy(fit => Math.Round(fit.Deviation, Digits))],
            evidence,
            rivals,
            simplest is not null
                && objection is null
                && rivals.Length == 0
                && !isFarther
                && IsCarried(simplest, evidence),
            objection,
            [.. tried.Select(result => result.Failure).OfType<string>()]
        )
        {
            Inside = isOfFamily ? null : Choose(near),
            IsFarther = isFarther,
        };
    }

    private ParallelQuery<(MethodFit? Fit, string? Failure)> Tried(IEnumerable<LinearMethod> methods) =>
        methods.AsParallel().AsOrdered().Select(_fitter.TryFit);

    /// <summary>At great depth fits are long, and say nothing beside one with as few letters that is exact.</summary>
    private (MethodFit? Fit, string? Failure)[] TriedUnlessExact(IReadOnlyList<LinearMethod> methods)
    {
        ILookup<bool, LinearMethod> parts = methods.ToLookup(method => MethodModel.HasFewLetters(method, form.Layers));
        (MethodFit? Fit, string? Failure)[] first = [.. Tried(parts[true])];
        string? exact = first.FirstOrDefault(result => result.Fit?.Deviation <= Parsimony.Rounding).Fit?.Name;
        return exact is null
            ? [.. first, .. Tried(parts[false])]
            :
            [
                .. first,
                .. parts[false]
                    .Select(method =>
                        ((MethodFit?)null, (string?)$"{method.Name} (has more letters than {exact}, which is exact)")
                    ),
            ];
    }

    /// <summary>The noise that a network shows by what a method leaves over.</summary>
    public NoiseSample Residuals(MethodFit? method) =>
        method is null || method.Letters >= _numbers
            ? default
            : new NoiseSample(Squares(method), _numbers - method.Letters);

    private static IEnumerable<MethodFit> Ordered(IEnumerable<MethodFit> fits) =>
        fits.OrderBy(fit => fit.HasMatrices)
            .ThenBy(fit => fit.IsUndetermined)
            .ThenBy(fit => fit.Letters)
            .ThenBy(fit => Math.Round(fit.Deviation, Digits));

    private CompatibleMethod Compatible(MethodFit fit, MethodFit simplest) =>
        new(
            fit,
            fit != simplest && fit.Letters >= simplest.Letters && _fitter.Reaches(fit, simplest) ? [simplest.Name] : []
        );

    /// <summary>Whether enough numbers could have been otherwise.</summary>
    private bool IsCarried(MethodFit fit, Evidence evidence) =>
        evidence.Freedom >= Evidence.Needed
        || (evidence.Freedom >= 1 && fit.Deviation <= Exact)
        || IsByConstruction(fit);

    /// <summary>
    /// Whether networks of this kind are that method whatever their numbers. A plain network whose matrices share a preconditioner
    /// is gradient steps by that alone; it is its matrices that are tested.
    /// </summary>
    private bool IsByConstruction(MethodFit fit) =>
        freedom.IsMethod(fit)
        || (
            freedom.IsWithoutMemory
            && form.Layers > 1
            && form.Dimension > 1
            && fit.Letters <= form.Layers
            && fit.IsPlain
        );

    /// <summary>Whether the network is farther from the method than its own scatter explains, or too far for a name.</summary>
    private bool IsFarther(MethodFit fit) =>
        !IsByConstruction(fit)
        && (
            fit.Deviation > NameShare * tolerance
            || !new Parsimony(Known: known).IsNoise(Squares(fit), _numbers - fit.Letters)
        );

    /// <summary>A method that is no richer than the chosen one, and says something else.</summary>
    private static bool IsOther(MethodFit fit, MethodFit? simplest) =>
        fit.IsTested && (simplest is null || (fit.Letters <= simplest.Letters && !SaysTheSame(fit, simplest)));

    private static bool SaysTheSame(MethodFit fit, MethodFit other) => fit == other || fit.DistanceFrom(other) <= Same;

    /// <summary>A method of as few letters that says something else, of which no test says that it is farther.</summary>
    private bool IsAsLikely(MethodFit fit, MethodFit simplest)
    {
        if (fit.HasMatrices || fit.Letters > simplest.Letters || SaysTheSame(fit, simplest))
        {
            return false;
        }

        double left = _numbers - simplest.Letters;
        double size = Parsimony.Negligible * Parsimony.Negligible;
        double unit = Math.Max(
            Math.Max(Squares(simplest), size) / Math.Max(left, 1),
            known.Freedom > 0 ? known.Squares / known.Freedom : 0
        );
        double ratio = (Squares(fit) - Squares(simplest)) / unit;
        return !(ratio > 0) || 1 - FisherSnedecor.CDF(1, Math.Max(left, 1), ratio) > Significance;
    }

    /// <summary>
    /// The simplest method. One whose letters the network leaves open, that has more letters than the network has numbers, or a
    /// matrix of its own for every step, fits by its freedom: it is taken only where nothing else is within tolerance.
    /// </summary>
    /// <summary>Where a richer method is not told from one of fewer letters, the plainer one comes first.</summary>
    private MethodFit Plainest(IEnumerable<MethodFit> admitted, MethodFit chosen) =>
        Ordered(admitted.Where(fit => fit.Letters < chosen.Letters && !fit.IsUndetermined && IsAsLikely(fit, chosen)))
            .FirstOrDefault(chosen);

    private MethodFit? Choose(IReadOnlyList<MethodFit> admitted) =>
        Simplest([.. admitted.Where(fit => !fit.HasMatrices && !fit.IsUndetermined && fit.Letters <= _numbers)])
        ?? Simplest([.. admitted.Where(fit => !fit.HasMatrices && !fit.IsUndetermined)])
        ?? Simplest([.. admitted.Where(fit => !fit.IsUndetermined)])
        ?? Simplest(admitted);

    private MethodFit? Simplest(IReadOnlyList<MethodFit> fits)
    {
        int? chosen = new Parsimony(Known: known).Choose([
            .. fits.Select(fit => new Explanation(Squares(fit), fit.Letters, _numbers)),
        ]);
        return chosen is int index ? fits[index] : null;
    }

    private double Squares(MethodFit fit) => freedom.Entries * fit.BackwardError * fit.BackwardError;
}
