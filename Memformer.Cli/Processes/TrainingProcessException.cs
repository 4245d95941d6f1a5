using Memformer.Cli.CommandLine;
using Memformer.Theory;

namespace Memformer.Cli.Processes;

/// <summary>A process that ended without a trained network: for its own reason, or because it crashed twice.</summary>
/// <param name="run">The run's folder.</param>
/// <param name="end">How it ended.</param>
internal sealed class TrainingProcessException(string run, ProcessEnd end)
    : MemformerException(
        end.IsCrash
            ? $"run {run} crashed twice ({end}); the same command goes on from what is finished"
            : $"run {run}: {end.Reason}"
    )
{
    /// <summary>The exit code that says the same of the whole.</summary>
    public int ExitCode => end.IsCrash ? ExitCodes.Defect : end.Code;
}
