using Memformer.Learn.Limits;
using Memformer.Learn.Models;
using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// The exact least mean loss that a network can reach, and where it is known, plain gradient steps that reach it: their loss on
/// the same prompts is a control variate, whose mean is known exactly.
/// </summary>
public sealed class OptimalSteps
{
    private readonly RecursionBatch? _optimal;

    private OptimalSteps(double loss, double least, RecursionBatch? optimal)
    {
        Loss = loss;
        Least = least;
        _optimal = optimal;
    }

    /// <summary>The least mean loss of layers with weights of their own: that of the steps.</summary>
    public double Loss { get; }

    /// <summary>The least mean loss of networks of the design, which is larger where ties cost something.</summary>
    public double Least { get; }

    /// <summary>Whether <see cref="PromptLosses"/> can be asked.</summary>
    public bool HasPromptLosses => _optimal is not null;

    /// <summary>
    /// The optimum of a network on a law; null where no bound is known: GD++, or no <see cref="Optimum"/> of the law.
    /// </summary>
    /// <param name="design">The network.</param>
    /// <param name="settings">The prompts.</param>
    public static OptimalSteps? Of(NetworkDesign design, LossSettings settings)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(settings);
        if (
            design.FreeValues
            || Optimum.Of(settings.Objective.Law, settings.Objective.Context, design.Layers) is not { } optimum
        )
        {
            return null;
        }

        double? tied = design.Tied ? TiedOptimum.Of(design, settings.Objective.Law, settings.Objective.Context) : null;
        return new OptimalSteps(
            optimum.Loss,
            tied ?? optimum.Loss,
            optimum.Steps() is { } steps ? Steps(steps, settings, optimum.Preconditioner) : null
        );
    }

    /// <summary>The losses of the optimal steps on the prompts of <see cref="NetworkLoss.Outcomes"/>.</summary>
    /// <param name="seed">The seed of the network's loss.</param>
    /// <param name="step">Which batch.</param>
    /// <param name="prompts">How many prompts.</param>
    public double[] PromptLosses(ulong seed, ulong step, int prompts)
    {
        RecursionBatch optimal = _optimal ?? throw new InvalidOperationException("the optimal steps are not known");
        PromptOutcomes outcomes = new(prompts, withAmplification: false);
        optimal.Outcomes(seed, step, optimal.Layers, outcomes);
        return outcomes.Losses;
    }

    private static RecursionBatch Steps(IReadOnlyList<double> steps, LossSettings settings, double[,] preconditioner)
    {
        int d = settings.Objective.Law.Dimension;
        int layers = steps.Count;
        double[] preconditioners =
        [
            .. steps.SelectMany(step => preconditioner.Cast<double>().Select(entry => step * entry)),
        ];
        double[] gates = new double[layers * layers];
        for (int layer = 0; layer < layers; layer++)
        {
            gates[layer * (layers + 1)] = 1;
        }

        RecursionWeights weights = new(layers, 1, d, hasMemory: false);
        weights.Set(preconditioners, gates);
        return new RecursionBatch(weights, settings.Objective, settings.Threads);
    }
}
