using System.Diagnostics;
using Memformer.Learn.Experiments;
using Spectre.Console;

namespace Memformer.Cli.Terminal;

/// <summary>A progress bar on the standard error over all networks of a reproduction. Silent where that is no terminal.</summary>
internal static class ReproductionBar
{
    private const int RefreshMilliseconds = 200;

    /// <summary>Runs experiments under the bar; they report where they stand, and may say a line.</summary>
    public static IReadOnlyList<ExperimentResult> Show(
        Func<IProgress<ExperimentProgress>?, Action<string>, IReadOnlyList<ExperimentResult>> run
    ) => ProgressBar.Show(task => new Listener(task), run);

    /// <summary>Called after every step, on the threads of all trainings.</summary>
    private sealed class Listener(ProgressTask task) : IProgress<ExperimentProgress>
    {
        private readonly Stopwatch _sinceDrawn = Stopwatch.StartNew();
        private readonly Lock _drawing = new();

        public void Report(ExperimentProgress value)
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
                task.Description = $"{value.Finished} of {value.Networks} networks, {value.Latest}".EscapeMarkup();
            }
        }
    }
}
