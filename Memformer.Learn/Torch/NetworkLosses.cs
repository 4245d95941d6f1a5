using Memformer.Learn.Devices;
using Memformer.Learn.Training.Objectives;
using Memformer.Learn.Training.Plans;
using Memformer.Learn.Training.Recursion;
using Memformer.Theory;
using static TorchSharp.torch;

namespace Memformer.Learn.Torch;

/// <summary>Chooses what computes a plan's losses.</summary>
public static class NetworkLosses
{
    /// <summary>
    /// The fused recursion where it covers the plan: on the processor, or by kernels on the card that is asked for. Torch, which is
    /// loaded only then, for everything else.
    /// </summary>
    /// <param name="plan">A plan that passes its check.</param>
    /// <exception cref="Theory.UsageException">The plan's device has no such name, or does not do what the plan asks for.</exception>
    /// <exception cref="Theory.MissingCapabilityException">This machine or build has no such device, or libtorch does not load.</exception>
    public static Func<LossSettings, NetworkLoss> Of(TrainingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        DeviceName device = DeviceName.Parse(plan.Run.Device);
        LossSettings settings = plan.LossSettings(plan.Data.Law(plan.Network.Dimension), 0, plan.Training.Batch);
        if (device.IsCard && DeviceLoss.Covers(plan.Network, settings))
        {
            return OnCard(plan, device);
        }

        if (device.Kind is DeviceKind.OpenCl or DeviceKind.Simulated)
        {
            throw new UsageException($"device {device}: {DeviceLoss.Covered}; use cpu for all others");
        }

        return !device.IsCard && plan.Run.Precision == Precision.Double && FusedLoss.Covers(plan.Network, settings)
            ? settings => FusedLoss.Of(plan.Network, settings)
            : ByTorch(plan, device);
    }

    private static Func<LossSettings, NetworkLoss> OnCard(TrainingPlan plan, DeviceName device)
    {
        ComputeDevice card = ComputeDevice.Open(device);
        // A test law may have an objective of its own; on it, nothing is trained.
        return settings =>
            DeviceLoss.Covers(plan.Network, settings)
                ? new DeviceLoss(card, plan.Network, settings, plan.Run.Precision)
                : FusedLoss.Of(plan.Network, settings);
    }

    private static Func<LossSettings, NetworkLoss> ByTorch(TrainingPlan plan, DeviceName name)
    {
        Device device = TorchDevices.Find(name);
        ScalarType precision = plan.Run.Precision == Precision.Single ? ScalarType.Float32 : ScalarType.Float64;
        return settings =>
            plan.Network.Tied
                ? new TiedLoss(plan.Network, new TorchLoss(plan.Network.Untied, settings, device, precision))
                : new TorchLoss(plan.Network, settings, device, precision);
    }
}
