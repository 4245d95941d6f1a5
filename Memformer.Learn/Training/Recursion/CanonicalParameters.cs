using Memformer.Learn.Models;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// A network's parameter vector as the preconditioners, value blocks and gates of its canonical form
/// <c>w_{l+1} = w_l − Σ_{j≤l} Σ_h g_{l,j,h} A_{j,h} ∇f(w_j)</c>, and derivatives in those taken back to the parameters.
/// </summary>
/// <remarks>Source: Dutta and Sra, arXiv:2410.07263, section 3. Not thread-safe.</remarks>
internal sealed class CanonicalParameters
{
    private readonly NetworkDesign _design;
    private readonly FreeEntries _free;
    private readonly CanonicalGates _gates;

    /// <summary>Creates zeros.</summary>
    /// <param name="design">A design with an error recursion.</param>
    public CanonicalParameters(NetworkDesign design)
    {
        _design = design;
        Layout = new ParameterLayout(design);
        _free = new FreeEntries(design);
        _gates = new CanonicalGates(design, Layout);
        Preconditioners = new double[design.Layers * design.Heads * design.Dimension * design.Dimension];
        Values = new double[design.FreeValues ? Preconditioners.Length : 0];
    }

    /// <summary>What lies where in the vector.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>A, (L, H, d, d) in row-major order.</summary>
    public double[] Preconditioners { get; }

    /// <summary>B, (L, H, d, d); empty where the design has no free values.</summary>
    public double[] Values { get; }

    /// <summary>g, (L, L, H); 0 for j &gt; l.</summary>
    public double[] Gates => _gates.Values;

    /// <summary>Takes up a parameter vector.</summary>
    public void Set(ReadOnlySpan<double> parameters)
    {
        _free.Expand(Part(parameters, ParameterLayout.Preconditioners), Preconditioners);
        if (_design.FreeValues)
        {
            _free.Expand(Part(parameters, ParameterLayout.Values), Values);
        }

        _gates.Set(parameters);
    }

    /// <summary>The chain rule, at the parameters that were set last.</summary>
    /// <param name="preconditioners">The derivatives in A.</param>
    /// <param name="values">The derivatives in B; empty where there are none.</param>
    /// <param name="gates">The derivatives in g; those with j &gt; l are not read.</param>
    /// <param name="gradient">Overwritten with the derivatives in the parameters.</param>
    public void PullBack(
        ReadOnlySpan<double> preconditioners,
        ReadOnlySpan<double> values,
        ReadOnlySpan<double> gates,
        Span<double> gradient
    )
    {
        gradient.Clear();
        _free.Contract(preconditioners, Part(gradient, ParameterLayout.Preconditioners));
        if (_design.FreeValues)
        {
            _free.Contract(values, Part(gradient, ParameterLayout.Values));
        }

        _gates.PullBack(gates, gradient);
    }

    private ReadOnlySpan<double> Part(ReadOnlySpan<double> vector, string name) =>
        vector.Slice(Layout[name].Offset, Layout[name].Length);

    private Span<double> Part(Span<double> vector, string name) =>
        vector.Slice(Layout[name].Offset, Layout[name].Length);
}
