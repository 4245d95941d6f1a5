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
        var preconditioners = weights
            .Heads[layer]
            .Select(
                (_, head) =>
                    A(layer, weights.HeadCount == 1 ? null : head)
                        .EqualTo(notation.Of(weights.Preconditioner(layer, head)))
            );
        // A second table is of the query's own gates.
        var tables = weights.Gates.Tables;
        var first = new Formula.Sequence([
            .. preconditioners,
            .. tables.Take(1).SelectMany(table => Acting(table, layer)),
        ]);
        return tables
            .Skip(1)
            .Aggregate(
                (Prose)first,
                (text, table) =>
                    Prose.Of($"{text} {table.Introduction} {new Formula.Sequence([.. Acting(table, layer)])}")
            );
    }

    private IEnumerable<Formula> Acting(GateTable table, int layer) =>
        table switch
        {
            GateTable.Columns columns => columns.All.SelectMany(column => Acting(column, layer)),
            GateTable.Triangle triangle => Enumerable
                .Range(0, layer + 1)
                .SelectMany(register => Row(triangle, layer, register)),
            _ => [],
        };

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
        weights.Gates.Tables.SelectMany(table =>
            (IEnumerable<Block>)[new Block.Paragraph(table.Introduction), .. Blocks(table)]
        );

    private IEnumerable<Block> Blocks(GateTable table) =>
        table switch
        {
            GateTable.Columns columns => [new Block.Display([.. columns.All.SelectMany(Sequence)])],
            GateTable.Triangle triangle when weights.HeadCount == 1 => new TriangleDisplay<RationalFunction>(
                triangle.Letter,
                triangle.Gates.Map(heads => heads[0]),
                notation.Of,
                mostLines
            ).Blocks(),
            GateTable.Triangle triangle => [PerHead(triangle)],
            _ => [],
        };

    private Block.Display PerHead(GateTable.Triangle gates) =>
        new([
            .. from layer in Enumerable.Range(0, Math.Min(weights.Layers, MostLayers))
            from register in Enumerable.Range(0, layer + 1)
            select new Formula.Sequence([.. Row(gates, layer, register)]),
        ]);

    /// <summary>The gates that act in a layer: its own, or those of the registers before.</summary>
    private IEnumerable<Formula> Acting(GateColumn column, int layer) =>
        column.IsOfRegisters
            ? column.Values.Take(Math.Max(layer, 1)).Select((gate, j) => column.Symbol(j).EqualTo(notation.Of(gate)))
            : [column.Symbol(layer).EqualTo(notation.Of(column.Values[layer]))];

    /// <summary>The gates of one layer's registers and heads.</summary>
    private IEnumerable<Formula> Row(GateTable.Triangle gates, int layer, int register) =>
        gates
            .Gates[layer, register]
            .Select(
                (gate, head) =>
                    gates.Symbol(layer, register, weights.HeadCount == 1 ? null : head).EqualTo(notation.Of(gate))
            );

    /// <summary>One line when all are equal, else one line each.</summary>
    private IEnumerable<Formula> Sequence(GateColumn column)
    {
        var (first, count) = column.Effective.GetOffsetAndLength(column.Values.Count);
        IReadOnlyList<Formula> lines = [.. column.Values.Skip(first).Take(count).Select(notation.Of)];
        return lines.Count == 0 ? []
            : lines.All(value => value == lines[0]) ? [column.Symbol(l).EqualTo(lines[0])]
            : lines.Take(MostLayers).Select((value, index) => column.Symbol(first + index).EqualTo(value));
    }
}
