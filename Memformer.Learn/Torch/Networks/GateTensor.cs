using Memformer.Learn.Models;
using static TorchSharp.torch;

namespace Memformer.Learn.Torch.Networks;

/// <summary>An architecture's gates as a tensor that derivatives go through: each is a product of trained numbers.</summary>
internal sealed class GateTensor : IDisposable
{
    /// <summary>A closed gate, and a factor where there is none.</summary>
    private static readonly double[] ZeroAndOne = [0, 1];

    private readonly long[] _shape;

    private readonly Tensor _constants;

    /// <summary>(gates, F): where the F factors of each gate lie in the parameters with the constants.</summary>
    private readonly Tensor _places;

    /// <summary>Prepares.</summary>
    public GateTensor(NetworkDesign design, ParameterLayout layout, ScalarType precision, Device device)
    {
        int heads = design.GatesPerHead ? design.Heads : 1;
        long zero = layout.Length;
        long[][] places =
        [
            .. from layer in Enumerable.Range(0, design.Layers)
            from register in Enumerable.Range(0, design.Layers)
            let factors = register <= layer ? design.Architecture.Gate(design, layer, register) : null
            from head in Enumerable.Range(0, heads)
            from number in Enumerable.Range(0, layout.NumbersPerGate)
            select factors is null
                ? [zero]
                : factors.Select(factor => (long)layout.Place(factor, head) + number).ToArray(),
        ];
        int most = Math.Max(1, places.Max(factors => factors.Length));
        IEnumerable<long> padded = places.SelectMany(factors =>
            factors.Concat(Enumerable.Repeat(zero + 1, most - factors.Length))
        );
        _shape = [design.Layers, design.Layers, heads, layout.NumbersPerGate];
        _constants = tensor(ZeroAndOne, precision, device);
        _places = tensor(padded.ToArray(), ScalarType.Int64, device).reshape(-1, most);
    }

    /// <summary>Γ_{l,j,h}, (L, L, H', T).</summary>
    /// <param name="parameters">The parameter vector.</param>
    public Tensor Of(Tensor parameters)
    {
        Tensor factors = cat([parameters, _constants], 0).gather(0, _places.flatten()).reshape(_places.shape);
        Tensor gates = factors.select(1, 0);
        for (long factor = 1; factor < _places.shape[1]; factor++)
        {
            gates *= factors.select(1, factor);
        }

        return gates.reshape(_shape);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _constants.Dispose();
        _places.Dispose();
    }
}
