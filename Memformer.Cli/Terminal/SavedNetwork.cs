using System.CommandLine;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Theory;
using Memformer.Theory.Algebra;
using Memformer.Theory.Derivations;

namespace Memformer.Cli.Terminal;

/// <summary>The option <c>--save</c> of <c>derive</c>: exact weights as numbers in a checkpoint.</summary>
internal sealed class SavedNetwork
{
    private readonly string _file;
    private readonly Checkpoint _checkpoint;

    private SavedNetwork(string file, Checkpoint checkpoint) => (_file, _checkpoint) = (file, checkpoint);

    /// <summary><c>--save</c>.</summary>
    public static Option<string?> File { get; } =
        new("--save")
        {
            Description = "Save the network, to be audited, exported or converted",
            HelpName = "M.safetensors",
        };

    /// <summary>The network that was asked to be saved; null when none was, or there is none.</summary>
    /// <exception cref="UsageException">Something that the file needs is missing.</exception>
    public static SavedNetwork? Of(ParseResult parsed, Derivation derivation)
    {
        if (OutputPath.Of(parsed, File) is not { } file)
        {
            return null;
        }

        (int dimension, int context) = NetworkSize.Required(parsed, File.Name);
        if (
            derivation.Realization.Weights?.Substitute(PositiveRoots.Of(derivation.Unrolling.Relations))
            is not { } weights
        )
        {
            return null;
        }

        if (weights.Symbols.Order().ToList() is { Count: > 0 } open)
        {
            throw new UsageException(
                $"--save needs numbers, and {string.Join(", ", open)} {(open.Count == 1 ? "is" : "are")} not set: add "
                    + string.Join(' ', open.Take(3).Select(symbol => $"--set {symbol}=…"))
            );
        }

        Checkpoint checkpoint = new(NetworkWeights.From(weights, dimension, context))
        {
            Law = DataLaw.Isotropic(dimension),
        };
        return new SavedNetwork(file, checkpoint);
    }

    /// <summary>Writes the file.</summary>
    public void Write(ParseResult parsed)
    {
        OutputPath.MakeFolder(parsed, _file);
        _checkpoint.Write(_file);
        parsed.InvocationConfiguration.Error.WriteLine(
            $"saved to {Printable.Line(_file)}; memformer audit {Printable.Line(_file)} reads the method off again"
        );
    }
}
