using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Models;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>
/// How many coefficients of the canonical form a network is free to choose: what its architecture, or tied layers, make zero, equal
/// or proportional by construction supports no method.
/// </summary>
/// <param name="weights">The network.</param>
/// <param name="form">Its canonical form.</param>
/// <param name="ties">The layers that come again; null where none do.</param>
internal sealed class NetworkFreedom(NetworkWeights weights, CanonicalMatrices form, LayerTies? ties)
{
    private readonly int _all = weights.Layers * (weights.Layers + 1) / 2;

    /// <summary>The independent coefficients. An entry that is exactly zero was made so, and measures nothing.</summary>
    public int Numbers => Math.Min(Math.Min(Chosen, _all), Different);

    /// <summary>The entries of the canonical form that move by themselves: those of tied layers are copies.</summary>
    public int Entries => ties is null ? _all : Different;

    /// <summary>
    /// By how much larger the standard error of a letter is than if all entries moved by themselves, as those of tied layers do not.
    /// </summary>
    public double Copies => Entries > 0 ? Math.Sqrt((double)_all / Entries) : 1;

    /// <summary>Whether nothing but a layer's own gradient can enter it.</summary>
    public bool IsWithoutMemory => !weights.Architecture.HasMemory;

    /// <summary>
    /// Whether every network of this kind is the method: one layer used again and again without memory is gradient descent
    /// with one step, and with one running register the heavy ball with constants.
    /// </summary>
    public bool IsMethod(MethodFit fit) =>
        ties is { Block: 1 }
        && !fit.IsUndetermined
        && fit.Letters <= Numbers
        && ((Numbers == 1 && fit.IsPlain) || weights.Architecture == NetworkArchitecture.Dynamic);

    private int Chosen =>
        ties is null
            ? weights.Architecture.Freedom(weights.Layers)
            : weights.Architecture.TiedFreedom(weights.Layers, ties.Block, HasQueryGates);

    /// <summary>Entries that are not zero, each once for all the places to which ties copy it; the last row may be the query's own.</summary>
    private int Different =>
        Enumerable
            .Range(0, form.Layers)
            .SelectMany(layer => Enumerable.Range(0, layer + 1).Select(register => (layer, register)))
            .Count(entry =>
                form[entry.layer, entry.register].FrobeniusNorm() > 0 && !IsCopy(entry.layer, entry.register)
            );

    private bool IsCopy(int layer, int register) =>
        ties is not null
        && register >= ties.Block
        && (layer < form.Layers - 1 || !HasQueryGates)
        && form[layer - ties.Block, register - ties.Block].FrobeniusNorm() > 0;

    private bool HasQueryGates => weights.Gates.Masks.Any(mask => mask.Gate is not Gate.Scalar);
}
