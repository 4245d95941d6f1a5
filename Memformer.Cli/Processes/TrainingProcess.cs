using System.Diagnostics;
using Memformer.Cli.CommandLine;
using Memformer.Learn.Training.Runs;

namespace Memformer.Cli.Processes;

/// <summary>
/// Trains a run in a process of its own. Several trainings in one process share libtorch, and an error of native code in
/// one of them ends all; a process that crashes is started once more and goes on from its last checkpoint.
/// </summary>
/// <param name="program">The command line's own program, with the arguments that start it.</param>
/// <param name="say">Told one line when a process has crashed.</param>
internal sealed class TrainingProcess(IReadOnlyList<string> program, Action<string> say)
{
    // A busy machine takes its time; schedulers kill what is left after thirty seconds.
    private static readonly TimeSpan TimeToSave = TimeSpan.FromSeconds(25);

    /// <summary>The running program.</summary>
    public static IReadOnlyList<string> OwnProgram
    {
        get
        {
            string host = Environment.ProcessPath!;
            return Path.GetFileNameWithoutExtension(host) == "dotnet"
                ? [host, typeof(TrainingProcess).Assembly.Location]
                : [host];
        }
    }

    /// <summary>Trains the run in a folder to its end.</summary>
    /// <param name="folder">The run, new or begun.</param>
    /// <param name="progress">Told where it stands; null to be told nothing.</param>
    /// <param name="cancellation">Has the process save its state and end, and throws.</param>
    /// <exception cref="TrainingProcessException">It ended without a trained network.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or interrupted by itself.</exception>
    public void Train(RunFolder folder, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ProcessEnd end = RunOnce(folder, progress, cancellation);
        if (end.IsCrash)
        {
            say($"memformer: run {folder.Root} crashed ({end}); it is started once more from its last checkpoint");
            end = RunOnce(folder, progress, cancellation);
        }

        if (end.Code == ExitCodes.Interrupted)
        {
            throw new OperationCanceledException();
        }

        // A network that is worse than the answer 0 is a result like any other, and has a summary.
        if (end.Code != ExitCodes.Done && !(end.Code == ExitCodes.No && File.Exists(folder.Summary)))
        {
            throw new TrainingProcessException(folder.Root, end);
        }
    }

    private ProcessEnd RunOnce(RunFolder folder, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        string[] arguments = ["train", "--resume", "--output", folder.Root, "--format", "jsonl"];
        ProcessStartInfo start = new(program[0], [.. program.Skip(1), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process child = Process.Start(start)!;
        using CancellationTokenRegistration stopping = cancellation.Register(() => Stop(child));
        Task<string> errors = child.StandardError.ReadToEndAsync(CancellationToken.None);
        while (child.StandardOutput.ReadLine() is { } line)
        {
            if (TrainingLine.Read(line)?.Progress is { } reached)
            {
                progress?.Report(reached);
            }
        }

        child.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return new ProcessEnd(child.ExitCode, errors.Result);
    }

    /// <summary>Asks a process to save and end, and ends it where it does not.</summary>
    private static void Stop(Process child)
    {
        Signal.Terminate(child);
        if (!child.WaitForExit(TimeToSave))
        {
            child.Kill();
        }
    }
}
