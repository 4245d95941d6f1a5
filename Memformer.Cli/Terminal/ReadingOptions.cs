using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Learn.Checkpoints.Formats;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Theory;

namespace Memformer.Cli.Terminal;

/// <summary>The options that say how a network is read out of its file.</summary>
/// <param name="takesRanges">Whether <c>--repeat</c> may name several numbers.</param>
internal sealed class ReadingOptions(bool takesRanges = false)
{
    private readonly Option<string?> _schema = new("--schema")
    {
        Description = "Read the file by this layout; memformer layouts lists them",
        HelpName = "LAYOUT",
    };

    private readonly Option<string?> _attention = new("--attention")
    {
        Description = "The attention the network was trained with, which files do not record: linear, softmax, relu, …",
        HelpName = "KIND",
    };

    private readonly Option<string?> _map = new("--map")
    {
        Description = "Read the file by this map of its tensors (TOML; memformer layouts prints examples)",
        HelpName = "MAP.toml",
    };

    private readonly Option<string?> _repeat = new("--repeat")
    {
        Description =
            "How often the network uses its layers, for tied (looped) networks"
            + (takesRanges ? "; 1..50 makes a table" : ""),
        HelpName = takesRanges ? "T|T..T" : "T",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(ExampleCommand command) =>
        command.AddSection("How the file is read", _schema, _map, _repeat, _attention);

    /// <summary>Whether the user says which network the file holds.</summary>
    public bool IsForced(ParseResult parsed) =>
        parsed.GetValue(_schema) is not null || parsed.GetValue(_map) is not null;

    /// <summary>Reads the network.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or holds a network that has no algebra here.</exception>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The file.</param>
    /// <param name="context">n, where the command line says it.</param>
    /// <param name="repeat">How often its layers are used; null for what the command line says.</param>
    public Checkpoint Read(ParseResult parsed, string path, int? context = null, int? repeat = null)
    {
        // Before the file, so that a wrong word is what is complained of first.
        int times = repeat ?? Repetitions(parsed)[0];
        return Read(parsed, ModelFileReader.Read(path), context, times);
    }

    /// <summary>Reads the network off the tensors of a file.</summary>
    public Checkpoint Read(ParseResult parsed, ModelFile file, int? context = null, int? repeat = null)
    {
        CheckAttention(parsed, file.Path);
        if (parsed.GetValue(_schema) is not null && parsed.GetValue(_map) is not null)
        {
            throw new UsageException("--schema and --map both say how to read the file: name one");
        }

        ReadingChoice choice = new()
        {
            Schema = parsed.GetValue(_schema),
            Map = parsed.GetValue(_map),
            Context = context,
            Repeat = repeat ?? Repetitions(parsed)[0],
        };
        return Stated(parsed, Checkpoint.Of(file, choice));
    }

    /// <summary>The numbers of repetitions that the command line asks for; 1 where it asks for none.</summary>
    /// <exception cref="UsageException">It is neither a number nor a range of numbers.</exception>
    public IReadOnlyList<int> Repetitions(ParseResult parsed)
    {
        string text = parsed.GetValue(_repeat) ?? "1";
        int[] ends = [.. text.Split("..").Select(end => int.TryParse(end, out int number) ? number : 0)];
        return ends is [> 0 and var only] ? [only]
            : takesRanges && ends is [> 0 and var first, <= 512 and var last] && first <= last
                ? [.. Enumerable.Range(first, last - first + 1)]
            : throw new UsageException(
                $"--repeat {text}: expected a number such as 5{(takesRanges ? ", or a range such as 1..50" : "")}, up to 512"
            );
    }

    /// <summary>Refuses any attention but linear: its weights say nothing in the algebra of gradient steps.</summary>
    public void CheckAttention(ParseResult parsed, string path)
    {
        if (parsed.GetValue(_attention) is string kind && !IsLinear(kind))
        {
            throw new InvalidInputException(
                path,
                $"--attention says {kind}, and weights are read as optimiser steps for linear attention only; "
                    + "ask the network's answers instead (memformer probe, then memformer compare)"
            );
        }
    }

    private Checkpoint Stated(ParseResult parsed, Checkpoint checkpoint) =>
        parsed.GetValue(_attention) is null || checkpoint.Source is not CheckpointSource source
            ? checkpoint
            : checkpoint with
            {
                Source = source with { Reading = source.Reading with { AttentionIsKnown = true } },
            };

    private static bool IsLinear(string kind) =>
        kind.Equals(Reading.LinearAttention, StringComparison.OrdinalIgnoreCase);
}
