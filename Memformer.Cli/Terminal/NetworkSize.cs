using System.CommandLine;
using Memformer.Theory;

namespace Memformer.Cli.Terminal;

/// <summary>The options <c>--dimension</c> and <c>--context</c> of <c>derive</c>, for what needs numbers for d and n.</summary>
internal static class NetworkSize
{
    /// <summary>The deepest networks that commands derive.</summary>
    public const int MostLayers = 1024;

    private const int LargestDimension = 4096;
    private const int LargestContext = 1 << 20;

    /// <summary><c>--dimension</c>.</summary>
    public static IntegerOption Dimension { get; } =
        new("--dimension", 1, LargestDimension, "-d")
        {
            Description = "d, the number of covariates; needed by --save and --spectrum",
            HelpName = "d",
        };

    /// <summary><c>--context</c>.</summary>
    public static IntegerOption Context { get; } =
        new("--context", 1, LargestContext, "-n")
        {
            Description = "n, the number of context tokens; needed by --save and --spectrum",
            HelpName = "n",
        };

    /// <summary>Both sizes.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="neededBy">The option that needs them.</param>
    /// <exception cref="UsageException">One is missing or out of range.</exception>
    public static (int Dimension, int Context) Required(ParseResult parsed, string neededBy) =>
        (Size(parsed, Dimension, neededBy), Size(parsed, Context, neededBy));

    private static int Size(ParseResult parsed, IntegerOption option, string neededBy) =>
        option.Given(parsed)
        ?? throw new UsageException($"{neededBy} needs {option.Name}, a number from {option.Allowed}");
}
