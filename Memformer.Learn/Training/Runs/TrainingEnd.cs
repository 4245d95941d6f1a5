using Memformer.Learn.Estimates;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Plans;

namespace Memformer.Learn.Training.Runs;

/// <summary>Decides from fresh prompts whether a run has nothing more to gain that its tolerance asks for.</summary>
internal sealed class TrainingEnd(TrainingPlan plan, Evaluator fresh)
{
    /// <summary>How many times more prompts a confirmation takes.</summary>
    private const int ConfirmationFactor = 16;

    /// <summary>Whether the last look found the network at the optimum.</summary>
    public bool IsAtOptimum { get; private set; }

    /// <summary>Whether the run ends here; the same arguments give the same answer.</summary>
    /// <param name="parameters">The network's.</param>
    /// <param name="step">Steps done, which decide the prompts.</param>
    /// <param name="evaluation">How the network does on fresh prompts.</param>
    /// <param name="stageStart">The parameters with which the stage that has just ended began; null where none has.</param>
    public bool IsReached(double[] parameters, long step, Evaluation evaluation, double[]? stageStart)
    {
        IsAtOptimum = IsOptimal(parameters, step, evaluation);
        return IsAtOptimum || (stageStart is not null && IsExhausted(parameters, step, evaluation, stageStart));
    }

    /// <summary>
    /// Whether an evaluation looks like it, and another one on many more prompts is sure of it: of many looks some are lucky.
    /// </summary>
    private bool IsOptimal(double[] parameters, long step, Evaluation evaluation) =>
        plan.Training.Tolerance > 0
        && evaluation.Distance <= plan.Training.Tolerance
        && fresh
            .Evaluate(
                parameters,
                RandomStreams.BatchAt(RandomStreams.Confirmations, step),
                ConfirmationFactor * plan.Run.EvaluationPrompts,
                default
            )
            .IsWithin(plan.Training.Tolerance);

    /// <summary>
    /// Whether a stage of larger batches surely gained less than the tolerance: what a batch lacks falls with its size, so that
    /// the stages to come gain less still, and cost as much each. Ends runs whose optimum is not known, or out of their reach.
    /// </summary>
    private bool IsExhausted(double[] parameters, long step, Evaluation evaluation, double[] stageStart)
    {
        if (plan.Training.Tolerance == 0)
        {
            return false;
        }

        MeanEstimate gain = fresh.Difference(
            stageStart,
            parameters,
            RandomStreams.BatchAt(RandomStreams.Gains, step),
            plan.Run.EvaluationPrompts
        );
        return gain.Mean + (2 * gain.StandardError) < plan.Training.Tolerance * evaluation.Loss;
    }
}
