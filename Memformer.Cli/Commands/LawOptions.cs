using System.CommandLine;
using System.Globalization;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Terminal;
using Memformer.Learn.Auditing;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Plans;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

/// <summary>The law of the prompts that a network is judged on.</summary>
/// <param name="Law">The law.</param>
/// <param name="Source">Where it came from, in words.</param>
/// <param name="IsAssumed">Whether nobody named it.</param>
internal sealed record ChosenLaw(DataLaw Law, string Source, bool IsAssumed);

/// <summary>
/// The options that say which prompts a network is judged on: those of a plan's law, and <c>--law</c>. Without them it is the law
/// recorded in the checkpoint, or else the isotropic one, and the report says which.
/// </summary>
internal sealed class LawOptions
{
    private static readonly string[] OfCovariates = ["spectrum", "rotation", "covariance"];
    private static readonly string[] OfPools = ["task-pool", "pool-seed"];

    private readonly (PlanKey Key, Option<string?> Option)[] _keys;

    private readonly Option<string?> _law = new("--law")
    {
        Description =
            "recorded, isotropic, inferred (from the shape that the layers share), or the d eigenvalues of a diagonal covariance: 1,1,0.25; the recorded one unless given, isotropic where none is",
        HelpName = "LAW",
    };

    /// <summary>Creates the options.</summary>
    /// <param name="withPools">Whether tasks may come out of a pool.</param>
    public LawOptions(bool withPools = true) => _keys = PlanOption.OfLaw(withPools ? [] : OfPools);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(ExampleCommand command) =>
        command.AddSection("The law of the prompts", [_law, .. _keys.Select(key => key.Option)]);

    /// <summary>The law for a network whose weights are known.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="checkpoint">The network.</param>
    /// <param name="context">n.</param>
    /// <param name="tolerance">How far apart the layers' shapes may be where the law is inferred from them.</param>
    /// <exception cref="UsageException">The options contradict each other or the network.</exception>
    public ChosenLaw Choose(ParseResult parsed, Checkpoint checkpoint, int context, double tolerance) =>
        Choose(
            parsed,
            checkpoint.Weights.Dimension,
            checkpoint.Law,
            () => Audit.InferLaw(checkpoint.Weights, context, tolerance)?.Law
        );

    /// <summary>The law for a network of which only the answers are known.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="dimension">d.</param>
    /// <param name="recorded">The law recorded in a checkpoint; null where there is none.</param>
    /// <exception cref="UsageException">The options contradict each other or the dimension.</exception>
    public ChosenLaw Choose(ParseResult parsed, int dimension, DataLaw? recorded) =>
        Choose(
            parsed,
            dimension,
            recorded,
            () => throw new UsageException("--law inferred: the law is inferred from weights, and answers show none")
        );

    /// <summary>Whether the law is to be inferred from a network.</summary>
    public bool IsInferred(ParseResult parsed) => parsed.GetValue(_law) == "inferred";

    private ChosenLaw Choose(ParseResult parsed, int dimension, DataLaw? recorded, Func<DataLaw?> inferred)
    {
        DataPlan given = PlanOption.Law(_keys, parsed, dimension);
        string[] covariates = Typed(parsed, key => OfCovariates.Contains(key.Name));
        string? name = parsed.GetValue(_law);
        if (covariates.Length > 0 && name is not null)
        {
            throw new UsageException(
                $"{covariates[0].Split(' ')[0]} and --law both name the covariance; give one of them"
            );
        }

        (DataLaw law, string source) = (covariates, name) switch
        {
            ([_, ..], _) => (Named(given, parsed, dimension), $"covariance from {string.Join(", ", covariates)}"),
            (_, null) when recorded is not null => (recorded, "recorded in the checkpoint"),
            (_, null) => (DataLaw.Isotropic(dimension), "isotropic (assumed: the checkpoint records none)"),
            (_, "recorded") => (
                recorded ?? throw new UsageException("--law recorded: the checkpoint records no law"),
                "recorded in the checkpoint"
            ),
            (_, "isotropic") => (DataLaw.Isotropic(dimension), "isotropic (--law)"),
            (_, "inferred") => (
                inferred()
                    ?? throw new UsageException(
                        "--law inferred: the layers share no positive definite preconditioner that a covariance could be inferred from"
                    ),
                "inferred from the shape that the layers share (--law)"
            ),
            var (_, spectrum) => (DataLaw.Diagonal(Spectrum(spectrum, dimension)), "diagonal covariance (--law)"),
        };
        bool isAssumed = covariates.Length == 0 && name is null && recorded is null;
        string[] others = Typed(parsed, key => !OfCovariates.Contains(key.Name));
        DataLaw all = others.Length == 0 || covariates.Length > 0 ? law : With(law, given, parsed);
        string with = others.Length == 0 ? "" : $", {string.Join(", ", others)}";
        bool isPlain = all is { Covariates: CovariateKind.Gaussian, HasNaturalTasks: true };
        return new ChosenLaw(all, $"{source}{with}{(isPlain ? "" : $": {all}")}", isAssumed);
    }

    /// <summary>The law that the options say alone.</summary>
    private DataLaw Named(DataPlan given, ParseResult parsed, int dimension) =>
        UsageException.In(Typed(parsed, _ => true)[0].Split(' ')[0], () => given.Law(dimension));

    /// <summary>A law with the other tasks, covariates and noise that the options say.</summary>
    private DataLaw With(DataLaw law, DataPlan given, ParseResult parsed)
    {
        bool Says(string key) => _keys.Any(entry => entry.Key.Name == key && PlanOption.IsGiven(parsed, entry.Option));
        return new DataLaw(
            law.Covariance,
            Says("task-covariance") ? CovarianceMatrix.OfRows(given.TaskCovariance)
                : law.HasInverseTasks ? null
                : law.TaskCovariance,
            Says("noise") ? given.Noise : law.Noise,
            Says("covariates") ? given.Covariates : law.Covariates,
            Says("gamma-shape") ? given.GammaShape : law.GammaShape,
            given.TaskPool is int size ? new TaskPool(size, given.PoolSeed) : law.Pool
        );
    }

    /// <summary>The options of some keys as they were typed.</summary>
    private string[] Typed(ParseResult parsed, Func<PlanKey, bool> which) =>
        [
            .. _keys
                .Where(entry => which(entry.Key) && PlanOption.IsGiven(parsed, entry.Option))
                .Select(entry => $"--{entry.Key.Option} {parsed.GetValue(entry.Option)}"),
        ];

    private static double[] Spectrum(string text, int dimension)
    {
        string[] parts = text.Split(',');
        double[] values =
        [
            .. parts.Select(part =>
                double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                    ? value
                    : throw new UsageException(
                        $"--law {text}: allowed are recorded, isotropic, inferred, or {dimension} numbers"
                    )
            ),
        ];
        return values.Length == dimension
            ? values
            : throw new UsageException($"--law {text}: {values.Length} eigenvalues, d is {dimension}");
    }
}
