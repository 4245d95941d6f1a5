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

    /// <summary>The running mean of a parameter's derivatives, with another one.</summary>
    public static double Mean(double mean, double derivative) => (FirstDecay * mean) + ((1 - FirstDecay) * derivative);

    /// <summary>The running mean of their squares, with another one.</summary>
    public static double Square(double square, double derivative) =>
        (SecondDecay * square) + ((1 - SecondDecay) * derivative * derivative);

    /// <summary>The parameter after the step.</summary>
    /// <param name="parameter">Before it.</param>
    /// <param name="mean">With the derivative of this step.</param>
    /// <param name="square">The same.</param>
    public double Move(double parameter, double mean, double square) =>
        (Kept * parameter) - (Rate * mean / (Math.Sqrt(square / Filled) + Epsilon));
}
