using Memformer.Learn.Models;
using static TorchSharp.torch;

namespace Memformer.Learn.Torch.Networks;

/// <summary>
/// The forward pass on tokens, in blocks of Z = [X; r]: with g = r M Xᵀ/n the register's bottom row is −g Aᵀ X, and where B is
/// trained its top rows are −B (X M Xᵀ/n) Aᵀ X. A layer costs O(n d) a prompt, O(n d²) where X changes.
/// </summary>
/// <param name="design">The network's shape.</param>
/// <param name="preconditioners">A, (L, H, d, d).</param>
/// <param name="values">B, (L, H, d, d), or null where it is 0.</param>
/// <param name="gates">Γ, (L, L, H', T).</param>
internal sealed class TokenForward(NetworkDesign design, Tensor preconditioners, Tensor? values, Tensor gates)
{
    private readonly List<(Tensor Bottom, Tensor? Top)[]> _registers = [];

    /// <summary>The answers after 0 … L layers.</summary>
    public IReadOnlyList<Tensor> Answers(Tensor input)
    {
        long context = input.shape[2] - 1;
        Tensor covariates = input.narrow(1, 0, design.Dimension);
        Tensor row = input.narrow(1, design.Dimension, 1);
        List<Tensor> answers = [Answer(row, context)];
        for (int layer = 0; layer < design.Layers; layer++)
        {
            _registers.Add(Registers(layer, covariates, row, context));
            for (int register = design.HasMemory ? 0 : layer; register <= layer; register++)
            {
                (Tensor Bottom, Tensor? Top)[] heads = _registers[register];
                for (int head = 0; head < heads.Length; head++)
                {
                    (Tensor bottomGate, Tensor topGate) = Gate(layer, register, head, context);
                    row = row.Plus(bottomGate * heads[head].Bottom);
                    covariates = heads[head].Top is { } top ? covariates.Plus(topGate * top) : covariates;
                }
            }

            answers.Add(Answer(row, context));
        }

        return answers;
    }

    private static Tensor Answer(Tensor row, long context) => -row.select(2, context).squeeze(1);

    /// <summary>The registers of a layer: one for each head, or their sum where heads share their gates.</summary>
    private (Tensor Bottom, Tensor? Top)[] Registers(int layer, Tensor covariates, Tensor row, long context)
    {
        Tensor keys = covariates.narrow(2, 0, context).transpose(1, 2).Over(context);
        Tensor gradient = row.narrow(2, 0, context).matmul(keys);
        Tensor? covariance = values is null ? null : covariates.narrow(2, 0, context).matmul(keys);
        List<(Tensor Bottom, Tensor? Top)> heads = [];
        for (int head = 0; head < design.Heads; head++)
        {
            Tensor queries = preconditioners[layer, head].t().neg().matmul(covariates);
            Tensor? top = covariance is null ? null : values![layer, head].matmul(covariance).matmul(queries);
            heads.Add((gradient.matmul(queries), top));
        }

        return design.GatesPerHead ? [.. heads] : [heads.Aggregate(Sum)];
    }

    private static (Tensor Bottom, Tensor? Top) Sum((Tensor Bottom, Tensor? Top) a, (Tensor Bottom, Tensor? Top) b) =>
        (a.Bottom.Plus(b.Bottom), a.Top?.Plus(b.Top!));

    /// <summary>A gate's factors for the bottom row and for the top rows, ready to multiply B×1×(n+1) and B×d×(n+1).</summary>
    private (Tensor Bottom, Tensor Top) Gate(int layer, int register, int head, long context)
    {
        Tensor gate = gates[layer, register, head];
        switch (design.Gates)
        {
            case GateKind.Split:
                Tensor row = cat([gate.narrow(0, 0, 1).expand(context), gate.narrow(0, 1, 1)], 0);
                return (row, row);
            case GateKind.PerToken:
                Tensor rows = gate.reshape(design.GatedRows, context + 1);
                return (rows.narrow(0, design.GatedRows - 1, 1), rows.narrow(0, 0, design.GatedRows - 1));
            default:
                return (gate, gate);
        }
    }
}
