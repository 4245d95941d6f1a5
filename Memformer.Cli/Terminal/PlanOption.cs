using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Memformer.Learn.Checkpoints;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Plans;
using Memformer.Theory;

namespace Memformer.Cli.Terminal;

/// <summary>The keys of a plan as options of the command line; those of its law serve every command that draws prompts.</summary>
internal static class PlanOption
{
    /// <summary>The letters that other commands have for the same sizes.</summary>
    private static readonly Dictionary<string, string> Letters = new()
    {
        ["architecture"] = "-a",
        ["dimension"] = "-d",
        ["context"] = "-n",
        ["layers"] = "-L",
    };

    /// <summary>The option of a key.</summary>
    public static Option<string?> Of(PlanKey key)
    {
        string preset = key.Get(new TrainingPlan()) is { } value ? $" [default: {value.Trim('"', '[', ']')}]" : "";
        string allowed = key.Allowed switch
        {
            AllowedValues.Choice => "",
            AllowedValues.Matrix rows => $" ({rows}; or a file of them, I, or a number for its multiple of I)",
            _ => $" ({key.Allowed})",
        };
        return new Option<string?>(
            $"--{key.Option}",
            Letters.TryGetValue(key.Option, out string? letter) ? [letter] : []
        )
        {
            Description = $"{key.Description}{allowed}{preset}",
            Arity = key.Allowed is AllowedValues.Switch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            HelpName = key.Allowed switch
            {
                AllowedValues.Switch => "",
                AllowedValues.Choice choice => string.Join('|', choice.Names),
                _ => "VALUE",
            },
        };
    }

    /// <summary>The keys of a law with their options.</summary>
    /// <param name="without">Names of keys that a command has no use for, or says in its own way.</param>
    public static (PlanKey Key, Option<string?> Option)[] OfLaw(params string[] without) =>
        [
            .. PlanKeys
                .All.Where(key => key.Section == "data" && !without.Contains(key.Name))
                .Select(key => (key, Of(key))),
        ];

    /// <summary>What the options of a law say, as a plan says it.</summary>
    /// <param name="options">The options with their keys.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="dimension">d.</param>
    public static DataPlan Law(
        IEnumerable<(PlanKey Key, Option<string?> Option)> options,
        ParseResult parsed,
        int dimension
    ) =>
        options
            .Where(entry => IsGiven(parsed, entry.Option))
            .Aggregate(
                new TrainingPlan(),
                (plan, entry) => Apply(entry.Key, plan, parsed.GetResult(entry.Option)!, dimension)
            )
            .Data;

    /// <summary>Whether an option was typed.</summary>
    public static bool IsGiven(ParseResult parsed, Option<string?> option) =>
        parsed.GetResult(option) is { Implicit: false };

    /// <summary>The plan with the value that an option was given.</summary>
    /// <param name="key">The option's key.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="result">The option as it was given.</param>
    /// <param name="dimension">d.</param>
    /// <exception cref="UsageException">The value is none of the key's.</exception>
    /// <exception cref="InvalidInputException">A file holds no matrix of that size.</exception>
    public static TrainingPlan Apply(PlanKey key, TrainingPlan plan, OptionResult result, int dimension)
    {
        string text = result.Tokens.Count == 0 ? "true" : result.Tokens[0].Value;
        return key.Apply(
            plan,
            key.Allowed is AllowedValues.Matrix ? MatrixText(text.Trim(), dimension) : text,
            $"--{key.Option}"
        );
    }

    /// <summary>On the command line a matrix may also be a file, of the formats that audits read, or a multiple of I.</summary>
    private static string MatrixText(string text, int dimension)
    {
        if (text.StartsWith('['))
        {
            return text;
        }

        double[,] matrix = Multiple(text) is double scale ? Diagonal(scale, dimension) : OfFile(text, dimension);
        IEnumerable<string> rows = Enumerable
            .Range(0, dimension)
            .Select(i => string.Join(", ", Enumerable.Range(0, dimension).Select(j => Number(matrix[i, j]))));
        return $"[{string.Join(", ", rows.Select(row => $"[{row}]"))}]";
    }

    private static double[,] OfFile(string path, int dimension)
    {
        double[,] matrix = CovarianceFile.Read(path, dimension);
        return InvalidInputException.In(
            path,
            null,
            () =>
            {
                CovarianceMatrix.Check(matrix, "covariance");
                return matrix;
            }
        );
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static double? Multiple(string text) =>
        text == "I" ? 1
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double scale)
        && double.IsFinite(scale)
            ? scale
        : null;

    private static double[,] Diagonal(double scale, int dimension)
    {
        double[,] matrix = new double[dimension, dimension];
        for (int i = 0; i < dimension; i++)
        {
            matrix[i, i] = scale;
        }

        return matrix;
    }
}
