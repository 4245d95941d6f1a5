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
    /// <summary>The source of an objective.</summary>
    /// <param name="objective">What is sampled and what is exact.</param>
    /// <param name="law">The law of the prompts.</param>
    /// <param name="context">n.</param>
    /// <param name="tasks">How many tasks an exact objective takes a prompt; at most d.</param>
    /// <param name="tailShare">The share of stretched prompts of <see cref="ObjectiveKind.Wishart"/>.</param>
    public static PromptSource Create(
        ObjectiveKind objective,
        DataLaw law,
        int context,
        int tasks,
        double tailShare = 0
    ) =>
        objective switch
        {
            ObjectiveKind.Tokens => new TokenSource(law, context),
            ObjectiveKind.ExactAnswer => new ExactAnswerSource(law, context, tasks),
            _ => new WishartSource(law, context, tasks, tailShare),
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

    /// <summary>H = RᵀR/n.</summary>
    protected void SetCovariance(PromptStatistics statistics, ReadOnlySpan<double> root, int rows, int context)
    {
        Span<double> covariance = statistics.Covariance.Span;
        RowProduct.Set(covariance, root, 1, Stride, root, Dimension, rows, Stride);
        RowVector.Scale(covariance, 1.0 / context);
    }
}
