using Memformer.Learn.Auditing.Steps;
using Memformer.Learn.Checkpoints;
using Memformer.Learn.Checkpoints.Schemas;

namespace Memformer.Learn.Auditing;

/// <summary>The audit of a network at one time of its training.</summary>
/// <param name="Step">The optimiser step, or the index of the snapshot where the file names none.</param>
/// <param name="Audit">What was found then.</param>
public sealed record TrajectoryAuditPoint(long Step, Audit Audit);

/// <summary>The audit of a run's last network.</summary>
/// <param name="Seed">What tells the run from the others of its file.</param>
/// <param name="Audit">What was found.</param>
public sealed record TrajectoryAuditEnd(string Seed, Audit Audit);

/// <summary>How a network's method came about: its audits through training, oldest first.</summary>
/// <param name="Trajectory">The networks.</param>
/// <param name="Points">One audit per network.</param>
public sealed record TrajectoryAudit(Trajectory Trajectory, IReadOnlyList<TrajectoryAuditPoint> Points)
{
    /// <summary>What the runs of a file with several seeds end as, this one among them; empty where there is one run.</summary>
    public IReadOnlyList<TrajectoryAuditEnd> Ends { get; init; } = [];

    /// <summary>Audits every network of a trajectory on the same prompts.</summary>
    /// <param name="trajectory">The networks.</param>
    /// <param name="options">How each is audited; by its checkpoint, since the law may be recorded there.</param>
    public static TrajectoryAudit Of(Trajectory trajectory, Func<Checkpoint, AuditOptions> options)
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        ArgumentNullException.ThrowIfNull(options);
        return new TrajectoryAudit(
            trajectory,
            [
                .. trajectory.Points.Select(point => new TrajectoryAuditPoint(
                    point.Step,
                    Audit.Of(point.Checkpoint.Weights, options(point.Checkpoint))
                )),
            ]
        );
    }

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
