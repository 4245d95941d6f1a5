using System.Diagnostics;
using System.Text;
using Memformer.Learn.Training.Runs;
using Microsoft.Win32.SafeHandles;

namespace Memformer.Cli.Terminal;

/// <summary>
/// Trainings as another program follows them: lines of JSON on the standard output, ten a second at most. When that
/// program goes away, the run saves its state and stops, so that nothing trains on unseen.
/// </summary>
internal sealed class TrainingLines : IDisposable
{
    private const int StandardOutput = 1;
    private const int EveryMilliseconds = 100;

    // Not the console's stream, which hides that its reader has gone.
    private readonly FileStream _output = new(
        new SafeFileHandle(StandardOutput, ownsHandle: false),
        FileAccess.Write,
        bufferSize: 0
    );

    /// <summary>Runs a training and writes its lines.</summary>
    public RunSummary Show(
        Func<IProgress<TrainingProgress>, CancellationToken, RunSummary> train,
        CancellationToken cancellation
    )
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        RunSummary summary = train(new Listener(this, stop), stop.Token);
        Write(new TrainingLine(null, summary));
        return summary;
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    private void Write(TrainingLine line) => _output.Write(Encoding.UTF8.GetBytes(line.ToJson() + "\n"));

    /// <summary>Called after every step, on the training's thread.</summary>
    private sealed class Listener(TrainingLines lines, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        private readonly Stopwatch _sinceWritten = Stopwatch.StartNew();

        public void Report(TrainingProgress value)
        {
            if (_sinceWritten.ElapsedMilliseconds < EveryMilliseconds && value.Step < value.Steps)
            {
                return;
            }

            _sinceWritten.Restart();
            try
            {
                lines.Write(new TrainingLine(value, null));
            }
            catch (IOException)
            {
                stop.Cancel();
            }
        }
    }
}
