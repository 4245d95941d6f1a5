using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Networks;
using Memformer.Theory.Spectra;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Derivations;

/// <summary>What a network with tied layers does when its layer is used more often than it was made for.</summary>
internal static class BeyondDepth
{
    /// <summary>So many layers tell whether a recurrence of three terms holds.</summary>
    private const int DecidingLayers = 6;

    private static readonly Formula _z = "z";

    /// <summary>So many layers tell a recurrence of up to four terms.</summary>
    private const int LongerLayers = 8;

    /// <summary>The section; nothing where layers are not tied, or no recurrence that is known decides.</summary>
    public static IEnumerable<Block> Of(Derivation derivation, Notation notation) =>
        Recurrence(derivation) is { } recurrence ? Of(derivation, recurrence, notation)
        : LongerRecurrence(derivation) is { StabilityConditions: { } conditions } longer
            ? Longer(longer, conditions, notation)
        : [];

    /// <summary>More than two residuals enter the next.</summary>
    private static IEnumerable<Block> Longer(
        LoopRecurrence recurrence,
        IReadOnlyList<RationalFunction> conditions,
        Notation notation
    )
    {
        var h = Notation.Of(recurrence.Eigenvalue);
        Formula p = "p";
        Formula Weight(int i) => ((Formula)"s").Sub(i);
        yield return new Block.Heading("Beyond the depth");
        yield return new Block.Paragraph(
            Prose.Of(
                $"However often the layer is used, at each eigenvalue {h} of {(Formula)"H"} the error is {p.Sub(NetworkSymbols.l)} times what it was, with"
            )
        );
        yield return new Block.Display([
            p.Sub(NetworkSymbols.l + 1)
                .EqualTo(
                    recurrence
                        .Weights.Index()
                        .Select(weight =>
                            Weight(weight.Index)
                            * p.Sub(weight.Index == 0 ? NetworkSymbols.l : NetworkSymbols.l - weight.Index)
                        )
                        .Aggregate((sum, term) => sum + term)
                ),
            .. recurrence.Weights.Index().Select(weight => Weight(weight.Index).EqualTo(notation.Of(weight.Item))),
        ]);
        var order = recurrence.Deciding.Count;
        var polynomial = recurrence
            .Deciding.Index()
            .Where(coefficient => !coefficient.Item.IsZero)
            .Aggregate(
                _z.Sup(order),
                (sum, coefficient) =>
                    sum
                    + (
                        coefficient.Index == order - 1 ? notation.Of(coefficient.Item)
                        : coefficient.Index == order - 2 ? notation.Of(coefficient.Item) * _z
                        : notation.Of(coefficient.Item) * _z.Sup(order - 1 - coefficient.Index)
                    )
            );
        Formula[] positive =
        [
            .. conditions
                .Where(condition => !condition.IsConstant)
                .Select(condition => new Formula.Relation(notation.Of(condition), ">", 0)),
        ];
        yield return new Block.Paragraph(
            Prose.Of(
                $"{(recurrence.HasRootOne ? "One root is always 1; the" : "The")} roots of {polynomial} decide: the answers stay bounded where {new Formula.Sequence(positive)} at every eigenvalue {h} of the prompt, and grow without bound where one of these is negative."
            )
        );
        yield return new Block.Paragraph(
            recurrence.HasRootOne
                ? Prose.Of(
                    $"Where all are positive the error goes to {notation.Of(recurrence.Limit)} times what it was: the answers become those of ridge regression."
                )
                : "Where all are positive the error goes to zero: the answers become those of least squares."
        );
    }

    private static LoopRecurrence? LongerRecurrence(Derivation derivation) =>
        Deeper(
            derivation,
            LongerLayers,
            (layer, form) => layer.Realize(form).IsRealizable ? LoopRecurrence.Of(form) : null
        );

    private static StationaryRecurrence? Recurrence(Derivation derivation) =>
        Deeper(derivation, DecidingLayers, (_, form) => StationaryRecurrence.Of(ResidualPolynomials.Of(form)));

