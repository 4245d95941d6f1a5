using Memformer.Learn.Numerics;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// The error of a network whose X never changes, on one prompt, and the gradient of a loss of it: with errors
/// <c>e = w* − w</c> as rows of V, <c>V_{l+1} = V_l − Σ_{j≤l,h} g_{l,j,h} (V_j H + N) A_{j,h}ᵀ</c>. All of a prompt's
/// forward and backward pass stays in the processor's cache; the cost is O(L d³) whatever the context length.
/// </summary>
/// <remarks>
/// Source: the canonical form of Dutta and Sra, arXiv:2410.07263, section 3; the adjoint is derived from it by hand.
/// Rows of V are tasks: one for a sampled w*, d for the exact expectation over w*. Not thread-safe.
/// </remarks>
internal sealed class ErrorRecursion
{
    private readonly RecursionWeights _weights;
    private readonly int _capacity;
    private readonly int _preconditionerBlock;
    private readonly GatedHistory _history;
    private readonly Memory<double> _gradients;
    private readonly Memory<double> _gradientGradient;
    private readonly Memory<double> _preconditionerGradient;
    private readonly double[] _gateGradient;

    /// <summary>Creates the buffers of one thread.</summary>
    /// <param name="weights">The network; may be changed between prompts.</param>
    /// <param name="capacity">The largest number of rows of V.</param>
    public ErrorRecursion(RecursionWeights weights, int capacity)
    {
        _weights = weights;
        int stride = weights.Stride;
        _capacity = AlignedMemory.Rows(capacity) * stride;
        _history = new GatedHistory(weights, _capacity);
        _gradients = AlignedMemory.Allocate(weights.Layers * _capacity);
        _gradientGradient = AlignedMemory.Allocate(_capacity);
        Statistics = PromptStatistics.Allocate(weights.Dimension, capacity) with { Errors = _history.State(0) };
        _preconditionerBlock = AlignedMemory.Rows(weights.Dimension) * stride;
        _preconditionerGradient = AlignedMemory.Allocate(weights.Layers * weights.Heads * _preconditionerBlock);
        _gateGradient = new double[weights.GateCount];
    }

    /// <summary>H, V_0 and N: to be filled before <see cref="Run"/>.</summary>
    public PromptStatistics Statistics { get; }

    /// <summary>V_l, rows×stride.</summary>
    public Span<double> Errors(int layer) => _history.State(layer).Span;

    /// <summary>The loss's derivative in V_l: to be filled for every l before <see cref="Backward"/>, which uses it up.</summary>
    public Span<double> ErrorGradients(int layer) => _history.StateGradient(layer).Span;

    /// <summary>Forgets the accumulated gradients.</summary>
    public void Reset()
    {
        _preconditionerGradient.Span.Clear();
        Array.Clear(_gateGradient);
    }

    /// <summary>Computes V_1 … V_L.</summary>
    /// <param name="rows">Rows of V in use.</param>
    /// <param name="hasDrift">Whether N is not zero.</param>
    public void Run(int rows, bool hasDrift)
    {
        int d = _weights.Dimension;
        int stride = _weights.Stride;
        int used = rows * stride;
        for (int layer = 0; layer < _weights.Layers; layer++)
        {
            Span<double> gradient = Gradient(layer);
            if (hasDrift)
            {
                Statistics.Drift.Span.CopyTo(gradient);
                RowProduct.Add(gradient, Errors(layer), stride, 1, Statistics.Hessian.Span, rows, d, stride);
            }
            else
            {
                RowProduct.Set(gradient, Errors(layer), stride, 1, Statistics.Hessian.Span, rows, d, stride);
            }

            for (int head = 0; head < _weights.Heads; head++)
            {
                RowProduct.Set(
                    _history.Step(layer, head).Span,
                    gradient,
                    stride,
                    1,
                    _weights.Columns(layer, head),
                    rows,
                    d,
                    stride
                );
            }

            _history.Advance(layer, used);
        }
    }

    /// <summary>Adds this prompt's gradients, after <see cref="Run"/>.</summary>
    /// <param name="rows">Rows of V in use, as in <see cref="Run"/>.</param>
    public void Backward(int rows)
    {
        int d = _weights.Dimension;
        int stride = _weights.Stride;
        int used = rows * stride;
        for (int layer = _weights.Layers - 1; layer >= 0; layer--)
        {
            _history.AddGateGradients(layer, used, _gateGradient);
            for (int head = 0; head < _weights.Heads; head++)
            {
                _history.GatherStepGradient(layer, head, used);
                if (head == 0)
                {
                    _gradientGradient.Span.Clear();
                }

                RowProduct.Add(
                    _gradientGradient.Span,
                    _history.StepGradient.Span,
                    stride,
                    1,
                    _weights.Rows(layer, head),
                    rows,
                    d,
                    stride
                );
                RowProduct.Add(
                    PreconditionerGradient(layer, head),
                    Gradient(layer),
                    1,
                    stride,
                    _history.StepGradient.Span,
                    d,
                    rows,
                    stride
                );
            }

            if (layer > 0)
            {
                _history.PassOn(layer, used);
                RowProduct.Add(
                    ErrorGradients(layer),
                    _gradientGradient.Span,
                    stride,
                    1,
                    Statistics.Hessian.Span,
                    rows,
                    d,
                    stride
                );
            }
        }
    }

    /// <summary>Adds the accumulated derivatives, times a factor, to arrays.</summary>
    /// <param name="preconditioners">(L, H, d, d) in row-major order.</param>
    /// <param name="gates">(L, L, H) in row-major order.</param>
    /// <param name="factor">Such as one over the number of prompts.</param>
    public void AddGradients(Span<double> preconditioners, Span<double> gates, double factor)
    {
        int d = _weights.Dimension;
        int index = 0;
        for (int block = 0; block < _weights.Layers * _weights.Heads; block++)
        {
            ReadOnlySpan<double> transposed = _preconditionerGradient.Span[(block * _preconditionerBlock)..];
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j < d; j++)
                {
                    preconditioners[index++] += factor * transposed[(j * _weights.Stride) + i];
                }
            }
        }

        for (int gate = 0; gate < _gateGradient.Length; gate++)
        {
            gates[gate] += factor * _gateGradient[gate];
        }
    }

    private Span<double> Gradient(int layer) => _gradients.Span.Slice(layer * _capacity, _capacity);

    private Span<double> PreconditionerGradient(int register, int head) =>
        _preconditionerGradient.Span.Slice(
            ((register * _weights.Heads) + head) * _preconditionerBlock,
            _preconditionerBlock
        );
}
