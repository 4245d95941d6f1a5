using Memformer.Learn.Auditing;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Exporting;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Theory;
using Memformer.Theory.Algebra;
using Memformer.Theory.Derivations;
using Memformer.Theory.Networks;

namespace Memformer.Learn.Scripting;

/// <summary>A network as a script holds it: read from a file or made from a derivation, audited, exported, saved.</summary>
/// <example>
/// <code>
/// var audit = Network.Read("model.pth").Audit();
/// Console.WriteLine(audit.Summary);
/// </code>
/// </example>
public sealed class Network
{
    private readonly Checkpoint _checkpoint;

    private Network(Checkpoint checkpoint) => _checkpoint = checkpoint;

    /// <summary>Its numbers.</summary>
    public NetworkWeights Weights => _checkpoint.Weights;

    /// <summary>Reads a checkpoint of any known format and layout.</summary>
    /// <param name="path">A file of PyTorch, safetensors, NumPy, …; what counts is its content.</param>
    /// <exception cref="InvalidInputException">The file is malformed, or holds no network of the family.</exception>
    public static Network Read(string path) => new(Checkpoint.Read(path));

    /// <summary>A derived network as numbers, each the double nearest to its exact value.</summary>
    /// <param name="derivation">With values for all parameters.</param>
    /// <param name="dimension">d.</param>
    /// <param name="context">n.</param>
    /// <exception cref="UsageException">A parameter has no value, or the architecture cannot carry the method out.</exception>
    public static Network Of(Derivation derivation, int dimension, int context)
    {
        ArgumentNullException.ThrowIfNull(derivation);
        ExactWeights weights =
            derivation.Realization.Weights?.Substitute(PositiveRoots.Of(derivation.Unrolling.Relations))
            ?? throw new UsageException(
                $"{derivation.Architecture.Name} cannot carry {derivation.Method.Name} out, so there is no network"
            );
        return new Network(
            new Checkpoint(NetworkWeights.From(weights, dimension, context)) { Law = DataLaw.Isotropic(dimension) }
        );
    }

    /// <summary>Which method is inside, layer by layer and as a whole, and how good it is beside the optimum.</summary>
    /// <param name="law">The law of the prompts; null takes the file's own, or isotropic covariates.</param>
    /// <param name="context">n; null takes the file's own.</param>
    /// <param name="prompts">How many fresh prompts it is run on; null takes what some seconds allow.</param>
    /// <exception cref="UsageException">The law or n does not fit the network, or n is not known.</exception>
    public Audit Audit(DataLaw? law = null, int? context = null, int? prompts = null)
    {
        int? tokens = context ?? Weights.Context;
        return Auditing.Audit.Of(
            Weights,
            new AuditOptions
            {
                Law = law ?? _checkpoint.Law ?? DataLaw.Isotropic(Weights.Dimension),
                IsLawAssumed = law is null && _checkpoint.Law is null,
                Context = tokens,
                Prompts =
                    prompts
                    ?? (tokens is int known ? AuditOptions.PromptsFor(Weights, known) : AuditOptions.UsualPrompts),
            }
        );
    }

    /// <summary>The method inside as a text that runs elsewhere.</summary>
    /// <param name="language">One of <c>lfom</c>, <c>latex</c>, <c>csharp</c>, <c>python</c>.</param>
    /// <exception cref="UsageException">There is no such language, or the network is no method of the family.</exception>
    public string Export(string language)
    {
        MethodExport export = MethodExport.Find(language);
        LearnedMethodReading reading = LearnedMethod.Of(Weights);
        ExportOptions options = new ExportOptions("learned", $"Learned by {Origin}")
        {
            Covariance = _checkpoint.Law?.Covariance,
        };
        return export.Write(reading.Method ?? throw new UsageException(reading.Obstacle), options);
    }

    private string Origin =>
        _checkpoint.Source is { } source ? $"the network {Path.GetFileName(source.Path)}" : "a network in memory";

    /// <summary>Writes the network to a safetensors file, whole or not at all.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public Network Save(string path)
    {
        _checkpoint.Write(path);
        return this;
    }
}