    /// <summary>What the scalar coefficients of more layers tell; null where the method has none so far, or none that can be
    /// written out.</summary>
    private static T? Deeper<T>(Derivation derivation, int layers, Func<TiedArchitecture, CanonicalForm, T?> tell)
        where T : class
    {
        if (derivation is not { Architecture: TiedArchitecture tied, Realization.IsRealizable: true, Layers: > 1 })
        {
            return null;
        }

        try
        {
            var deeper = derivation.Method.Unroll(
                Math.Max(derivation.Layers, layers),
                derivation.Values.ToDictionary()
            );
            return deeper is { AnswersAtGradientPoint: true, Coefficients: { IsScalar: true } form }
                ? tell(tied, form)
                : null;
        }
        catch (MemformerException)
        {
            return null;
        }
    }

    private static IEnumerable<Block> Of(Derivation derivation, StationaryRecurrence recurrence, Notation notation)
    {
        var h = Notation.Of(recurrence.Eigenvalue);
        Formula p = "p";
        Formula s = "s";
        Formula t = "t";
        yield return new Block.Heading("Beyond the depth");
        yield return new Block.Paragraph(
            Prose.Of(
                $"However often the layer is used, at each eigenvalue {h} of {(Formula)"H"} the error is {p.Sub(NetworkSymbols.l)} times what it was, with"
            )
        );
        yield return new Block.Display([
            p.Sub(NetworkSymbols.l + 1).EqualTo(s * p.Sub(NetworkSymbols.l) + t * p.Sub(NetworkSymbols.l - 1)),
            s.EqualTo(notation.Of(recurrence.First)),
            t.EqualTo(notation.Of(recurrence.Second)),
        ]);
        var roots = _z.Sup(2).EqualTo(s * _z + t);
        if (Bounded(recurrence, roots, notation) is not { } bounded)
        {
            yield return new Block.Paragraph(
                Prose.Of(
                    $"The answers are unbounded however small the eigenvalues: a root of {roots} lies outside the unit disc."
                )
            );
            yield break;
        }

        yield return new Block.Paragraph(bounded);
        yield return new Block.Paragraph(Limit(derivation, recurrence, notation));
    }

    /// <summary>For which prompts the answers stay bounded; null where for none.</summary>
    private static Prose? Bounded(StationaryRecurrence recurrence, Formula roots, Notation notation)
    {
        var h = Notation.Of(recurrence.Eigenvalue);
        if (recurrence.Bounds is { } bounds)
        {
            return bounds.Largest is { } largest
                ? Prose.Of(
                    $"The answers stay bounded if and only if no eigenvalue {h} of a prompt exceeds {Notation.Of(largest)}: beyond it {(bounds.Root is { } place ? Prose.Of($"a root of {roots} leaves the unit disc, at {_z.EqualTo(Notation.Of(place))}") : Prose.Of($"two roots of {roots} leave the unit disc"))}. (A double root {Notation.Of(Rational.One)} or {Notation.Of(-Rational.One)} grows like {NetworkSymbols.l}.)"
                )
                : null;
        }

        if (recurrence.StabilityConditions.Any(condition => condition.TryGetConstant(out var value) && value.Sign < 0))
        {
            return null;
        }

        Formula[] conditions =
        [
            .. recurrence
                .StabilityConditions.Where(condition => !condition.IsConstant)
                .Select(condition => new Formula.Relation(notation.Of(condition), "≥", 0)),
        ];
        return Prose.Of(
            $"The roots of {roots} decide: the answers stay bounded if and only if none leaves the unit disc, that is {new Formula.Sequence(conditions)} at every eigenvalue {h} of the prompt. (A double root {Notation.Of(Rational.One)} or {Notation.Of(-Rational.One)} grows like {NetworkSymbols.l}.)"
        );
    }

    private static Prose Limit(Derivation derivation, StationaryRecurrence recurrence, Notation notation)
    {
        var own = derivation.Unrolling.Coefficients.Scalar(0, 0);
        return recurrence.Limit(own) is not { } limit || limit.IsZero
            ? Prose.Of(
                $"Where all roots lie inside, the error goes to zero: the answers become those of least squares."
            )
            : Prose.Of(
                $"One root is always 1. Where the other lies inside, the error goes to {notation.Of(limit)} times what it was: the answers become those of ridge regression."
            );
    }
}
