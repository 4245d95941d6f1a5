using System.CommandLine;
using Memformer.Cli.Charts;
using Memformer.Cli.Origins;
using Memformer.Cli.Reports.Behaviour;
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
    public Option<int> Steps { get; } =
        new("--steps")
        {
            Description = $"Methods of up to so many steps, polynomials of up to that degree, 1 to {MostSteps}",
            DefaultValueFactory = _ => new ComparisonOptions().Steps,
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
        int steps = parsed.GetValue(Steps);
        if (tolerance is not (> 0 and <= 1))
        {
            throw new UsageException($"--tolerance {tolerance}: allowed are shares above 0, up to 1");
        }

        return steps is >= 1 and <= MostSteps
            ? options with
            {
                Tolerance = tolerance,
                Steps = steps,
            }
            : throw new UsageException($"--steps {steps}: allowed are 1 to {MostSteps}");
    }

    /// <summary>Writes a report in the format that was asked for.</summary>
    public static void Write(
        ParseResult parsed,
        ReportOptions output,
        BehaviourReport report,
        string format,
        Origin origin
    ) => Write(parsed, output, () => report.Figure, report.As, format, origin);

    /// <summary>Writes a report on several context lengths in the format that was asked for.</summary>
    public static void Write(
        ParseResult parsed,
        ReportOptions output,
        BehaviourSweepReport report,
        string format,
        Origin origin
    ) => Write(parsed, output, report.Figure, report.As, format, origin);

    private static void Write(
        ParseResult parsed,
        ReportOptions output,
        Func<Chart> figure,
        Func<string, string> text,
        string format,
        Origin origin
    )
    {
        if (format == "png")
        {
            output.Write(parsed, figure().ToPng());
        }
        else
        {
            output.Write(parsed, text(format), origin);
        }
    }
}
