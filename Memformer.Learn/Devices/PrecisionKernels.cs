using ILGPU;

namespace Memformer.Learn.Devices;

/// <summary>The kernels between double precision and single.</summary>
internal static class PrecisionKernels
{
    /// <summary>Rounds a number.</summary>
    /// <param name="place">Which.</param>
    /// <param name="numbers">The numbers.</param>
    /// <param name="rounded">Overwritten.</param>
    public static void Narrow(Index1D place, ArrayView<double> numbers, ArrayView<float> rounded) =>
        rounded[place] = (float)numbers[place];

    /// <summary>Writes a number in double precision.</summary>
    /// <param name="place">Which.</param>
    /// <param name="numbers">The numbers.</param>
    /// <param name="widened">Overwritten.</param>
    public static void Widen(Index1D place, ArrayView<float> numbers, ArrayView<double> widened) =>
        widened[place] = numbers[place];
}
