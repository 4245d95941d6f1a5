namespace Memformer.Learn.Models;

/// <summary>One named part of a network's parameter vector.</summary>
/// <param name="Name">Such as <c>preconditioners</c>.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Shape">Its extents, in row-major order.</param>
/// <param name="ClipAxes">How many leading axes count the matrices that gradient clipping looks at one by one.</param>
/// <param name="Gates">The architecture's parameters that it holds; null for matrices.</param>
public sealed record ParameterSegment(
    string Name,
    int Offset,
    IReadOnlyList<long> Shape,
    int ClipAxes,
    GateParameters? Gates = null
)
{
    /// <summary>The number of entries.</summary>
    public int Length => (int)Shape.Aggregate(1L, (product, extent) => product * extent);
}

/// <summary>
/// Where everything lies in the one vector that holds all of a network's parameters: an optimiser then needs a handful of
/// native calls a step, whatever the number of layers. After the matrices come the architecture's own: (L, 1, T) with T numbers
/// a gate, or of pairs (L, L, H', T), where H' is 1 or H. Where layers are tied, the first extent of each part is 1 in place of L,
/// and the second of pairs counts the lag l − j.
/// </summary>
public sealed class ParameterLayout
{
    /// <summary>A_l, (L, H, d, d), (L, H, d) or (L, H, 1).</summary>
    public const string Preconditioners = "preconditioners";

    /// <summary>P's top-left blocks, of the same shape.</summary>
    public const string Values = "values";

    /// <summary>Lays out the parameters of a design.</summary>
    /// <param name="design">A design that passes its check.</param>
    public ParameterLayout(NetworkDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        long[] matrix = design.Preconditioner switch
        {
            PreconditionerKind.Diagonal => [design.Dimension],
            PreconditionerKind.Scalar => [1],
            _ => [design.Dimension, design.Dimension],
        };
        long layers = design.Tied ? 1 : design.Layers;
        List<ParameterSegment> segments = [];
        Add(segments, Preconditioners, [layers, design.Heads, .. matrix], 2);
        if (design.FreeValues)
        {
            Add(segments, Values, [layers, design.Heads, .. matrix], 2);
        }

        long numbers = design.Gates switch
        {
            GateKind.Scalar => 1,
            GateKind.Split => 2,
            _ => design.GatedRows * (design.Context + 1L),
        };
        foreach (GateParameters gates in design.Architecture.Parameters)
        {
            long[] extents = gates.OfPairs ? [layers, design.Layers, GateHeads(design), numbers] : [layers, 1, numbers];
            Add(segments, gates.Name, extents, 0, gates);
        }

        Segments = segments;
        NumbersPerGate = (int)numbers;
    }

    /// <summary>All parts, in order and without gaps.</summary>
    public IReadOnlyList<ParameterSegment> Segments { get; }

    /// <summary>T: 1, 2, or one for each gated row and token.</summary>
    public int NumbersPerGate { get; }

    /// <summary>The length of the parameter vector.</summary>
    public int Length => Segments[^1].Offset + Segments[^1].Length;

    /// <summary>The part of that name.</summary>
    public ParameterSegment this[string name] => Segments.Single(segment => segment.Name == name);

    /// <summary>Where a gate's numbers begin.</summary>
    /// <param name="factor">Its layer and register; of pairs, those of a network whose layers are not tied.</param>
    /// <param name="head">The head, where every head has its own.</param>
    public int Place(GateFactor factor, int head = 0)
    {
        ArgumentNullException.ThrowIfNull(factor);
        ParameterSegment segment = this[factor.Parameters.Name];
        int heads = (int)segment.Shape[^2];
        int row = factor.Parameters.OfPairs ? (factor.Layer * (int)segment.Shape[1]) + factor.Register : factor.Layer;
        return segment.Offset + (((row * heads) + Math.Min(head, heads - 1)) * NumbersPerGate);
    }

    private static int GateHeads(NetworkDesign design) => design.GatesPerHead ? design.Heads : 1;

    private static void Add(
        List<ParameterSegment> segments,
        string name,
        long[] shape,
        int clipAxes,
        GateParameters? gates = null
    ) =>
        segments.Add(
            new ParameterSegment(
                name,
                segments.Count == 0 ? 0 : segments[^1].Offset + segments[^1].Length,
                shape,
                clipAxes,
                gates
            )
        );
}
