namespace Memformer.Cli.Terminal;

/// <summary>How many of several things are done, on one line that is written over; nothing where errors go to a file.</summary>
/// <param name="total">How many there are.</param>
/// <param name="output">Where to.</param>
internal sealed class CountLine(int total, TextWriter output) : IProgress<int>
{
    private readonly Lock _lock = new();
    private readonly bool _isShown = !Console.IsErrorRedirected && total > 1;

    /// <inheritdoc/>
    public void Report(int value)
    {
        if (!_isShown)
        {
            return;
        }

        lock (_lock)
        {
            output.Write(value < total ? $"\r{value} of {total}" : "\r" + new string(' ', 30) + "\r");
            output.Flush();
        }
    }
}
