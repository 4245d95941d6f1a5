using System.Collections.Immutable;
using Memformer.Theory.Networks;

namespace Memformer.Learn.Models;

/// <summary>
/// How a network combines the gradient registers of its layers (Dutta &amp; Sra, arXiv:2410.07263): which numbers it trains for
/// that, and how they make the gates. Training on either path, files, constructions and audits ask this object.
/// </summary>
public abstract class NetworkArchitecture
{
    private static ImmutableList<NetworkArchitecture> _all = [Linear, Dynamic, Lfom, LfomShared];

    /// <summary>No memory: <c>Z_{l+1} = Z_l + R_l</c> (Ahn et al., arXiv:2306.00297).</summary>
    public static NetworkArchitecture Linear => LinearNetwork.Instance;

    /// <summary>A running register: <c>R_l = attention_l + γ_l R_{l−1}</c>, <c>Z_{l+1} = Z_l + α_l R_l</c>.</summary>
    public static NetworkArchitecture Dynamic => DynamicNetwork.Instance;

    /// <summary>All registers, with gates of every layer's own: <c>Z_{l+1} = Z_l + Σ_{j≤l} Γ_j^l ⊙ R_j</c>.</summary>
    public static NetworkArchitecture Lfom => LfomNetwork.Instance;

    /// <summary>All registers, with gates that depend on the register alone: <c>Z_{l+1} = Z_l + Σ_{j≤l} a_j ⊙ R_j</c>.</summary>
    public static NetworkArchitecture LfomShared => SharedGatesNetwork.Instance;

    /// <summary>All architectures that files can name.</summary>
    public static IReadOnlyList<NetworkArchitecture> All => _all;

    /// <summary>The name in files and on the command line, such as <c>lfom-shared</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a layer may use the registers of earlier layers.</summary>
    public virtual bool HasMemory => true;

    /// <summary>Whether a gate may have a number for each token instead of one.</summary>
    public virtual bool HasTokenGates => false;

    /// <summary>Whether every head may have gates of its own.</summary>
    public virtual bool HasGatesPerHead => false;

    /// <summary>Whether a layer's own register may enter in either <see cref="UpdateForm"/>.</summary>
    public virtual bool HasUpdateForms => false;

    /// <summary>The numbers that make the gates.</summary>
    public abstract IReadOnlyList<GateParameters> Parameters { get; }

    /// <summary>Makes an architecture known to files and <see cref="NetworkWeights.From"/>, until the program ends.</summary>
    /// <exception cref="ArgumentException">Another one has its name.</exception>
    public static void Register(NetworkArchitecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ImmutableInterlocked.Update(
            ref _all,
            known =>
                known.Contains(architecture) ? known
                : known.Exists(other => other.Name == architecture.Name)
                    ? throw new ArgumentException($"there is an architecture {architecture.Name} already")
                : known.Add(architecture)
        );
    }

    /// <summary>The numbers whose product is the gate from register j to layer l: none stand for 1, null for a closed gate.</summary>
    /// <param name="design">The network.</param>
    /// <param name="layer">l.</param>
    /// <param name="register">j ≤ l.</param>
    public abstract IReadOnlyList<GateFactor>? Gate(NetworkDesign design, int layer, int register);

    /// <summary>What training starts from.</summary>
    /// <param name="design">The network.</param>
    /// <param name="parameters">One of <see cref="Parameters"/>.</param>
    /// <returns>A number for each layer; of parameters of pairs that of j = l, the others start at 0.</returns>
    public abstract double Start(NetworkDesign design, GateParameters parameters);

    /// <summary>The gates of a network, from numbers that were trained or stored.</summary>
    public abstract NetworkGates Gates(IGateSource source);

    /// <summary>Exact gates as numbers; null where they are not of this architecture.</summary>
    /// <exception cref="Theory.UsageException">A parameter has no value.</exception>
    public abstract NetworkGates? From(ExactWeights exact);

    /// <summary>How many entries of the canonical form, of L(L + 1)/2, the gates and steps of L layers can choose.</summary>
    public abstract int Freedom(int layers);

    /// <summary>How many they can choose where a block of layers is used again and again.</summary>
    /// <param name="layers">L.</param>
    /// <param name="block">Layers with weights of their own.</param>
    /// <param name="hasQueryGates">Whether the query's column has gates of its own.</param>
    public abstract int TiedFreedom(int layers, int block, bool hasQueryGates);

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}
