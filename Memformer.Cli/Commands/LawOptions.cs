using System.CommandLine;
using System.Globalization;
using Memformer.Learn.Auditing;
using Memformer.Learn.Checkpoints;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Problems;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

/// <summary>The law of the prompts that a network is judged on.</summary>
/// <param name="Law">The law.</param>
/// <param name="Source">Where it came from, in words.</param>
/// <param name="IsAssumed">Whether nobody named it.</param>
internal sealed record ChosenLaw(DataLaw Law, string Source, bool IsAssumed);

/// <summary>
/// The options that say which prompts a network is judged on: <c>--covariance</c>, <c>--law</c>, <c>--noise</c>. Without
/// them it is the law recorded in the checkpoint, or else the isotropic one, and the report says which.
/// </summary>
internal sealed class LawOptions
{
    private readonly Option<string?> _covariance = new("--covariance")
    {
        Description = "The covariates' covariance: d rows of numbers, or a .pt/.safetensors file with one d×d tensor",
        HelpName = "file",
    };

    private readonly Option<string?> _law = new("--law")
    {
        Description =
            "recorded, isotropic, inferred (from the shape that the layers share), or the d eigenvalues of a diagonal covariance: 1,1,0.25",
        HelpName = "law",
    };

    private readonly Option<double?> _noise = new("--noise")
    {
        Description = "σ, the standard deviation of the noise in the prompts' answers",
        HelpName = "sigma",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_covariance);
        command.Add(_law);
        command.Add(_noise);
    }

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
        string? file = parsed.GetValue(_covariance);
        string? name = parsed.GetValue(_law);
        if (file is not null && name is not null)
        {
            throw new UsageException("--covariance and --law both name the covariance; give one of them");
        }

        (DataLaw law, string source) = (file, name) switch
        {
            ({ } path, _) => (OfFile(path, dimension), $"covariance from {path}"),
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
        bool isAssumed = file is null && name is null && recorded is null;
        return parsed.GetValue(_noise) is double noise
            ? new ChosenLaw(
                WithNoise(law, noise),
                $"{source}, noise {noise.ToString(CultureInfo.InvariantCulture)} (--noise)",
                isAssumed
            )
            : new ChosenLaw(law, source, isAssumed);
    }

    private static DataLaw OfFile(string path, int dimension)
    {
        double[,] covariance = CovarianceFile.Read(path, dimension);
        try
        {
            return new DataLaw(covariance);
        }
        catch (UsageException failure)
        {
            throw new InvalidInputException(path, failure.Message, failure);
        }
    }

    private static DataLaw WithNoise(DataLaw law, double noise) =>
        new(law.Covariance, law.HasNaturalTasks ? null : law.TaskCovariance, noise, law.Covariates, law.GammaShape);

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
