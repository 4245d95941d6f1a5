using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.CommandLine;

/// <summary>A command whose help ends with examples that can be pasted.</summary>
/// <param name="name">What the user types.</param>
/// <param name="description">One sentence.</param>
/// <param name="examples">Whole command lines.</param>
internal sealed class ExampleCommand(string name, string description, params string[] examples)
    : Command(name, description)
{
    /// <summary>Whole command lines, shown under the options.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Options that help shows under titles of their own, after the others.</summary>
    public IReadOnlyList<OptionSection> Sections { get; set; } = [];
}

/// <summary>Options that belong together.</summary>
/// <param name="Title">One or two words.</param>
/// <param name="Options">In the order in which help lists them.</param>
internal sealed record OptionSection(string Title, IReadOnlyList<Option> Options);

/// <summary>The standard help, followed by the command's examples.</summary>
internal sealed class ExampleHelp : SynchronousCommandLineAction
{
    private const int WidthOfFiles = RunningText.Width;
    private const int NarrowestDescription = 20;
    private const int LongestNameBesideText = 30;

    private readonly HelpAction _standard = new()
    {
        MaxWidth = Console.IsOutputRedirected ? WidthOfFiles : Math.Max(Console.WindowWidth, 40),
    };

    /// <summary>Makes <c>--help</c> of the root and all its commands show examples.</summary>
    public static void AttachTo(RootCommand root)
    {
        foreach (HelpOption option in root.Options.OfType<HelpOption>())
        {
            option.Action = new ExampleHelp();
        }
    }

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        int code = ShowStandard(parseResult);
        if (parseResult.CommandResult.Command is RootCommand)
        {
            output.WriteLine(ExitCodes.Meanings);
            output.WriteLine();
        }

        if (parseResult.CommandResult.Command is ExampleCommand { Examples.Count: > 0 } command)
        {
            output.WriteLine("Examples:");
            foreach (string example in command.Examples)
            {
                output.WriteLine(Broken(example));
            }

            output.WriteLine();
        }

        return code;
    }

    /// <summary>The standard help, section by section where the command has sections.</summary>
    private int ShowStandard(ParseResult parseResult)
    {
        IReadOnlyList<OptionSection> sections = parseResult.CommandResult.Command is ExampleCommand command
            ? command.Sections
            : [];
        foreach (Option option in sections.SelectMany(section => section.Options))
        {
            option.Hidden = true;
        }

        int code = _standard.Invoke(parseResult);
        foreach (OptionSection section in sections)
        {
            Show(section, parseResult.InvocationConfiguration.Output);
        }

        return code;
    }

    private void Show(OptionSection section, TextWriter output)
    {
        List<string> names =
        [
            .. section.Options.Select(option =>
                $"  {string.Join(", ", option.Aliases.Append(option.Name))}{(option.HelpName is { Length: > 0 } value ? $" <{value}>" : "")}"
            ),
        ];
        int width = Math.Min(names.Max(name => name.Length), LongestNameBesideText) + 2;
        output.WriteLine($"{section.Title}:");
        foreach ((string name, Option option) in names.Zip(section.Options))
        {
            int room = Math.Max(_standard.MaxWidth - width, NarrowestDescription);
            string indent = name.PadRight(width);
            if (name.Length > LongestNameBesideText)
            {
                output.WriteLine(name);
                indent = new string(' ', width);
            }

            foreach (string line in RunningText.Lines(option.Description ?? "", room))
            {
                output.WriteLine($"{indent}{line}");
                indent = new string(' ', width);
            }
        }

        output.WriteLine();
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
            if (line.Length + option.Length + (i < parts.Length - 1 ? end.Length : 0) > WidthOfFiles)
            {
                text += $"{line}{end}\n";
                line = "     ";
            }

            line += option;
        }

        return text + line;
    }
}
