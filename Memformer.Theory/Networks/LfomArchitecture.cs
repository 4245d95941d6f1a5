using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

namespace Memformer.Theory.Networks;

/// <summary>
/// All registers, with gates of every layer's own: <c>Z_{l+1} = Z_l + Σ_{j≤l} g_{l,j} R_j</c> (the full memory of
/// Dutta &amp; Sra, arXiv:2410.07263). Realises the canonical forms in which, for each j, the matrices C_{l,j} are
/// multiples of one A_j; every method with scalar coefficients has that.
/// </summary>
public sealed class LfomArchitecture : Architecture
{
    /// <inheritdoc/>
    public override string Name => "lfom";

    /// <inheritdoc/>
    public override string Title => "all registers, gates for each layer";

    /// <inheritdoc/>
    public override IReadOnlyList<Formula> Update =>
        [
            Z(l + 1).EqualTo(Z(l) + new Formula.Summation(UpTo(j, l), null, Gate(l, j) * R(j))),
            R(l).EqualTo(Attention(l)),
        ];

    /// <inheritdoc/>
    public override Formula Coefficient => C(l, j).EqualTo(Gate(l, j) * A(j));

    /// <inheritdoc/>
    public override string Condition => "each column of C consists of multiples of one matrix";

    /// <inheritdoc/>
    protected internal override ViolatedIdentity? FindObstruction(CanonicalForm coefficients) =>
        coefficients.IsScalar
            ? null
            : (
                from register in Enumerable.Range(0, coefficients.Layers)
                from layer in Enumerable.Range(register, coefficients.Layers - register)
                let reference = FirstFilled(coefficients, register)
                where reference is not null
                select ViolatedIdentity.OfMultiple(coefficients, [((layer, register), (reference.Value, register))])
            ).FirstOrDefault(identity => identity is not null);

    /// <inheritdoc/>
    protected internal override string Alternative(CanonicalForm coefficients) =>
        $"; {MultiHeadLfomArchitecture.LeastHeads(coefficients)} heads with gates of their own do it (lfom-heads)";

    /// <inheritdoc/>
    protected override ExactWeights Construct(CanonicalForm coefficients)
    {
        var directions = Enumerable
            .Range(0, coefficients.Layers)
            .Select(register => Direction(coefficients, register))
            .ToList();
        return new(
            this,
            [.. directions.Select(Gradient)],
            new Gates.Lfom(
                new(coefficients.Layers, (layer, register) => [GateValue(coefficients, directions, layer, register)])
            )
        );
    }

    private static RationalFunction GateValue(
        CanonicalForm coefficients,
        IReadOnlyList<MatrixPolynomial> directions,
        int layer,
        int register
    ) =>
        Proportionality.Ratio(coefficients[layer, register], directions[register])
        ?? throw new InvalidOperationException($"C_{{{layer},{register}}} is no multiple of A_{register}");

    /// <summary>A_j; the identity for a register that no layer uses.</summary>
    private static MatrixPolynomial Direction(CanonicalForm coefficients, int register) =>
        FirstFilled(coefficients, register) is { } layer
            ? Proportionality.Split(coefficients[layer, register]).Direction
            : MatrixPolynomial.Identity(Dimension.D);

    private static int? FirstFilled(CanonicalForm coefficients, int register)
    {
        for (var layer = register; layer < coefficients.Layers; layer++)
        {
            if (!coefficients[layer, register].IsZero)
            {
                return layer;
            }
        }

        return null;
    }
}
