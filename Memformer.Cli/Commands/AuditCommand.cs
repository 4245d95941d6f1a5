using System.CommandLine;
using System.CommandLine.Parsing;
using Memformer.Cli.Reports.Auditing;
using Memformer.Cli.Terminal;
using Memformer.Learn.Auditing;
using Memformer.Learn.Checkpoints;
using Memformer.Learn.Checkpoints.Formats;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Problems;
using Memformer.Theory;
using Memformer.Theory.Methods;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer audit MODEL</c>: which method is inside a trained network.</summary>
internal sealed class AuditCommand
{
    private readonly Argument<string> _model = new("model")
    {
        Description = "A checkpoint (.safetensors, .pth, .pt), a file of snapshots, or a run's folder",
    };

    private readonly Option<string?> _against = new("--against")
    {
        Description = "Exit 0 if the network is this method within the tolerance, 1 if not",
        HelpName = "method|file.lfom",
    };

    private readonly Option<double> _tolerance = new("--tolerance")
    {
        Description = "Relative deviations up to this count as agreement",
        DefaultValueFactory = _ => 0.05,
        HelpName = "number",
    };

    private readonly Option<string?> _schema = new("--schema")
    {
        Description = $"Read the file by this schema: {string.Join(", ", Checkpoint.SchemaNames)}",
        HelpName = "schema",
    };

    private readonly Option<int?> _context = new("--context", "-n")
    {
        Description = "n, the number of context tokens, where the file does not say (then 20)",
        HelpName = "n",
    };

    private readonly Option<int> _prompts = new("--prompts")
    {
        Description = "Fresh prompts to run the network on; 0 skips the run",
        DefaultValueFactory = _ => 10_000,
        HelpName = "number",
    };

    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "Decides the prompts",
        DefaultValueFactory = _ => 0,
        HelpName = "number",
    };

    private readonly LawOptions _law = new();
    private readonly ReportOptions _report = new("text", "json", "latex", "markdown", "html");

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
            "memformer audit runs/lfom --format markdown"
        )
        {
            audit._model,
            audit._against,
            audit._tolerance,
            audit._schema,
            audit._context,
            audit._prompts,
            audit._seed,
        };
        audit._law.AddTo(command);
        audit._report.AddTo(command);
        command.SetAction(audit.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string format = _report.FormatOf(parsed);
        LinearMethod? against = parsed.GetValue(_against) is string name ? MethodArgument.Find(name) : null;
        string path = parsed.GetRequiredValue(_model);
        string? schema = parsed.GetValue(_schema);
        if (schema is null && Directory.Exists(path))
        {
            return RunOnTrajectory(parsed, Trajectory.Read(path), format);
        }

        // Read once: what comes through a pipe cannot be read again.
        ModelFile file = ModelFileReader.Read(path);
        if (schema is null && Trajectory.Is(file))
        {
            return RunOnTrajectory(parsed, Trajectory.Of(file), format);
        }

        Checkpoint checkpoint = Checkpoint.Of(file, schema);
        (DataLaw law, string source) = _law.Choose(parsed, checkpoint);
        Audit audit = Audit.Of(checkpoint.Weights, Options(parsed, checkpoint, law));
        AuditReport report = new(checkpoint, audit, source, against is null ? null : audit.Against(against));
        _report.Write(parsed, report.As(format));
        return report.Against is { Holds: false } ? ExitCodes.No : ExitCodes.Done;
    }

    private int RunOnTrajectory(ParseResult parsed, Trajectory trajectory, string format)
    {
        if (parsed.GetValue(_against) is not null)
        {
            throw new UsageException($"--against asks about one network, {trajectory.Path} holds a training history");
        }

        TrajectoryAudit audit = TrajectoryAudit.Of(
            trajectory,
            checkpoint => Options(parsed, checkpoint, _law.Choose(parsed, checkpoint).Law)
        );
        string source = _law.Choose(parsed, trajectory.Points[^1].Checkpoint).Source;
        _report.Write(parsed, new TrajectoryReport(audit, source).As(format));
        return ExitCodes.Done;
    }

    private AuditOptions Options(ParseResult parsed, Checkpoint checkpoint, DataLaw law) =>
        new()
        {
            Law = law,
            Context = parsed.GetValue(_context) ?? checkpoint.Weights.Context ?? 20,
            Tolerance = parsed.GetValue(_tolerance),
            Prompts = parsed.GetValue(_prompts),
            Seed = parsed.GetValue(_seed),
        };
}
