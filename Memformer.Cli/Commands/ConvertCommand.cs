using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Terminal;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Models;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer convert</c>: a network from one file format or layout to another.</summary>
internal static class ConvertCommand
{
    private static readonly Argument<string> Input = new("IN")
    {
        Description = "A network in any layout and format that audit reads",
    };

    private static readonly Argument<string> Output = new("OUT")
    {
        Description = "The file to write: .safetensors, .pth or .pt; with --to also .npz or .pkl",
    };

    private static readonly ReadingOptions Reading = new();

    private static readonly Option<bool> Published = new("--published")
    {
        Description = "Write the layout of the papers' published code (allparam, alpha, gamma)",
    };

    private static readonly Option<string?> Layout = new("--to")
    {
        Description = "Write this layout's tensors: a name that memformer layouts lists, or a map (TOML)",
        HelpName = "LAYOUT|MAP.toml",
    };

    private static readonly Option<string?> Context = new("--context", "-n")
    {
        Description =
            "n, the number of context tokens, where a layout's weights depend on it and the file does not say (then 20 is read)",
        HelpName = "n",
    };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ExampleCommand command = new(
            "convert",
            "Convert a network between formats and layouts, in double precision",
            "memformer convert trained.pth trained.safetensors",
            "memformer convert model.safetensors model.pth --published",
            "memformer convert model.safetensors model.pth --to qkvo",
            "memformer convert model.safetensors params.pkl --to haiku --context 20",
            "memformer convert trained.pth trained.safetensors --schema lfom-residual"
        )
        {
            Input,
            Output,
            Published,
            Layout,
            Context,
        };
        Reading.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string target = parsed.GetRequiredValue(Output);
        string? name = parsed.GetValue(Layout);
        if (name is not null && parsed.GetValue(Published))
        {
            throw new UsageException("--published and --to both say how to write the file: name one");
        }

        FileFormat format = FormatOf(target, name is not null);
        int? length = ContextRange.Single(parsed.GetValue(Context));
        Checkpoint checkpoint = Reading.Read(parsed, parsed.GetRequiredValue(Input), length);
        OutputPath.MakeFolder(parsed, target);
        string? written = null;
        if (name is not null)
        {
            written = Written(name, checkpoint.WriteLayout(target, format, name, length));
        }
        else if (parsed.GetValue(Published))
        {
            checkpoint.WritePublished(target, format);
        }
        else
        {
            checkpoint.Write(target, format);
        }

        Describe(checkpoint, target, written, parsed.InvocationConfiguration.Error);
        return ExitCodes.Done;
    }

    private static FileFormat FormatOf(string path, bool isLayout) =>
        Path.GetExtension(path) switch
        {
            ".safetensors" => FileFormat.Safetensors,
            ".pth" or ".pt" => FileFormat.PyTorch,
            ".npz" when isLayout => FileFormat.Numpy,
            ".pkl" when isLayout => FileFormat.Pickle,
            string other => throw new UsageException(
                $"OUT {path}: the extension '{other}' names no format, allowed: .safetensors, .pth, .pt, and with --to .npz, .pkl"
            ),
        };

    private static string Written(string layout, IReadOnlyList<(string Name, string Shape)> tensors)
    {
        (string first, string last) = (Tensor(tensors[0]), Tensor(tensors[^1]));
        return tensors.Count == 1
            ? $"layout {layout}, {first}"
            : $"layout {layout}, {tensors.Count} tensors from {first} to {last}";
        static string Tensor((string Name, string Shape) tensor) => $"{Printable.Line(tensor.Name)} {tensor.Shape}";
    }

    private static void Describe(Checkpoint checkpoint, string target, string? written, TextWriter messages)
    {
        NetworkWeights weights = checkpoint.Weights;
        string text =
            $"{Printable.Line(target)}: {written ?? weights.Architecture.Name}. How the input was read: {checkpoint.Source!.Reading.Describe(weights)}";
        messages.WriteLine(Paragraphs.Wrap(text));
    }
}
