using System.CommandLine;
using Memformer.Cli.Charts;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Origins;
using Memformer.Cli.Reports.Auditing;
using Memformer.Cli.Reports.Behaviour;
using Memformer.Cli.Reports.Losses;
using Memformer.Cli.Terminal;
using Memformer.Learn.Auditing;
using Memformer.Learn.Checkpoints;
using Memformer.Learn.Checkpoints.Formats;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Theory;
using Memformer.Theory.Methods;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer audit MODEL</c>: which method is inside a trained network.</summary>
internal sealed class AuditCommand
{
    private readonly Argument<string[]> _models = new("MODEL")
    {
        Description =
            "A checkpoint, a file of snapshots, a run's folder, or an exported model (.onnx); several make a table; - reads the standard input",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _against = new("--against")
    {
        Description = "Exit 0 if the network is this method within the tolerance, 1 if not",
        HelpName = "METHOD|FILE.lfom",
    };

    private readonly Option<string> _as = new("--as")
    {
        Description = "What --against compares: iterates (the canonical form), or function (the answers alone)",
        DefaultValueFactory = _ => "iterates",
        HelpName = "iterates|function",
    };

    private readonly Option<int> _every = new("--every")
    {
        Description = "Of a training history, audit every k-th snapshot and the last",
        DefaultValueFactory = _ => 1,
        HelpName = "k",
    };

    private readonly ReadingOptions _reading = new(takesRanges: true);
    private readonly NetworkOptions _networks = new();
    private static readonly string[] WeightFormats = ["text", "json", "latex", "markdown", "html", "csv"];

    private readonly BehaviourAudit _behaviour;
    private readonly ReportOptions _report = new([.. WeightFormats, .. BehaviourReport.Formats.Except(WeightFormats)]);

    private AuditCommand() => _behaviour = new BehaviourAudit(_networks.Law);

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        AuditCommand audit = new();
        ExampleCommand command = new(
            "audit",
            "Say which optimisation method each layer of a checkpoint implements, and how well it works",
            "memformer audit model.safetensors",
            "memformer audit hb.safetensors --against heavy-ball",
            "memformer audit lfom.pth --covariance sigma.csv --output audit.html",
            "memformer audit runs/lfom --format markdown",
            "memformer audit a.pth b.npz runs/*.pth --output table.csv",
            "memformer audit looped.pth --repeat 1..50",
            "memformer audit model.pth --context 2..40:2 -o sweep.html",
            "memformer audit gpt.onnx -d 5 --context 20 -o gpt.html",
            "memformer audit model.pth --behaviour --context 4..40:4 -o by-context.html"
        )
        {
            audit._models,
            audit._against,
            audit._as,
            audit._every,
        };
        audit._networks.AddTo(command);
        audit._report.AddTo(command);
        audit._networks.Law.AddTo(command);
        audit._reading.AddTo(command);
        audit._behaviour.AddTo(command);
        audit._as.AcceptOnlyFromAmong("iterates", "function");
        command.SetAction(audit.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string format = _report.FormatOf(parsed);
        LinearMethod? against = parsed.GetValue(_against) is string name ? MethodArgument.Find(name) : null;
        IReadOnlyList<string> paths = parsed.GetRequiredValue(_models);
        if (paths.Any(path => _behaviour.Applies(parsed, path)))
        {
            return RunOnAnswers(parsed, Only(paths, "an audit by behaviour"), against, format);
        }

        if (_networks.Contexts(parsed) is { Count: > 1 } contexts)
        {
            return RunOnContexts(parsed, Only(paths, "a sweep over --context"), contexts, format);
        }

        if (!WeightFormats.Contains(format))
        {
            throw new UsageException(
                $"--format {format}: audits by weights write {string.Join(", ", WeightFormats)}; {format} is for --behaviour"
            );
        }

        if (_reading.Repetitions(parsed) is { Count: > 1 } repetitions)
        {
            return RunOnRepetitions(parsed, Only(paths, "--repeat with a range"), repetitions, format);
        }

        if (paths.Count > 1 || IsUnrelated(paths[0]))
        {
            return RunOnTable(parsed, paths, format);
        }

        string path = paths[0];
        if (Directory.Exists(path))
        {
            _reading.CheckAttention(parsed, path);
            return RunOnTrajectory(parsed, Trajectory.Read(path), format);
        }

        // Read once: what comes through a pipe cannot be read again.
        ModelFile file = ModelFileReader.Read(path);
        if (!_reading.IsForced(parsed) && Trajectory.Is(file))
        {
            _reading.CheckAttention(parsed, path);
            return RunOnTrajectory(parsed, Trajectory.Of(file), format);
        }

        Checkpoint checkpoint = _reading.Read(parsed, file, _networks.Context(parsed));
        ChosenLaw law = _networks.LawOf(parsed, checkpoint);
        Audit audit;
        using (StageLine stage = new(parsed.InvocationConfiguration.Error))
        {
            audit = Audit.Of(checkpoint.Weights, _networks.Of(parsed, checkpoint, law), stage);
        }

        ReadingDoubt.Check(audit, checkpoint);
        if (format == "csv")
        {
            AuditTable one = new([new AuditRow(path, checkpoint, audit, null)]);
            _report.Write(
                parsed,
                new AuditTableReport(one, "file").As(format),
                _networks.OriginOf(parsed, [checkpoint], audit.Options.Prompts)
            );
            return ExitCodes.Done;
        }

        AuditReport report = new(
            checkpoint,
            audit,
            law.Source,
            against is null ? null : Answer(parsed, audit, against)
        );
        _report.Write(parsed, report.As(format), _networks.OriginOf(parsed, [checkpoint], audit.Options.Prompts));
        return report.Against is { Holds: false } ? ExitCodes.No : ExitCodes.Done;
    }

    private int RunOnAnswers(ParseResult parsed, string path, LinearMethod? against, string format)
    {
        // Read once: what comes through a pipe cannot be read again.
        Lazy<ModelFile> file = new(() => ModelFileReader.Read(path));
        BehaviourReport At(int? context) =>
            _behaviour.Run(
                parsed,
                path,
                length => _reading.Read(parsed, file.Value, length),
                context,
                _networks.Seed(parsed),
                _networks.GivenTolerance(parsed)
            );

        Origin origin = Origin.Here with { Inputs = InputHash.OfFile(path), Seed = _networks.Seed(parsed) };
        if (_networks.Contexts(parsed) is not { Count: > 1 } contexts)
        {
            BehaviourReport report = At(_networks.Context(parsed));
            BehaviourOptions.Write(parsed, _report, report, format, origin);
            return against is null || report.Comparison.Verdict.Method?.Name == against.Name
                ? ExitCodes.Done
                : ExitCodes.No;
        }

        if (against is not null)
        {
            throw new UsageException("--against asks about one context length, and --context names several");
        }

        CountLine line = new(contexts.Count, parsed.InvocationConfiguration.Error);
        BehaviourSweepReport sweep = new(
            contexts.Select(
                (context, index) =>
                {
                    BehaviourReport report = At(context);
                    line.Report(index + 1);
                    return report;
                }
            )
        );
        BehaviourOptions.Write(parsed, _report, sweep, format, origin);
        return ExitCodes.Done;
    }

    /// <summary>A folder whose files are not one network at several times.</summary>
    private static bool IsUnrelated(string path) => Directory.Exists(path) && !Trajectory.Is(path);

    private static string Only(IReadOnlyList<string> paths, string asker) =>
        paths.Count == 1
            ? paths[0]
            : throw new UsageException($"{asker} asks about one network, {paths.Count} are named");

    private int RunOnTable(ParseResult parsed, IReadOnlyList<string> paths, string format)
    {
        string[] files = [.. paths.SelectMany(path => Directory.Exists(path) ? Trajectory.Files(path) : [path])];
        if (files.Length == 0)
        {
            throw new InvalidInputException(
                paths[0],
                "is a folder without checkpoints, expected .safetensors, .pth, .pt, .ckpt, .npz, .npy, .pkl or .msgpack files"
            );
        }

        return WriteTable(
            parsed,
            "file",
            files,
            file => _reading.Read(parsed, file, _networks.Context(parsed)),
            format
        );
    }

    private int RunOnRepetitions(ParseResult parsed, string path, IReadOnlyList<int> repetitions, string format) =>
        WriteTable(
            parsed,
            "T",
            [.. repetitions.Select(times => $"{times}")],
            times => _reading.Read(parsed, path, _networks.Context(parsed), int.Parse(times)),
            format
        );

    /// <summary>The network on prompts of several lengths, beside the optimum and estimators of each.</summary>
    private int RunOnContexts(ParseResult parsed, string path, IReadOnlyList<int> contexts, string format)
    {
        if (!LossSweepReport.Formats.Contains(format) || parsed.GetValue(_against) is not null)
        {
            throw new UsageException(
                $"--context with a range writes {string.Join(", ", LossSweepReport.Formats)}, and compares with no method"
            );
        }

        ModelFile file = ModelFileReader.Read(path);
        Checkpoint checkpoint = _reading.Read(parsed, file, contexts[^1]);
        ChosenLaw law = _networks.LawOf(parsed, checkpoint, contexts[^1]);
        int prompts = _networks.SweepPrompts(parsed, checkpoint, contexts[^1]);
        LossSweep sweep = LossSweep.OfNetwork(
            law.Law,
            contexts,
            context => _reading.Read(parsed, file, context).Weights,
            prompts,
            _networks.Seed(parsed),
            new CountLine(contexts.Count, parsed.InvocationConfiguration.Error)
        );
        Origin origin = _networks.OriginOf(parsed, [checkpoint], prompts);
        LossSweepReport report = new(sweep, Printable.Line(Path.GetFileName(path)), law.Source);
        if (format == "png")
        {
            _report.Write(parsed, report.ToChart().ToPng());
        }
        else
        {
            _report.Write(parsed, report.As(format), origin);
        }

        return ExitCodes.Done;
    }

    private int WriteTable(
        ParseResult parsed,
        string subject,
        IReadOnlyList<string> names,
        Func<string, Checkpoint> read,
        string format
    )
    {
        if (parsed.GetValue(_against) is not null)
        {
            throw new UsageException($"--against asks about one network, {names.Count} are named");
        }

        AuditTable table = AuditTable.Of(
            names,
            read,
            checkpoint => _networks.Brief(parsed, checkpoint, _networks.LawOf(parsed, checkpoint)),
            new CountLine(names.Count, parsed.InvocationConfiguration.Error),
            CancellationToken.None
        );
        Origin origin = _networks.OriginOf(
            parsed,
            table.Rows.Select(row => row.Checkpoint).OfType<Checkpoint>(),
            table.Rows.Max(row => row.Audit?.Options.Prompts)
        );
        _report.Write(parsed, new AuditTableReport(table, subject).As(format), origin);
        return table.IsComplete ? ExitCodes.Done : ExitCodes.InvalidInput;
    }

    private int RunOnTrajectory(ParseResult parsed, Trajectory trajectory, string format)
    {
        if (parsed.GetValue(_against) is not null)
        {
            throw new UsageException($"--against asks about one network, {trajectory.Path} holds a training history");
        }

        int every = parsed.GetValue(_every);
        trajectory =
            every >= 1 ? trajectory.Thinned(every) : throw new UsageException($"--every {every}: expected 1 or more");
        if (format == "csv")
        {
            Dictionary<string, Checkpoint> steps = trajectory
                .Points.DistinctBy(point => point.Step)
                .ToDictionary(point => $"{point.Step}", point => point.Checkpoint);
            AuditTable table = AuditTable.Of(
                [.. steps.Keys],
                step => steps[step],
                checkpoint => _networks.Brief(parsed, checkpoint, _networks.LawAt(parsed, trajectory, checkpoint)),
                new CountLine(trajectory.Points.Count, parsed.InvocationConfiguration.Error),
                CancellationToken.None
            );
            _report.Write(
                parsed,
                new AuditTableReport(table, "step").As(format),
                _networks.OriginOf(parsed, trajectory)
            );
            return ExitCodes.Done;
        }

        int networks = trajectory.Points.Count + trajectory.Others.Sum(run => run.Points.Count);
        TrajectoryAudit audit = TrajectoryAudit.Of(
            trajectory,
            (run, checkpoint) => _networks.Brief(parsed, checkpoint, _networks.LawAt(parsed, run, checkpoint)),
            new CountLine(networks, parsed.InvocationConfiguration.Error)
        );
        string source = _networks.LawOf(parsed, trajectory.Points[^1].Checkpoint).Source;
        _report.Write(parsed, new TrajectoryReport(audit, source).As(format), _networks.OriginOf(parsed, trajectory));
        return ExitCodes.Done;
    }

    private AgainstVerdict Answer(ParseResult parsed, Audit audit, LinearMethod against) =>
        parsed.GetValue(_as) == "function" ? audit.AgainstFunction(against) : audit.Against(against);
}
