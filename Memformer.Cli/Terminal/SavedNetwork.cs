using System.CommandLine;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Theory;
using Memformer.Theory.Algebra;
using Memformer.Theory.Derivations;
using Memformer.Theory.Networks;

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
            Description = "Save the network with numbers for all parameters, to be audited or trained further",
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
        return derivation.Realization.Weights is { } weights
            ? new(
                file,
                new Checkpoint(
                    NumericWeights.Of(
                        weights.Substitute(PositiveRoots.Of(derivation.Unrolling.Relations)),
                        dimension,
                        context
                    )
                )
                {
                    Law = DataLaw.Isotropic(dimension),
                }
            )
            : null;
    }

    /// <summary>Writes the file.</summary>
    public void Write(ParseResult parsed)
    {
        _checkpoint.Write(_file);
        parsed.InvocationConfiguration.Error.WriteLine(
            $"saved to {Printable.Line(_file)}; memformer audit {Printable.Line(_file)} reads the method off again"
        );
    }
}
