using System.CommandLine;
using Memformer.Theory;

namespace Memformer.Cli.Terminal;

/// <summary>The options <c>--dimension</c> and <c>--context</c> of <c>derive</c>, for what needs numbers for d and n.</summary>
internal static class NetworkSize
{
    private const int LargestDimension = 4096;
    private const int LargestContext = 1 << 20;

    /// <summary><c>--dimension</c>.</summary>
    public static Option<int?> Dimension { get; } =
        new("--dimension", "-d")
        {
            Description = "d, the number of covariates; needed by --save and --spectrum",
            HelpName = "d",
        };

    /// <summary><c>--context</c>.</summary>
    public static Option<int?> Context { get; } =
        new("--context", "-n")
        {
            Description = "n, the number of context tokens; needed by --save and --spectrum",
            HelpName = "n",
        };

    /// <summary>Both sizes.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="neededBy">The option that needs them.</param>
    /// <exception cref="UsageException">One is missing or out of range.</exception>
    public static (int Dimension, int Context) Required(ParseResult parsed, string neededBy) =>
        (Size(parsed, Dimension, LargestDimension, neededBy), Size(parsed, Context, LargestContext, neededBy));

    private static int Size(ParseResult parsed, Option<int?> option, int largest, string neededBy) =>
        parsed.GetValue(option) switch
        {
            null => throw new UsageException($"{neededBy} needs {option.Name}, a number from 1 to {largest}"),
            { } value when value >= 1 && value <= largest => value,
            { } value => throw new UsageException($"{option.Name} {value}: allowed are 1 to {largest}"),
        };
}
