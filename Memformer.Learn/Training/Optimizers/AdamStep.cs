namespace Memformer.Learn.Training.Optimizers;

/// <summary>What one step of Adam has the same for all parameters, and what it does to one of them, wherever that is computed.</summary>
/// <remarks>Fields, since kernels on a device are handed it. Sources: as <see cref="Adam"/>.</remarks>
internal readonly struct AdamStep
{
    private const double FirstDecay = 0.9;
    private const double SecondDecay = 0.999;
    private const double Epsilon = 1e-8;

    /// <summary>What is left of a parameter where the decay of AdamW has taken its part.</summary>
    public readonly double Kept;

    /// <summary>The rate over the share of the mean that was filled so far.</summary>
    public readonly double Rate;

    /// <summary>The share of the mean square that was filled so far.</summary>
    public readonly double Filled;

    /// <summary>Prepares a step.</summary>
    /// <param name="steps">Steps, this one included.</param>
    /// <param name="rate">The step size that the schedule gives.</param>
    /// <param name="weightDecay">What is taken off the parameters, times the rate; 0 for plain Adam.</param>
    public AdamStep(double steps, double rate, double weightDecay)
    {
        Kept = 1 - (rate * weightDecay);
        Rate = rate / (1 - Math.Pow(FirstDecay, steps));
        Filled = 1 - Math.Pow(SecondDecay, steps);
    }

    /// <summary>Moves a parameter.</summary>
    /// <param name="derivative">The loss's derivative in it.</param>
    /// <param name="parameter">Changed.</param>
    /// <param name="mean">The running mean of its derivatives; changed.</param>
    /// <param name="square">That of their squares; changed.</param>
    public void Move(double derivative, ref double parameter, ref double mean, ref double square)
    {
        mean = (FirstDecay * mean) + ((1 - FirstDecay) * derivative);
        square = (SecondDecay * square) + ((1 - SecondDecay) * derivative * derivative);
        double scale = Math.Sqrt(square / Filled) + Epsilon;
        parameter = (Kept * parameter) - (Rate * mean / scale);
    }
}
