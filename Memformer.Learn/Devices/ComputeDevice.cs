using System.Globalization;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using Memformer.Theory;

namespace Memformer.Learn.Devices;

/// <summary>A device that kernels run on, and the kernels compiled for it.</summary>
public sealed class ComputeDevice : IDisposable
{
    private const string Impossible =
        "this program was compiled ahead of time and cannot compile kernels; a checkout can: dotnet fsi build.fsx build "
        + "(docs/install.md)";

    private readonly Context _context;

    private ComputeDevice(Context context, Accelerator accelerator)
    {
        _context = context;
        Accelerator = accelerator;
        Kernels = new DeviceKernels(accelerator);
    }

    /// <summary>What it calls itself.</summary>
    public string Name => Describe(Accelerator.Device);

    /// <summary>The device.</summary>
    internal Accelerator Accelerator { get; }

    /// <summary>Its kernels.</summary>
    internal DeviceKernels Kernels { get; }

    /// <summary>Whether kernels can be compiled, which a program that was itself compiled ahead of time cannot do.</summary>
    public static bool IsPossible => RuntimeFeature.IsDynamicCodeSupported;

    /// <summary>The cards that this machine has, as plans name them, and what they call themselves.</summary>
    /// <exception cref="MissingCapabilityException">Kernels cannot be compiled here.</exception>
    public static IReadOnlyList<(DeviceName Name, string Description)> Cards()
    {
        using Context context = CreateContext();
        return
        [
            .. Cards(context, DeviceKind.Cuda)
                .Select((card, i) => (new DeviceName(DeviceKind.Cuda, i), Describe(card))),
            .. Cards(context, DeviceKind.OpenCl)
                .Select((card, i) => (new DeviceName(DeviceKind.OpenCl, i), Describe(card))),
        ];
    }

    /// <summary>Opens a device.</summary>
    /// <param name="name">A card.</param>
    /// <exception cref="MissingCapabilityException">This machine has no such card, or it has no double precision.</exception>
    public static ComputeDevice Open(DeviceName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsPossible)
        {
            throw new MissingCapabilityException($"device {name}: {Impossible}");
        }

        Context context = CreateContext();
        try
        {
            Device[] cards = Cards(context, name.Kind);
            if (name.Index >= cards.Length)
            {
                throw new MissingCapabilityException(
                    $"device {name}: {Found(context)}; use cpu, or simulated to try the kernels"
                );
            }

            return new ComputeDevice(context, cards[name.Index].CreateAccelerator(context));
        }
        catch (Exception failure)
        {
            context.Dispose();
            if (failure is MissingCapabilityException)
            {
                throw;
            }

            throw new MissingCapabilityException(
                $"device {name}: {Printable.Line(failure.Message)}; its driver may be too old, or it may lack double precision; use cpu",
                failure
            );
        }
    }

    /// <summary>Opens a card that the processor acts.</summary>
    /// <param name="card">Its warps and groups.</param>
    internal static ComputeDevice Simulate(CPUDevice card)
    {
        Context context = Context.Create(builder => builder.CPU(card));
        return new ComputeDevice(context, card.CreateAccelerator(context));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Accelerator.Dispose();
        _context.Dispose();
    }

    private static Context CreateContext() =>
        IsPossible
            ? Context.Create(builder => builder.CPU(CPUDevice.Default).OpenCL().Cuda().Optimize(OptimizationLevel.O1))
            : throw new MissingCapabilityException(Impossible);

    private static Device[] Cards(Context context, DeviceKind kind) =>
        kind switch
        {
            DeviceKind.Cuda => [.. context.GetCudaDevices()],
            DeviceKind.OpenCl => [.. context.GetCLDevices()],
            _ => [.. context.GetCPUDevices()],
        };

    private static string Found(Context context)
    {
        string[] found =
        [
            .. Cards(context, DeviceKind.Cuda)
                .Select((card, i) => $"{new DeviceName(DeviceKind.Cuda, i)} ({Describe(card)})"),
            .. Cards(context, DeviceKind.OpenCl)
                .Select((card, i) => $"{new DeviceName(DeviceKind.OpenCl, i)} ({Describe(card)})"),
        ];
        return found.Length == 0
            ? "this machine has no card with a driver for CUDA or OpenCL"
            : $"this machine has {string.Join(", ", found)}";
    }

    private static string Describe(Device card) =>
        card is CPUDevice
            ? "simulated by the processor"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Printable.Line(card.Name.Trim())}, {card.MemorySize / Math.Pow(2, 30):F1} GiB"
            );
}
