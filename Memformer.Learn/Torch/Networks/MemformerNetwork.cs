using Memformer.Learn.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Memformer.Learn.Torch.Networks;

/// <summary>
/// A memory-augmented linear Transformer as a torch module: one layer is
/// <c>R_{l,h} = (1/n) P_{l,h} Z_l M (Z_lᵀ Q_{l,h} Z_l)</c> and <c>Z_{l+1} = Z_l + Σ_{j≤l} Σ_h Γ_{l,j,h} ⊙ R_{j,h}</c>, with
/// P = [B 0; 0 1] and Q = [−Aᵀ 0; 0 0]. The (n+1)×(n+1) matrix is never formed, and where B = 0 only the bottom row of Z is
/// carried, since the others never change.
/// </summary>
/// <remarks>
/// Sources: Ahn et al., arXiv:2306.00297, and Dutta and Sra, arXiv:2410.07263, section 3. All parameters lie in one vector,
/// <see cref="Packed"/>, as <see cref="Layout"/> says. Works on every torch device and in either precision.
/// </remarks>
public sealed class MemformerNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Parameter packed;
    private readonly Tensor _identity;
    private readonly GateTensor _gates;

    /// <summary>Creates a network whose parameters are given.</summary>
    /// <param name="design">The network's shape.</param>
    /// <param name="values">The parameter vector, in the order of <see cref="ParameterLayout"/>.</param>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="precision">Float32 or Float64.</param>
    /// <exception cref="Theory.UsageException">The design contradicts itself.</exception>
    public MemformerNetwork(NetworkDesign design, double[] values, Device device, ScalarType precision)
        : base(nameof(MemformerNetwork))
    {
        ArgumentNullException.ThrowIfNull(design);
        design.Check();
        Design = design;
        Layout = new ParameterLayout(design);
        using Tensor given = tensor(values, ScalarType.Float64);
        packed = new Parameter(given.to(precision).to(device));
        _identity = eye(design.Dimension, dtype: precision, device: device);
        _gates = new GateTensor(design, Layout, precision, device);
        RegisterComponents();
    }

    /// <summary>The network's shape.</summary>
    public NetworkDesign Design { get; }

    /// <summary>What lies where in <see cref="Packed"/>.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>All parameters, one vector.</summary>
    public Parameter Packed => packed;

    /// <summary>A_{l,h}, (L, H, d, d).</summary>
    public Tensor Preconditioners() => Matrices(ParameterLayout.Preconditioners);

    /// <summary>B_{l,h}, (L, H, d, d); only where the design has free values.</summary>
    public Tensor Values() => Matrices(ParameterLayout.Values);

    /// <summary>
    /// Γ_{l,j,h}, (L, L, H', T) with H' = 1 where heads share their gates; 0 for j &gt; l. T is
    /// <see cref="ParameterLayout.NumbersPerGate"/>.
    /// </summary>
    public Tensor Gates() => _gates.Of(packed);

    /// <summary>
    /// g_{l,j,h} of the canonical form <c>w_{l+1} = w_l − Σ g_{l,j,h} A_{j,h} ∇f(w_j)</c>, (L, L, H). With split gates
    /// the last row is the answer's, which combines the gradients by the query's gates: Σ_l Γ_{l,j}[query] less what
    /// the iterate has already taken.
    /// </summary>
    public Tensor CanonicalGates()
    {
        Tensor gates = Gates();
        if (Design.Gates == GateKind.Split)
        {
            Tensor context = gates.select(3, 0).slice(0, 0, Design.Layers - 1, 1);
            Tensor answer = gates.select(3, 1).sum([0]) - context.sum([0]);
            gates = cat([context, answer.unsqueeze(0)], 0);
        }
        else
        {
            gates = gates.select(3, 0);
        }

        return gates.expand(Design.Layers, Design.Layers, Design.Heads);
    }

    /// <summary>The answer to the query of each prompt after the last layer.</summary>
    /// <param name="input">Z_0: B×(d+1)×(n+1), columns (x_i; y_i) and (x_q; 0).</param>
    /// <returns>B numbers.</returns>
    public override Tensor forward(Tensor input) => Answers(input)[^1];

    /// <summary>The answers after every number of layers, 0 … L, each B numbers.</summary>
    /// <param name="input">Z_0: B×(d+1)×(n+1).</param>
    public IReadOnlyList<Tensor> Answers(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckShape(input);
        TokenForward forward = new(Design, Preconditioners(), Design.FreeValues ? Values() : null, Gates());
        return forward.Answers(input);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _identity.Dispose();
            _gates.Dispose();
        }

        base.Dispose(disposing);
    }

    private Tensor Matrices(string name)
    {
        Tensor segment = Segment(name);
        return Design.Preconditioner switch
        {
            PreconditionerKind.Free => segment,
            PreconditionerKind.Symmetric => segment.Plus(segment.transpose(-1, -2)).Over(2),
            PreconditionerKind.Diagonal => segment.unsqueeze(-1) * _identity,
            _ => segment.unsqueeze(-1) * _identity,
        };
    }

    private Tensor Segment(string name)
    {
        ParameterSegment segment = Layout[name];
        return packed.narrow(0, segment.Offset, segment.Length).reshape([.. segment.Shape]);
    }

    private void CheckShape(Tensor input)
    {
        long[] shape = input.shape;
        bool fits = shape.Length == 3 && shape[1] == Design.Dimension + 1 && shape[2] >= 2;
        if (!fits || (Design.Gates == GateKind.PerToken && shape[2] != Design.Context + 1))
        {
            throw new ArgumentException(
                $"prompts of shape ({string.Join(", ", shape)}); expected (B, {Design.Dimension + 1}, {Design.Context + 1})",
                nameof(input)
            );
        }
    }
}
