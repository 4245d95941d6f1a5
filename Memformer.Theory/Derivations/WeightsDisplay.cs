using Memformer.Theory.Algebra;
using Memformer.Theory.Networks;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

namespace Memformer.Theory.Derivations;

/// <summary>Shows the exact weights of a network: P and Q as block matrices, and the gates.</summary>
internal sealed class WeightsDisplay(ExactWeights weights, Notation notation, int mostLines = TriangleLength.Document)
{
    private const int MostLayers = 8;

    /// <summary>The blocks that show the weights.</summary>
    public IReadOnlyList<Block> Blocks() => [.. Heads(), .. Gates()];

    /// <summary>One layer's preconditioners and gates as running text.</summary>
    public Prose Layer(int layer)
    {
        IEnumerable<Formula> preconditioners = weights
            .Heads[layer]
            .Select(
                (_, head) =>
                    A(layer, weights.HeadCount == 1 ? null : head)
                        .EqualTo(notation.Of(weights.Preconditioner(layer, head)))
            );
        IEnumerable<Formula> gates = weights.Gates switch
        {
            Networks.Gates.Dynamic dynamic =>
            [
                Alpha(layer).EqualTo(notation.Of(dynamic.Alpha[layer])),
                Gamma(layer).EqualTo(notation.Of(dynamic.Gamma[layer])),
            ],
            Networks.Gates.Shared shared => [SharedGate(0).EqualTo(notation.Of(shared.Values[0]))],
            Networks.Gates.Lfom lfom => lfom.Values[layer]
                .SelectMany(
                    (heads, register) =>
                        heads.Select(
                            (gate, head) =>
                                Gate(layer, register, heads.Count == 1 ? null : head).EqualTo(notation.Of(gate))
                        )
                ),
            _ => [],
        };
        return new Formula.Sequence([.. preconditioners, .. gates]);
    }

    private IEnumerable<Block> Heads()
    {
        var shared = weights.Heads.All(layer => layer.SequenceEqual(weights.Heads[0]));
        var layers = shared ? 1 : Math.Min(weights.Layers, MostLayers);
        yield return new Block.Paragraph(
            shared ? Prose.Of($"All {weights.Layers} layers have the weights")
            : weights.Layers > layers ? Prose.Of($"The first {layers} of {weights.Layers} layers have the weights")
            : "The layers have the weights"
        );
        // P is the same in every head: all that a construction varies is Q and the gates.
        yield return new Block.Display([
            NameOfP.EqualTo(notation.Of(weights.Heads[0][0].P)),
            .. from layer in Enumerable.Range(0, layers)
            from head in Enumerable.Range(0, weights.HeadCount)
            select NameOfQ(shared ? l : layer, head).EqualTo(notation.Of(weights.Heads[layer][head].Q)),
        ]);
    }

    private Formula NameOfP => weights.HeadCount == 1 ? P(l) : ((Formula)"P").Sub(l, h);

    private Formula NameOfQ(Formula layer, int head) =>
        weights.HeadCount == 1 ? Q(layer) : ((Formula)"Q").Sub(layer, head);

    private IEnumerable<Block> Gates() =>
        weights.Gates switch
        {
            Networks.Gates.Dynamic dynamic =>
            [
                new Block.Paragraph("and the memory"),
                new Block.Display([
                    .. Sequence(Alpha, [.. dynamic.Alpha.Select(notation.Of)], 0),
                    .. Sequence(Gamma, [.. dynamic.Gamma.Select(notation.Of)], 1),
                ]),
            ],
            Networks.Gates.Shared shared =>
            [
                new Block.Paragraph("and the gates"),
                new Block.Display([.. Sequence(SharedGate, [.. shared.Values.SkipLast(1).Select(notation.Of)], 0)]),
                .. QueryGates(shared),
            ],
            Networks.Gates.Lfom lfom => weights.HeadCount == 1
                ?
                [
                    new Block.Paragraph("and the gates"),
                    .. new TriangleDisplay<RationalFunction>(
                        "g",
                        weights.Layers,
                        (row, column) => lfom.Values[row][column][0],
                        notation.Of,
                        mostLines
                    ).Blocks(),
                ]
                : [new Block.Paragraph("and the gates"), PerHead(lfom)],
            _ => [],
        };

    private IEnumerable<Block> QueryGates(Networks.Gates.Shared shared) =>
        shared.Query is { } query
            ?
            [
                new Block.Paragraph(Prose.Of($"on the context's columns; on the query's column, in their place,")),
                new Block.Display([.. Sequence(QueryGate, [.. query.SkipLast(1).Select(notation.Of)], 0)]),
            ]
            : [];

    private Block.Display PerHead(Networks.Gates.Lfom lfom) =>
        new([
            .. from layer in Enumerable.Range(0, Math.Min(weights.Layers, MostLayers))
            from register in Enumerable.Range(0, layer + 1)
            select new Formula.Sequence([
                .. lfom.Values[layer][register]
                    .Select((gate, head) => Gate(layer, register, head).EqualTo(notation.Of(gate))),
            ]),
        ]);

    /// <summary>One line when all are equal, else one line each.</summary>
    private static IEnumerable<Formula> Sequence(
        Func<Formula, Formula> symbol,
        IReadOnlyList<Formula> values,
        int first
    )
    {
        var relevant = values.Skip(first).ToList();
        return relevant.Count == 0 ? []
            : relevant.All(value => value == relevant[0]) ? [symbol(l).EqualTo(relevant[0])]
            : relevant.Take(MostLayers).Select((value, index) => symbol(first + index).EqualTo(value));
    }
}
