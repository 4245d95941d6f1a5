using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Origins;
using Memformer.Cli.Reports.Behaviour;
using Memformer.Cli.Terminal;
using Memformer.Learn.Auditing;
using Memformer.Learn.Behaviour;
using Memformer.Learn.Behaviour.Onnx;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Checkpoints.Formats;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;
using Memformer.Learn.Problems;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

/// <summary>
/// The part of <c>memformer audit</c> that asks instead of reading: exported models (<c>.onnx</c>), and with
/// <c>--behaviour</c> networks whose weights could be read as well.
/// </summary>
internal sealed class BehaviourAudit(LawOptions law)
{
    private const int UsualContext = 20;

    private readonly Option<bool> _behaviour = new("--behaviour", "--behavior")
    {
        Description = "Tell the method from the network's answers, not from its weights; .onnx files are always asked",
    };

    private readonly Option<int?> _dimension = new("--dimension", "-d")
    {
        Description = "d, where an .onnx file leaves it open",
        HelpName = "d",
    };

    private readonly ChoiceOption<OnnxLayoutKind> _layout = new(
        "--layout",
        ("tokens", OnnxLayoutKind.Tokens),
        ("columns", OnnxLayoutKind.Columns),
        ("interleaved", OnnxLayoutKind.Interleaved),
        ("separate", OnnxLayoutKind.Separate),
        ("pairs", OnnxLayoutKind.Pairs)
    )
    {
        Description = "How an .onnx file takes its prompts, where names and shapes do not say",
        Synonyms = new Dictionary<string, string> { ["xy"] = "separate" },
    };

    private readonly Option<int> _contexts = new("--contexts")
    {
        Description = "How many contexts to ask about; errors shrink with the root of it",
        DefaultValueFactory = _ => 256,
        HelpName = "NUMBER",
    };

    private readonly BehaviourOptions _options = new();

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(ExampleCommand command) =>
        command.AddSection("By the network's answers", _behaviour, _dimension, _layout, _contexts, _options.Steps);

    /// <summary>Whether a model is to be asked.</summary>
    public bool Applies(ParseResult parsed, string path) =>
        parsed.GetValue(_behaviour) || path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    /// <summary>Asks the model, about each context length that the command line names.</summary>
    /// <param name="call">What was asked.</param>
    /// <param name="path">The model.</param>
    public int Run(AuditCall call, string path)
    {
        // Read once: what comes through a pipe cannot be read again.
        Lazy<ModelFile> file = new(() => ModelFileReader.Read(path));
        ulong seed = call.Networks.Seed(call.Parsed);
        ComparisonOptions options = _options.Of(call.Parsed);
        options = options with { Tolerance = call.Networks.GivenTolerance(call.Parsed) ?? options.Tolerance };
        BehaviourReport At(int? context) =>
            path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
                ? OfModel(call.Parsed, path, context, seed, options)
                : OfCheckpoint(
                    call.Parsed,
                    path,
                    call.Reading.Read(call.Parsed, file.Value, context),
                    context,
                    seed,
                    options,
                    readsWeights: call.Networks.Contexts(call.Parsed) is not { Count: > 1 }
                );

        Origin origin = Origin.Here with { Inputs = InputHash.OfFile(path), Seed = seed };
        if (call.Networks.Contexts(call.Parsed) is not { Count: > 1 } contexts)
        {
            BehaviourReport report = At(call.Networks.Context(call.Parsed));
            call.Report.Write(call.Parsed, report, origin);
            return call.Against is null || report.Comparison.Verdict.MayBe(call.Against.Name)
                ? ExitCodes.Done
                : ExitCodes.No;
        }

        if (call.Against is not null)
        {
            throw new UsageException("--against asks about one context length, and --context names several");
        }

        CountLine line = call.Count(contexts.Count);
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
        call.Report.Write(call.Parsed, sweep, origin);
        return ExitCodes.Done;
    }

    private BehaviourReport OfModel(
        ParseResult parsed,
        string path,
        int? context,
        ulong seed,
        ComparisonOptions options
    )
    {
        int? said = parsed.GetValue(_dimension);
        using OnnxNetwork model = OnnxNetwork.Open(path, _layout.Given(parsed)?.Value, said);
        int dimension =
            said
            ?? model.Dimension
            ?? throw new UsageException($"{path} takes prompts of any dimension: say which with --dimension");
        List<string> remarks = [$"its prompts were laid out as {KebabCase.Of(model.Layout)}"];
        if ((context ?? model.Context) is not int length)
        {
            length = UsualContext;
            remarks.Add($"it takes prompts of any length, asked with n = {length} (--context says another)");
        }

        ChosenLaw chosen = law.Choose(parsed, dimension, recorded: null);
        Probe probe = Probe.Draw(Design(parsed, chosen.Law, length, seed));
        return BehaviourReport.Of(
            path,
            chosen.Source.Replace("the checkpoint", "the file", StringComparison.Ordinal),
            probe,
            model.Answer(probe, remarks),
            options,
            remarks
        );
    }

    private BehaviourReport OfCheckpoint(
        ParseResult parsed,
        string path,
        Checkpoint checkpoint,
        int? context,
        ulong seed,
        ComparisonOptions options,
        bool readsWeights
    )
    {
        int length = context ?? checkpoint.Weights.Context ?? UsualContext;
        ChosenLaw chosen = law.Choose(parsed, checkpoint, length, options.Tolerance);
        Probe probe = Probe.Draw(Design(parsed, chosen.Law, length, seed));
        Answers answers = ReadableNetwork.Answer(checkpoint.Weights, probe);
        BehaviourReport report = BehaviourReport.Of(
            path,
            chosen.Source,
            probe,
            answers,
            options,
            checkpoint.Source?.Remarks ?? []
        );
        // The table of a sweep has no room for it.
        if (!readsWeights)
        {
            return report;
        }

        Audit audit = Audit.Of(
            checkpoint.Weights,
            new AuditOptions
            {
                Law = chosen.Law,
                Context = length,
                Prompts = 0,
                Seed = seed,
            }
        );
        ReadingDoubt.Check(audit, checkpoint);
        return report with { Weights = WeightsReading.Of(audit, report.Comparison, answers.Final) };
    }

    private ProbeDesign Design(ParseResult parsed, DataLaw prompts, int context, ulong seed) =>
        new(prompts, context) { Contexts = parsed.GetValue(_contexts), Seed = seed };
}
