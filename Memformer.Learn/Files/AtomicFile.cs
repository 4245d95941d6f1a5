namespace Memformer.Learn.Files;

/// <summary>Writes a file whole or not at all: to a temporary file beside it, flushed to the disk, then renamed.</summary>
public static class AtomicFile
{
    /// <summary>Writes or replaces a file.</summary>
    /// <param name="path">The file; its folder is created if there is none.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The disk is full, or the folder cannot be written; the old file, if any, is intact.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var target = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
