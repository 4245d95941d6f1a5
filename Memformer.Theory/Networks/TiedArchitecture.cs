using Memformer.Theory.Methods;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

namespace Memformer.Theory.Networks;

/// <summary>
/// One layer's weights used L times (a looped Transformer): the preconditioners are equal and the gates depend on l − j
/// alone, so that C_{l,j} does too (C is Toeplitz), beside what the architecture asks for without ties. Tied <c>linear</c> networks are gradient descent,
/// tied <c>dynamic</c> ones the heavy ball with constants.
/// </summary>
/// <param name="untied">The architecture whose layers are tied.</param>
public sealed class TiedArchitecture(Architecture untied) : Architecture
{
    /// <summary>The architecture whose layers are tied.</summary>
    public Architecture Untied => untied;

    /// <inheritdoc/>
    public override string Name => "tied-" + untied.Name;

    /// <inheritdoc/>
    public override string Title => untied.Title + ", one layer used again and again";

    /// <inheritdoc/>
    public override IReadOnlyList<Formula> Update => untied.Update;

    /// <inheritdoc/>
    public override Formula Coefficient => C(l + 1, j + 1).EqualTo(C(l, j));

    /// <inheritdoc/>
    public override string Condition => "C is Toeplitz, each entry a function of l − j alone, and " + untied.Condition;

    /// <inheritdoc/>
    protected internal override ViolatedIdentity? FindObstruction(CanonicalForm coefficients) =>
        NotToeplitz(coefficients) ?? untied.FindObstruction(coefficients);

    /// <inheritdoc/>
    protected override ExactWeights Construct(CanonicalForm coefficients)
    {
        var weights = untied.Realize(coefficients).Weights!;
        return weights with { Architecture = this, Heads = SameHeads(weights.Heads), Gates = weights.Gates.Tied() };
    }

    private static ViolatedIdentity? NotToeplitz(CanonicalForm coefficients) =>
        (
            from layer in Enumerable.Range(1, coefficients.Layers - 1)
            from register in Enumerable.Range(1, layer)
            from word in coefficients[layer, register]
                .Terms.Concat(coefficients[layer - 1, register - 1].Terms)
                .Select(term => term.Word)
                .Distinct()
            select ViolatedIdentity.Check(
                coefficients,
                [new(layer, register, word)],
                [new(layer - 1, register - 1, word)]
            )
        ).FirstOrDefault(identity => identity is not null);

    /// <summary>A Toeplitz form has one direction; a column that is zero may have been given another.</summary>
    private static IReadOnlyList<IReadOnlyList<ExactHead>> SameHeads(IReadOnlyList<IReadOnlyList<ExactHead>> heads) =>
        [.. heads.Select(_ => heads[0])];
}
