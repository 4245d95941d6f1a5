namespace Memformer.Theory.Networks;

/// <summary>The forward pass of a network, layer by layer, over any matrix ring.</summary>
/// <typeparam name="T">The states, (d+1)×(n+1).</typeparam>
internal sealed class ForwardPass<T>(IMatrixRing<T> ring, ExactWeights weights)
{
    private readonly List<IReadOnlyList<T>> _registers = [];

    /// <summary>The registers of the layers so far, <c>[j][h]</c>.</summary>
    public IReadOnlyList<IReadOnlyList<T>> Registers => _registers;

    /// <summary>Runs the next layer on a state: attends, remembers, and returns the new state.</summary>
    /// <param name="state">Z_l.</param>
    public T Advance(T state)
    {
        var layer = _registers.Count;
        IReadOnlyList<T> attention = [.. weights.Heads[layer].Select(head => Attend(head, state))];
        _registers.Add(weights.Gates.Remember(ring, layer, attention, _registers));
        var terms = weights.Gates.Increment(ring, layer, _registers);
        return Sum([state, .. terms]);
    }

    /// <summary>The state after all layers.</summary>
    /// <param name="prompt">Z_0.</param>
    public T Run(T prompt)
    {
        var state = prompt;
        while (_registers.Count < weights.Layers)
        {
            state = Advance(state);
        }

        return state;
    }

    /// <summary><c>(1/n) P Z M (Zᵀ Q Z)</c>.</summary>
    private T Attend(ExactHead head, T state)
    {
        var values = ring.Multiply(ring.Multiply(ring.Embed(head.P), state), ring.ScaledMask);
        var scores = ring.Multiply(ring.Transpose(state), ring.Multiply(ring.Embed(head.Q), state));
        return ring.Multiply(values, scores);
    }

    /// <summary>A sum by halves, so that long sums of growing formulas stay cheap.</summary>
    private T Sum(IReadOnlyList<T> terms) =>
        terms.Count == 1
            ? terms[0]
            : ring.Add(Sum([.. terms.Take(terms.Count / 2)]), Sum([.. terms.Skip(terms.Count / 2)]));
}
