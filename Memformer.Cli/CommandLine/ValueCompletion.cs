using System.CommandLine;
using System.CommandLine.Completions;
using Memformer.Theory.Methods;

namespace Memformer.Cli.CommandLine;

/// <summary>
/// What a shell offers for a value: the alternatives that the option's help names (<c>text|json</c>), and the catalogue
/// where a method is asked for.
/// </summary>
internal static class ValueCompletion
{
    /// <summary>Adds the alternatives to every command.</summary>
    public static void AttachTo(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        foreach (Argument argument in command.Arguments)
        {
            if (argument.Name == "METHOD")
            {
                // Help would else show the whole catalogue in its place.
                argument.HelpName = argument.Name;
                argument.CompletionSources.Add(_ => Catalogue.Names.Select(name => new CompletionItem(name)));
            }
        }

        foreach (Option option in command.Options)
        {
            IReadOnlyList<string> alternatives = Alternatives(option.HelpName ?? "");
            if (alternatives.Count > 0)
            {
                option.CompletionSources.Add(_ => alternatives.Select(name => new CompletionItem(name)));
            }
        }

        foreach (Command sub in command.Subcommands)
        {
            AttachTo(sub);
        }
    }

    private static IReadOnlyList<string> Alternatives(string helpName) =>
        helpName.Split('|') switch
        {
            ["method", ..] => Catalogue.Names,
            { Length: > 1 } names => names,
            _ => [],
        };
}
