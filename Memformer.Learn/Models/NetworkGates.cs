namespace Memformer.Learn.Models;

/// <summary>Gates as one array of a file.</summary>
/// <param name="Name">Such as <c>alpha</c>.</param>
/// <param name="Shape">Its extents, in row-major order.</param>
/// <param name="Gates">As many as the shape says.</param>
public sealed record GateArray(string Name, IReadOnlyList<int> Shape, IReadOnlyList<Gate> Gates);

/// <summary>The gates between a network's registers and its layers; which class it is decides the architecture.</summary>
public abstract partial class NetworkGates
{
    /// <summary>The architecture that these gates belong to.</summary>
    public abstract NetworkArchitecture Architecture { get; }

    /// <summary>The gate through which layer l takes register j ≤ l of head h.</summary>
    public abstract Gate At(int layer, int register, int head);

    /// <summary>The gates that act on single tokens, each with a name such as <c>gate 2,1</c>; none where all are numbers of layers.</summary>
    public virtual IEnumerable<(string Name, Gate Gate)> Masks => [];

    /// <summary>These gates with others in place of those that act on single tokens.</summary>
    /// <param name="change">The gate for one of <see cref="Masks"/>.</param>
    public virtual NetworkGates WithMasks(Func<string, Gate, Gate> change) => this;

    /// <summary>The arrays that a file holds.</summary>
    /// <param name="heads">H.</param>
    public abstract IReadOnlyList<GateArray> Arrays(int heads);

    /// <summary>The gates of a network that uses all layers T times in turn; null where gates belong to pairs of layers.</summary>
    /// <param name="times">T ≥ 1.</param>
    public abstract NetworkGates? Repeated(int times);

    /// <summary>All gates that differ from these in one gate, which is replaced by a variation of itself.</summary>
    /// <param name="vary">The variations of a gate.</param>
    public abstract IEnumerable<NetworkGates> Varied(Func<Gate, IEnumerable<Gate>> vary);

    /// <summary>A phrase for each group of numbers that cannot change an answer, by their names in a checkpoint.</summary>
    public abstract IEnumerable<string> Unused { get; }

    /// <summary>Throws unless the gates fit the layers and heads of a network.</summary>
    /// <exception cref="ArgumentException">They do not; the message says which.</exception>
    public abstract void Check(NetworkWeights weights);

    private static bool DependsOnToken(Gate gate) => gate is not Gate.Scalar;

    private static IReadOnlyList<T> Repeated<T>(IReadOnlyList<T> items, int times) =>
        [.. Enumerable.Repeat(items, times).SelectMany(layers => layers)];

    /// <summary>All lists in which one item is replaced by a variation of itself.</summary>
    private static IEnumerable<IReadOnlyList<T>> Replacing<T>(IReadOnlyList<T> items, Func<T, IEnumerable<T>> vary) =>
        items.SelectMany(
            (item, index) =>
                vary(item).Select(other => (IReadOnlyList<T>)[.. items.Select((kept, i) => i == index ? other : kept)])
        );
}
