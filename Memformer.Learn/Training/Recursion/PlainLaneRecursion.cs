using Memformer.Learn.Numerics;

namespace Memformer.Learn.Training.Recursion;

/// <summary>Eight prompts through a network whose X never changes.</summary>
internal sealed class PlainLaneRecursion : LaneRecursion
{
    private readonly Memory<double> _gradients;
    private readonly Memory<double> _gradientGradient;

    /// <inheritdoc/>
    public PlainLaneRecursion(RecursionWeights weights, int rows)
        : base(weights, rows)
    {
        _gradients = AlignedMemory.Allocate(weights.Layers * Used);
        _gradientGradient = AlignedMemory.Allocate(Used);
    }

    /// <inheritdoc/>
    public override void Run(bool hasDrift)
    {
        int d = Weights.Dimension;
        LaneMatrix hessian = LaneMatrix.Of(Statistics.Hessian, d);
        for (int layer = 0; layer < Weights.Layers; layer++)
        {
            Memory<double> gradient = Gradient(layer);
            LaneMatrix errors = LaneMatrix.Of(Errors(layer), d);
            if (hasDrift)
            {
                Statistics.Drift.CopyTo(gradient);
                LaneProduct.Add(gradient, errors, hessian, Rows, d, d);
            }
            else
            {
                LaneProduct.Set(gradient, errors, hessian, Rows, d, d);
            }

            for (int head = 0; head < Weights.Heads; head++)
            {
                LaneMatrix transposed = Weights.Preconditioner(layer, head).Transposed;
                LaneProduct.Set(History.Step(layer, head), LaneMatrix.Of(gradient, d), transposed, Rows, d, d);
            }

            History.Advance(layer, Used);
        }
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        int d = Weights.Dimension;
        LaneMatrix hessian = LaneMatrix.Of(Statistics.Hessian, d);
        LaneMatrix step = LaneMatrix.Of(History.StepGradient, d);
        for (int layer = Weights.Layers - 1; layer >= 0; layer--)
        {
            History.AddGateGradients(layer, Used, GateGradient);
            LaneMatrix gradient = LaneMatrix.Of(Gradient(layer), d);
            for (int head = 0; head < Weights.Heads; head++)
            {
                History.GatherStepGradient(layer, head, Used);
                LaneProduct.Add(PreconditionerGradient(layer, head), step.Transposed, gradient, d, Rows, d);
                if (layer == 0)
                {
                    continue;
                }

                if (head == 0)
                {
                    LaneProduct.Set(_gradientGradient, step, Weights.Preconditioner(layer, head), Rows, d, d);
                }
                else
                {
                    LaneProduct.Add(_gradientGradient, step, Weights.Preconditioner(layer, head), Rows, d, d);
                }
            }

            if (layer > 0)
            {
                History.PassOn(layer, Used);
                LaneProduct.Add(History.StateGradient(layer), LaneMatrix.Of(_gradientGradient, d), hessian, Rows, d, d);
            }
        }
    }

    private Memory<double> Gradient(int layer) => _gradients.Slice(layer * Used, Used);
}
