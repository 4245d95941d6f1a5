using System.Diagnostics;
using Memformer.Learn.Numerics;
using Memformer.Learn.Training.Runs;
using Spectre.Console;

namespace Memformer.Cli.Terminal;

/// <summary>
/// A progress bar on the standard error: loss, distance to the optimum, and time to go. Where that is no terminal, a line after
/// an evaluation now and then.
/// </summary>
internal static class TrainingBar
{
    private const int RefreshMilliseconds = 100;
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    /// <summary>Runs a training under the bar.</summary>
    /// <param name="seeds">The seeds of all trainings of the command.</param>
    /// <param name="seed">The one of this training.</param>
    /// <param name="train">The training.</param>
    public static RunSummary Show(
        IReadOnlyList<ulong> seeds,
        ulong seed,
        Func<IProgress<TrainingProgress>?, RunSummary> train
    )
    {
        int place = seeds.ToList().IndexOf(seed) + 1;
        string name = seeds.Count == 1 ? $"seed {seed}" : $"seed {seed} ({place} of {seeds.Count})";
        return ProgressBar.Show<TrainingProgress, RunSummary>(
            task => new Listener(name, task),
            (progress, say) => train(progress ?? new Lines(name, say))
        );
    }

    /// <summary>
    /// What is said about a run's state: the loss of the last batch is that of other prompts than an evaluation's, and may be below
    /// the optimum.
    /// </summary>
    private static string Describe(string name, TrainingProgress progress, double? evaluated)
    {
        string batch =
            !progress.IsEvaluated && double.IsFinite(progress.Loss) ? $", batch {Number(progress.Loss)}" : "";
        string fresh = evaluated is double loss ? $", fresh {Number(loss)}" : "";
        string limit = progress.Distance is { } share
            ? $" ({OptimumDistance.Text(share, "+0.00;-0.00")} from the optimum)"
            : "";
        return $"{name}, step {progress.Step}{batch}{fresh}{limit}";
    }

    private static string Number(double value) => NumberText.Of(value, 4);

    /// <summary>Called after every step, on the training's thread; draws ten times a second.</summary>
    private sealed class Listener(string name, ProgressTask task) : IProgress<TrainingProgress>
    {
        private readonly Stopwatch _sinceDrawn = Stopwatch.StartNew();
        private double? _evaluated;

        public void Report(TrainingProgress value)
        {
            _evaluated = value.IsEvaluated ? value.Loss : _evaluated;
            if (_sinceDrawn.ElapsedMilliseconds < RefreshMilliseconds && value.Step < value.Steps)
            {
                return;
            }

            _sinceDrawn.Restart();
            task.MaxValue = value.Steps;
            task.Value = value.Step;
            task.Description = Describe(name, value, _evaluated).EscapeMarkup();
        }
    }

    /// <summary>Called after every step; says a line after an evaluation.</summary>
    private sealed class Lines(string name, Action<string> say) : IProgress<TrainingProgress>
    {
        private readonly Stopwatch _sinceSaid = Stopwatch.StartNew();

        public void Report(TrainingProgress value)
        {
            if (value.IsEvaluated && _sinceSaid.Elapsed >= BetweenLines)
            {
                _sinceSaid.Restart();
                say($"memformer: {Describe(name, value, value.Loss)}, of {value.Steps}");
            }
        }
    }
}
