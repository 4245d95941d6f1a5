using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

namespace Memformer.Theory.Networks;

/// <summary>
/// Several heads in each layer, each with gates of its own: <c>Z_{l+1} = Z_l + Σ_{j≤l} Σ_h g_{l,j,h} R_{j,h}</c>.
/// Realises every canonical form; the least number of heads is the largest dimension of span{C_{l,j} : l ≥ j} over the
/// field of coefficients. Steps with a different diagonal in every layer, as in AdaGrad, need more than one head.
/// </summary>
public sealed class MultiHeadLfomArchitecture : Architecture
{
    /// <inheritdoc/>
    public override string Name => "lfom-heads";

    /// <inheritdoc/>
    public override string Title => "all registers, several heads with gates of their own";

    /// <inheritdoc/>
    public override IReadOnlyList<Formula> Update =>
        [
            Z(l + 1)
                .EqualTo(
                    Z(l)
                        + new Formula.Summation(
                            UpTo(j, l),
                            null,
                            new Formula.Summation(h, null, Gate(l, j, h) * R(j, h))
                        )
                ),
            R(l, h).EqualTo(Attention(l, h)),
        ];

    /// <inheritdoc/>
    public override Formula Coefficient => C(l, j).EqualTo(new Formula.Summation(h, null, Gate(l, j, h) * A(j, h)));

    /// <inheritdoc/>
    public override string Condition =>
        "none, with as many heads as the largest dimension of the span of a column of C";

    /// <summary>The least number of heads with which the canonical form is realised.</summary>
    public static int LeastHeads(CanonicalForm coefficients)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        return Columns(coefficients).Max(column => Math.Max(column.Directions.Count, 1));
    }

    /// <inheritdoc/>
    protected internal override ViolatedIdentity? FindObstruction(CanonicalForm coefficients) => null;

    /// <inheritdoc/>
    protected override ExactWeights Construct(CanonicalForm coefficients)
    {
        var heads = LeastHeads(coefficients);
        var columns = Columns(coefficients);
        var zero = MatrixPolynomial.Zero(PromptAlgebra.Square);
        return new(
            this,
            [
                .. columns.Select(column =>
                    (IReadOnlyList<ExactHead>)
                        [
                            .. Enumerable
                                .Range(0, heads)
                                .Select(head => ExactHead.Gradient(column.Directions.ElementAtOrDefault(head) ?? zero)),
                        ]
                ),
            ],
            new Gates.Lfom(
                new(
                    coefficients.Layers,
                    (layer, register) => columns[register].Coordinates(coefficients[layer, register], heads)
                )
            )
        );
    }

    private static IReadOnlyList<MatrixSpan> Columns(CanonicalForm coefficients) =>
        [
            .. Enumerable
                .Range(0, coefficients.Layers)
                .Select(register =>
                    MatrixSpan.Of(
                        Enumerable
                            .Range(register, coefficients.Layers - register)
                            .Select(layer => coefficients[layer, register])
                    )
                ),
        ];
}
