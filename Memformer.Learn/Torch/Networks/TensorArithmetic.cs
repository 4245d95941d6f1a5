using static TorchSharp.torch;
using Scalar = TorchSharp.Scalar;

namespace Memformer.Learn.Torch.Networks;

/// <summary>
/// Sums, multiples and squares by torch. TorchSharp hands the numbers in them to native code as Scalars and may free one
/// while native code still reads it: a garbage collection at the wrong moment then ends the run. Here every Scalar is held
/// until the call is over, so tensors are added, scaled and squared by these methods alone.
/// </summary>
internal static class TensorArithmetic
{
    private static readonly Scalar One = 1;

    /// <summary>The sum of two tensors, whose second operand torch multiplies by a Scalar of 1.</summary>
    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, alpha: One);

    /// <summary>A number added to every entry.</summary>
    public static Tensor Plus(this Tensor values, double number)
    {
        using Scalar held = number;
        return values.add(held, alpha: One);
    }

    /// <summary>Every entry times a number.</summary>
    public static Tensor Times(this Tensor values, double factor)
    {
        using Scalar held = factor;
        return values.mul(held);
    }

    /// <summary>Every entry divided by a number.</summary>
    public static Tensor Over(this Tensor values, double divisor)
    {
        using Scalar held = divisor;
        return values.div(held);
    }

    /// <summary>Every entry, or the number where that is larger.</summary>
    public static Tensor AtLeast(this Tensor values, double number)
    {
        using Scalar held = number;
        return values.clamp_min(held);
    }

    /// <summary>Every entry, or the number where that is smaller.</summary>
    public static Tensor AtMost(this Tensor values, double number)
    {
        using Scalar held = number;
        return values.clamp_max(held);
    }

    /// <summary>Every entry times itself.</summary>
    public static Tensor Squared(this Tensor values) => values.mul(values);
}
