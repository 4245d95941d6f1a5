using Memformer.Theory;

namespace Memformer.Cli.Terminal;

/// <summary>The number of layers as an option's value.</summary>
internal static class LayerCount
{
    private const int Largest = 1024;

    /// <summary>The number, if it is allowed.</summary>
    /// <exception cref="UsageException">It is not; the message says what is.</exception>
    public static int Checked(int layers) =>
        layers is >= 1 and <= Largest
            ? layers
            : throw new UsageException($"--layers {layers}: allowed are 1 to {Largest}");
}
