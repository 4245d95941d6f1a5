using Memformer.Theory;

namespace Memformer.Learn.Files;

/// <summary>
/// The one way in which this project opens a file to read it. What the path leads to is asked first: folders and devices, which
/// have no end, are refused; a FIFO and the standard input (<c>-</c>) are read to their end, up to a limit.
/// </summary>
internal static class InputStream
{
    /// <summary>What the standard input is called on the command line.</summary>
    public const string StandardInput = "-";

    private const int BlockLength = 1 << 16;

    /// <summary>How long a FIFO may stay without a program that writes to it.</summary>
    private static readonly TimeSpan TimeForWriter = TimeSpan.FromSeconds(2);

    /// <summary>Opens a file at its first byte; the stream can seek and knows its length.</summary>
    /// <param name="path">The file, a FIFO, or <c>-</c>.</param>
    /// <param name="expected">What messages expect there, such as "a checkpoint file".</param>
    /// <param name="most">The most bytes that are taken into memory from something without a length.</param>
    /// <exception cref="InvalidInputException">There is none, or it cannot be read, or is longer than that.</exception>
    public static Stream Open(string path, string expected, long most)
    {
        if (path.Length == 0)
        {
            throw new UsageException($"an empty name, expected that of {expected}");
        }

        FileStatus status = FileStatus.Of(path);
        if (path == StandardInput)
        {
            status = new FileStatus(FileKind.Pipe, 0, null, null);
        }

        switch (status.Kind)
        {
            case FileKind.Absent:
                throw new InvalidInputException(path, "no such file");
            case FileKind.Folder:
                throw new InvalidInputException(path, $"is a directory, expected {expected}");
            case FileKind.Device:
                throw new InvalidInputException(path, $"is a device, not a regular file; expected {expected}");
        }

        try
        {
            // Files of the system itself (/proc) are regular and have no length.
            return status.Kind == FileKind.Regular && status.Length > 0
                ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
                : Buffered(path, most);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(path, $"cannot be read: {failure.Message}", failure);
        }
    }

    private static MemoryStream Buffered(string path, long most)
    {
        using Stream source = path == StandardInput ? Console.OpenStandardInput() : OpenPipe(path);
        MemoryStream content = new();
        byte[] block = new byte[BlockLength];
        while (source.Read(block) is > 0 and int count)
        {
            content.Write(block, 0, count);
            if (content.Length > most)
            {
                throw new InvalidInputException(path, $"holds more than {most} bytes, the most that is read");
            }
        }

        content.Position = 0;
        return content;
    }

    /// <summary>Opening a FIFO waits for somebody to write to it, which may be never.</summary>
    private static FileStream OpenPipe(string path)
    {
        Task<FileStream> opening = Task.Factory.StartNew(
            () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        return Task.WaitAny([opening], TimeForWriter) == 0
            ? opening.GetAwaiter().GetResult()
            : throw new InvalidInputException(path, "is a FIFO that no program writes to");
    }
}
