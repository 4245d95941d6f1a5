using System.CommandLine;
using Memformer.Cli.Terminal;
using Memformer.Learn.Behaviour;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

/// <summary>The options of audits by behaviour: <c>--tolerance</c> and <c>--steps</c>.</summary>
internal sealed class BehaviourOptions
{
    private const int MostSteps = 40;

    private readonly Option<double?> _tolerance = new("--tolerance")
    {
        Description = "A method is named if it leaves at most this share of the answers' mean square [default: 0.01]",
        HelpName = "SHARE",
    };

    /// <summary><c>--steps</c>, for a command that has a tolerance of its own.</summary>
    public IntegerOption Steps { get; } =
        new("--steps", 1, MostSteps)
        {
            Description = $"Methods of up to so many steps, polynomials of up to that degree, 1 to {MostSteps}",
            Preset = new ComparisonOptions().Steps,
            HelpName = "NUMBER",
        };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_tolerance);
        command.Add(Steps);
    }

    /// <summary>What was asked.</summary>
    /// <exception cref="UsageException">A number is out of range.</exception>
    public ComparisonOptions Of(ParseResult parsed)
    {
        ComparisonOptions options = new();
        double tolerance = parsed.GetResult(_tolerance) is null
            ? options.Tolerance
            : parsed.GetValue(_tolerance) ?? options.Tolerance;
        if (tolerance is not (> 0 and <= 1))
        {
            throw new UsageException($"--tolerance {tolerance}: allowed are shares above 0, up to 1");
        }

        return options with
        {
            Tolerance = tolerance,
            Steps = Steps.Of(parsed),
        };
    }
}
