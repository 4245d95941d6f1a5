using System.CommandLine;
using Memformer.Cli.Origins;
using Memformer.Cli.Terminal;
using Memformer.Learn.Auditing;
using Memformer.Learn.Checkpoints;
using Memformer.Learn.Checkpoints.Schemas;

namespace Memformer.Cli.Commands;

/// <summary>The options that say how a network is audited: on which prompts, how many, and how near is near.</summary>
internal sealed class NetworkOptions
{
    /// <summary>A table is for a first look.</summary>
    private const int MostTablePrompts = 1000;

    /// <summary>A sweep is as many runs as lengths.</summary>
    private const int MostSweepPrompts = 4000;
    private const int FewestSweepPrompts = 2;

    private readonly Option<double> _tolerance = new("--tolerance")
    {
        Description = "Relative deviations up to this count as agreement",
        DefaultValueFactory = _ => 0.05,
        HelpName = "NUMBER",
    };

    private readonly Option<string?> _context = new("--context", "-n")
    {
        Description =
            "n, the number of context tokens, where the file does not say (then 20); 2..40 or 2..40:2 sweeps the loss over n",
        HelpName = "n|n..n:k",
    };

    private readonly Option<int?> _prompts = new("--prompts")
    {
        Description =
            "Fresh prompts to run the network on; 10000, or fewer for large networks, unless given; 0 skips the run",
        HelpName = "NUMBER",
    };

    private readonly SeedOption _seed = new();

    /// <summary>The law of the prompts.</summary>
    public LawOptions Law { get; } = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_tolerance);
        command.Add(_context);
        command.Add(_prompts);
        command.Add(_seed);
    }

    /// <summary>n as it was given; null where it was not.</summary>
    public int? Context(ParseResult parsed) => ContextRange.Single(parsed.GetValue(_context));

    /// <summary>Every n that was given; null where none was.</summary>
    public IReadOnlyList<int>? Contexts(ParseResult parsed) => ContextRange.Parse(parsed.GetValue(_context));

    /// <summary>The seed of the prompts.</summary>
    public ulong Seed(ParseResult parsed) => _seed.Of(parsed);

    /// <summary>The tolerance, where somebody gave one.</summary>
    public double? GivenTolerance(ParseResult parsed) =>
        parsed.GetResult(_tolerance) is { Implicit: false } ? parsed.GetValue(_tolerance) : null;

    /// <summary>How many prompts a network is run on at each of several context lengths.</summary>
    public int SweepPrompts(ParseResult parsed, Checkpoint checkpoint, int context) =>
        parsed.GetValue(_prompts)
        ?? Math.Clamp(AuditOptions.PromptsFor(checkpoint.Weights, context), FewestSweepPrompts, MostSweepPrompts);

    /// <summary>The law for a network on prompts of a length.</summary>
    public ChosenLaw LawOf(ParseResult parsed, Checkpoint checkpoint, int? context = null) =>
        Law.Choose(parsed, checkpoint, context ?? ContextOf(parsed, checkpoint), parsed.GetValue(_tolerance));

    /// <summary>The law of a snapshot: where it is assumed or inferred, what the last network tells holds for all.</summary>
    public ChosenLaw LawAt(ParseResult parsed, Trajectory trajectory, Checkpoint checkpoint)
    {
        Checkpoint last = trajectory.Points[^1].Checkpoint;
        return checkpoint == last ? LawOf(parsed, last)
            : Law.IsInferred(parsed) ? LawOf(parsed, last)
            : LawOf(parsed, checkpoint) with { IsAssumed = false };
    }

    /// <summary>How a network is audited.</summary>
    public AuditOptions Of(ParseResult parsed, Checkpoint checkpoint, ChosenLaw law) =>
        new()
        {
            Law = law.Law,
            IsLawAssumed = law.IsAssumed,
            Context = ContextOf(parsed, checkpoint),
            Tolerance = parsed.GetValue(_tolerance),
            Prompts =
                parsed.GetValue(_prompts) ?? AuditOptions.PromptsFor(checkpoint.Weights, ContextOf(parsed, checkpoint)),
            Seed = Seed(parsed),
        };

    /// <summary>How one of many networks is audited: a look, without the methods that all would stand beside.</summary>
    public AuditOptions Brief(ParseResult parsed, Checkpoint checkpoint, ChosenLaw law)
    {
        AuditOptions options = Of(parsed, checkpoint, law);
        return options with
        {
            Prompts = parsed.GetValue(_prompts) ?? Math.Min(MostTablePrompts, options.Prompts),
            ComparesMethods = false,
        };
    }

    /// <summary>What made an output about a training history.</summary>
    public Origin OriginOf(ParseResult parsed, Trajectory trajectory) =>
        OriginOf(
            parsed,
            trajectory.Points.Select(point => point.Checkpoint),
            Brief(parsed, trajectory.Points[^1].Checkpoint, LawOf(parsed, trajectory.Points[^1].Checkpoint)).Prompts
        );

    /// <summary>What made an output about networks.</summary>
    public Origin OriginOf(ParseResult parsed, IEnumerable<Checkpoint> networks, int? prompts) =>
        Origin.Here with
        {
            Inputs = [.. networks.SelectMany(InputHash.Of).Distinct()],
            Prompts = prompts,
            Seed = Seed(parsed),
        };

    private int ContextOf(ParseResult parsed, Checkpoint checkpoint) =>
        Context(parsed) ?? checkpoint.Weights.Context ?? 20;
}
