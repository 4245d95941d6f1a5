using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Terminal;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Models;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer convert</c>: a network from one file format to the other.</summary>
internal static class ConvertCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Argument<string> input = new("IN") { Description = "A .safetensors, .pth or .pt file" };
        Argument<string> output = new("OUT") { Description = "The file to write: .safetensors, .pth or .pt" };
        ReadingOptions reading = new();
        Option<bool> published = new("--published")
        {
            Description = "Write the layout of the papers' published code (allparam, alpha, gamma)",
        };
        ExampleCommand command = new(
            "convert",
            "Convert a network between PyTorch's files and safetensors, in double precision",
            "memformer convert trained.pth trained.safetensors",
            "memformer convert model.safetensors model.pth --published",
            "memformer convert trained.pth trained.safetensors --schema lfom-residual"
        )
        {
            input,
            output,
            published,
        };
        reading.AddTo(command);
        command.SetAction(parsed =>
        {
            string target = parsed.GetRequiredValue(output);
            FileFormat format = FormatOf(target);
            Checkpoint checkpoint = reading.Read(parsed, parsed.GetRequiredValue(input));
            OutputPath.MakeFolder(parsed, target);
            if (parsed.GetValue(published))
            {
                checkpoint.WritePublished(target, format);
            }
            else
            {
                checkpoint.Write(target, format);
            }

            Describe(checkpoint, target, parsed.InvocationConfiguration.Error);
            return ExitCodes.Done;
        });
        return command;
    }

    private static FileFormat FormatOf(string path) =>
        Path.GetExtension(path) switch
        {
            ".safetensors" => FileFormat.Safetensors,
            ".pth" or ".pt" => FileFormat.PyTorch,
            string other => throw new UsageException(
                $"OUT {path}: the extension '{other}' names no format, allowed: .safetensors, .pth, .pt"
            ),
        };

    private static void Describe(Checkpoint checkpoint, string target, TextWriter messages)
    {
        NetworkWeights weights = checkpoint.Weights;
        string text =
            $"{Printable.Line(target)}: {weights.Architecture.Name()}. How the input was read: {checkpoint.Source!.Reading.Describe(weights)}";
        messages.WriteLine(Paragraphs.Wrap(text));
    }
}
