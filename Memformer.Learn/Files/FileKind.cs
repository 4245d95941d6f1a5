namespace Memformer.Learn.Files;

/// <summary>What a path leads to.</summary>
public enum FileKind
{
    /// <summary>Nothing.</summary>
    Absent,

    /// <summary>A regular file.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A FIFO, or a pipe of this process.</summary>
    Pipe,

    /// <summary>A device or a socket.</summary>
    Device,
}
