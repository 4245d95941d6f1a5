using System.Diagnostics;
using Memformer.Learn.Experiments;
using Spectre.Console;

namespace Memformer.Cli.Terminal;

/// <summary>A progress bar on the standard error over all networks of a reproduction. Silent where that is no terminal.</summary>
internal static class ReproductionBar
{
    private const int RefreshMilliseconds = 200;

    /// <summary>Runs experiments under the bar.</summary>
    public static IReadOnlyList<ExperimentResult> Show(
        Func<IProgress<ExperimentProgress>?, IReadOnlyList<ExperimentResult>> run
    )
    {
        if (Console.IsErrorRedirected)
        {
            return run(null);
        }

        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }
        );
        return console
            .Progress()
            .HideCompleted(true)
            .Columns(
                new ProgressBarColumn { Width = 30 },
                new PercentageColumn(),
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new RemainingTimeColumn()
            )
            .Start(context => run(new Listener(context.AddTask("starting", maxValue: 1))));
    }

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
                task.Value = value.Share;
                task.Description = $"{value.Finished} of {value.Networks} networks, {value.Latest}".EscapeMarkup();
            }
        }
    }
}
