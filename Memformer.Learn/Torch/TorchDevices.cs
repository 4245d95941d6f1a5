using Memformer.Learn.Devices;
using Memformer.Theory;
using TorchSharp;
using static TorchSharp.torch;

namespace Memformer.Learn.Torch;

/// <summary>torch's devices by the names that plans use.</summary>
public static class TorchDevices
{
    /// <summary>The device of a name.</summary>
    /// <param name="name">auto (CUDA where there is one), cpu or cuda.</param>
    /// <exception cref="MissingCapabilityException">This machine or build has no such device, or libtorch does not load.</exception>
    public static Device Find(DeviceName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool isCuda = name.Kind == DeviceKind.Cuda;
        if (!isCuda || LibTorch.IsPartOfThisBuild)
        {
            LibTorch.Load();
        }

        if (isCuda)
        {
            return Cuda(name);
        }

        return name.Kind == DeviceKind.Auto && cuda.is_available() ? CUDA : CPU;
    }

    private static Device Cuda(DeviceName name)
    {
        if (!LibTorch.IsPartOfThisBuild || !cuda.is_available())
        {
            throw new MissingCapabilityException(
                $"device {name}: {DeviceLoss.Covered}; all others need libtorch with CUDA and a card, one of which is missing; "
                    + "build with -p:LibTorch=cuda (docs/training.md), or use cpu"
            );
        }

        return name.Index < cuda.device_count()
            ? new Device(DeviceType.CUDA, name.Index)
            : throw new MissingCapabilityException(
                $"device {name}: this machine has {cuda.device_count()} CUDA device(s)"
            );
    }
}
