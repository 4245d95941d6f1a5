using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Networks;

/// <summary>The answer to "can a network of this architecture have this canonical form": weights, or why not.</summary>
/// <param name="Architecture">The architecture that was asked about.</param>
/// <param name="Coefficients">The canonical form that was asked for.</param>
/// <param name="Weights">Weights that realise it; null when there are none.</param>
/// <param name="Obstruction">What stands in the way; null when nothing does.</param>
public sealed record Realization(
    Architecture Architecture,
    CanonicalForm Coefficients,
    ExactWeights? Weights,
    Obstruction? Obstruction
)
{
    /// <summary>
    /// Where the weights need gates of their own for the query's column: why gates that are one number for all tokens do
    /// not do. Else null.
    /// </summary>
    public Obstruction? NumberObstruction { get; init; }

    /// <summary>Whether gates that are one number for all tokens realise the canonical form.</summary>
    public bool IsRealizableWithNumbers => IsRealizable && NumberObstruction is null;

    /// <summary>Whether the architecture can realise the canonical form.</summary>
    public bool IsRealizable => Weights is not null;

    /// <summary>One sentence: what is realised and how, or which identity fails.</summary>
    public Prose Reason => Explain(Notation.Alphabetical);

    /// <summary>The reason, with the symbols in a given order.</summary>
    public Prose Explain(Notation notation) =>
        Obstruction?.Explain(this, notation)
        ?? Prose.Of(
            $"realizable exactly, for all {(Formula)"d"} and {(Formula)"n"}, by {Layers} with {Heads}{QueryGates(notation)}."
        );

    private Prose QueryGates(Notation notation) =>
        NumberObstruction is { } needed
            ? Prose.Of(
                $" and gates of its own for the query; with gates that are numbers {needed.Clause(this, notation)}"
            )
            : "";

    private string Layers => Weights!.Layers == 1 ? "one layer" : $"{Weights.Layers} layers";

    private string Heads => Weights!.HeadCount == 1 ? "one head each" : $"{Weights.HeadCount} heads each";
}

/// <summary>Why an architecture cannot realise a canonical form.</summary>
/// <param name="Identity">An identity that the architecture asks for and that does not hold.</param>
/// <param name="Remedies">
/// Values of single parameters at which the architecture realises the canonical form after all; values that make all
/// coefficients vanish are left out.
/// </param>
/// <param name="Alternative">What would do instead; empty when there is nothing to say.</param>
public sealed record Obstruction(ViolatedIdentity Identity, IReadOnlyList<ParameterValue> Remedies, string Alternative)
{
    internal static Obstruction Of(Architecture architecture, CanonicalForm coefficients, ViolatedIdentity identity)
    {
        IReadOnlyList<ParameterValue> remedies =
        [
            .. ParameterZeros
                .Of(identity.Difference.Numerator)
                .Where(candidate => Realizes(architecture, coefficients, candidate)),
        ];
        return new(identity, remedies, architecture.Alternative(coefficients));
    }

    /// <summary>What is asked for, what there is, and the values at which it would hold, in one sentence.</summary>
    internal Prose Explain(Realization realization, Notation notation) =>
        Prose.Of($"{Clause(realization, notation)}{Alternative}.");

    /// <summary>As <see cref="Explain"/>, without a full stop and an alternative.</summary>
    internal Prose Clause(Realization realization, Notation notation)
    {
        var remedies = Remedies.Select(remedy =>
            (Prose)Notation.Of(remedy.Parameter).EqualTo(notation.Of(remedy.Value))
        );
        var exceptions = Remedies.Count == 0 ? "" : "; it would hold for " + Prose.Join(" or ", remedies);
        var found = Identity.Found(realization.Coefficients, notation);
        return Prose.Of($"{realization.Architecture.Name} asks for {Identity.Required}, but {found}{exceptions}");
    }

    /// <summary>Equal identities and remedies.</summary>
    public bool Equals(Obstruction? other) =>
        other is not null && Identity == other.Identity && Remedies.SequenceEqual(other.Remedies);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Identity, Remedies.Count);

    private static bool Realizes(Architecture architecture, CanonicalForm coefficients, ParameterValue candidate)
    {
        try
        {
            var values = new Dictionary<Symbol, RationalFunction> { [candidate.Parameter] = candidate.Value };
            var special = coefficients.Map(function => function.Substitute(values));
            return !special.IsZero && architecture.FindObstruction(special) is null;
        }
        catch (UndefinedValueException)
        {
            return false;
        }
    }
}
