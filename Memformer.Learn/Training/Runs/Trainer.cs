using Memformer.Learn.Auditing;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Files;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Objectives;
using Memformer.Learn.Training.Optimizers;
using Memformer.Learn.Training.Plans;
using Memformer.Theory;

namespace Memformer.Learn.Training.Runs;

/// <summary>
/// One run of a plan with one seed: steps, evaluations, checkpoints, and the end. The same plan, seed and device give the same
/// bytes, whether the run was stopped and resumed or not.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly TrainingPlan _plan;
    private readonly string _planText;
    private readonly ulong _seed;
    private readonly RunFolder _folder;
    private readonly DataLaw _law;
    private readonly Func<LossSettings, NetworkLoss> _losses;
    private readonly Descent _descent;
    private readonly Optimizer _optimizer;
    private readonly ParameterLayout _layout;
    private readonly double[] _parameters;
    private readonly Evaluator _fresh;
    private readonly TrainingEnd _end;
    private readonly RunLog _log;
    private readonly RateSchedule _schedule;
    private readonly List<string> _remarks = [];
    private long _step;
    private PlateauState _plateau = PlateauState.Start;
    private double? _distance;
    private double _lossSum;
    private long _lossCount;
    private string? _lastCheckpoint;
    private long _savedStep = -1;

    /// <summary>Prepares a run, or takes up its last checkpoint if the folder has one.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="folder">Where it writes.</param>
    /// <param name="losses">What computes losses of the plan's network.</param>
    /// <exception cref="UsageException">The plan contradicts itself.</exception>
    /// <exception cref="InvalidInputException">The folder's state is not of this plan.</exception>
    public Trainer(TrainingPlan plan, ulong seed, RunFolder folder, Func<LossSettings, NetworkLoss> losses)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(losses);
        plan.Check();
        _plan = plan;
        _planText = PlanFile.Write(plan);
        _seed = seed;
        _folder = folder;
        _law = plan.Data.Law(plan.Network.Dimension);
        _losses = losses;
        _layout = new ParameterLayout(plan.Network);
        _parameters = NetworkStart.Draw(plan.Network, _law, seed);
        _schedule = plan.RateSchedule(_law);
        _descent = new Descent(plan, _law, seed, losses);
        _optimizer = _descent.Optimizer;
        _fresh = new Evaluator(losses, plan.LossSettings(_law, seed, plan.Training.Batch));
        _end = new TrainingEnd(plan, _fresh);
        Resume();
        _log = new RunLog(folder);
    }

    /// <summary>What a user should know of the state that the run goes on from: sentences, none where all was well.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>Trains to the end.</summary>
    /// <param name="progress">Told of every step, when its loss is known; null to be told nothing.</param>
    /// <param name="cancellation">Finishes the steps that were begun, saves, and throws.</param>
    /// <exception cref="TrainingDivergedException">The loss is no finite number any more.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the run can be resumed.</exception>
    public RunSummary Run(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        bool isDone = HadEnded();
        if (_step == 0 && _plan.SearchesStart)
        {
            SearchStart(progress, cancellation);
        }

        while (_step < _plan.Training.Steps && !isDone)
        {
            double loss = Advance(progress, cancellation);
            bool isEvaluated = IsLookedAt || _step == _plan.Training.Steps;
            if (isEvaluated)
            {
                Evaluation evaluation = EvaluateAndLog();
                (loss, _distance) = (evaluation.Loss, evaluation.Distance);
                isDone = HasEnded(evaluation);
            }

            isDone |= _optimizer.IsConverged;
            if (_step % _plan.EffectiveCheckpointEvery == 0)
            {
                Save();
            }

            Report(progress, loss, isEvaluated);
            if (cancellation.IsCancellationRequested)
            {
                Save();
                cancellation.ThrowIfCancellationRequested();
            }
        }

        return Finish(isDone && _step < _plan.Training.Steps, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _log.Dispose();
        _descent.Dispose();
        _fresh.Dispose();
    }

    /// <summary>Goes on from the best of many descents; a run that is stopped meanwhile begins them again.</summary>
    private void SearchStart(IProgress<TrainingProgress>? progress, CancellationToken cancellation) =>
        new ScaledStart(_plan.Network, _law)
            .Search(
                _seed,
                _plan.LossSettings(_law, _seed, _plan.Training.Batch),
                loss =>
                {
                    Report(progress, loss + (_law.Noise * _law.Noise), false);
                    cancellation.ThrowIfCancellationRequested();
                }
            )
            .CopyTo(_parameters, 0);

    /// <summary>Steps, up to the next that is looked at or saved at most; returns the loss before the last.</summary>
    private double Advance(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        IReadOnlyList<double> losses = _descent.Advance(
            _parameters,
            _step,
            Math.Min(
                Math.Min(Next(_plan.EffectiveEvaluateEvery), Next(_plan.EffectiveCheckpointEvery)),
                _plan.Training.Steps
            ),
            step => _schedule.At(step, _plateau),
            cancellation
        );
        for (int i = 0; i < losses.Count; i++)
        {
            _step++;
            if (!double.IsFinite(losses[i]))
            {
                throw new TrainingDivergedException(_step, losses[i], _lastCheckpoint);
            }

            _lossSum += losses[i];
            _lossCount++;
            if (i < losses.Count - 1)
            {
                Report(progress, losses[i], false);
            }
        }

        return losses[^1];
    }

    /// <summary>The next multiple of a number of steps.</summary>
    private long Next(int every) => ((_step / every) + 1) * every;

    private void Report(IProgress<TrainingProgress>? progress, double loss, bool isEvaluated) =>
        progress?.Report(new TrainingProgress(_seed, _step, _plan.MostSteps, loss, _distance, isEvaluated));

    private bool IsLookedAt => _step % _plan.EffectiveEvaluateEvery == 0 || _optimizer.IsAtMilestone;

    /// <summary>Whether a resumed run had ended: the answer is a function of the state, like everything else.</summary>
    private bool HadEnded() =>
        (_step > 0 && IsLookedAt && HasEnded(Evaluate(RandomStreams.Evaluations, _plan.Run.EvaluationPrompts)))
        || _optimizer.IsConverged;

    private bool HasEnded(Evaluation evaluation) =>
        _end.IsReached(_parameters, _step, evaluation, _optimizer.EndedStageStart);

    private Evaluation Evaluate(ulong batches, int prompts, CancellationToken cancellation = default) =>
        _fresh.Evaluate(_parameters, RandomStreams.BatchAt(batches, _step), prompts, cancellation);

    private Evaluation EvaluateAndLog()
    {
        Evaluation evaluation = Evaluate(RandomStreams.Evaluations, _plan.Run.EvaluationPrompts);
        double rate = _schedule.At(_step, _plateau);
        double trainingLoss = _lossSum / _lossCount;
        _plateau = RateSchedule.Look(_plateau, trainingLoss);
        (_lossSum, _lossCount) = (0, 0);
        _log.Write(
            new MetricsLine(
                _step,
                trainingLoss,
                rate,
                evaluation.Loss,
                evaluation.StandardError,
                evaluation.Median,
                evaluation.Distance
            )
        );
        return evaluation;
    }

    private void Save()
    {
        if (_savedStep == _step)
        {
            return;
        }

        _log.Flush();
        string checkpoint = _folder.CheckpointAt(_step);
        Checkpoint().Write(checkpoint);
        _folder.KeepState();
        State().Write(_folder.State, _planText, _seed);
        (_lastCheckpoint, _savedStep) = (checkpoint, _step);
    }

    private RunSummary Finish(bool stoppedEarly, CancellationToken cancellation)
    {
        Save();
        Evaluation evaluation = Evaluate(RandomStreams.Tests, _plan.Run.TestPrompts, cancellation);
        Checkpoint model = Checkpoint();
        model.Write(_folder.Model);
        RunSummary summary = new(_folder.Model, _seed, _step, stoppedEarly, evaluation)
        {
            ReachedOptimum = _end.IsAtOptimum,
            Baselines = _fresh.Baselines(),
            Test = EvaluateElsewhere(cancellation),
            ExactMean = _plan.Network.FreeValues ? ExactMean(model.Weights) : null,
        };
        AtomicFile.WriteText(_folder.Summary, summary.ToJson() + "\n");
        return summary;
    }

    private double? ExactMean(NetworkWeights weights)
    {
        AuditOptions options = new() { Law = _law, Prompts = 0 };
        return Audit.Of(weights, options).ExactLoss + (_law.Noise * _law.Noise);
    }

    /// <summary>How the network does on the plan's test law.</summary>
    private TestResult? EvaluateElsewhere(CancellationToken cancellation)
    {
        if (_plan.TestSettings(_seed) is not { } settings)
        {
            return null;
        }

        using Evaluator elsewhere = new(_losses, settings);
        Evaluation evaluation = elsewhere.Evaluate(
            _parameters,
            RandomStreams.Tests,
            _plan.Run.TestPrompts,
            cancellation
        );
        return new TestResult(elsewhere.Context, evaluation, elsewhere.Baselines());
    }

    private Checkpoint Checkpoint() =>
        new(ParameterReading.ToWeights(_plan.Network, _parameters))
        {
            Law = _law,
            Training = new TrainingRecord(
                KebabCase.Of(_plan.EffectiveObjective),
                KebabCase.Of(_plan.EffectiveOptimizer),
                _seed,
                _step,
                _planText
            ).ToJson(),
        };

    private TrainerState State() =>
        new(_step, _parameters, _optimizer.State, _plateau, _lossSum, _lossCount, _folder.RecordMetrics());

    private void Resume()
    {
        if (ReadState() is not { } state)
        {
            if (File.Exists(_folder.Metrics))
            {
                _remarks.Add($"{_folder.Root} has no state to go on from: the run starts again from step 0");
            }

            _folder.TrimMetrics(MetricsRecord.Of([]));
            return;
        }

        state.Parameters.CopyTo(_parameters, 0);
        _optimizer.Load(state.Optimizer);
        (_step, _plateau) = (state.Step, state.Plateau);
        (_lossSum, _lossCount) = (state.LossSum, state.LossCount);
        (_lastCheckpoint, _savedStep) = (_folder.CheckpointAt(_step), _step);
        if (_folder.TrimMetrics(state.Metrics) is { } loss)
        {
            _remarks.Add(loss);
        }
    }

    /// <summary>The last state, or the one before where the last is damaged; null where there is none.</summary>
    private TrainerState? ReadState()
    {
        InvalidInputException? damage = null;
        foreach (string file in _folder.States)
        {
            try
            {
                TrainerState state = TrainerState.Read(
                    file,
                    _planText,
                    _seed,
                    _layout.Length,
                    _optimizer.State.ToDictionary(entry => entry.Key, entry => entry.Value.Length)
                );
                if (damage is not null)
                {
                    _remarks.Add($"{damage.Message}; the run goes on from the state before, of step {state.Step}");
                }

                return state;
            }
            catch (InvalidInputException failure)
            {
                damage ??= failure;
            }
        }

        return damage is null ? null : throw damage;
    }
}
