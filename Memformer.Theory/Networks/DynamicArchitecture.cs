using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

namespace Memformer.Theory.Networks;

/// <summary>
/// One running register: <c>R_l = attention_l + γ_l R_{l−1}</c>, <c>Z_{l+1} = Z_l + α_l R_l</c> (the memory of
/// Dutta &amp; Sra, arXiv:2410.07263, for conjugate gradients). Realises the canonical forms in which each row that is
/// not zero continues a multiple of the one before it: the lower triangle has rank one, and a zero γ cuts it.
/// </summary>
public sealed class DynamicArchitecture : Architecture
{
    /// <inheritdoc/>
    public override string Name => "dynamic";

    /// <inheritdoc/>
    public override string Title => "one running register";

    /// <inheritdoc/>
    public override IReadOnlyList<Formula> Update =>
        [Z(l + 1).EqualTo(Z(l) + Alpha(l) * R(l)), R(l).EqualTo(Attention(l) + Gamma(l) * R(l - 1))];

    /// <inheritdoc/>
    public override Formula Coefficient =>
        C(l, j).EqualTo(Alpha(l) * new Formula.Multiplication(m.EqualTo(j + 1), l, Gamma(m)) * A(j));

    /// <inheritdoc/>
    public override string Condition =>
        "each row of C is a multiple of the row before it, continued by one entry: all 2×2 minors inside the lower "
        + "triangle vanish";

    /// <inheritdoc/>
    protected internal override ViolatedIdentity? FindObstruction(CanonicalForm coefficients)
    {
        var rows = FilledRows(coefficients);
        return rows.Zip(rows.Skip(1), (previous, row) => ContinuesViolation(coefficients, previous, row))
            .FirstOrDefault(identity => identity is not null);
    }

    /// <inheritdoc/>
    protected override ExactWeights Construct(CanonicalForm coefficients)
    {
        var layers = coefficients.Layers;
        var alpha = Enumerable.Repeat(RationalFunction.Zero, layers).ToArray();
        var gamma = Enumerable.Repeat(RationalFunction.Zero, layers).ToArray();
        var preconditioners = Enumerable.Repeat(MatrixPolynomial.Zero(PromptAlgebra.Square), layers).ToArray();
        var previous = -1;
        foreach (var row in FilledRows(coefficients))
        {
            var (scale, _) = Proportionality.Split(coefficients[row, row]);
            alpha[row] = scale;
            for (var register = previous + 1; register <= row; register++)
            {
                // Rows between are empty; their registers are filled here and passed on unchanged until this row.
                preconditioners[register] = 1 / scale * coefficients[row, register];
                gamma[register] = register > previous + 1 ? RationalFunction.One : RationalFunction.Zero;
            }

            if (previous >= 0)
            {
                gamma[previous + 1] = Ratio(coefficients, previous, row) * alpha[previous] / scale;
            }

            previous = row;
        }

        return new(this, [.. preconditioners.Select(Gradient)], new Gates.Dynamic(alpha, gamma));
    }

    /// <summary>The layers whose row is not zero: the others set α_l = 0 and constrain nothing.</summary>
    private static IReadOnlyList<int> FilledRows(CanonicalForm coefficients) =>
        [
            .. Enumerable
                .Range(0, coefficients.Layers)
                .Where(layer => Enumerable.Range(0, layer + 1).Any(register => !coefficients[layer, register].IsZero)),
        ];

    private static ViolatedIdentity? ContinuesViolation(CanonicalForm coefficients, int previous, int row) =>
        ViolatedIdentity.OfMultiple(
            coefficients,
            [.. Enumerable.Range(0, previous + 1).Select(register => ((row, register), (previous, register)))]
        );

    private static RationalFunction Ratio(CanonicalForm coefficients, int previous, int row)
    {
        var register = Enumerable.Range(0, previous + 1).First(register => !coefficients[previous, register].IsZero);
        return Proportionality.Ratio(coefficients[row, register], coefficients[previous, register])
            ?? throw new InvalidOperationException($"row {row} does not continue row {previous}");
    }
}
