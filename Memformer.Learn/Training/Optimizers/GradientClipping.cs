using Memformer.Learn.Models;

namespace Memformer.Learn.Training.Optimizers;

/// <summary>
/// Clips the gradient of every matrix by its own norm, as the paper's published code does: a layer whose gradient explodes does
/// not slow the others down. Gates are clipped as one.
/// </summary>
internal static class GradientClipping
{
    /// <summary>Scales down, in place, what is longer than the limit.</summary>
    /// <param name="gradient">Of all parameters.</param>
    /// <param name="layout">What lies where in it.</param>
    /// <param name="limit">The largest Frobenius norm.</param>
    public static void Apply(Span<double> gradient, ParameterLayout layout, double limit)
    {
        foreach ((int offset, int length) in Parts(layout))
        {
            Clip(gradient.Slice(offset, length), limit);
        }
    }

    /// <summary>What is clipped by a norm of its own: where it begins, and how long it is.</summary>
    /// <param name="layout">What lies where in a gradient.</param>
    public static IEnumerable<(int Offset, int Length)> Parts(ParameterLayout layout)
    {
        foreach (ParameterSegment segment in layout.Segments)
        {
            int matrices = (int)
                segment.Shape.Take(segment.ClipAxes).Aggregate(1L, (product, extent) => product * extent);
            int size = segment.Length / matrices;
            for (int matrix = 0; matrix < matrices; matrix++)
            {
                yield return (segment.Offset + (matrix * size), size);
            }
        }
    }

    private static void Clip(Span<double> matrix, double limit)
    {
        double squared = 0;
        foreach (double entry in matrix)
        {
            squared += entry * entry;
        }

        double norm = Math.Sqrt(squared);
        if (norm > limit)
        {
            foreach (ref double entry in matrix)
            {
                entry *= limit / norm;
            }
        }
    }
}
