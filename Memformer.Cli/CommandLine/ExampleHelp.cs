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
    public IReadOnlyList<OptionSection> Sections { get; private set; } = [];

    /// <summary>Adds options that help shows under a title of their own.</summary>
    public void AddSection(string title, params IEnumerable<Option> options)
    {
        OptionSection section = new(title, [.. options]);
        foreach (Option option in section.Options)
        {
            Add(option);
        }

        Sections = [.. Sections, section];
    }
}

/// <summary>Options that belong together.</summary>
/// <param name="Title">A few words.</param>
/// <param name="Options">In the order in which help lists them.</param>
internal sealed record OptionSection(string Title, IReadOnlyList<Option> Options);

/// <summary><c>--help</c>, in the width of the terminal.</summary>
internal sealed class ExampleHelp : SynchronousCommandLineAction
{
    private const int NarrowestTerminal = 40;

    /// <summary>Sets it as the help of the root and all its commands.</summary>
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
        ArgumentNullException.ThrowIfNull(parseResult);
        int width = Console.IsOutputRedirected ? RunningText.Width : Math.Max(Console.WindowWidth, NarrowestTerminal);
        parseResult.InvocationConfiguration.Output.Write(new HelpText(width).Of(parseResult.CommandResult.Command));
        return ExitCodes.Done;
    }
}
