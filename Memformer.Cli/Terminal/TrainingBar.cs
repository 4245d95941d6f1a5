using System.Diagnostics;
using System.Globalization;
using Memformer.Learn.Training.Runs;
using Spectre.Console;

namespace Memformer.Cli.Terminal;

/// <summary>A progress bar on the standard error: loss, distance to the optimum, and time to go. Silent where that is no terminal.</summary>
internal static class TrainingBar
{
    private const int RefreshMilliseconds = 100;

    /// <summary>Runs a training under the bar.</summary>
    public static RunSummary Show(Func<IProgress<TrainingProgress>?, RunSummary> train) =>
        ProgressBar.Show(task => new Listener(task), train);

    /// <summary>What the bar says about a run's state.</summary>
    private static string Describe(TrainingProgress progress, double? distance)
    {
        string loss = double.IsFinite(progress.Loss)
            ? string.Create(CultureInfo.InvariantCulture, $"loss {progress.Loss:G4}")
            : "";
        string limit = distance is { } share ? $", {OptimumDistance.Text(share, "+0.00;-0.00")} from the optimum" : "";
        return $"seed {progress.Seed}, step {progress.Step}: {loss}{limit}";
    }

    /// <summary>Called after every step, on the training's thread; draws ten times a second.</summary>
    private sealed class Listener(ProgressTask task) : IProgress<TrainingProgress>
    {
        private readonly Stopwatch _sinceDrawn = Stopwatch.StartNew();
        private double? _distance;

        public void Report(TrainingProgress value)
        {
            _distance = value.Distance ?? _distance;
            if (_sinceDrawn.ElapsedMilliseconds < RefreshMilliseconds && value.Step < value.Steps)
            {
                return;
            }

            _sinceDrawn.Restart();
            task.MaxValue = value.Steps;
            task.Value = value.Step;
            task.Description = Describe(value, _distance).EscapeMarkup();
        }
    }
}
