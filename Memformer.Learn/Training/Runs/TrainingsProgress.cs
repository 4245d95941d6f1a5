namespace Memformer.Learn.Training.Runs;

/// <summary>Where the training of many networks stands.</summary>
/// <param name="Finished">Networks that are trained or have failed.</param>
/// <param name="Networks">All networks.</param>
/// <param name="Share">The share of all steps that is done.</param>
/// <param name="Latest">What happened last, such as the run that reported.</param>
public sealed record TrainingsProgress(int Finished, int Networks, double Share, string Latest);
