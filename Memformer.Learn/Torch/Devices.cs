using System.Globalization;
using Memformer.Theory;
using TorchSharp;
using static TorchSharp.torch;

namespace Memformer.Learn.Torch;

/// <summary>Devices by the names that plans use.</summary>
public static class Devices
{
    /// <summary>The device of a name.</summary>
    /// <param name="name">auto (CUDA where there is one), cpu, cuda, or cuda:N.</param>
    /// <exception cref="UsageException">The name is none of these.</exception>
    /// <exception cref="MissingCapabilityException">This machine or build has no such device, or libtorch does not load.</exception>
    public static Device Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool isCuda = name == "cuda" || name.StartsWith("cuda:", StringComparison.Ordinal);
        if (!isCuda && name is not ("auto" or "cpu"))
        {
            throw new UsageException($"device {name}: must be auto, cpu, cuda, or cuda:N");
        }

        LibTorch.Load();
        if (isCuda)
        {
            return Cuda(name);
        }

        return name == "auto" && cuda.is_available() ? CUDA : CPU;
    }

    private static Device Cuda(string name)
    {
        int index = 0;
        if (name.Length > 4 && !int.TryParse(name[5..], NumberStyles.None, CultureInfo.InvariantCulture, out index))
        {
            throw new UsageException($"device {name}: must be cuda or cuda:N with N = 0, 1, …");
        }

        if (!cuda.is_available())
        {
            throw new MissingCapabilityException(
                $"device {name}: no CUDA device, or this build's libtorch has no CUDA; build with -p:LibTorch=cuda "
                    + "(docs/training.md), or use cpu"
            );
        }

        return index < cuda.device_count()
            ? new Device(DeviceType.CUDA, index)
            : throw new MissingCapabilityException(
                $"device {name}: this machine has {cuda.device_count()} CUDA device(s)"
            );
    }
}
