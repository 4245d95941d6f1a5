using Memformer.Cli.CommandLine;
using Memformer.Cli.Origins;
using Memformer.Cli.Reports.Auditing;
using Memformer.Cli.Reports.Losses;
using Memformer.Learn.Auditing;
using Memformer.Learn.Checkpoints;
using Memformer.Learn.Checkpoints.Formats;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

/// <summary>
/// The part of <c>memformer audit</c> that asks about several networks, or about one several times: tables, training histories,
/// numbers of repetitions, context lengths.
/// </summary>
/// <param name="call">What was asked.</param>
internal sealed class ManyAudits(AuditCall call)
{
    /// <summary>A row for each file, or each file of a folder.</summary>
    public int OfFiles(IReadOnlyList<string> paths)
    {
        string[] files = [.. paths.SelectMany(path => Directory.Exists(path) ? Trajectory.Files(path) : [path])];
        return files.Length > 0
            ? WriteTable(
                "file",
                files,
                file => call.Reading.Read(call.Parsed, file, call.Networks.Context(call.Parsed))
            )
            : throw new InvalidInputException(
                paths[0],
                "is a folder without checkpoints, expected .safetensors, .pth, .pt, .ckpt, .npz, .npy, .pkl or .msgpack files"
            );
    }

    /// <summary>A row for each number of times that a looped network's layers are used.</summary>
    public int OfRepetitions(string path, IReadOnlyList<int> repetitions) =>
        WriteTable(
            "T",
            [.. repetitions.Select(times => $"{times}")],
            times => call.Reading.Read(call.Parsed, path, call.Networks.Context(call.Parsed), int.Parse(times))
        );

    /// <summary>The network on prompts of several lengths, beside the optimum and estimators of each.</summary>
    public int OfContexts(string path, IReadOnlyList<int> contexts)
    {
        if (!LossSweepReport.Formats.Contains(call.Format) || call.Against is not null)
        {
            throw new UsageException(
                $"--context with a range writes {string.Join(", ", LossSweepReport.Formats)}, and compares with no method"
            );
        }

        ModelFile file = ModelFileReader.Read(path);
        Checkpoint checkpoint = call.Reading.Read(call.Parsed, file, contexts[^1]);
        ChosenLaw law = call.Networks.LawOf(call.Parsed, checkpoint, contexts[^1]);
        int prompts = call.Networks.SweepPrompts(call.Parsed, checkpoint, contexts[^1]);
        LossSweep sweep = LossSweep.OfNetwork(
            law.Law,
            contexts,
            context => call.Reading.Read(call.Parsed, file, context).Weights,
            prompts,
            call.Networks.Seed(call.Parsed),
            call.Count(contexts.Count)
        );
        call.Report.Write(
            call.Parsed,
            new LossSweepReport(sweep, Printable.Line(Path.GetFileName(path)), law.Source),
            call.Networks.OriginOf(call.Parsed, [checkpoint], prompts)
        );
        return ExitCodes.Done;
    }

    /// <summary>A training history: a row for each snapshot.</summary>
    /// <param name="trajectory">The history.</param>
    /// <param name="every">Of which only every so many snapshots count, and the last.</param>
    public int OfHistory(Trajectory trajectory, int every)
    {
        call.RefuseAgainst($"{trajectory.Path} holds a training history");
        trajectory = trajectory.Thinned(every);
        Origin origin = call.Networks.OriginOf(call.Parsed, trajectory);
        if (call.Format == "csv")
        {
            Dictionary<string, Checkpoint> steps = trajectory
                .Points.DistinctBy(point => point.Step)
                .ToDictionary(point => $"{point.Step}", point => point.Checkpoint);
            AuditTable table = AuditTable.Of(
                [.. steps.Keys],
                step => steps[step],
                checkpoint => Brief(trajectory, checkpoint),
                call.Count(trajectory.Points.Count),
                CancellationToken.None
            );
            call.Write(new AuditTableReport(table, "step").As(call.Format), origin);
            return ExitCodes.Done;
        }

        TrajectoryAudit audit = TrajectoryAudit.Of(
            trajectory,
            Brief,
            call.Count(trajectory.Points.Count + trajectory.Others.Sum(run => run.Points.Count))
        );
        string source = call.LawOf(trajectory.Points[^1].Checkpoint).Source;
        call.Write(new TrajectoryReport(audit, source).As(call.Format), origin);
        return ExitCodes.Done;
    }

    private AuditOptions Brief(Trajectory run, Checkpoint checkpoint) =>
        call.Networks.Brief(call.Parsed, checkpoint, call.Networks.LawAt(call.Parsed, run, checkpoint));

    private int WriteTable(string subject, IReadOnlyList<string> names, Func<string, Checkpoint> read)
    {
        call.RefuseAgainst($"{names.Count} are named");
        AuditTable table = AuditTable.Of(
            names,
            read,
            checkpoint => call.Networks.Brief(call.Parsed, checkpoint, call.LawOf(checkpoint)),
            call.Count(names.Count),
            CancellationToken.None
        );
        Origin origin = call.Networks.OriginOf(
            call.Parsed,
            table.Rows.Select(row => row.Checkpoint).OfType<Checkpoint>(),
            table.Rows.Max(row => row.Audit?.Options.Prompts)
        );
        call.Write(new AuditTableReport(table, subject).As(call.Format), origin);
        return table.IsComplete ? ExitCodes.Done : ExitCodes.InvalidInput;
    }
}
