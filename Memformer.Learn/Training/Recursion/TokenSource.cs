using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Training.Recursion;

/// <summary>The paper's objective: the squared error of the answer to the query of a sampled prompt.</summary>
internal sealed class TokenSource(DataLaw law, int context) : PromptSource(law)
{
    private readonly PromptSampler _sampler = new(law, context);

    /// <summary>The prompt drawn last.</summary>
    public Prompt Prompt { get; } = new(law.Dimension, context);

    /// <inheritdoc/>
    public override int Rows => 1;

    /// <inheritdoc/>
    public override int QueryColumns => 1;

    /// <summary>Draws the next prompt into <see cref="Prompt"/> only.</summary>
    public void DrawTokens(RandomSource random) => _sampler.Draw(random, Prompt);

    /// <inheritdoc/>
    public override void Draw(RandomSource random, PromptStatistics statistics)
    {
        DrawTokens(random);
        SetCovariance(statistics, Prompt.Covariates, context, context);
        Prompt.Task.CopyTo(statistics.Errors.Span);
        if (HasDrift)
        {
            Span<double> drift = statistics.Drift.Span;
            RowProduct.Set(drift, Prompt.Noise, 0, 1, Prompt.Covariates, 1, context, Stride);
            RowVector.Scale(drift, 1.0 / context);
        }
    }

    /// <inheritdoc/>
    public override void CopyQueryRoot(Span<double> target) => Prompt.Query[..Dimension].CopyTo(target);

    /// <inheritdoc/>
    public override double Loss(ReadOnlySpan<double> errors)
    {
        double error = RowVector.Dot(errors[..Stride], Prompt.Query);
        return (error * error) + NoiseFloor;
    }

    /// <inheritdoc/>
    public override double LossAndGradient(ReadOnlySpan<double> errors, double weight, Span<double> gradient)
    {
        double error = RowVector.Dot(errors[..Stride], Prompt.Query);
        gradient.Clear();
        RowVector.Add(gradient[..Stride], 2 * weight * error, Prompt.Query);
        return (error * error) + NoiseFloor;
    }
}
