using Memformer.Learn.Training.Losses;

namespace Memformer.Learn.Training;

/// <summary>What a network loses on fresh prompts.</summary>
/// <param name="Loss">
/// The mean loss. Where the optimal steps are known it is the optimum plus the mean excess over them on the same prompts,
/// which wanders much less than a plain mean.
/// </param>
/// <param name="StandardError">Of <paramref name="Loss"/>.</param>
/// <param name="Median">The median of the prompts' losses, which rare prompts do not move.</param>
/// <param name="Largest">The largest loss of a prompt.</param>
/// <param name="WorseThanZero">The share of prompts on which the network does worse than by answering 0.</param>
/// <param name="Amplified">
/// The share of prompts with a task that the network answers worse than 0 (<see cref="PromptOutcomes.Amplifies"/>); null where
/// the objective samples tasks.
/// </param>
/// <param name="Prompts">How many prompts.</param>
/// <param name="Optimum">The exact least mean loss; null where it is not known.</param>
public sealed record Evaluation(
    double Loss,
    double StandardError,
    double Median,
    double Largest,
    double WorseThanZero,
    double? Amplified,
    int Prompts,
    double? Optimum
)
{
    private const int MostPrompts = 8192;
    private const long MostNumbers = 1 << 24;

    /// <summary>How far the loss is above the optimum, as a share of it.</summary>
    public double? Distance => Optimum is { } optimum ? (Loss - optimum) / optimum : null;

    /// <summary>Twice the standard error, as a share of the optimum.</summary>
    public double? DistanceMargin => Optimum is { } optimum ? 2 * StandardError / optimum : null;

    /// <summary>Whether the loss, with two standard errors added, is nearer to the optimum than a share of it.</summary>
    public bool IsWithin(double tolerance) => Distance + DistanceMargin < tolerance;

    /// <summary>Evaluates.</summary>
    /// <param name="loss">The network's loss.</param>
    /// <param name="yardstick">The optimum, where it is known.</param>
    /// <param name="layer">The layer that answers, 1 … L.</param>
    /// <param name="seed">The seed of the loss.</param>
    /// <param name="first">The first of the batches to take; they must not be those of training steps.</param>
    /// <param name="prompts">How many prompts, at least 2.</param>
    /// <param name="cancellation">Stops between blocks of prompts.</param>
    public static Evaluation Of(
        BatchLoss loss,
        Yardstick? yardstick,
        int layer,
        ulong seed,
        ulong first,
        int prompts,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(loss);
        double[] losses = new double[prompts];
        double[] sampled = new double[prompts];
        int worse = 0;
        int amplified = 0;
        int size = (int)Math.Clamp(MostNumbers / loss.NumbersPerPrompt, 1, MostPrompts);
        bool isPaired = yardstick is { HasPromptLosses: true };
        for (int start = 0; start < prompts; start += size)
        {
            cancellation.ThrowIfCancellationRequested();
            ulong batch = first + (ulong)(start / size);
            PromptOutcomes outcomes = new(Math.Min(size, prompts - start), loss.KnowsAmplification);
            loss.Outcomes(batch, layer, outcomes);
            double[] block = outcomes.Losses;
            worse += block.Zip(outcomes.Zero).Count(pair => !(pair.First <= pair.Second));
            amplified += outcomes.Amplifies.Count(found => found);
            block.CopyTo(losses, start);
            if (isPaired)
            {
                double[] best = yardstick!.PromptLosses(seed, batch, block.Length);
                block = [.. block.Zip(best, (own, least) => own - least)];
            }

            block.CopyTo(sampled, start);
        }

        double mean = sampled.Average();
        double variance = sampled.Sum(value => (value - mean) * (value - mean)) / (prompts - 1);
        Array.Sort(losses);
        return new Evaluation(
            mean + (isPaired ? yardstick!.Loss : 0),
            Math.Sqrt(variance / prompts),
            losses[prompts / 2],
            losses[^1],
            (double)worse / prompts,
            loss.KnowsAmplification ? (double)amplified / prompts : null,
            prompts,
            yardstick?.Loss
        );
    }
}
