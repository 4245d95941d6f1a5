namespace Memformer.Cli.Processes.Slurm;

/// <summary>What Slurm is asked for, for each network.</summary>
/// <param name="Partition">The partition; null for the cluster's default.</param>
/// <param name="Time">The time limit as Slurm writes it, such as 1:00:00; null for the partition's.</param>
/// <param name="Limit">Networks trained at the same time; null for as many as the cluster has room for.</param>
/// <param name="Memory">Memory as Slurm writes it, such as 2G; null for the partition's.</param>
/// <param name="Options">Further options of sbatch, such as --account=theory.</param>
/// <param name="SecondsToSave">How long before the time limit a training saves itself and is queued again.</param>
internal sealed record SlurmSettings(
    string? Partition,
    string? Time,
    int? Limit,
    string? Memory,
    IReadOnlyList<string> Options,
    int SecondsToSave
);
