using Memformer.Learn.Models;
using Memformer.Learn.Torch.Networks;
using static TorchSharp.torch;

namespace Memformer.Learn.Torch.Optimizers;

/// <summary>
/// Clips the gradient of every matrix by its own norm, as the paper's published code does: a layer whose gradient explodes does
/// not slow the others down. Gates are clipped as one.
/// </summary>
internal static class GradientClipping
{
    private const double Smallest = 1e-30;

    /// <summary>Scales down, in place, what is longer than the limit.</summary>
    /// <param name="gradient">Of all parameters.</param>
    /// <param name="layout">What lies where in it.</param>
    /// <param name="limit">The largest Frobenius norm.</param>
    public static void Apply(Tensor gradient, ParameterLayout layout, double limit)
    {
        foreach (ParameterSegment segment in layout.Segments)
        {
            long matrices = segment.Shape.Take(segment.ClipAxes).Aggregate(1L, (product, extent) => product * extent);
            Tensor rows = gradient.narrow(0, segment.Offset, segment.Length).view(matrices, -1);
            Tensor norms = rows.Squared().sum(1, keepdim: true).sqrt();
            rows.mul_(norms.AtLeast(Smallest).reciprocal().Times(limit).AtMost(1));
        }
    }
}
