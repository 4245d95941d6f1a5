using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Terminal;
using Memformer.Learn.Checkpoints.Formats;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Theory;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer layouts</c>: the layouts that files are read by, one of them as a map, or how a file would be read.</summary>
internal static class LayoutsCommand
{
    private static readonly Argument<string?> Subject = new("LAYOUT|FILE")
    {
        Description = "A layout, to print its map; or a file, to see how it would be read",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Map = new("--map")
    {
        Description = "Show how FILE would be read by this map",
        HelpName = "MAP.toml",
    };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ExampleCommand command = new(
            "layouts",
            "List the layouts of files, print one as a map to change, or show how a file would be read",
            "memformer layouts",
            "memformer layouts qkvo > mine.toml",
            "memformer layouts trained.pth"
        )
        {
            Subject,
            Map,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        string? name = parsed.GetValue(Subject);
        if (name is null)
        {
            output.Write(List());
        }
        else if (MapCatalogue.Names.Contains(name))
        {
            output.Write(MapCatalogue.Text(name));
        }
        else if (Checkpoint.SchemaNames.Contains(name))
        {
            throw new UsageException(
                $"{name} needs a computation, so no map says it; docs/formats.md describes it. Maps: {string.Join(", ", MapCatalogue.Names)}"
            );
        }
        else
        {
            output.Write(Explain(name, parsed.GetValue(Map)));
        }

        return ExitCodes.Done;
    }

    private static string List()
    {
        IReadOnlyList<string> computed = [.. Checkpoint.SchemaNames.Except(MapCatalogue.Names)];
        return TextTable.Of(
                ["layout", "what it is"],
                MapCatalogue.Titles.Select(map => (IReadOnlyList<string>)[map.Name, map.Title])
            )
            + "\n"
            + Paragraphs.Wrap(
                $"Layouts that need a computation, for --schema: {string.Join(", ", computed)}.\nmemformer layouts NAME prints a map; --map FILE reads by one of your own."
            )
            + "\n";
    }

    /// <summary>Each tensor of a file and what becomes of it; or why no network is found in them.</summary>
    private static string Explain(string path, string? map)
    {
        ModelFile file = ModelFileReader.Read(path);
        string verdict;
        Reading? reading = null;
        try
        {
            Checkpoint checkpoint = Checkpoint.Read(path, new ReadingChoice { Map = map });
            reading = checkpoint.Source!.Reading;
            verdict = reading.Describe(checkpoint.Weights);
        }
        catch (InvalidInputException refusal)
        {
            verdict = refusal.Message;
        }

        IEnumerable<IReadOnlyList<string>> rows = file.Tensors.Select(entry =>
            (IReadOnlyList<string>)
                [Shown(entry.Key), entry.Value.ShapeText, entry.Value.Type.TorchName, Fate(reading, entry)]
        );
        return TextTable.Of(["tensor", "shape", "numbers", ""], rows) + "\n" + Paragraphs.Wrap(verdict) + "\n";
    }

    private static string Fate(Reading? reading, KeyValuePair<string, Tensor> entry) =>
        reading is null
            ? entry.Value.IsZero
                ? "zero"
                : ""
            : reading.Used.Contains(entry.Key)
                ? "used"
                : reading.Unused.FirstOrDefault(tensor => tensor.Tensor == entry.Key) is { } unused
                    ? $"not used: {unused.Why}"
                    : "the data's law";

    private static string Shown(string name) => name.Length <= 60 ? name : $"{name[..57]}…";
}
