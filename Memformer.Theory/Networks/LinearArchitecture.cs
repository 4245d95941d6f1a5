using Memformer.Theory.Methods;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

namespace Memformer.Theory.Networks;

/// <summary>No memory: <c>Z_{l+1} = Z_l + R_l</c>. Realises the canonical forms that are diagonal in (l, j).</summary>
public sealed class LinearArchitecture : Architecture
{
    /// <inheritdoc/>
    public override string Name => "linear";

    /// <inheritdoc/>
    public override string Title => "linear attention without memory";

    /// <inheritdoc/>
    public override IReadOnlyList<Formula> Update => [Z(l + 1).EqualTo(Z(l) + R(l)), R(l).EqualTo(Attention(l))];

    /// <inheritdoc/>
    public override Formula Coefficient => C(l, l).EqualTo(A(l));

    /// <inheritdoc/>
    public override string Condition => "C is diagonal: no layer uses the gradient of an earlier one";

    /// <inheritdoc/>
    protected internal override ViolatedIdentity? FindObstruction(CanonicalForm coefficients) =>
        (
            from layer in Enumerable.Range(0, coefficients.Layers)
            from register in Enumerable.Range(0, layer)
            select CoefficientReference.First(coefficients, layer, register) is { } place
                ? ViolatedIdentity.Check(coefficients, [place], [])
                : null
        ).FirstOrDefault(identity => identity is not null);

    /// <inheritdoc/>
    protected override ExactWeights Construct(CanonicalForm coefficients) =>
        new(
            this,
            [.. Enumerable.Range(0, coefficients.Layers).Select(layer => Gradient(coefficients[layer, layer]))],
            new Gates.None()
        );
}
