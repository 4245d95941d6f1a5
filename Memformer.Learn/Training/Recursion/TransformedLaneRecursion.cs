using Memformer.Learn.Numerics;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// Eight prompts through a network that changes X, X_l = S_l X_0 (GD++): <c>V_{l+1} = V_l − Σ g (V_j H + N) S_jᵀ A_{j,h}ᵀ S_j</c>
/// and <c>S_{l+1} = S_l − Σ g B_{j,h} (S_j H S_jᵀ) A_{j,h}ᵀ S_j</c>, with the same gates.
/// </summary>
/// <remarks>
/// The adjoint is derived by hand from the intermediate products G = V H + N, Y = G Sᵀ, W = S H, M = W Sᵀ, K = Aᵀ S, P = B M;
/// the steps are Y K and P K. Source: von Oswald et al., arXiv:2212.07677, appendix A.10, for the layers.
/// </remarks>
internal sealed class TransformedLaneRecursion : LaneRecursion
{
    private readonly GatedHistory _transforms;
    private readonly Memory<double> _valueGradient;
    private readonly Intermediates[] _layers;
    private readonly Memory<double> _seenGradient;
    private readonly Memory<double> _gradientGradient;
    private readonly Memory<double> _backGradient;
    private readonly Memory<double> _pushedGradient;
    private readonly Memory<double> _movedGradient;
    private readonly Memory<double> _halfGradient;

    /// <inheritdoc/>
    public TransformedLaneRecursion(RecursionWeights weights, int rows)
        : base(weights, rows)
    {
        _transforms = new GatedHistory(weights, Square);
        _valueGradient = AlignedMemory.Allocate(weights.Layers * weights.Heads * Square);
        _layers = [.. Enumerable.Range(0, weights.Layers).Select(_ => new Intermediates(Used, Square, weights.Heads))];
        _seenGradient = AlignedMemory.Allocate(Used);
        _gradientGradient = AlignedMemory.Allocate(Used);
        _backGradient = AlignedMemory.Allocate(Square);
        _pushedGradient = AlignedMemory.Allocate(Square);
        _movedGradient = AlignedMemory.Allocate(Square);
        _halfGradient = AlignedMemory.Allocate(Square);
        for (int i = 0; i < weights.Dimension; i++)
        {
            int diagonal = i * (weights.Dimension + 1) * LaneStatistics.Lanes;
            _transforms.State(0).Span.Slice(diagonal, LaneStatistics.Lanes).Fill(1);
        }
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        base.Reset();
        _valueGradient.Span.Clear();
    }

    /// <inheritdoc/>
    public override void AddGradients(
        Span<double> preconditioners,
        Span<double> values,
        Span<double> gates,
        double factor
    )
    {
        base.AddGradients(preconditioners, values, gates, factor);
        AddOverLanes(_valueGradient.Span, values, factor);
    }

    /// <inheritdoc/>
    public override void Run(bool hasDrift)
    {
        int d = Weights.Dimension;
        LaneMatrix hessian = LaneMatrix.Of(Statistics.Hessian, d);
        for (int layer = 0; layer < Weights.Layers; layer++)
        {
            Intermediates of = _layers[layer];
            LaneMatrix transform = LaneMatrix.Of(_transforms.State(layer), d);
            if (hasDrift)
            {
                Statistics.Drift.CopyTo(of.Gradient);
                LaneProduct.Add(of.Gradient, LaneMatrix.Of(Errors(layer), d), hessian, Rows, d, d);
            }
            else
            {
                LaneProduct.Set(of.Gradient, LaneMatrix.Of(Errors(layer), d), hessian, Rows, d, d);
            }

            LaneProduct.Set(of.Seen, LaneMatrix.Of(of.Gradient, d), transform.Transposed, Rows, d, d);
            LaneProduct.Set(of.Half, transform, hessian, d, d, d);
            LaneProduct.Set(of.Moved, LaneMatrix.Of(of.Half, d), transform.Transposed, d, d, d);
            for (int head = 0; head < Weights.Heads; head++)
            {
                LaneMatrix back = LaneMatrix.Of(of.Back[head], d);
                LaneMatrix pushed = LaneMatrix.Of(of.Pushed[head], d);
                LaneProduct.Set(of.Back[head], Weights.Preconditioner(layer, head).Transposed, transform, d, d, d);
                LaneProduct.Set(of.Pushed[head], Weights.Value(layer, head), LaneMatrix.Of(of.Moved, d), d, d, d);
                LaneProduct.Set(History.Step(layer, head), LaneMatrix.Of(of.Seen, d), back, Rows, d, d);
                LaneProduct.Set(_transforms.Step(layer, head), pushed, back, d, d, d);
            }

            History.Advance(layer, Used);
            _transforms.Advance(layer, Square);
        }
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        // The loss does not see the last S, nor any other but through V.
        for (int layer = 0; layer <= Weights.Layers; layer++)
        {
            _transforms.StateGradient(layer).Span.Clear();
        }

        for (int layer = Weights.Layers - 1; layer >= 0; layer--)
        {
            History.AddGateGradients(layer, Used, GateGradient);
            _transforms.AddGateGradients(layer, Square, GateGradient);
            History.PassOn(layer, Used);
            _transforms.PassOn(layer, Square);
            _seenGradient.Span.Clear();
            _movedGradient.Span.Clear();
            for (int head = 0; head < Weights.Heads; head++)
            {
                History.GatherStepGradient(layer, head, Used);
                _transforms.GatherStepGradient(layer, head, Square);
                BackwardThroughHead(layer, head);
            }

            BackwardThroughLayer(layer);
        }
    }

