using static TorchSharp.torch;

namespace Memformer.Learn.Torch.Networks;

/// <summary>Numbers out of tensors.</summary>
internal static class TensorConversions
{
    /// <summary>All entries in row-major order, in double precision, wherever the tensor lives.</summary>
    public static double[] ToDoubles(this Tensor tensor)
    {
        using IDisposable scope = NewDisposeScope();
        return [.. tensor.to(ScalarType.Float64).cpu().contiguous().data<double>()];
    }

    /// <summary>The one number of a tensor.</summary>
    public static double ToDouble(this Tensor tensor)
    {
        using Tensor plain = tensor.to(ScalarType.Float64);
        return plain.item<double>();
    }
}
