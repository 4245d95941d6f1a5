using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

namespace Memformer.Theory.Networks;

/// <summary>
/// All registers, with one gate per register for all later layers: <c>Z_{l+1} = Z_l + R_l + Σ_{j&lt;l} a_j R_j</c>, the
/// parametrisation of the code published with arXiv:2410.07263; its other form, <c>Z_l + Σ_{j≤l} a_j R_j</c>, realises
/// nothing more. C_{l,j} must not depend on l for l &gt; j, and must be a multiple of C_{j,j}.
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
        "below the diagonal each column of C is constant, and a multiple of the diagonal entry";

    /// <inheritdoc/>
    public override CanonicalForm Canonical(ExactWeights weights)
    {
        var gates = (Gates.Shared)weights.Gates;
        return Canonical(weights, (layer, register) => gates.At(layer, register) * weights.Preconditioner(register));
    }

    /// <inheritdoc/>
    internal override ViolatedIdentity? FindObstruction(CanonicalForm coefficients) =>
        (
            from register in Enumerable.Range(0, coefficients.Layers)
            select NotConstant(coefficients, register) ?? NotMultiple(coefficients, register)
        ).FirstOrDefault(identity => identity is not null);

    /// <inheritdoc/>
    private protected override ExactWeights Construct(CanonicalForm coefficients)
    {
        var registers = Enumerable.Range(0, coefficients.Layers).ToList();
        return new(
            this,
            [.. registers.Select(register => Gradient(coefficients[register, register]))],
            new Gates.Shared([.. registers.Select(register => GateValue(coefficients, register))], UpdateForm.Residual)
        );
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<T> Increment<T>(
        IMatrixRing<T> ring,
        Gates gates,
        int layer,
        IReadOnlyList<IReadOnlyList<T>> registers
    ) =>
        [
            .. from register in Enumerable.Range(0, layer + 1)
            let gate = ((Gates.Shared)gates).At(layer, register)
            where !gate.IsZero
            from kept in registers[register]
            select ring.Scale(gate, kept),
        ];

    private static RationalFunction GateValue(CanonicalForm coefficients, int register) =>
        register + 1 < coefficients.Layers && !coefficients[register, register].IsZero
            ? Proportionality.Ratio(coefficients[register + 1, register], coefficients[register, register])
                ?? throw new InvalidOperationException(
                    $"C_{{{register + 1},{register}}} is no multiple of the diagonal"
                )
            : RationalFunction.Zero;

    private static ViolatedIdentity? NotConstant(CanonicalForm coefficients, int register) =>
        (
            from layer in Enumerable.Range(register + 2, Math.Max(coefficients.Layers - register - 2, 0))
            from word in Words(coefficients, (layer, register), (register + 1, register))
            select ViolatedIdentity.Check(
                coefficients,
                [new(layer, register, word)],
                [new(register + 1, register, word)]
            )
        ).FirstOrDefault(identity => identity is not null);

    private static ViolatedIdentity? NotMultiple(CanonicalForm coefficients, int register)
    {
        if (register + 1 == coefficients.Layers)
        {
            return null;
        }

        return coefficients[register, register].IsZero
            ? CoefficientReference.First(coefficients, register + 1, register) is { } place
                ? ViolatedIdentity.Check(coefficients, [place], [])
                : null
            : ViolatedIdentity.OfMultiple(coefficients, [((register + 1, register), (register, register))]);
    }

    private static IEnumerable<Word> Words(CanonicalForm coefficients, params (int Layer, int Register)[] places) =>
        places
            .SelectMany(place => coefficients[place.Layer, place.Register].Terms)
            .Select(term => term.Word)
            .Distinct();
}
