using System.CommandLine;
using System.Globalization;
using Memformer.Learn.Checkpoints;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Problems;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

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
        Description = "recorded, isotropic, or the d eigenvalues of a diagonal covariance: 1,1,0.25",
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

    /// <summary>The law, and where it came from in words.</summary>
    /// <exception cref="UsageException">The options contradict each other or the network.</exception>
    public (DataLaw Law, string Source) Choose(ParseResult parsed, Checkpoint checkpoint) =>
        Choose(parsed, checkpoint.Weights.Dimension, checkpoint.Law);

    /// <summary>The law, and where it came from in words.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="dimension">d.</param>
    /// <param name="recorded">The law recorded in a checkpoint; null where there is none.</param>
    /// <exception cref="UsageException">The options contradict each other or the dimension.</exception>
    public (DataLaw Law, string Source) Choose(ParseResult parsed, int dimension, DataLaw? recorded)
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
            var (_, spectrum) => (DataLaw.Diagonal(Spectrum(spectrum, dimension)), "diagonal covariance (--law)"),
        };
        return parsed.GetValue(_noise) is double noise
            ? (WithNoise(law, noise), $"{source}, noise {noise.ToString(CultureInfo.InvariantCulture)} (--noise)")
            : (law, source);
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
                    : throw new UsageException($"--law {text}: allowed are recorded, isotropic, or {dimension} numbers")
            ),
        ];
        return values.Length == dimension
            ? values
            : throw new UsageException($"--law {text}: {values.Length} eigenvalues, d is {dimension}");
    }
}
