using Memformer.Learn.Models;
using Memformer.Theory.Networks;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// The gates g_{l,j,h} of the canonical form, from the gates that an architecture trains, and derivatives taken back. With split
/// gates the last row is the answer's, which combines the gradients by the query's gates: Σ_l Γ_{l,j}[query] less what the
/// iterate has already taken.
/// </summary>
internal sealed class CanonicalGates
{
    private readonly NetworkDesign _design;
    private readonly ParameterLayout _layout;
    private readonly int _layers;
    private readonly double[] _ownShare;
    private double[] _alpha = [];
    private double[] _gamma = [];

    /// <summary>Creates closed gates.</summary>
    public CanonicalGates(NetworkDesign design, ParameterLayout layout)
    {
        _design = design;
        _layout = layout;
        _layers = design.Layers;
        Values = new double[_layers * _layers * design.Heads];
        _ownShare = new double[_layers * _layers];
    }

    /// <summary>g, (L, L, H) in row-major order; 0 for j &gt; l.</summary>
    public double[] Values { get; }

    /// <summary>Takes up a parameter vector.</summary>
    public void Set(ReadOnlySpan<double> parameters)
    {
        Array.Clear(Values);
        switch (_design.Architecture)
        {
            case NetworkArchitecture.Linear:
                for (int layer = 0; layer < _layers; layer++)
                {
                    Fill(layer, layer, 1);
                }

                break;
            case NetworkArchitecture.Dynamic:
                SetDynamic(parameters);
                break;
            default:
                SetTrained(parameters);
                break;
        }
    }

    /// <summary>Adds the derivatives in the parameters, at those set last, to a vector.</summary>
    public void PullBack(ReadOnlySpan<double> derivatives, Span<double> gradient)
    {
        switch (_design.Architecture)
        {
            case NetworkArchitecture.Linear:
                break;
            case NetworkArchitecture.Dynamic:
                PullBackDynamic(derivatives, gradient);
                break;
            default:
                PullBackTrained(derivatives, gradient);
                break;
        }
    }

    /// <summary>g_{l,j} = α_l r_{l,j} with r_l = e_l + γ_l r_{l−1}.</summary>
    private void SetDynamic(ReadOnlySpan<double> parameters)
    {
        _alpha = Part(parameters, ParameterLayout.Alpha).ToArray();
        _gamma = Part(parameters, ParameterLayout.Gamma).ToArray();
        for (int layer = 0; layer < _layers; layer++)
        {
            for (int register = 0; register <= layer; register++)
            {
                double share = register == layer ? 1 : _gamma[layer] * _ownShare[((layer - 1) * _layers) + register];
                _ownShare[(layer * _layers) + register] = share;
                Fill(layer, register, _alpha[layer] * share);
            }
        }
    }

    private void PullBackDynamic(ReadOnlySpan<double> derivatives, Span<double> gradient)
    {
        Span<double> alpha = gradient.Slice(_layout[ParameterLayout.Alpha].Offset, _layers);
        Span<double> gamma = gradient.Slice(_layout[ParameterLayout.Gamma].Offset, _layers);
        double[] shares = new double[_layers];
        for (int layer = _layers - 1; layer >= 0; layer--)
        {
            double next = layer + 1 < _layers ? _gamma[layer + 1] : 0;
            for (int register = 0; register <= layer; register++)
            {
                double own = SumOverHeads(derivatives, layer, register);
                alpha[layer] += own * _ownShare[(layer * _layers) + register];
                shares[register] = (_alpha[layer] * own) + (next * shares[register]);
                gamma[layer] += register < layer ? shares[register] * _ownShare[((layer - 1) * _layers) + register] : 0;
            }
        }
    }

    /// <summary>Every trained number, wherever it enters g: the one sum that both directions need.</summary>
    private void SetTrained(ReadOnlySpan<double> parameters)
    {
        ReadOnlySpan<double> trained = Part(parameters, ParameterLayout.Gates);
        foreach ((int place, int gate, double factor) in Uses())
        {
            Values[gate] += factor * (place < 0 ? 1 : trained[place]);
        }
    }

    private void PullBackTrained(ReadOnlySpan<double> derivatives, Span<double> gradient)
    {
        Span<double> trained = gradient.Slice(
            _layout[ParameterLayout.Gates].Offset,
            _layout[ParameterLayout.Gates].Length
        );
        foreach ((int place, int gate, double factor) in Uses())
        {
            if (place >= 0)
            {
                trained[place] += factor * derivatives[gate];
            }
        }
    }

    /// <summary>
    /// (place, gate, factor): g[gate] is the sum of factor times the trained number at that place; place −1 is the constant 1
    /// of a layer's own register.
    /// </summary>
    private IEnumerable<(int Place, int Gate, double Factor)> Uses()
    {
        bool isShared = _design.Architecture == NetworkArchitecture.LfomShared;
        bool isResidual = isShared && _design.Update == UpdateForm.Residual;
        bool isSplit = _design.Gates == GateKind.Split;
        int numbers = isSplit ? 2 : 1;
        for (int layer = 0; layer < _layers; layer++)
        {
            for (int register = 0; register <= layer; register++)
            {
                for (int head = 0; head < _design.Heads; head++)
                {
                    int pair =
                        isShared ? register
                        : _design.GatesPerHead ? (((layer * _layers) + register) * _design.Heads) + head
                        : (layer * _layers) + register;
                    int place = isResidual && register == layer ? -1 : pair * numbers;
                    int query = place < 0 ? -1 : place + 1;
                    if (!isSplit)
                    {
                        yield return (place, Index(layer, register, head), 1);
                        continue;
                    }

                    int answer = Index(_layers - 1, register, head);
                    yield return (query, answer, 1);
                    if (layer < _layers - 1)
                    {
                        yield return (place, Index(layer, register, head), 1);
                        yield return (place, answer, -1);
                    }
                }
            }
        }
    }

    private ReadOnlySpan<double> Part(ReadOnlySpan<double> parameters, string name) =>
        parameters.Slice(_layout[name].Offset, _layout[name].Length);

    private int Index(int layer, int register, int head) => (((layer * _layers) + register) * _design.Heads) + head;

    private void Fill(int layer, int register, double value) =>
        Values.AsSpan(Index(layer, register, 0), _design.Heads).Fill(value);

    private double SumOverHeads(ReadOnlySpan<double> derivatives, int layer, int register)
    {
        double sum = 0;
        foreach (double derivative in derivatives.Slice(Index(layer, register, 0), _design.Heads))
        {
            sum += derivative;
        }

        return sum;
    }
}
