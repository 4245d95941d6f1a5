using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;

namespace Memformer.Theory.Networks;

/// <summary>
/// All weights of a network as exact formulas in the method's parameters, valid for every dimension d and every
/// context length n.
/// </summary>
/// <param name="Architecture">How the registers are combined.</param>
/// <param name="Heads"><c>Heads[l][h]</c>, the same number of heads in each of the L layers.</param>
/// <param name="Gates">The gates, of the kind that the architecture has.</param>
public sealed record ExactWeights(Architecture Architecture, IReadOnlyList<IReadOnlyList<ExactHead>> Heads, Gates Gates)
{
    /// <summary>L.</summary>
    public int Layers => Heads.Count;

    /// <summary>H, the number of heads of each layer.</summary>
    public int HeadCount => Heads[0].Count;

    /// <summary>The parameters that occur in the weights and the gates.</summary>
    public IReadOnlySet<Symbol> Symbols =>
        Heads
            .SelectMany(layer => layer)
            .SelectMany(head => head.Symbols)
            .Concat(Gates.All.SelectMany(gate => gate.Symbols))
            .ToHashSet();

    /// <summary>
    /// A with <c>R = [0; (A ∇f(w))ᵀ X]</c> for the register of a head whose P has no top-left block: P's corner times
    /// the negative transpose of Q's block; d×d.
    /// </summary>
    /// <exception cref="InvalidOperationException">P or Q has other blocks, so that the register is no gradient.</exception>
    public MatrixPolynomial Preconditioner(int layer, int head = 0)
    {
        var (p, q) = (Heads[layer][head].P, Heads[layer][head].Q);
        return
            p[0, 0].IsZero && p[0, 1].IsZero && p[1, 0].IsZero && q[0, 1].IsZero && p[1, 1].TryGetScalar(out var corner)
            ? -corner * q[0, 0].Transpose()
            : throw new InvalidOperationException(
                $"the head {head} of layer {layer} is not of the form [0 0; 0 p], [−Aᵀ 0; …]"
            );
    }

    /// <summary>The network's canonical form, read from its formulas and without running it.</summary>
    public CanonicalForm Canonical() =>
        CanonicalForm.FromMatrices(
            new(
                Layers,
                (layer, register) =>
                    Gates.Coefficient(this, layer, register) ?? MatrixPolynomial.Zero(PromptAlgebra.Square)
            )
        );

    /// <summary>The weights at given values of some of the parameters.</summary>
    /// <exception cref="UndefinedValueException">A weight has a pole there.</exception>
    public ExactWeights Substitute(IReadOnlyDictionary<Symbol, RationalFunction> values) =>
        new(
            Architecture,
            [.. Heads.Select(layer => (IReadOnlyList<ExactHead>)[.. layer.Select(head => head.Substitute(values))])],
            Gates.Substitute(values)
        );

    /// <summary>Equal heads and gates in the same architecture.</summary>
    public bool Equals(ExactWeights? other) =>
        other is not null
        && Architecture == other.Architecture
        && Gates.Equals(other.Gates)
        && Layers == other.Layers
        && Heads.Zip(other.Heads).All(pair => pair.First.SequenceEqual(pair.Second));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Architecture.Name, Layers, HeadCount, Gates);
}
