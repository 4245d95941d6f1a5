using Memformer.Learn.Models;
using static TorchSharp.torch;

namespace Memformer.Learn.Torch.Networks;

/// <summary>
/// The errors of a network with per-layer gates on a batch of prompts, given each prompt's H, by torch: with errors
/// e = w* − w as rows of V, <c>V_{l+1} = V_l − Σ_{j≤l,h} g_{l,j,h} (V_j H + N) S_jᵀ A_{j,h}ᵀ S_j</c>. S_l = I where X never
/// changes; else X_l = S_l X_0 and <c>S_{l+1} = S_l − Σ g_{l,j,h} B_{j,h} (S_j H S_jᵀ) A_{j,h}ᵀ S_j</c>.
/// </summary>
/// <remarks>
/// On any device and in either precision, with torch's derivatives; Training/Recursion is the same recursion for the processor.
/// Source: the layers of <see cref="MemformerNetwork"/>, with e M Xᵀ/n = e H.
/// </remarks>
internal static class TensorRecursion
{
    /// <summary>V_0 … V_L.</summary>
    /// <param name="network">A network whose design has an error recursion.</param>
    /// <param name="hessian">H, (B, d, d).</param>
    /// <param name="errors">V_0, (B or 1, k, d).</param>
    /// <param name="drift">N, (B, k, d), or null where it is 0.</param>
    public static IReadOnlyList<Tensor> Errors(MemformerNetwork network, Tensor hessian, Tensor errors, Tensor? drift)
    {
        NetworkDesign design = network.Design;
        Tensor gates = network.CanonicalGates();
        Tensor preconditioners = network.Preconditioners();
        Tensor? values = design.FreeValues ? network.Values() : null;
        List<Tensor> history = [errors];
        List<Tensor> steps = [];
        List<Tensor> transforms = [];
        Tensor? transform = values is null ? null : eye(design.Dimension, dtype: hessian.dtype, device: hessian.device);
        for (int layer = 0; layer < design.Layers; layer++)
        {
            Tensor gradient = history[^1].matmul(hessian);
            gradient = drift is null ? gradient : gradient.Plus(drift);
            Tensor? moved = transform?.matmul(hessian).matmul(transform.transpose(-1, -2));
            for (int head = 0; head < design.Heads; head++)
            {
                Tensor transposed = preconditioners[layer, head].t();
                Tensor back = transform is null ? transposed : transposed.matmul(transform);
                Tensor seen = transform is null ? gradient : gradient.matmul(transform.transpose(-1, -2));
                steps.Add(seen.matmul(back));
                if (moved is not null)
                {
                    transforms.Add(values![layer, head].matmul(moved).matmul(back));
                }
            }

            history.Add(Combine(history[^1], steps, gates, layer, design));
            transform = transform is null ? null : Combine(transform, transforms, gates, layer, design);
        }

        return history;
    }

    private static Tensor Combine(Tensor start, List<Tensor> steps, Tensor gates, int layer, NetworkDesign design)
    {
        Tensor sum = start;
        for (int register = design.HasMemory ? 0 : layer; register <= layer; register++)
        {
            for (int head = 0; head < design.Heads; head++)
            {
                sum -= gates[layer, register, head] * steps[(register * design.Heads) + head];
            }
        }

        return sum;
    }
}
