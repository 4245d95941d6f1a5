namespace Memformer.Learn.Numerics;

/// <summary>Equality of rectangular arrays by their entries, so that records that hold them have value semantics.</summary>
internal static class Matrices
{
    public static bool SameEntries(double[,] first, double[,] second) =>
        first.GetLength(0) == second.GetLength(0)
        && first.GetLength(1) == second.GetLength(1)
        && first.Cast<double>().SequenceEqual(second.Cast<double>());

    public static int Hash(double[,] matrix)
    {
        HashCode hash = new HashCode();
        foreach (double entry in matrix)
        {
            hash.Add(entry);
        }

        return hash.ToHashCode();
    }
}
