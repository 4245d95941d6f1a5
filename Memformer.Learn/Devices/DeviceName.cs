using System.Globalization;
using Memformer.Theory;

namespace Memformer.Learn.Devices;

/// <summary>Kinds of devices that a plan may ask for.</summary>
public enum DeviceKind
{
    /// <summary>The processor, but a card where something needs torch and torch has one.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>A card of NVIDIA's.</summary>
    Cuda,

    /// <summary>A device that has a driver for OpenCL.</summary>
    OpenCl,

    /// <summary>A card that the processor acts: slow, and for trying out what a card would do.</summary>
    Simulated,
}

/// <summary>A device as plans name it.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Index">Which of that kind.</param>
public sealed record DeviceName(DeviceKind Kind, int Index)
{
    /// <summary>What a name may be.</summary>
    public const string Allowed = "auto, cpu, cuda, cuda:N, opencl, opencl:N, or simulated";

    /// <summary>Whether kernels run on it, rather than the processor's own code.</summary>
    public bool IsCard => Kind is DeviceKind.Cuda or DeviceKind.OpenCl or DeviceKind.Simulated;

    /// <summary>Reads a name.</summary>
    /// <param name="text">One of <see cref="Allowed"/>.</param>
    /// <exception cref="UsageException">It is none of these.</exception>
    public static DeviceName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':', 2);
        DeviceKind? kind = parts[0] switch
        {
            "auto" => DeviceKind.Auto,
            "cpu" => DeviceKind.Cpu,
            "cuda" => DeviceKind.Cuda,
            "opencl" => DeviceKind.OpenCl,
            "simulated" => DeviceKind.Simulated,
            _ => null,
        };
        int index = 0;
        bool hasIndex = parts.Length == 2;
        bool isNumbered = kind is DeviceKind.Cuda or DeviceKind.OpenCl;
        if (
            kind is null
            || (
                hasIndex
                && !(isNumbered && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index))
            )
        )
        {
            throw new UsageException($"device {text}: must be {Allowed} with N = 0, 1, …");
        }

        return new DeviceName(kind.Value, index);
    }

    /// <summary>The name as plans have it.</summary>
    public override string ToString()
    {
#pragma warning disable CA1308 // Plans have lower case.
        string kind = Kind.ToString().ToLowerInvariant();
#pragma warning restore CA1308
        return Index == 0 ? kind : string.Create(CultureInfo.InvariantCulture, $"{kind}:{Index}");
    }
}
