using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// What an objective knows of a prompt: how H, the initial errors V_0 and the noise N are drawn, and the roots K of the loss
/// <c>Σ_r ‖v_r K‖² + σ²</c> of final errors v_r. One per thread.
/// </summary>
internal abstract class PromptSource(DataLaw law)
{
    private PromptStatistics _single;

    /// <summary>The source of an objective.</summary>
    public static PromptSource Of(Objective objective) =>
        objective.Kind switch
        {
            ObjectiveKind.Tokens => new TokenSource(objective),
            ObjectiveKind.ExactAnswer => new ExactAnswerSource(objective),
            _ when objective.IsCounterBased => new CounterSource(objective),
            _ => new WishartSource(objective),
        };

    /// <summary>Rows of V: how many tasks one prompt stands for.</summary>
    public abstract int Rows { get; }

    /// <summary>Whether noise adds to the gradients.</summary>
    public bool HasDrift => law.Noise > 0;

    /// <summary>σ², which every loss contains: the query's own noise is independent of everything.</summary>
    public double NoiseFloor => law.Noise * law.Noise;

    /// <summary>d.</summary>
    public int Dimension => law.Dimension;

    /// <summary>The padded length of a row.</summary>
    public int Stride { get; } = AlignedMemory.Stride(law.Dimension);

    /// <summary>Columns of K: 1 for the sampled query, d for the exact expectation over it.</summary>
    public abstract int QueryColumns { get; }

    /// <summary>The weight of the prompt drawn last in means under the law; 1 unless tails are stretched.</summary>
    public double Weight { get; protected set; } = 1;

    /// <summary>Turns to other prompts and forgets what is drawn ahead.</summary>
    public virtual void Begin(PromptRange range) { }

    /// <summary>Draws the next prompt.</summary>
    public abstract void Draw(RandomSource random, PromptStatistics statistics);

    /// <summary>K of the prompt drawn last, d×QueryColumns in row-major order.</summary>
    public abstract void CopyQueryRoot(Span<double> target);

    /// <summary>The prompt's loss for the given errors, of which <see cref="Rows"/> count.</summary>
    public abstract double Loss(ReadOnlySpan<double> errors);

    /// <summary>The same, and the loss's derivative in the errors times a weight.</summary>
    public abstract double LossAndGradient(ReadOnlySpan<double> errors, double weight, Span<double> gradient);

    /// <summary>Whether <see cref="Amplifies"/> can be asked: a source that samples tasks does not see the others.</summary>
    public virtual bool KnowsAmplification => false;

    /// <summary>Whether the given final errors are, for some task, worse than those of answering 0.</summary>
    public virtual bool Amplifies(ReadOnlySpan<double> errors) =>
        throw new InvalidOperationException("the objective samples tasks");

    /// <summary>Draws the next prompts side by side, the same as as many calls of <see cref="Draw"/>.</summary>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="used">How many prompts, at most eight; the lanes of the others are cleared.</param>
    /// <param name="statistics">Where to.</param>
    public virtual void DrawLanes(RandomSource random, int used, LaneStatistics statistics)
    {
        for (int lane = 0; lane < LaneStatistics.Lanes; lane++)
        {
            if (lane < used)
            {
                DrawLane(random, lane, statistics);
            }
            else
            {
                statistics.Clear(lane);
            }
        }
    }

    /// <summary>
    /// Adds the losses of eight prompts, without <see cref="NoiseFloor"/>, times their weights and a factor, and sets the
    /// derivatives in their errors.
    /// </summary>
    /// <param name="errors">V, rows×d of eight prompts.</param>
    /// <param name="factors">Eight numbers.</param>
    /// <param name="gradient">Overwritten; as long as the errors.</param>
    public abstract double LossAndGradient(
        Memory<double> errors,
        ReadOnlySpan<double> factors,
        Memory<double> gradient
    );

    /// <summary>The losses of the prompts drawn side by side.</summary>
    /// <param name="errors">V, rows×d of eight prompts.</param>
    /// <param name="losses">Overwritten; eight numbers.</param>
    public abstract void Losses(Memory<double> errors, Span<double> losses);

    /// <summary>Whether the given final errors of eight prompts are, for some task, worse than those of answering 0.</summary>
    public virtual void Amplify(Memory<double> errors, Span<bool> amplifies) =>
        throw new InvalidOperationException("the objective samples tasks");

    /// <summary>Makes room for <see cref="DrawLanes"/>.</summary>
    public virtual void PrepareLanes() => _single = PromptStatistics.Allocate(Dimension, Rows);

    /// <summary>Draws one prompt into its lane.</summary>
    protected virtual void DrawLane(RandomSource random, int lane, LaneStatistics statistics)
    {
        Draw(random, _single);
        LaneMatrix.Scatter(_single.Hessian.Span, statistics.Hessian.Span, lane, Dimension, Dimension);
        ScatterErrors(lane, statistics);
        statistics.Weights.Span[lane] = Weight;
    }

    /// <summary>Copies V_0 and N of a prompt drawn by itself into its lane.</summary>
    protected void ScatterErrors(int lane, LaneStatistics statistics)
    {
        LaneMatrix.Scatter(_single.Errors.Span, statistics.Errors.Span, lane, Rows, Dimension);
        if (HasDrift)
        {
            LaneMatrix.Scatter(_single.Drift.Span, statistics.Drift.Span, lane, Rows, Dimension);
        }
    }

    /// <summary>A prompt drawn by itself on its way to a lane.</summary>
    protected PromptStatistics Single => _single;

    /// <summary>H = RᵀR/n.</summary>
    protected void SetHessian(PromptStatistics statistics, ReadOnlySpan<double> root, int rows, int context)
    {
        Span<double> hessian = statistics.Hessian.Span;
        RowProduct.Set(hessian, root, 1, Stride, root, Dimension, rows, Stride);
        RowVector.Scale(hessian, 1.0 / context);
    }
}
