using System.Diagnostics;
using Memformer.Learn.Training.Runs;
using Spectre.Console;

namespace Memformer.Cli.Terminal;

/// <summary>A progress bar on the standard error over many trainings; where that is no terminal, a line now and then.</summary>
internal static class TrainingsBar
{
    private const int RefreshMilliseconds = 200;
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(1);

    /// <summary>Runs trainings under the bar; they report where they stand, and may say a line.</summary>
    public static T Show<T>(Func<IProgress<TrainingsProgress>?, Action<string>, T> run) =>
        ProgressBar.Show<TrainingsProgress, T>(
            task => new Listener(task),
            (progress, say) => run(progress ?? new Lines(say), say)
        );

    private static string Text(TrainingsProgress value) =>
        $"{value.Finished} of {value.Networks} networks, {value.Latest}";

    /// <summary>Called after every step, on the threads of all trainings.</summary>
    private sealed class Listener(ProgressTask task) : IProgress<TrainingsProgress>
    {
        private readonly Stopwatch _sinceDrawn = Stopwatch.StartNew();
        private readonly Lock _drawing = new();

        public void Report(TrainingsProgress value)
        {
            lock (_drawing)
            {
                if (_sinceDrawn.ElapsedMilliseconds < RefreshMilliseconds && value.Share < 1)
                {
                    return;
                }

                _sinceDrawn.Restart();
                task.MaxValue = 1;
                task.Value = value.Share;
                task.Description = Text(value).EscapeMarkup();
            }
        }
    }

    private sealed class Lines(Action<string> say) : IProgress<TrainingsProgress>
    {
        private readonly Stopwatch _sinceSaid = Stopwatch.StartNew();
        private readonly Lock _saying = new();

        public void Report(TrainingsProgress value)
        {
            lock (_saying)
            {
                if (_sinceSaid.Elapsed >= BetweenLines)
                {
                    _sinceSaid.Restart();
                    say($"memformer: {100 * value.Share:F0} %, {Text(value)}");
                }
            }
        }
    }
}
