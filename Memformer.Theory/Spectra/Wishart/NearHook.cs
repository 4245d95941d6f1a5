namespace Memformer.Theory.Spectra.Wishart;

/// <summary>
/// A partition (a, b, 1, …, 1): one row of a boxes, one of b, then single boxes. Among the partitions κ of k only these
/// have θ_κ ≠ 0, so only they carry a trace of a power in the basis of zonal polynomials.
/// </summary>
/// <param name="First">Length a of the first row, at least 1.</param>
/// <param name="Second">Length b of the second row, 0 ≤ b ≤ a.</param>
/// <param name="Tail">Number of rows of one box below; 0 when there is no second row.</param>
internal readonly record struct NearHook(int First, int Second, int Tail)
{
    /// <summary>k, the number of boxes.</summary>
    public int Size => First + Second + Tail;

    /// <summary>The number of rows.</summary>
    public int Rows => Second == 0 ? 1 : Tail + 2;

    /// <summary>Every partition of this kind of <paramref name="size"/> boxes.</summary>
    public static IEnumerable<NearHook> Of(int size)
    {
        yield return new NearHook(size, 0, 0);
        for (var second = 1; 2 * second <= size; second++)
        {
            for (var first = second; first + second <= size; first++)
            {
                yield return new NearHook(first, second, size - first - second);
            }
        }
    }

    /// <summary>The contents 2a' − l' of the boxes, a' and l' the boxes to the left and above.</summary>
    public IEnumerable<int> Contents()
    {
        for (var column = 0; column < First; column++)
        {
            yield return 2 * column;
        }

        for (var column = 0; column < Second; column++)
        {
            yield return 2 * column - 1;
        }

        for (var row = 2; row < Tail + 2; row++)
        {
            yield return -row;
        }
    }
}
