using Memformer.Cli.Origins;

namespace Memformer.Cli.Terminal;

/// <summary>A training that was stopped by its user, and has saved what it had.</summary>
/// <param name="folder">The folder to go on in.</param>
/// <param name="cause">What stopped it.</param>
internal sealed class TrainingInterruptedException(string folder, OperationCanceledException cause)
    : OperationCanceledException(
        $"interrupted, and saved; {Origin.Typed(["train", "--resume", "--output", folder])} goes on",
        cause,
        cause.CancellationToken
    );
