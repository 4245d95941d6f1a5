using System.Runtime.Intrinsics;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Recursion;

/// <summary>The paper's objective: the squared error of the answer to the query of a sampled prompt.</summary>
internal sealed class TokenSource(Objective objective) : PromptSource(objective.Law)
{
    private readonly PromptSampler _sampler = new(objective.Law, objective.Context);
    private readonly Memory<double> _queries = AlignedMemory.Allocate(objective.Law.Dimension * LaneStatistics.Lanes);

    /// <summary>The prompt drawn last.</summary>
    public Prompt Prompt { get; } = new(objective.Law.Dimension, objective.Context);

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
        SetHessian(statistics, Prompt.Covariates, Prompt.Context, Prompt.Context);
        Prompt.Task.CopyTo(statistics.Errors.Span);
        if (HasDrift)
        {
            Span<double> drift = statistics.Drift.Span;
            RowProduct.Set(drift, Prompt.Noise, 0, 1, Prompt.Covariates, 1, Prompt.Context, Stride);
            RowVector.Scale(drift, 1.0 / Prompt.Context);
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

    /// <inheritdoc/>
    public override double LossAndGradient(Memory<double> errors, ReadOnlySpan<double> factors, Memory<double> gradient)
    {
        Vector512<double> weights = Vector512.Create(factors);
        Vector512<double> residual = Residuals(errors.Span);
        Vector512<double> slope = residual * weights * 2.0;
        for (int i = 0; i < Dimension * LaneStatistics.Lanes; i += LaneStatistics.Lanes)
        {
            (slope * Lane(_queries.Span, i)).CopyTo(gradient.Span[i..]);
        }

        return VectorMath.Sum(residual * residual * weights);
    }

    /// <inheritdoc/>
    public override void Losses(Memory<double> errors, Span<double> losses)
    {
        Vector512<double> residual = Residuals(errors.Span);
        ((residual * residual) + Vector512.Create(NoiseFloor)).CopyTo(losses);
    }

    /// <inheritdoc/>
    protected override void DrawLane(RandomSource random, int lane, LaneStatistics statistics)
    {
        base.DrawLane(random, lane, statistics);
        LaneMatrix.Scatter(Prompt.Query, _queries.Span, lane, 1, Dimension);
    }

    private Vector512<double> Residuals(ReadOnlySpan<double> errors)
    {
        Vector512<double> sum = Vector512<double>.Zero;
        for (int i = 0; i < Dimension * LaneStatistics.Lanes; i += LaneStatistics.Lanes)
        {
            sum = Vector512.FusedMultiplyAdd(Lane(errors, i), Lane(_queries.Span, i), sum);
        }

        return sum;
    }

    private static Vector512<double> Lane(ReadOnlySpan<double> values, int place) => Vector512.Create(values[place..]);
}
