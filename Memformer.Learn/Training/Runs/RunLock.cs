using Memformer.Theory;

namespace Memformer.Learn.Training.Runs;

/// <summary>
/// Keeps a run folder to one process: <c>.lock</c>, which the system lets go of when that process ends, however it ends.
/// </summary>
public sealed class RunLock : IDisposable
{
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes a run folder.</summary>
    /// <exception cref="UsageException">Another process has it.</exception>
    public static RunLock Take(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string path = Path.Combine(folder.Root, ".lock");
        try
        {
            return new RunLock(
                new FileStream(
                    path,
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    bufferSize: 1,
                    FileOptions.DeleteOnClose
                )
            );
        }
        catch (IOException failure)
            when (File.Exists(path) && failure is not (FileNotFoundException or PathTooLongException))
        {
            throw new UsageException($"output {folder.Root}: another process is training in it", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
