using System.Collections;
using System.CommandLine;
using System.Globalization;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.CommandLine;

/// <summary>
/// The help of a command. Words in capitals and letters of the theory (d, n, L) stand for what the user puts there, all others are
/// typed as they are.
/// </summary>
/// <param name="width">The columns of the terminal.</param>
internal sealed class HelpText(int width)
{
    private const int NarrowestDescription = 20;
    private const int LongestNameBesideText = 30;
    private const string Hint = "memformer <COMMAND> --help shows the options of a command, with examples.\n";

    /// <summary>The text: what the command does, how it is called, its arguments, options and examples.</summary>
    public string Of(Command command)
    {
        ExampleCommand? described = command as ExampleCommand;
        Option[] inSections = [.. described?.Sections.SelectMany(section => section.Options) ?? []];
        Option[] own = [.. OptionsOf(command).Except(inSections)];
        IEnumerable<string> paragraphs =
        [
            Indented("Description", RunningText.Lines(command.Description ?? "", width - 2)),
            Indented("Usage", [Usage(command)]),
            Table(
                "Commands",
                command.Subcommands.Where(sub => !sub.Hidden).Select(sub => (Line(sub), sub.Description))
            ),
            Table("Arguments", command.Arguments.Select(argument => ($"<{NameOf(argument)}>", argument.Description))),
            TableOf("Options", own),
            .. described?.Sections.Select(section => TableOf(section.Title, section.Options)) ?? [],
            .. command is RootCommand ? [$"{ExitCodes.Meanings}\n", Hint] : (string[])[],
            Indented("Examples", described?.Examples.Select(example => Broken(example).TrimStart()) ?? []),
        ];
        return string.Join('\n', paragraphs.Where(paragraph => paragraph.Length > 0)) + "\n";
    }

    /// <summary>What is said of an option, its preset value included where the words do not have it.</summary>
    public static string Described(Option option)
    {
        string text = option.Description ?? "";
        return
            option.HasDefaultValue
            && !text.Contains("default: ", StringComparison.Ordinal)
            && option.GetDefaultValue() is { } value and not bool and not (IEnumerable and not string)
            ? string.Create(CultureInfo.InvariantCulture, $"{text} [default: {value}]")
            : text;
    }

    /// <summary>What an argument is called where it is to be filled in.</summary>
    public static string NameOf(Argument argument) => argument.HelpName ?? argument.Name;

    /// <summary>The arguments as a usage line has them: those that may be left out in brackets.</summary>
    public static string Usage(Argument argument)
    {
        string name = $"<{NameOf(argument)}>{(argument.Arity.MaximumNumberOfValues > 1 ? "..." : "")}";
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    /// <summary>A command line that a shell reads as one: where it is too long it goes on below, before an option.</summary>
    public static string Broken(string example)
    {
        const string end = " \\";
        string[] parts = example.Split(" --");
        string text = "";
        string line = $"  {parts[0]}";
        for (int i = 1; i < parts.Length; i++)
        {
            string option = $" --{parts[i]}";
            if (line.Length + option.Length + (i < parts.Length - 1 ? end.Length : 0) > RunningText.Width)
            {
                text += $"{line}{end}\n";
                line = "     ";
            }

            line += option;
        }

        return text + line;
    }

    private static string Usage(Command command)
    {
        IEnumerable<string> words =
        [
            .. command is RootCommand ? ["memformer", "<COMMAND>"] : (string[])["memformer", command.Name],
            .. command.Arguments.Select(Usage),
            .. OptionsOf(command).Where(option => option.Required).Select(option => $"{option.Name} {Value(option)}"),
            "[options]",
        ];
        return string.Join(' ', words);
    }

    private static string Line(Command command) => string.Join(' ', [command.Name, .. command.Arguments.Select(Usage)]);

    private static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(Recursive)).Where(option => !option.Hidden);

    private static IEnumerable<Option> Recursive(Command command) => command.Options.Where(option => option.Recursive);

    private static string Value(Option option) => option.HelpName is { Length: > 0 } value ? $"<{value}>" : "";

    private string TableOf(string title, IEnumerable<Option> options) =>
        Table(
            title,
            options.Select(option =>
                (
                    $"{string.Join(", ", NamesOf(option))} {Value(option)}".TrimEnd(),
                    (string?)$"{Described(option)}{(option.Required ? " [required]" : "")}"
                )
            )
        );

    /// <summary>Letters first; what Windows writes with a slash, and a question mark in a shell, need not be shown.</summary>
    public static IEnumerable<string> NamesOf(Option option) =>
        option
            .Aliases.Where(alias => alias.StartsWith('-') && !alias.Contains('?'))
            .Append(option.Name)
            .OrderBy(name => name.StartsWith("--", StringComparison.Ordinal))
            .ThenBy(name => name != option.Name);

    private static string Indented(string title, IEnumerable<string> lines)
    {
        string[] all = [.. lines.Select(line => $"  {line}\n")];
        return all.Length == 0 ? "" : $"{title}:\n{string.Concat(all)}";
    }

    /// <summary>Names beside what is said of them; a long name stands above it.</summary>
    private string Table(string title, IEnumerable<(string Name, string? Text)> entries)
    {
        (string Name, string? Text)[] rows = [.. entries];
        if (rows.Length == 0)
        {
            return "";
        }

        int indent = Math.Min(rows.Max(row => row.Name.Length), LongestNameBesideText) + 4;
        int room = Math.Max(width - indent, NarrowestDescription);
        return $"{title}:\n{string.Concat(rows.SelectMany(row => Row(row.Name, row.Text ?? "", indent, room)))}";
    }

    private static IEnumerable<string> Row(string name, string text, int indent, int room)
    {
        string start = $"  {name}".PadRight(indent);
        if (name.Length > LongestNameBesideText)
        {
            yield return $"  {name}\n";
            start = new string(' ', indent);
        }

        foreach (string line in RunningText.Lines(text, room))
        {
            yield return $"{start}{line}\n";
            start = new string(' ', indent);
        }
    }
}
