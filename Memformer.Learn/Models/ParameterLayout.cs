namespace Memformer.Learn.Models;

/// <summary>One named part of a network's parameter vector.</summary>
/// <param name="Name">Such as <c>preconditioners</c>.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Shape">Its extents, in row-major order.</param>
/// <param name="ClipAxes">How many leading axes count the matrices that gradient clipping looks at one by one.</param>
public sealed record ParameterSegment(string Name, int Offset, IReadOnlyList<long> Shape, int ClipAxes)
{
    /// <summary>The number of entries.</summary>
    public int Length => (int)Shape.Aggregate(1L, (product, extent) => product * extent);
}

/// <summary>
/// Where everything lies in the one vector that holds all of a network's parameters: an optimiser then needs a handful of
/// native calls a step, whatever the number of layers. Where layers are tied, the first extent of each part is 1 in place of L,
/// and the second of lfom's gates counts the lag l − j.
/// </summary>
public sealed class ParameterLayout
{
    /// <summary>A_l, (L, H, d, d), (L, H, d) or (L, H, 1).</summary>
    public const string Preconditioners = "preconditioners";

    /// <summary>P's top-left blocks, of the same shape.</summary>
    public const string Values = "values";

    /// <summary>Gates: (L, L, H', T) of lfom, (L, 1, T) of lfom-shared, H' = 1 or H, T numbers per gate.</summary>
    public const string Gates = "gates";

    /// <summary>α of dynamic, (L).</summary>
    public const string Alpha = "alpha";

    /// <summary>γ of dynamic, (L).</summary>
    public const string Gamma = "gamma";

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
        switch (design.Architecture)
        {
            case NetworkArchitecture.Dynamic:
                Add(segments, Alpha, [layers], 0);
                Add(segments, Gamma, [layers], 0);
                break;
            case NetworkArchitecture.Lfom:
                Add(segments, Gates, [layers, design.Layers, design.GatesPerHead ? design.Heads : 1, numbers], 0);
                break;
            case NetworkArchitecture.LfomShared:
                Add(segments, Gates, [layers, 1, numbers], 0);
                break;
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

    private static void Add(List<ParameterSegment> segments, string name, long[] shape, int clipAxes) =>
        segments.Add(
            new ParameterSegment(
                name,
                segments.Count == 0 ? 0 : segments[^1].Offset + segments[^1].Length,
                shape,
                clipAxes
            )
        );
}
