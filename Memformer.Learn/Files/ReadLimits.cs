namespace Memformer.Learn.Files;

/// <summary>
/// What a checkpoint may ask for. A file is data from a stranger: every size in it is held against these limits, and
/// against the size of the file, before memory is taken.
/// </summary>
internal static class ReadLimits
{
    /// <summary>Numbers in all tensors of a file together: 32 MiB in double precision.</summary>
    public const long Elements = 1 << 22;

    /// <summary>
    /// Numbers in all tensors of a history: as many as its file has bytes, where that is more than <see cref="Elements"/>, up to
    /// 256 MiB in double precision.
    /// </summary>
    /// <param name="bytes">The file's length.</param>
    public static long ElementsOf(long bytes) => Math.Clamp(bytes, Elements, 1 << 25);

    /// <summary>Bytes of a checkpoint that comes through a pipe and is held in memory: all numbers and their description.</summary>
    public const long PipeBytes = 1 << 26;

    /// <summary>Tensors in a file: a history of some ten thousand snapshots has as many.</summary>
    public const int Tensors = 1 << 16;

    /// <summary>Characters of a tensor's name, the names of the dictionaries around it included.</summary>
    public const int Name = 1000;

    /// <summary>Numbers that all views of a file together may show, however little it stores.</summary>
    public const long FreeViews = 1 << 12;

    /// <summary>Numbers more that they may show for each byte of the storages: 64 views of a number in single precision.</summary>
    public const long ViewsPerByte = 16;

    /// <summary>Extents of a tensor.</summary>
    public const int Axes = 8;

    /// <summary>Bytes of a safetensors header, of a pickle, of a zip directory. The safetensors format allows 100 MB for the first.</summary>
    public const int Description = 1 << 23;

    /// <summary>Objects that a pickle makes, and places of its memo.</summary>
    public const int PickleValues = 1 << 19;

    /// <summary>The same for a history, which has some sixty for each snapshot of as many bytes: one for eight bytes of its file.</summary>
    /// <param name="bytes">The file's length.</param>
    public static int PickleValuesOf(long bytes) => (int)Math.Clamp(bytes / 8, PickleValues, 1 << 21);

    /// <summary>Instructions of a pickle.</summary>
    public const int PickleInstructions = 1 << 22;

    /// <summary>d of a network: its covariance is decomposed when read, at a cost of d³.</summary>
    public const int Dimension = 256;

    /// <summary>n of a network.</summary>
    public const int Context = 1 << 20;

    /// <summary>Layers of a network, and heads of a layer.</summary>
    public const int Layers = 512;

    /// <summary>Lists, tuples and dictionaries inside one another.</summary>
    public const int Depth = 32;

    /// <summary>The number of entries of a shape, or something above a bound if it is above that.</summary>
    public static long Count(IEnumerable<int> shape, long most = Elements) =>
        shape.Aggregate(1L, (product, extent) => Math.Min(product, most + 1) * extent);
}
