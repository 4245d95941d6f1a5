using System.Text;

namespace Memformer.Cli.Terminal;

/// <summary>
/// One of the process's text streams. They may be closed, full, or a terminal that has gone; .NET then throws what reads like
/// a file's failure and names no file.
/// </summary>
/// <param name="inner">The stream.</param>
/// <param name="failed">Told why something could not be written.</param>
internal sealed class StandardStream(TextWriter inner, Action<Exception> failed) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <summary>
    /// Guards the process's two streams. What the standard output cannot take is the environment's failure; where nobody reads
    /// messages, the exit code says enough.
    /// </summary>
    public static void Guard()
    {
        Console.SetOut(new StandardStream(Console.Out, Refuse));
        Console.SetError(new StandardStream(Console.Error, _ => { }));
    }

    private static void Refuse(Exception failure) =>
        throw new IOException($"standard output: cannot be written: {Reason(failure)}", failure);

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => inner.Write(value));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            failed(failure);
        }
    }

    /// <summary>A closed descriptor is reported as a path to which access is denied.</summary>
    private static string Reason(Exception failure) =>
        failure is UnauthorizedAccessException ? "it is closed" : failure.Message;
}
