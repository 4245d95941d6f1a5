using System.Runtime.InteropServices;

namespace Memformer.Theory.Spectra.Wishart;

/// <summary>
/// All pairings of the 2k factors G in a product of k factors W, counted by what they contribute. Factor 2t is the left
/// G of the t-th W, factor 2t + 1 its right Gᵀ; between the t-th W and the next stands a vertex, one factor Σ.
/// </summary>
internal sealed class PairingCounts
{
    private readonly int _power;
    private readonly int[] _partner;
    private readonly int[] _cycle;
    private readonly int[] _lengths;

    private PairingCounts(int power)
    {
        _power = power;
        _partner = new int[2 * power];
        _cycle = new int[power];
        _lengths = new int[power];
        Sandwiched = [.. Enumerable.Range(0, power / 2 + 1).Select(_ => new Dictionary<CycleType, long>())];
    }

    /// <summary>Counts for tr Wᵏ.</summary>
    public Dictionary<CycleType, long> Plain { get; } = [];

    /// <summary>Counts for tr(Σ Wᵏ).</summary>
    public Dictionary<CycleType, long> Weighted { get; } = [];

    /// <summary>Counts for tr(Σ Wⁱ Σ⁻¹ Wᵏ⁻ⁱ), by i from 0 to k/2; entry 0 is empty, for the two factors cancel.</summary>
    public IReadOnlyList<Dictionary<CycleType, long>> Sandwiched { get; }

    /// <summary>Counts all (2k − 1)!! pairings.</summary>
    public static PairingCounts Of(int power)
    {
        PairingCounts counts = new(power);
        Array.Fill(counts._partner, -1);
        counts.Pair(0);
        return counts;
    }

    private void Pair(int first)
    {
        while (first < _partner.Length && _partner[first] >= 0)
        {
            first++;
        }

        if (first == _partner.Length)
        {
            Record();
            return;
        }

        for (var second = first + 1; second < _partner.Length; second++)
        {
            if (_partner[second] < 0)
            {
                (_partner[first], _partner[second]) = (second, first);
                Pair(first + 1);
                (_partner[first], _partner[second]) = (-1, -1);
            }
        }
    }

    private void Record()
    {
        CycleType type = new(CountContextCycles(), 0);
        var cycles = FollowDimensionCycles();
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            type = type.With(_lengths[cycle]);
        }

        // Vertex 0, where the trace closes, takes the further Σ; vertex i, between Wⁱ and the rest, takes Σ⁻¹.
        var weighted = type.Shifted(_lengths[_cycle[0]], 1);
        Add(Plain, type);
        Add(Weighted, weighted);
        for (var i = 1; i < Sandwiched.Count; i++)
        {
            var same = _cycle[0] == _cycle[i];
            Add(Sandwiched[i], same ? type : weighted.Shifted(_lengths[_cycle[i]], -1));
        }
    }

    private static void Add(Dictionary<CycleType, long> counts, CycleType type) =>
        CollectionsMarshal.GetValueRefOrAddDefault(counts, type, out _)++;

    private int CountContextCycles()
    {
        var cycles = 0;
        ulong seen = 0;
        for (var start = 0; start < _partner.Length; start++)
        {
            if ((seen & 1UL << start) != 0)
            {
                continue;
            }

            cycles++;
            for (var at = start; (seen & 1UL << at) == 0; at = _partner[at ^ 1])
            {
                seen |= 1UL << at | 1UL << (at ^ 1);
            }
        }

        return cycles;
    }

    /// <summary>Labels each vertex with its cycle and measures the cycles; vertex t has ends 2t and 2t − 1.</summary>
    private int FollowDimensionCycles()
    {
        Array.Fill(_cycle, -1);
        var cycles = 0;
        for (var start = 0; start < _power; start++)
        {
            if (_cycle[start] >= 0)
            {
                continue;
            }

            var length = 0;
            var enter = 2 * start;
            var vertex = start;
            while (_cycle[vertex] < 0)
            {
                _cycle[vertex] = cycles;
                length++;
                var leave = OtherEnd(enter);
                enter = _partner[leave];
                vertex = VertexOf(enter);
            }

            _lengths[cycles++] = length;
        }

        return cycles;
    }

    private int VertexOf(int factor) => (factor + 1) / 2 % _power;

    private int OtherEnd(int factor) =>
        (factor & 1) == 0 ? (factor + _partner.Length - 1) % _partner.Length : (factor + 1) % _partner.Length;
}
