using Memformer.Learn.Auditing.Steps;
using Memformer.Learn.Checkpoints;
using Memformer.Learn.Checkpoints.Schemas;

namespace Memformer.Learn.Auditing;

/// <summary>The audit of a network at one time of its training.</summary>
/// <param name="Step">The optimiser step, or the index of the snapshot where the file names none.</param>
/// <param name="Audit">What was found then.</param>
public sealed record TrajectoryAuditPoint(long Step, Audit Audit);

/// <summary>How a network's method came about: its audits through training, oldest first.</summary>
/// <param name="Trajectory">The networks.</param>
/// <param name="Points">One audit per network.</param>
public sealed record TrajectoryAudit(Trajectory Trajectory, IReadOnlyList<TrajectoryAuditPoint> Points)
{
    /// <summary>The audits of the other runs, of other seeds; none where there is one run.</summary>
    public IReadOnlyList<TrajectoryAudit> Others { get; init; } = [];

    /// <summary>Audits every network of a trajectory, and of the other runs beside it, on the same prompts.</summary>
    /// <param name="trajectory">The networks.</param>
    /// <param name="options">How each is audited; by its run and checkpoint, since the law may be recorded there.</param>
    /// <param name="progress">Told how many networks are done.</param>
    public static TrajectoryAudit Of(
        Trajectory trajectory,
        Func<Trajectory, Checkpoint, AuditOptions> options,
        IProgress<int>? progress = null
    )
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        ArgumentNullException.ThrowIfNull(options);
        int done = 0;
        TrajectoryAudit One(Trajectory run) =>
            new(
                run,
                [
                    .. run
                        .Points.AsParallel()
                        .AsOrdered()
                        .Select(point =>
                        {
                            Audit audit = Audit.Of(point.Checkpoint.Weights, options(run, point.Checkpoint));
                            progress?.Report(Interlocked.Increment(ref done));
                            return new TrajectoryAuditPoint(point.Step, audit);
                        }),
                ]
            );
        return One(trajectory) with { Others = [.. trajectory.Others.Select(One)] };
    }

    /// <summary>The losses of all runs at a place of the history, this one's first; those of shorter runs are missing.</summary>
    /// <param name="index">The place, from 0.</param>
    public IReadOnlyList<double> LossesAt(int index) =>
        [
            .. new[] { this }
                .Concat(Others)
                .Where(run => index < run.Points.Count)
                .Select(run => run.Points[index].Audit.Function?.Outcomes.Loss.Mean)
                .OfType<double>(),
        ];

    /// <summary>The first step from which on the kinds of all layers no longer change.</summary>
    public long SettledAt
    {
        get
        {
            StepKind[] final = Kinds(Points[^1]);
            return Points.Reverse().TakeWhile(point => Kinds(point).SequenceEqual(final)).Last().Step;
        }
    }

    private static StepKind[] Kinds(TrajectoryAuditPoint point) => [.. point.Audit.Layers.Select(layer => layer.Kind)];
}
