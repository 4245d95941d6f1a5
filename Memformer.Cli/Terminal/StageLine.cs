using System.Diagnostics;
using System.Globalization;

namespace Memformer.Cli.Terminal;

/// <summary>
/// What a long command is doing and for how long, on one line that is written over, from its third second on; nothing where
/// errors go to a file.
/// </summary>
internal sealed class StageLine : IProgress<string>, IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly TextWriter _output;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Timer? _timer;
    private string _stage = "";
    private int _written;

    /// <summary>A line on a stream of messages.</summary>
    public StageLine(TextWriter output)
    {
        _output = output;
        _timer = Console.IsErrorRedirected ? null : new Timer(_ => Show(), null, Quiet, Period);
    }

    /// <inheritdoc/>
    public void Report(string value)
    {
        lock (_lock)
        {
            _stage = value;
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            Write("");
        }
    }

    private void Show()
    {
        lock (_lock)
        {
            Write(string.Create(CultureInfo.InvariantCulture, $"{_stage} … {_clock.Elapsed.TotalSeconds:F0} s"));
        }
    }

    private void Write(string line)
    {
        if (_written == 0 && line.Length == 0)
        {
            return;
        }

        _output.Write($"\r{line.PadRight(_written)}\r{line}");
        _output.Flush();
        _written = line.Length;
    }
}
