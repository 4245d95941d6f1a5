using Spectre.Console;

namespace Memformer.Cli.Terminal;

/// <summary>A progress bar on the standard error. Silent where that is no terminal.</summary>
internal static class ProgressBar
{
    /// <summary>Runs work under the bar.</summary>
    /// <param name="listen">Makes the bar's one task show what the work reports.</param>
    /// <param name="work">The work; it reports to nobody where there is no terminal.</param>
    public static TResult Show<TProgress, TResult>(
        Func<ProgressTask, IProgress<TProgress>> listen,
        Func<IProgress<TProgress>?, TResult> work
    ) => Show(listen, (IProgress<TProgress>? progress, Action<string> _) => work(progress));

    /// <summary>Runs work under the bar.</summary>
    /// <param name="listen">Makes the bar's one task show what the work reports.</param>
    /// <param name="work">The work; what it says stays above the bar, a line each.</param>
    public static TResult Show<TProgress, TResult>(
        Func<ProgressTask, IProgress<TProgress>> listen,
        Func<IProgress<TProgress>?, Action<string>, TResult> work
    )
    {
        if (Console.IsErrorRedirected)
        {
            return work(null, Console.Error.WriteLine);
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
            .Start(context => work(listen(context.AddTask("starting")), console.WriteLine));
    }
}
