namespace Memformer.Learn.Training.Optimizers;

/// <summary>
/// A loss that lies on a device and takes steps of Adam there, one after another, so that the device waits for the processor once,
/// at their end. Each is the step that <see cref="Adam.Step"/> takes.
/// </summary>
internal interface IAdamLoss
{
    /// <summary>Takes steps.</summary>
    /// <param name="parameters">Changed in place.</param>
    /// <param name="mean">The running means of the derivatives; changed in place.</param>
    /// <param name="square">Those of their squares; changed in place.</param>
    /// <param name="steps">The steps, each with the batch that it sees; asked for one at a time, as they are begun.</param>
    /// <param name="most">How many steps there are at most.</param>
    /// <param name="clip">The largest norm of a part of the gradient (<see cref="GradientClipping"/>); null for any.</param>
    /// <returns>For each step the loss at the parameters before it.</returns>
    double[] TakeSteps(
        double[] parameters,
        double[] mean,
        double[] square,
        IEnumerable<(ulong Batch, AdamStep Step)> steps,
        int most,
        double? clip
    );
}
