using Memformer.Learn.Training.Objectives;
using Memformer.Learn.Training.Plans;
using Memformer.Learn.Training.Recursion;
using static TorchSharp.torch;

namespace Memformer.Learn.Torch;

/// <summary>Chooses what computes a plan's losses.</summary>
public static class NetworkLosses
{
    /// <summary>
    /// The fused recursion on the processor where it covers the plan and no other device is asked for; torch, which is
    /// loaded only then, for everything else.
    /// </summary>
    /// <param name="plan">A plan that passes its check.</param>
    /// <exception cref="Theory.UsageException">The plan's device has no such name.</exception>
    /// <exception cref="Theory.MissingCapabilityException">This machine or build has no such device, or libtorch does not load.</exception>
    public static Func<LossSettings, NetworkLoss> Of(TrainingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Network.Tied)
        {
            Func<LossSettings, NetworkLoss> untied = Of(plan with { Network = plan.Network.Untied });
            return settings => new TiedLoss(plan.Network, untied(settings));
        }

        bool isOnProcessor = plan.Device is "auto" or "cpu" && plan.Precision == Precision.Double;
        return
            isOnProcessor
            && FusedLoss.Covers(plan.Network, plan.LossSettings(plan.Data.Law(plan.Network.Dimension), 0, plan.Batch))
            ? settings => new FusedLoss(plan.Network, settings)
            : ByTorch(plan);
    }

    private static Func<LossSettings, NetworkLoss> ByTorch(TrainingPlan plan)
    {
        Device device = Devices.Find(plan.Device);
        ScalarType precision = plan.Precision == Precision.Single ? ScalarType.Float32 : ScalarType.Float64;
        return settings => new TorchLoss(plan.Network, settings, device, precision);
    }
}
