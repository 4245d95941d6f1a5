namespace Memformer.Learn.Estimates;

/// <summary>What a method or a network loses on fresh prompts of a law.</summary>
/// <param name="Loss">The mean with its standard error.</param>
/// <param name="Median">The median over prompts, which rare ones do not move.</param>
/// <param name="Largest">The largest over prompts.</param>
/// <param name="WorseThanZero">The share of prompts on which answering 0 loses less.</param>
public sealed record Outcomes(MeanEstimate Loss, double Median, double Largest, double WorseThanZero)
{
    /// <summary>The outcomes of a sample.</summary>
    /// <param name="loss">The mean, by whichever estimator.</param>
    /// <param name="losses">One for each prompt.</param>
    /// <param name="zero">What answering 0 loses on the same prompts.</param>
    public static Outcomes Of(MeanEstimate loss, IReadOnlyList<double> losses, IReadOnlyList<double> zero)
    {
        ArgumentNullException.ThrowIfNull(losses);
        double[] sorted = [.. losses.Order()];
        // A loss that is no number is worse than any.
        int worse = losses.Zip(zero).Count(pair => !(pair.First <= pair.Second));
        return new Outcomes(loss, sorted[sorted.Length / 2], sorted[^1], (double)worse / losses.Count);
    }
}
