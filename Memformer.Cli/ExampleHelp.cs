using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Memformer.Cli;

/// <summary>A command whose help ends with examples that can be pasted.</summary>
/// <param name="name">What the user types.</param>
/// <param name="description">One sentence.</param>
/// <param name="examples">Whole command lines.</param>
internal sealed class ExampleCommand(string name, string description, params string[] examples)
    : Command(name, description)
{
    /// <summary>Whole command lines, shown under the options.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}

/// <summary>The standard help, followed by the command's examples.</summary>
internal sealed class ExampleHelp : SynchronousCommandLineAction
{
    private const int WidthOfFiles = 80;

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
        int code = _standard.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ExampleCommand { Examples.Count: > 0 } command)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string example in command.Examples)
            {
                output.WriteLine(Broken(example));
            }

            output.WriteLine();
        }

        return code;
    }

    /// <summary>A command line that a shell reads as one: where it is too long it goes on below, before an option.</summary>
    private static string Broken(string example)
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