    /// <summary>From the derivatives in Y K and P K to those in Y, M, A, B and S.</summary>
    private void BackwardThroughHead(int layer, int head)
    {
        int d = Weights.Dimension;
        Intermediates of = _layers[layer];
        Memory<double> transformGradient = _transforms.StateGradient(layer);
        LaneMatrix transform = LaneMatrix.Of(_transforms.State(layer), d);
        LaneMatrix step = LaneMatrix.Of(History.StepGradient, d);
        LaneMatrix transformStep = LaneMatrix.Of(_transforms.StepGradient, d);
        LaneMatrix back = LaneMatrix.Of(of.Back[head], d);
        LaneMatrix pushed = LaneMatrix.Of(of.Pushed[head], d);
        LaneProduct.Add(_seenGradient, step, back.Transposed, Rows, d, d);
        LaneProduct.Set(_backGradient, LaneMatrix.Of(of.Seen, d).Transposed, step, d, Rows, d);
        LaneProduct.Add(_backGradient, pushed.Transposed, transformStep, d, d, d);
        LaneProduct.Set(_pushedGradient, transformStep, back.Transposed, d, d, d);
        LaneMatrix pushedGradient = LaneMatrix.Of(_pushedGradient, d);
        LaneProduct.Add(ValueGradient(layer, head), pushedGradient, LaneMatrix.Of(of.Moved, d).Transposed, d, d, d);
        LaneProduct.Add(_movedGradient, Weights.Value(layer, head).Transposed, pushedGradient, d, d, d);
        LaneMatrix backGradient = LaneMatrix.Of(_backGradient, d);
        LaneProduct.Add(PreconditionerGradient(layer, head), transform, backGradient.Transposed, d, d, d);
        LaneProduct.Add(transformGradient, Weights.Preconditioner(layer, head), backGradient, d, d, d);
    }

    /// <summary>From the derivatives in Y and M to those in V and S.</summary>
    private void BackwardThroughLayer(int layer)
    {
        if (layer == 0)
        {
            return;
        }

        int d = Weights.Dimension;
        Intermediates of = _layers[layer];
        LaneMatrix hessian = LaneMatrix.Of(Statistics.Hessian, d);
        Memory<double> transformGradient = _transforms.StateGradient(layer);
        LaneMatrix transform = LaneMatrix.Of(_transforms.State(layer), d);
        LaneMatrix movedGradient = LaneMatrix.Of(_movedGradient, d);
        LaneProduct.Set(_halfGradient, movedGradient, transform, d, d, d);
        LaneProduct.Add(transformGradient, movedGradient.Transposed, LaneMatrix.Of(of.Half, d), d, d, d);
        LaneProduct.Add(transformGradient, LaneMatrix.Of(_halfGradient, d), hessian, d, d, d);
        LaneMatrix seenGradient = LaneMatrix.Of(_seenGradient, d);
        LaneProduct.Set(_gradientGradient, seenGradient, transform, Rows, d, d);
        LaneProduct.Add(transformGradient, seenGradient.Transposed, LaneMatrix.Of(of.Gradient, d), d, Rows, d);
        LaneProduct.Add(History.StateGradient(layer), LaneMatrix.Of(_gradientGradient, d), hessian, Rows, d, d);
    }

    private Memory<double> ValueGradient(int register, int head) =>
        _valueGradient.Slice(((register * Weights.Heads) + head) * Square, Square);

    /// <summary>What one layer computes on the way: G, Y, W, M, and for each head K and P.</summary>
    private sealed class Intermediates(int used, int square, int heads)
    {
        public Memory<double> Gradient { get; } = AlignedMemory.Allocate(used);

        public Memory<double> Seen { get; } = AlignedMemory.Allocate(used);

        public Memory<double> Half { get; } = AlignedMemory.Allocate(square);

        public Memory<double> Moved { get; } = AlignedMemory.Allocate(square);

        public Memory<double>[] Back { get; } =
        [.. Enumerable.Range(0, heads).Select(_ => AlignedMemory.Allocate(square))];

        public Memory<double>[] Pushed { get; } =
        [.. Enumerable.Range(0, heads).Select(_ => AlignedMemory.Allocate(square))];
    }
}
