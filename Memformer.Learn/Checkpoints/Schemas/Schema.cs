using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>One way in which files lay a network out in tensors.</summary>
/// <param name="name">The name for <c>--schema</c>.</param>
internal abstract class Schema(string name)
{
    public string Name { get; } = name;

    /// <summary>Tensors that may lie beside the network and are not part of it.</summary>
    public virtual IReadOnlySet<string> Companions { get; } = new HashSet<string>();

    /// <summary>The tensors it expects; those with counted names depend on the file.</summary>
    public abstract IReadOnlyList<TensorPattern> Patterns(ModelFile file);

    /// <summary>
    /// Whether to take this schema for a file whose names and shapes fit it, when the user names none: decides by
    /// the values between schemas of equal shapes.
    /// </summary>
    public virtual bool Recognises(SchemaMatch match) => true;

    /// <summary>
    /// Where a file that this schema recognises can be read in several ways that make different networks, what they are
    /// and which <c>--schema</c> stands for each; null where there is one.
    /// </summary>
    public virtual string? Ambiguity(SchemaMatch match) => null;

    /// <summary>The network in a file that fits.</summary>
    /// <exception cref="InvalidInputException">The values are not those of a network.</exception>
    public abstract Checkpoint Map(SchemaMatch match);
}
