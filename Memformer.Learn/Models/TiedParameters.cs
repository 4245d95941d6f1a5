namespace Memformer.Learn.Models;

/// <summary>
/// The parameters of a looped network, which uses one layer's weights L times, as those of a network with layers of their
/// own: what belongs to a layer is the same in all layers, and what belongs to a pair of layers a function of l − j.
/// </summary>
internal sealed class TiedParameters
{
    private const int NotUsed = -1;

    /// <summary>For each entry of the untied vector the entry of the tied one that it repeats.</summary>
    private readonly int[] _sources;

    /// <summary>Prepares.</summary>
    /// <param name="design">A design with <see cref="NetworkDesign.Tied"/>.</param>
    public TiedParameters(NetworkDesign design)
    {
        ParameterLayout untied = new(design.Untied);
        ParameterLayout tied = new(design);
        Length = tied.Length;
        _sources = new int[untied.Length];
        foreach (ParameterSegment segment in untied.Segments)
        {
            ParameterSegment once = tied[segment.Name];
            for (int i = 0; i < segment.Length; i++)
            {
                int place = segment.Gates is { OfPairs: true }
                    ? OfPair(i, segment.Length, design.Layers)
                    : i % once.Length;
                _sources[segment.Offset + i] = place == NotUsed ? NotUsed : once.Offset + place;
            }
        }
    }

    /// <summary>The number of tied parameters.</summary>
    public int Length { get; }

    /// <summary>Where the tied parameter stands that an untied one repeats, one of a layer or of a pair with j ≤ l.</summary>
    /// <param name="untied">Its place in the order of the untied design's layout.</param>
    public int SourceOf(int untied) => _sources[untied];

    /// <summary>The parameters of all layers.</summary>
    /// <param name="tied">In the order of the tied design's <see cref="ParameterLayout"/>.</param>
    /// <returns>In the order of the untied design's.</returns>
    public double[] Repeat(ReadOnlySpan<double> tied)
    {
        double[] all = new double[_sources.Length];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = _sources[i] == NotUsed ? 0 : tied[_sources[i]];
        }

        return all;
    }

    /// <summary>The transpose of <see cref="Repeat"/>: derivatives in the parameters of all layers as those in the tied ones.</summary>
    /// <param name="all">In the order of the untied design's layout.</param>
    /// <param name="tied">Overwritten; in the order of the tied design's.</param>
    public void Sum(ReadOnlySpan<double> all, Span<double> tied)
    {
        tied.Clear();
        for (int i = 0; i < all.Length; i++)
        {
            if (_sources[i] != NotUsed)
            {
                tied[_sources[i]] += all[i];
            }
        }
    }

    /// <summary>The gates of the pair (l, j) are those of the lag l − j; none for j &gt; l.</summary>
    private static int OfPair(int place, int length, int layers)
    {
        int perPair = length / (layers * layers);
        int pair = place / perPair;
        int lag = (pair / layers) - (pair % layers);
        return lag < 0 ? NotUsed : (lag * perPair) + (place % perPair);
    }
}
