using Memformer.Learn.Numerics;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// What <see cref="ErrorRecursion"/> is, for eight prompts at once: entry (i, j) of their matrices lies side by side, so that
/// every operation fills a vector register however small d is.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal abstract class LaneRecursion
{
    private readonly double[] _gateGradient;
    private readonly Memory<double> _preconditionerGradient;

    /// <summary>Creates the buffers of one thread.</summary>
    /// <param name="weights">The network; may be changed between prompts.</param>
    /// <param name="rows">Rows of V.</param>
    protected LaneRecursion(RecursionWeights weights, int rows)
    {
        Weights = weights;
        Rows = rows;
        Used = rows * weights.Dimension * LaneStatistics.Lanes;
        History = new GatedHistory(weights, Used);
        Statistics = LaneStatistics.Around(History.State(0), weights.Dimension, rows);
        _preconditionerGradient = AlignedMemory.Allocate(weights.Layers * weights.Heads * Square);
        _gateGradient = new double[weights.GateCount];
    }

    /// <summary>H, V_0, N and weights: to be filled before <see cref="Run"/>.</summary>
    public LaneStatistics Statistics { get; }

    /// <summary>The network.</summary>
    protected RecursionWeights Weights { get; }

    /// <summary>Rows of V.</summary>
    protected int Rows { get; }

    /// <summary>Numbers of one V.</summary>
    protected int Used { get; }

    /// <summary>Numbers of one d×d matrix.</summary>
    protected int Square => Weights.Dimension * Weights.Dimension * LaneStatistics.Lanes;

    /// <summary>V_l and its steps.</summary>
    protected GatedHistory History { get; }

    /// <summary>The accumulated derivatives in the gates.</summary>
    protected Span<double> GateGradient => _gateGradient;

    /// <summary>The recursion of a network.</summary>
    public static LaneRecursion Create(RecursionWeights weights, int rows) =>
        weights.HasValues ? new TransformedLaneRecursion(weights, rows) : new PlainLaneRecursion(weights, rows);

    /// <summary>V_l, rows×d.</summary>
    public Memory<double> Errors(int layer) => History.State(layer);

    /// <summary>The loss's derivative in V_l: to be filled for every l before <see cref="Backward"/>, which uses it up.</summary>
    public Memory<double> ErrorGradients(int layer) => History.StateGradient(layer);

    /// <summary>Forgets the accumulated gradients.</summary>
    public virtual void Reset()
    {
        _preconditionerGradient.Span.Clear();
        Array.Clear(_gateGradient);
    }

    /// <summary>Computes V_1 … V_L.</summary>
    /// <param name="hasDrift">Whether N is not zero.</param>
    public abstract void Run(bool hasDrift);

    /// <summary>Adds these prompts' gradients, after <see cref="Run"/>.</summary>
    public abstract void Backward();

    /// <summary>Adds the accumulated derivatives, times a factor, to arrays.</summary>
    /// <param name="preconditioners">(L, H, d, d) in row-major order.</param>
    /// <param name="values">The same; empty where there are none.</param>
    /// <param name="gates">(L, L, H) in row-major order.</param>
    /// <param name="factor">Such as one over the number of prompts.</param>
    public virtual void AddGradients(
        Span<double> preconditioners,
        Span<double> values,
        Span<double> gates,
        double factor
    )
    {
        AddOverLanes(_preconditionerGradient.Span, preconditioners, factor);
        for (int gate = 0; gate < _gateGradient.Length; gate++)
        {
            gates[gate] += factor * _gateGradient[gate];
        }
    }

    /// <summary>The accumulated derivative in A of a head, d×d.</summary>
    protected Memory<double> PreconditionerGradient(int register, int head) =>
        _preconditionerGradient.Slice(((register * Weights.Heads) + head) * Square, Square);

    /// <summary>Adds the sums over eight prompts, times a factor.</summary>
    protected static void AddOverLanes(ReadOnlySpan<double> lanes, Span<double> target, double factor)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] +=
                factor
                * VectorMath.Sum(
                    System.Runtime.Intrinsics.Vector512.Create(
                        lanes.Slice(i * LaneStatistics.Lanes, LaneStatistics.Lanes)
                    )
                );
        }
    }
}
