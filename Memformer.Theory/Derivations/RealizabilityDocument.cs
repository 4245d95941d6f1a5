using Memformer.Theory.Networks;
using Memformer.Theory.Typesetting;
using static Memformer.Theory.Networks.NetworkSymbols;

namespace Memformer.Theory.Derivations;

/// <summary>The table methods × architectures, with a witness or a reason for each cell.</summary>
public static class RealizabilityDocument
{
    /// <summary>The table as a document.</summary>
    /// <param name="rows">One line per method.</param>
    /// <param name="layers">The largest depth that was decided.</param>
    public static Document Of(IReadOnlyList<RealizabilityRow> rows, int layers)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new(
            "Which architecture realises which method",
            [
                .. Tables(rows, layers),
                new Block.Heading("Reasons"),
                Reasons(rows),
                new Block.Heading("Witnesses"),
                new Block.Points([.. rows.SelectMany(row => row.Cells).Where(IsWorthShowing).Select(Witness)]),
            ]
        );
    }

    /// <summary>At which depths each architecture realises each method, without and with ties.</summary>
    internal static IReadOnlyList<Block> Tables(IReadOnlyList<RealizabilityRow> rows, int layers) =>
        [
            new Block.Paragraph(
                Prose.Of(
                    $"Decided exactly, with the parameters as symbols, for every {UpTo(L, layers)}. An entry such as {UpTo(L, 2)} says that deeper networks cannot, with gates that are numbers; in brackets, where it differs, the depth that gates of their own for the query reach. Heads is the least number of heads with gates of their own; of diagonal matrices never more than {(Formula)"d"} are needed. Registers is the least number of vectors that a recurrent network must carry beside its state, combining them with numbers; own is the number that the method itself carries beside its iterate, which it may use, as its matrices."
                )
            ),
            new Block.Table(
                [
                    "method",
                    .. Architecture.All.SkipLast(1).Select(architecture => (Prose)architecture.Name),
                    "heads",
                    "registers",
                    "own",
                ],
                [.. rows.Select(Row)]
            ),
            new Block.Heading("One layer, used again and again"),
            new Block.Paragraph(
                Prose.Of(
                    $"With the same weights in every layer, and gates that depend on {l - j} alone. The last row of {(Formula)"C"}, which leads to the answer, is tied too."
                )
            ),
            new Block.Table(
                ["method", .. Architecture.Tied.Select(architecture => (Prose)architecture.Name)],
                [.. rows.Select(row => (IReadOnlyList<Prose>)[row.Method.Name, .. row.Tied.Select(Cell)])]
            ),
        ];

    /// <summary>The identities that fail.</summary>
    internal static Block Reasons(IReadOnlyList<RealizabilityRow> rows) =>
        new Block.Points([.. rows.SelectMany(Refused).Select(Reason)]);

    /// <summary>A cell in a few words: <c>yes</c>, <c>no</c>, <c>L ≤ 2</c>.</summary>
    public static Prose Cell(Realizability cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var numbers = cell.WithNumbers;
        return cell.Failures.SequenceEqual(numbers.Failures)
            ? Depths(cell)
            : Prose.Of($"{Depths(numbers)} ({Depth(cell)})");
    }

    private static Prose Depth(Realizability cell) =>
        cell.FailsFromSomeDepthOn
            ? cell.ByDepth.Last(decision => decision.IsRealizable).Coefficients.Layers.ToString()
            : Depths(cell);

    private static Prose Depths(Realizability cell)
    {
        return cell.Always ? "yes"
            : cell.Failures.Count == cell.ByDepth.Count ? "no"
            : cell.FailsFromSomeDepthOn
                ? UpTo(L, cell.ByDepth.Last(decision => decision.IsRealizable).Coefficients.Layers)
            : Prose.Of($"not {L.EqualTo(new Formula.Sequence([.. cell.Failures.Select(depth => (Formula)depth)]))}");
    }

    /// <summary>Why a method fails in an architecture, at the least depth where it does.</summary>
    public static Prose Reason(Realizability cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return Prose.Of(
            $"{cell.Method.Name}, {L.EqualTo(cell.Failures[0])}: {cell.FirstFailure!.Explain(MethodNotation.Of(cell.Method))}"
        );
    }

    /// <summary>The gates and preconditioners of layer 1, or of layer 0 where there is only one layer.</summary>
    public static Prose Witness(Realizability cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var weights = cell.ByDepth.TakeWhile(decision => decision.IsRealizable).Last().Weights!;
        return Prose.Of(
            $"{cell.Method.Name}, {cell.Architecture.Name}: {new WeightsDisplay(weights, MethodNotation.Of(cell.Method)).Layer(Math.Min(1, weights.Layers - 1))}"
        );
    }

    /// <summary>What cannot be realised; of tied networks what only their ties forbid.</summary>
    private static IEnumerable<Realizability> Refused(RealizabilityRow row) =>
        row
            .Cells.Where(cell => !cell.Always)
            .Concat(
                row.Tied.Where(cell =>
                    !cell.Always
                    && ((TiedArchitecture)cell.Architecture).Untied is var untied
                    && row.Cells.First(other => other.Architecture.Name == untied.Name) is var free
                    && !free.Failures.Contains(cell.Failures[0])
                )
            );

    private static IReadOnlyList<Prose> Row(RealizabilityRow row) =>
        [
            row.Method.Name,
            .. row.Cells.SkipLast(1).Select(Cell),
            Heads(row),
            row.Registers.ToString(),
            row.MethodRegisters.ToString(),
        ];

    private static Prose Heads(RealizabilityRow row) =>
        row is { LeastHeads: > 1, IsDiagonal: true }
            ? Prose.Of($"min({(Formula)"d"}, {row.LeastHeads})")
            : row.LeastHeads.ToString();

    /// <summary>Every cell but the most general architecture's, which realises everything.</summary>
    private static bool IsWorthShowing(Realizability cell) =>
        cell.ByDepth[0].IsRealizable
        && (cell.Architecture is not MultiHeadLfomArchitecture || cell.Deepest.Weights!.HeadCount > 1);
}
