namespace Memformer.Cli.Terminal;

/// <summary>
/// What a command that takes some seconds is doing, on one line of the terminal that is written over and gone in the end;
/// nothing where errors go to a file.
/// </summary>
/// <param name="output">Where to.</param>
internal sealed class StageLine(TextWriter output) : IDisposable
{
    private readonly bool _isShown = !Console.IsErrorRedirected;
    private int _length;

    /// <summary>Says what begins now.</summary>
    public void Show(string stage)
    {
        if (_isShown)
        {
            output.Write($"\r{stage.PadRight(_length)}");
            output.Flush();
            _length = stage.Length;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Show("");
        if (_isShown)
        {
            output.Write('\r');
        }
    }
}
