using System.Text;

namespace Memformer.Learn.Files;

/// <summary>
/// The one way in which this project writes a file. A regular file is written whole or not at all: to a temporary file beside
/// it, flushed to the disk, then renamed; it keeps its permissions, and a symbolic link to it stays one. What is no
/// regular file (a device, a pipe, a descriptor of this process) is written to and never replaced.
/// </summary>
public static class AtomicFile
{
    private const UnixFileMode Everybody = (UnixFileMode)0b110_110_110;

    /// <summary>Writes or replaces a file.</summary>
    /// <param name="path">The file; its folder is created if there is none.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">
    /// The disk is full, or the path is a folder, read-only, or in a folder that cannot be written; the old file, if any, is
    /// intact.
    /// </exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        FileStatus status = FileStatus.Of(path);
        if (status.Kind == FileKind.Folder)
        {
            throw new IOException($"{path}: is a folder, expected the name of a file");
        }

        if (status.Kind is FileKind.Device or FileKind.Pipe || IsDescriptor(path))
        {
            WriteThrough(path, write);
            return;
        }

        if (status.IsReadOnly)
        {
            throw new IOException($"{path}: is read-only; name another file, or allow writing with chmod u+w");
        }

        Replace(TargetOf(path), status.Permissions, write);
    }

    /// <summary>Writes or replaces a file of text in UTF-8.</summary>
    /// <param name="path">The file; its folder is created if there is none.</param>
    /// <param name="text">The content.</param>
    /// <exception cref="IOException">As for <see cref="Write"/>.</exception>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    private static void Replace(string target, UnixFileMode? permissions, Action<Stream> write)
    {
        string folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        string temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        if (permissions is not null)
        {
            // A file of another user that may only be read is not taken away from them.
            using FileStream probe = new(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        }

        try
        {
            using (FileStream stream = new(temporary, Creation(permissions)))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            if (permissions is { } kept && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, kept);
            }

            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Never wider than the file will be: what is private is private from its first byte on.</summary>
    private static FileStreamOptions Creation(UnixFileMode? permissions)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = (permissions ?? Everybody) & Everybody;
        }

        return options;
    }

    /// <summary>The content in one piece, as writers go back in what they write.</summary>
    private static void WriteThrough(string path, Action<Stream> write)
    {
        using MemoryStream content = new();
        write(content);
        using FileStream stream = new(path, IsDescriptor(path) ? FileMode.Append : FileMode.Open, FileAccess.Write);
        content.WriteTo(stream);
    }

    /// <summary>Whether the path names a descriptor, whose file, even a regular one, somebody else has open.</summary>
    private static bool IsDescriptor(string path)
    {
        string full = Path.GetFullPath(path);
        return full is "/dev/stdout" or "/dev/stderr"
            || full.StartsWith("/dev/fd/", StringComparison.Ordinal)
            || full.StartsWith("/proc/", StringComparison.Ordinal);
    }

    /// <summary>Where the symbolic links of a path end, whether there is a file or not.</summary>
    private static string TargetOf(string path)
    {
        FileInfo file = new(Path.GetFullPath(path));
        return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }
}
