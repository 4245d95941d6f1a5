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
internal static class AuditCommand
{
    private static readonly Argument<string[]> Models = new("MODEL")
    {
        Description =
            "A checkpoint, a file of snapshots, a run's folder, or an exported model (.onnx); several make a table; - reads the standard input",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Against = new("--against")
    {
        Description = "Exit 0 if the network is this method within the tolerance, 1 if not",
        HelpName = "METHOD|FILE.lfom",
    };

    private static readonly ChoiceOption<Func<Audit, LinearMethod, AgainstVerdict>> As = new(
        "--as",
        ("iterates", (audit, method) => audit.Against(method)),
        ("function", (audit, method) => audit.AgainstFunction(method))
    )
    {
        Description = "What --against compares: iterates (the canonical form), or function (the answers alone)",
        Preset = "iterates",
    };

    private static readonly IntegerOption Every = new("--every", 1, int.MaxValue)
    {
        Description = "Of a training history, audit every k-th snapshot and the last",
        Preset = 1,
        HelpName = "k",
    };

    private static readonly ReadingOptions Reading = new(takesRanges: true);
    private static readonly NetworkOptions Networks = new();
    private static readonly string[] WeightFormats = ["text", "json", "latex", "markdown", "html", "csv"];

    private static readonly BehaviourAudit Behaviour = new(Networks.Law);
    private static readonly ReportOptions Report = new([
        .. WeightFormats,
        .. BehaviourReport.Formats.Except(WeightFormats),
    ]);

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
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
            Models,
            Against,
            As,
            Every,
        };
        Networks.AddTo(command);
        Report.AddTo(command);
        Networks.Law.AddTo(command);
        Reading.AddTo(command);
        Behaviour.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        // Before the model, so that a wrong word is what is complained of first.
        _ = As.Of(parsed);
        LinearMethod? against = parsed.GetValue(Against) is string name ? MethodArgument.Find(name) : null;
        AuditCall call = new(parsed, Reading, Networks, Report, against);
        ManyAudits many = new(call);
        IReadOnlyList<string> paths = parsed.GetRequiredValue(Models);
        if (paths.Any(path => Behaviour.Applies(parsed, path)))
        {
            return Behaviour.Run(call, Only(paths, "an audit by behaviour"));
        }

        if (Networks.Contexts(parsed) is { Count: > 1 } contexts)
        {
            return many.OfContexts(Only(paths, "a sweep over --context"), contexts);
        }

        if (!WeightFormats.Contains(call.Format))
        {
            throw new UsageException(
                $"--format {call.Format}: audits by weights write {string.Join(", ", WeightFormats)}; {call.Format} is for --behaviour"
            );
        }

        if (Reading.Repetitions(parsed) is { Count: > 1 } repetitions)
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
            Reading.CheckAttention(parsed, path);
            return many.OfHistory(Trajectory.Read(path), Every.Of(parsed));
        }

        // Read once: what comes through a pipe cannot be read again.
        ModelFile file = ModelFileReader.Read(path);
        if (!Reading.IsForced(parsed) && Trajectory.Is(file))
        {
            Reading.CheckAttention(parsed, path);
            return many.OfHistory(Trajectory.Of(file), Every.Of(parsed));
        }

        return OfNetwork(call, path, call.Read(file));
    }

    private static int OfNetwork(AuditCall call, string path, Checkpoint checkpoint)
    {
        ChosenLaw law = call.LawOf(checkpoint);
        Audit audit;
        using (StageLine stage = new(call.Messages))
        {
            audit = Audit.Of(checkpoint.Weights, Networks.Of(call.Parsed, checkpoint, law), stage);
        }

        ReadingDoubt.Check(audit, checkpoint);
        Origin origin = Networks.OriginOf(call.Parsed, [checkpoint], audit.Options.Prompts);
        if (call.Format == "csv")
        {
            AuditTable one = new([new AuditRow(path, checkpoint, audit, null)]);
            call.Write(new AuditTableReport(one, "file").As(call.Format), origin);
            return ExitCodes.Done;
        }

        AgainstVerdict? answer = call.Against is { } against ? As.Of(call.Parsed)(audit, against) : null;
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
