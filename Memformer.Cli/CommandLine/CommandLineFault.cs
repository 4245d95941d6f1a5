using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using Memformer.Theory;

namespace Memformer.Cli.CommandLine;

/// <summary>What is wrong with a command line, in one line that names the word at fault and what was probably meant.</summary>
internal static partial class CommandLineFault
{
    /// <summary>Names that other programs and PyTorch scripts give to options of this one.</summary>
    private static readonly Dictionary<string, string> NamesElsewhere = new(StringComparer.Ordinal)
    {
        ["--lr"] = "--rate",
        ["--learning-rate"] = "--rate",
        ["--epochs"] = "--steps",
        ["--iterations"] = "--steps",
        ["--batch-size"] = "--batch",
        ["--n-layers"] = "--layers",
        ["--num-layers"] = "--layers",
        ["--depth"] = "--layers",
        ["--n-heads"] = "--heads",
        ["--dim"] = "--dimension",
        ["--model"] = "--architecture",
        ["--cuda"] = "--device",
        ["--gpu"] = "--device",
        ["--out"] = "--output",
    };

    /// <summary>The fault of a command line, or null where there is none.</summary>
    /// <param name="parsed">The command line as it was parsed.</param>
    /// <param name="arguments">The words it consists of.</param>
    public static string? Of(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        if (parsed.Action is { ClearsParseErrors: true } and not System.CommandLine.Invocation.ParseErrorAction)
        {
            return null;
        }

        return UnknownCommand(parsed, arguments)
            ?? UnknownOption(parsed, arguments)
            ?? LoosePair(parsed)
            ?? Missing(parsed.CommandResult)
            ?? ParseError(parsed);
    }

    private static string? UnknownCommand(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        Command command = parsed.CommandResult.Command;
        if (command.Subcommands.Count == 0 || arguments.FirstOrDefault(word => !IsOption(word)) is not { } word)
        {
            return null;
        }

        List<string> names = [.. command.Subcommands.Select(sub => sub.Name)];
        string meant = Nearest.To(word, names).FirstOrDefault() is { } near
            ? $"did you mean {near}?"
            : $"must be one of {string.Join(", ", names)}";
        return $"unknown command '{word}'; {meant}";
    }

    private static string? UnknownOption(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        List<Option> options = [.. OptionsOf(parsed.CommandResult)];
        bool isValue = false;
        foreach (string word in arguments.TakeWhile(word => word != "--"))
        {
            string name = word.Split('=', ':')[0];
            Option? known = options.FirstOrDefault(option => Names(option).Contains(name));
            if (known is null && IsOption(word) && !isValue)
            {
                return $"unknown option {name}{Meant(name, options)}";
            }

            // An option that must have a value takes the next word, whatever it begins with.
            isValue = known is { Arity.MinimumNumberOfValues: > 0 } && name == word;
        }

        return null;
    }

    private static string Meant(string name, IReadOnlyList<Option> options)
    {
        List<string> names =
        [
            .. options.SelectMany(Names).Where(known => known.StartsWith("--", StringComparison.Ordinal)),
        ];
        string? near =
            NamesElsewhere.TryGetValue(name, out string? elsewhere) && names.Contains(elsewhere)
                ? elsewhere
                : Nearest.To(name, names).FirstOrDefault();
        return near is null ? "; --help lists them" : $"; did you mean {near}?";
    }

    /// <summary>A second pair after <c>--set</c>, which takes one word.</summary>
    private static string? LoosePair(ParseResult parsed) =>
        OptionsOf(parsed.CommandResult).Any(option => option.Name == "--set")
        && parsed.UnmatchedTokens.FirstOrDefault(word => word.Contains('=')) is { } pair
            ? $"{pair}: belongs to no option; write --set {pair}, or pairs with a comma between them"
            : null;

    /// <summary>What a command cannot do without, with an example of it.</summary>
    private static string? Missing(CommandResult result)
    {
        Command command = result.Command;
        string[] names =
        [
            .. command
                .Arguments.Where(argument =>
                    argument.Arity.MinimumNumberOfValues > 0 && result.GetResult(argument) is not { Tokens.Count: > 0 }
                )
                .Select(argument => argument.HelpName ?? argument.Name),
            .. command
                .Options.Where(option => option.Required && result.GetResult(option) is not { Tokens.Count: > 0 })
                .Select(option => option.Name),
        ];
        string example = command is ExampleCommand { Examples: [var first, ..] } ? $", as in: {first}" : "";
        return names.Length == 0 ? null : $"{command.Name} needs {string.Join(" and ", names)}{example}";
    }

    private static string? ParseError(ParseResult parsed)
    {
        if (parsed.Errors.Count == 0)
        {
            return null;
        }

        string message = parsed.Errors[0].Message;
        return ConversionFailure().Match(message) is { Success: true } failure
            ? $"{failure.Groups["name"].Value} {failure.Groups["value"].Value}: must be {Kind(failure.Groups["type"].Value)}"
            : message;
    }

    private static string Kind(string type) =>
        type switch
        {
            "System.Int32" or "System.Int64" => "an integer",
            "System.UInt64" or "System.UInt32" => "an integer, at least 0",
            "System.Double" => "a number",
            "System.Boolean" => "true or false",
            _ => string.Create(CultureInfo.InvariantCulture, $"a value that can be read as {type}"),
        };

    private static IEnumerable<Option> OptionsOf(CommandResult result)
    {
        IEnumerable<Option> own = result.Command.Options;
        for (SymbolResult? parent = result.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is CommandResult { Command: var command })
            {
                own = own.Concat(command.Options.Where(option => option.Recursive));
            }
        }

        return own;
    }

    private static IEnumerable<string> Names(Option option) => option.Aliases.Prepend(option.Name);

    /// <summary>Whether a word is written as options are: -x, --name; not -, a negative number, or -.5.</summary>
    private static bool IsOption(string word) =>
        word.Length > 1 && word[0] == '-' && !char.IsAsciiDigit(word[1]) && word[1] != '.';

    [GeneratedRegex(
        "^Cannot parse argument '(?<value>.*)' for option '(?<name>[^']+)' as expected type '(?:System\\.Nullable`1\\[)?(?<type>[A-Za-z0-9.]+)\\]?'"
    )]
    private static partial Regex ConversionFailure();
}
