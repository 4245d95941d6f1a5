using ILGPU;

namespace Memformer.Learn.Devices;

/// <summary>
/// The recursion of a block's rows and the parts of their inner products, in one precision. What goes in and comes out is in double
/// precision.
/// </summary>
internal abstract class RowPass : IDisposable
{
    /// <summary>Takes up what all prompts share.</summary>
    /// <param name="shared">A, g, and the rest, as <see cref="KernelShape"/> has them.</param>
    public abstract void Share(ArrayView<double> shared);

    /// <summary>Runs the recursion of all rows.</summary>
    /// <param name="prompts">The prompts' vectors.</param>
    /// <param name="orders">Which rows of the roots each prompt takes.</param>
    /// <param name="shape">Where they lie.</param>
    public abstract void Run(ArrayView<double> prompts, ArrayView<int> orders, KernelShape shape);

    /// <summary>Multiplies the rows' vectors.</summary>
    /// <param name="left">The first vector of each product.</param>
    /// <param name="right">The second.</param>
    /// <param name="sums">Overwritten, parts of each product side by side.</param>
    /// <param name="shape">Where the vectors lie.</param>
    /// <param name="parts">Parts of a product.</param>
    public abstract void Multiply(
        ArrayView<int> left,
        ArrayView<int> right,
        ArrayView<double> sums,
        KernelShape shape,
        int parts
    );

    /// <inheritdoc/>
    public abstract void Dispose();
}
