using System.Globalization;
using Memformer.Cli.CommandLine;
using Memformer.Theory;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Origins;

/// <summary>What made an output: the program, the command as it was typed, and what that read and drew.</summary>
/// <param name="Version">The program's version.</param>
/// <param name="Commit">The commit it was built from; <c>unknown</c> outside a repository.</param>
/// <param name="Command">The command line, quoted so that a shell reads it again.</param>
internal sealed record Origin(string Version, string Commit, string Command)
{
    /// <summary>More files than these are told by formats for programs alone.</summary>
    private const int MostNamed = 3;

    /// <summary>This program with the command line it was started with.</summary>
    public static Origin Here { get; } =
        new(VersionText.Version, VersionText.Commit, Typed([.. Environment.GetCommandLineArgs().Skip(1)]));

    /// <summary>The networks that were read, in the order they were named.</summary>
    public IReadOnlyList<InputHash> Inputs { get; init; } = [];

    /// <summary>How many fresh prompts were drawn; null where the command draws none.</summary>
    public int? Prompts { get; init; }

    /// <summary>What decided them; null where nothing is drawn.</summary>
    public ulong? Seed { get; init; }

    /// <summary>All of it in one line.</summary>
    public string Sentence => string.Join("; ", [$"memformer {Version} (commit {Commit})", Command, .. Facts()]);

    /// <summary>The same with the command as program text.</summary>
    public Prose Prose =>
        $"memformer {Version} (commit {Commit}): "
        + new Prose([new Prose.Span.Program(Command)])
        + string.Concat(Facts().Select(fact => $"; {fact}"));

    private IEnumerable<string> Facts()
    {
        if (Inputs.Count > MostNamed)
        {
            yield return $"{Inputs.Count} networks, whose SHA-256 --format json and csv give";
        }
        else
        {
            foreach (InputHash input in Inputs)
            {
                string name = input.Path == "-" ? "the standard input" : Printable.Line(input.Path);
                yield return $"{name} has SHA-256 {input.Sha256}";
            }
        }

        if (Prompts is int count)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{count} prompts");
        }

        if (Seed is ulong seed)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"seed {seed}");
        }
    }

    /// <summary>A command line with quotes where a shell needs them.</summary>
    public static string Typed(IReadOnlyList<string> arguments) =>
        string.Join(' ', arguments.Prepend("memformer").Select(Quoted));

    private static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(IsPlain)
            ? argument
            : $"'{Printable.Line(argument).Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static bool IsPlain(char letter) => char.IsLetterOrDigit(letter) || "-_=+./,:@%".Contains(letter);
}
