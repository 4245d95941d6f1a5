using ILGPU;
using Memformer.Learn.Training.Optimizers;

namespace Memformer.Learn.Devices;

/// <summary>The kernels of Adam's steps: what <see cref="GradientClipping"/> and <see cref="Adam"/> do on the processor.</summary>
internal static class AdamKernels
{
    /// <summary>Scales down a part of the gradient that is longer than the limit.</summary>
    /// <param name="part">The part.</param>
    /// <param name="gradient">Of all parameters.</param>
    /// <param name="parts">Where each part begins; after the last, where that ends.</param>
    /// <param name="limit">The largest norm.</param>
    public static void Clip(Index1D part, ArrayView<double> gradient, ArrayView<int> parts, double limit)
    {
        double squared = 0;
        for (int i = parts[part]; i < parts[part + 1]; i++)
        {
            squared += gradient[i] * gradient[i];
        }

        double norm = Math.Sqrt(squared);
        for (int i = parts[part]; norm > limit && i < parts[part + 1]; i++)
        {
            gradient[i] *= limit / norm;
        }
    }

    /// <summary>Moves a parameter.</summary>
    /// <param name="parameter">Which.</param>
    /// <param name="gradient">Of all parameters.</param>
    /// <param name="parameters">Changed.</param>
    /// <param name="mean">The running means of the derivatives; changed.</param>
    /// <param name="square">Those of their squares; changed.</param>
    /// <param name="step">What the step has the same for all.</param>
    public static void Move(
        Index1D parameter,
        ArrayView<double> gradient,
        ArrayView<double> parameters,
        ArrayView<double> mean,
        ArrayView<double> square,
        AdamStep step
    )
    {
        mean[parameter] = AdamStep.Mean(mean[parameter], gradient[parameter]);
        square[parameter] = AdamStep.Square(square[parameter], gradient[parameter]);
        parameters[parameter] = step.Move(parameters[parameter], mean[parameter], square[parameter]);
    }
}
