using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

namespace Memformer.Theory.Networks;

/// <summary>
/// All registers, with one gate per register for all later layers: <c>Z_{l+1} = Z_l + R_l + Σ_{j&lt;l} a_j R_j</c>, the
/// parametrisation of the code published with arXiv:2410.07263; its other form, <c>Z_l + Σ_{j≤l} a_j R_j</c>, realises
/// nothing more. C_{l,j} must not depend on l for l &gt; j, and must be a multiple of C_{j,j}. The published gates have an
/// entry per token: the query's own combine the same gradients as they like, which frees the last row but for its last
/// entry.
/// </summary>
public sealed class SharedLfomArchitecture : Architecture
{
    /// <inheritdoc/>
    public override string Name => "lfom-shared";

    /// <inheritdoc/>
    public override string Title => "all registers, one gate each";

    /// <inheritdoc/>
    public override IReadOnlyList<Formula> Update =>
        [
            Z(l + 1)
                .EqualTo(
                    Z(l) + R(l) + new Formula.Summation(new Formula.Relation(j, "<", l), null, SharedGate(j) * R(j))
                ),
            R(l).EqualTo(Attention(l)),
        ];

    /// <inheritdoc/>
    public override Formula Coefficient =>
        C(l, l).EqualTo(new Formula.Sequence([A(l), C(l, j).EqualTo(SharedGate(j) * A(j))]));

    /// <inheritdoc/>
    public override string Condition =>
        "below the diagonal each column of C is constant, and a multiple of the diagonal entry; with gates of its own "
        + "for the query only down to the last row, which need only be multiples";

    /// <inheritdoc/>
    protected internal override ViolatedIdentity? FindObstruction(CanonicalForm coefficients) =>
        Violated(coefficients, coefficients.Layers - 1);

    /// <inheritdoc/>
    protected internal override ViolatedIdentity? FindNumberObstruction(CanonicalForm coefficients) =>
        Violated(coefficients, coefficients.Layers);

    /// <summary>The first violation, with columns constant over the rows before <paramref name="rows"/>.</summary>
    private static ViolatedIdentity? Violated(CanonicalForm coefficients, int rows) =>
        (
            from register in Enumerable.Range(0, coefficients.Layers)
            select NotConstant(coefficients, register, rows) ?? NotMultiple(coefficients, register, rows)
        ).FirstOrDefault(identity => identity is not null);

    /// <inheritdoc/>
    protected override ExactWeights Construct(CanonicalForm coefficients)
    {
        var registers = Enumerable.Range(0, coefficients.Layers).ToList();
        var needsOwn = FindNumberObstruction(coefficients) is not null;
        return new(
            this,
            [.. registers.Select(register => Gradient(coefficients[register, register]))],
            new Gates.Shared(
                [.. registers.Select(register => GateValue(coefficients, register))],
                UpdateForm.Residual,
                needsOwn ? [.. registers.Select(register => QueryValue(coefficients, register))] : null
            )
        );
    }

    /// <summary>b_j with which the L − 1 − j later layers bring the answer's share of gradient j to Σ_l C_{l,j}.</summary>
    private static RationalFunction QueryValue(CanonicalForm coefficients, int register)
    {
        var later = coefficients.Layers - 1 - register;
        return later == 0 || coefficients[register, register].IsZero
            ? RationalFunction.Zero
            : RationalFunction.Sum(
                Enumerable.Range(register + 1, later).Select(layer => Factor(coefficients, layer, register))
            ) / (RationalFunction)later;
    }

    private static RationalFunction Factor(CanonicalForm coefficients, int layer, int register) =>
        Proportionality.Ratio(coefficients[layer, register], coefficients[register, register])
        ?? throw new InvalidOperationException($"C_{{{layer},{register}}} is no multiple of the diagonal");

    private static RationalFunction GateValue(CanonicalForm coefficients, int register) =>
        register + 1 < coefficients.Layers && !coefficients[register, register].IsZero
            ? Factor(coefficients, register + 1, register)
            : RationalFunction.Zero;

    private static ViolatedIdentity? NotConstant(CanonicalForm coefficients, int register, int rows) =>
        (
            from layer in Enumerable.Range(register + 2, Math.Max(rows - register - 2, 0))
            from word in Words(coefficients, (layer, register), (register + 1, register))
            select ViolatedIdentity.Check(
                coefficients,
                [new(layer, register, word)],
                [new(register + 1, register, word)]
            )
        ).FirstOrDefault(identity => identity is not null);

    /// <summary>Constant columns are multiples where their first entry is; the last row is asked for itself.</summary>
    private static ViolatedIdentity? NotMultiple(CanonicalForm coefficients, int register, int rows) =>
        (
            from layer in new[] { register + 1, rows }.Distinct()
            where register < layer && layer < coefficients.Layers
            select coefficients[register, register].IsZero
                ? CoefficientReference.First(coefficients, layer, register) is { } place
                    ? ViolatedIdentity.Check(coefficients, [place], [])
                    : null
                : ViolatedIdentity.OfMultiple(coefficients, [((layer, register), (register, register))])
        ).FirstOrDefault(identity => identity is not null);

    private static IEnumerable<Word> Words(CanonicalForm coefficients, params (int Layer, int Register)[] places) =>
        places
            .SelectMany(place => coefficients[place.Layer, place.Register].Terms)
            .Select(term => term.Word)
            .Distinct();
}
