using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Origins;
using Memformer.Cli.Reports.Auditing;
using Memformer.Cli.Reports.Behaviour;
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

    private readonly ChoiceOption<Func<Audit, LinearMethod, AgainstVerdict>> _as = new(
        "--as",
        ("iterates", (audit, method) => audit.Against(method)),
        ("function", (audit, method) => audit.AgainstFunction(method))
    )
    {
        Description = "What --against compares: iterates (the canonical form), or function (the answers alone)",
        Preset = "iterates",
    };

    private readonly IntegerOption _every = new("--every", 1, int.MaxValue)
    {
        Description = "Of a training history, audit every k-th snapshot and the last",
        Preset = 1,
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
        command.SetAction(audit.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        // Before the model, so that a wrong word is what is complained of first.
        _ = _as.Of(parsed);
        LinearMethod? against = parsed.GetValue(_against) is string name ? MethodArgument.Find(name) : null;
        AuditCall call = new(parsed, _reading, _networks, _report, against);
        ManyAudits many = new(call);
        IReadOnlyList<string> paths = parsed.GetRequiredValue(_models);
        if (paths.Any(path => _behaviour.Applies(parsed, path)))
        {
            return _behaviour.Run(call, Only(paths, "an audit by behaviour"));
        }

        if (_networks.Contexts(parsed) is { Count: > 1 } contexts)
        {
            return many.OfContexts(Only(paths, "a sweep over --context"), contexts);
        }

        if (!WeightFormats.Contains(call.Format))
        {
            throw new UsageException(
                $"--format {call.Format}: audits by weights write {string.Join(", ", WeightFormats)}; {call.Format} is for --behaviour"
            );
        }

        if (_reading.Repetitions(parsed) is { Count: > 1 } repetitions)
        {
            return many.OfRepetitions(Only(paths, "--repeat with a range"), repetitions);
        }

        if (paths.Count > 1 || IsUnrelated(paths[0]))
        {
            return many.OfFiles(paths);
        }

        string path = paths[0];
        if (Directory.Exists(path))
        {
            _reading.CheckAttention(parsed, path);
            return many.OfHistory(Trajectory.Read(path), _every.Of(parsed));
        }

        // Read once: what comes through a pipe cannot be read again.
        ModelFile file = ModelFileReader.Read(path);
        if (!_reading.IsForced(parsed) && Trajectory.Is(file))
        {
            _reading.CheckAttention(parsed, path);
            return many.OfHistory(Trajectory.Of(file), _every.Of(parsed));
        }

        return OfNetwork(call, path, call.Read(file));
    }

    private int OfNetwork(AuditCall call, string path, Checkpoint checkpoint)
    {
        ChosenLaw law = call.LawOf(checkpoint);
        Audit audit;
        using (StageLine stage = new(call.Messages))
        {
            audit = Audit.Of(checkpoint.Weights, _networks.Of(call.Parsed, checkpoint, law), stage);
        }

        ReadingDoubt.Check(audit, checkpoint);
        Origin origin = _networks.OriginOf(call.Parsed, [checkpoint], audit.Options.Prompts);
        if (call.Format == "csv")
        {
            AuditTable one = new([new AuditRow(path, checkpoint, audit, null)]);
            call.Write(new AuditTableReport(one, "file").As(call.Format), origin);
            return ExitCodes.Done;
        }

        AgainstVerdict? answer = call.Against is { } against ? _as.Of(call.Parsed)(audit, against) : null;
        call.Write(new AuditReport(checkpoint, audit, law.Source, answer).As(call.Format), origin);
        return answer is { Holds: false } ? ExitCodes.No : ExitCodes.Done;
    }

    /// <summary>A folder whose files are not one network at several times.</summary>
    private static bool IsUnrelated(string path) => Directory.Exists(path) && !Trajectory.Is(path);

    private static string Only(IReadOnlyList<string> paths, string asker) =>
        paths.Count == 1
            ? paths[0]
            : throw new UsageException($"{asker} asks about one network, {paths.Count} are named");
}
