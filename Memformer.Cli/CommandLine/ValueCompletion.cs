using System.CommandLine;
using System.CommandLine.Completions;
using Memformer.Theory.Methods;

namespace Memformer.Cli.CommandLine;

/// <summary>
/// What a shell offers for a value: the alternatives that the option's help names (<c>text|json</c>), the catalogue where a
/// method is asked for, and after <c>--set</c> the parameters of the method that stands there.
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
            if (option.Name == "--set")
            {
                option.CompletionSources.Add(context =>
                    Parameters(context.ParseResult).Select(name => new CompletionItem(name))
                );
                continue;
            }

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

    /// <summary>The parameters of the method on the command line, ready for their values.</summary>
    private static IEnumerable<string> Parameters(ParseResult parsed)
    {
        string? method = parsed.CommandResult.GetResult(MethodOf(parsed.CommandResult.Command))
            is { Tokens: [var first, ..] }
            ? first.Value
            : null;
        return method is not null && Catalogue.Names.Contains(method)
            ? Catalogue
                .Find(method)
                .Parameters.Where(parameter => !parameter.IsMatrix)
                .Select(parameter => $"{parameter}=")
            : [];
    }

    private static Argument MethodOf(Command command) => command.Arguments.First(argument => argument.Name == "METHOD");

    /// <summary>The words of an option's help that are values; others (<c>FILE.csv</c>, <c>n..n:k</c>) stand for some.</summary>
    private static IReadOnlyList<string> Alternatives(string helpName) =>
        helpName.Split('|') switch
        {
            ["METHOD", ..] => Catalogue.Names,
            ["LAW"] => ["recorded", "isotropic", "inferred"],
            { Length: > 1 } names => [.. names.Where(IsValue)],
            _ => [],
        };

    private static bool IsValue(string name) =>
        name.Length > 1
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
}
