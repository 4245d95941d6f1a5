using System.CommandLine;
using Memformer.Theory;

namespace Memformer.Cli.Terminal;

/// <summary>An option whose value is an integer between two others, both included.</summary>
internal sealed class IntegerOption(string name, int least, int most, params string[] aliases)
    : Option<int?>(name, aliases)
{
    /// <summary>The value unless given; null for none.</summary>
    public int? Preset
    {
        init => DefaultValueFactory = _ => value;
    }

    /// <summary>What is counted, for messages.</summary>
    public string Unit { get; init; } = "";

    /// <summary>What is allowed, in words.</summary>
    public string Allowed => most == int.MaxValue ? $"at least {least}" : $"{least} to {most}{Unit}";

    /// <summary>The value; null where there is none.</summary>
    /// <exception cref="UsageException">It is out of range.</exception>
    public int? Given(ParseResult parsed) =>
        parsed.GetValue(this) is not { } value ? null
        : value >= least && value <= most ? value
        : throw new UsageException($"{Name} {value}: {(most == int.MaxValue ? "must be" : "allowed are")} {Allowed}");

    /// <summary>The value of an option that has one, given or not.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="remedy">What else could be done where it is missing.</param>
    /// <exception cref="UsageException">It is out of range, or missing.</exception>
    public int Of(ParseResult parsed, string remedy = "") =>
        Given(parsed) ?? throw new UsageException($"{Name} is missing{remedy}");
}
