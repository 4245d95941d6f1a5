using Memformer.Learn.Numerics;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// States that move by gated steps, <c>X_{l+1} = X_l − Σ_{j≤l,h} g_{l,j,h} T_{j,h}</c>, and the derivatives of a loss in all of
/// them. How entries lie in a state's memory makes no difference.
/// </summary>
internal sealed class GatedHistory
{
    private readonly RecursionWeights _weights;
    private readonly int _capacity;
    private readonly Memory<double> _states;
    private readonly Memory<double> _stateGradients;
    private readonly Memory<double> _steps;

    /// <summary>Creates zeros.</summary>
    /// <param name="weights">The gates; may be changed between passes.</param>
    /// <param name="capacity">The room of one state, a multiple of <see cref="AlignedMemory.Lanes"/>.</param>
    public GatedHistory(RecursionWeights weights, int capacity)
    {
        _weights = weights;
        _capacity = capacity;
        _states = AlignedMemory.Allocate((weights.Layers + 1) * capacity);
        _stateGradients = AlignedMemory.Allocate((weights.Layers + 1) * capacity);
        _steps = AlignedMemory.Allocate(weights.Layers * weights.Heads * capacity);
        StepGradient = AlignedMemory.Allocate(capacity);
    }

    /// <summary>The derivative in the step that <see cref="GatherStepGradient"/> was asked for.</summary>
    public Memory<double> StepGradient { get; }

    /// <summary>X_l.</summary>
    public Memory<double> State(int layer) => _states.Slice(layer * _capacity, _capacity);

    /// <summary>The derivative in X_l.</summary>
    public Memory<double> StateGradient(int layer) => _stateGradients.Slice(layer * _capacity, _capacity);

    /// <summary>T_{j,h}.</summary>
    public Memory<double> Step(int register, int head) =>
        _steps.Slice(((register * _weights.Heads) + head) * _capacity, _capacity);

    /// <summary>Computes X_{l+1} once the steps up to layer l are there.</summary>
    /// <param name="layer">l.</param>
    /// <param name="used">How much of a state's room is in use.</param>
    public void Advance(int layer, int used) =>
        RowVector.Combine(
            State(layer + 1).Span[..used],
            State(layer).Span[..used],
            _weights.NegativeGatesInto(layer),
            _steps.Span[(_weights.FirstRegister(layer) * _weights.Heads * _capacity)..],
            _capacity
        );

    /// <summary>Adds the derivatives in the gates of layer l, once that in X_{l+1} is complete.</summary>
    public void AddGateGradients(int layer, int used, Span<double> gateGradient)
    {
        for (int register = _weights.FirstRegister(layer); register <= layer; register++)
        {
            for (int head = 0; head < _weights.Heads; head++)
            {
                gateGradient[_weights.GateIndex(layer, register, head)] -= RowVector.Dot(
                    StateGradient(layer + 1).Span[..used],
                    Step(register, head).Span[..used]
                );
            }
        }
    }

    /// <summary>Computes the derivative in T_{j,h}, once those in all later states are complete.</summary>
    public void GatherStepGradient(int register, int head, int used)
    {
        Span<double> sum = StepGradient.Span[..used];
        sum.Clear();
        RowVector.Combine(
            sum,
            sum,
            _weights.NegativeGatesOf(register, head),
            _stateGradients.Span[((register + 1) * _capacity)..],
            _capacity
        );
    }

    /// <summary>Adds the derivative in X_{l+1} to that in X_l: the first term of the recursion.</summary>
    public void PassOn(int layer, int used) =>
        RowVector.Add(StateGradient(layer).Span[..used], 1, StateGradient(layer + 1).Span[..used]);
}
