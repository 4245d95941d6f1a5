using System.CommandLine;

namespace Memformer.Cli.Terminal;

/// <summary><c>--seed</c>: what decides random numbers, 0 unless given.</summary>
internal sealed class SeedOption : Option<ulong>
{
    /// <summary>Creates the option.</summary>
    /// <param name="decides">What it decides.</param>
    public SeedOption(string decides = "the prompts")
        : base("--seed")
    {
        Description = $"Decides {decides}";
        DefaultValueFactory = _ => 0;
        HelpName = "NUMBER";
    }

    /// <summary>The seed.</summary>
    public ulong Of(ParseResult parsed) => parsed.GetValue(this);
}
