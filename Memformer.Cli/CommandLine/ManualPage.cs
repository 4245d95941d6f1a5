using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Memformer.Cli.CommandLine;

/// <summary>A command line as a manual page in the language of man: commands, options with their defaults, exit codes.</summary>
internal static class ManualPage
{
    /// <summary>The page, its section being 1.</summary>
    public static string Of(RootCommand root)
    {
        StringBuilder page = new();
        page.Append(CultureInfo.InvariantCulture, $".TH MEMFORMER 1 \"\" \"memformer {VersionText.Version}\"\n");
        page.Append(".SH NAME\nmemformer \\- which optimisation method is inside this Transformer?\n");
        page.Append(".SH SYNOPSIS\n.B memformer\n.I command\n[\\fIarguments\\fR] [\\fIoptions\\fR]\n");
        page.Append(".SH DESCRIPTION\n").Append(Line(root.Description ?? ""));
        page.Append(".SH COMMANDS\n");
        foreach (Command command in root.Subcommands.Where(command => !command.Hidden))
        {
            Append(page, command, "memformer");
        }

        page.Append(".SH OPTIONS OF ALL COMMANDS\n");
        AppendAll(page, root.Options);
        string[] meanings = ExitCodes.Meanings.Split('\n');
        page.Append(".SH EXIT STATUS\n");
        foreach (string[] parts in meanings.Skip(1).Select(line => line.Trim().Split(' ', 2)))
        {
            page.Append(CultureInfo.InvariantCulture, $".TP\n.B {parts[0]}\n").Append(Line(parts[1].Trim()));
        }

        return page.ToString();
    }

    private static void Append(StringBuilder page, Command command, string before)
    {
        string name = $"{before} {command.Name}";
        string arguments = string.Concat(command.Arguments.Select(argument => $" {HelpText.Usage(argument)}"));
        page.Append(CultureInfo.InvariantCulture, $".SS {Escaped(name + arguments)}\n")
            .Append(Line(command.Description ?? ""));
        foreach (Argument argument in command.Arguments)
        {
            page.Append(CultureInfo.InvariantCulture, $".TP\n.I {Escaped(HelpText.NameOf(argument))}\n")
                .Append(Line(argument.Description ?? ""));
        }

        ExampleCommand? described = command as ExampleCommand;
        Option[] inSections = [.. described?.Sections.SelectMany(section => section.Options) ?? []];
        AppendAll(page, command.Options.Except(inSections));
        foreach (OptionSection section in described?.Sections ?? [])
        {
            page.Append(CultureInfo.InvariantCulture, $".P\n.B {Escaped(section.Title)}\n");
            AppendAll(page, section.Options);
        }

        if (described is { Examples.Count: > 0 })
        {
            page.Append(".P\n.B Examples\n.PP\n.nf\n");
            foreach (string example in described.Examples)
            {
                page.Append(string.Concat(HelpText.Broken(example).Split('\n').Select(line => Line($"  {line}"))));
            }

            page.Append(".fi\n");
        }

        foreach (Command sub in command.Subcommands)
        {
            Append(page, sub, name);
        }
    }

    private static void AppendAll(StringBuilder page, IEnumerable<Option> options)
    {
        foreach (Option option in options)
        {
            string names = string.Join(", ", HelpText.NamesOf(option).Select(name => $"\\fB{Escaped(name)}\\fR"));
            string value = option.HelpName is { Length: > 0 } shown ? $" \\fI{Escaped(shown)}\\fR" : "";
            page.Append(CultureInfo.InvariantCulture, $".TP\n{names}{value}\n")
                .Append(Line(HelpText.Described(option)));
        }
    }

    private static string Line(string text) => $"{(text is ['.' or '\'', ..] ? "\\&" : "")}{Escaped(text)}\n";

    private static string Escaped(string text) =>
        text.Replace("\\", "\\e", StringComparison.Ordinal)
            .Replace("-", "\\-", StringComparison.Ordinal)
            .Replace('\n', ' ');
}
