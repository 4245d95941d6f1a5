using Memformer.Learn.Models;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// Running registers whose gates are masks or differ by head, written out as gates of every layer's own:
/// <c>R ← γ_l ⊙ R + attention</c>, <c>Z ← Z + α_l R</c> gives layer l register j through <c>α_l ∏_{j&lt;m≤l} γ_m</c>.
/// </summary>
internal static class RunningRegisters
{
    /// <param name="layers">L.</param>
    /// <param name="gates">By layer l and register j ≤ l: one gate, or one for each head.</param>
    public static NetworkGates Of(int layers, Func<int, int, IReadOnlyList<Gate>> gates) =>
        new NetworkGates.Lfom(new(layers, gates));
}
