using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Processes;
using Memformer.Cli.Processes.Slurm;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

/// <summary>Where the networks of a sweep or a reproduction are trained: here, or on a cluster with Slurm.</summary>
internal sealed class ExecutorOptions
{
    private const int DefaultSecondsToSave = 60;

    private readonly Option<string> _executor = new("--executor")
    {
        Description = "Where to train: local, on this machine; slurm, as job arrays of a cluster",
        HelpName = "local|slurm",
        DefaultValueFactory = _ => "local",
    };

    private readonly Option<int> _jobs = new("--jobs", "-j")
    {
        Description = "Networks trained here at the same time, each in a process of its own with one thread",
        DefaultValueFactory = _ => Environment.ProcessorCount,
        HelpName = "NUMBER",
    };

    private readonly Option<string?> _partition = new("--slurm-partition")
    {
        Description = "The partition; the cluster's default unless given",
        HelpName = "NAME",
    };

    private readonly Option<string?> _time = new("--slurm-time")
    {
        Description = "Time limit of one training; at its end it saves itself and is queued again",
        HelpName = "h:mm:ss",
    };

    private readonly Option<string?> _memory = new("--slurm-memory")
    {
        Description = "Memory of one training, such as 2G",
        HelpName = "SIZE",
    };

    private readonly Option<int?> _limit = new("--slurm-array-limit")
    {
        Description = "Networks trained at the same time on the cluster",
        HelpName = "NUMBER",
    };

    private readonly Option<int> _secondsToSave = new("--slurm-save-before")
    {
        Description = "Seconds before the time limit at which a training saves itself",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => DefaultSecondsToSave,
    };

    private readonly Option<string[]> _options = new("--slurm-option")
    {
        Description = "A further option of sbatch, such as --slurm-option=--account=theory; repeatable",
        HelpName = "OPTION",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Print what would be run (the array script, with --executor slurm) and start nothing",
    };

    /// <summary>Adds the options to a command; those of Slurm are a section of its help.</summary>
    public void AddTo(ExampleCommand command)
    {
        command.Add(_executor);
        command.Add(_jobs);
        command.Add(_dryRun);
        command.AddSection(
            "On a cluster (--executor slurm)",
            _partition,
            _time,
            _memory,
            _limit,
            _secondsToSave,
            _options
        );
    }

    /// <summary>Whether nothing is to be started.</summary>
    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    /// <summary>Networks trained here at the same time.</summary>
    /// <exception cref="UsageException">It is below 1.</exception>
    public int JobsOf(ParseResult parsed) =>
        parsed.GetValue(_jobs) is >= 1 and var jobs
            ? jobs
            : throw new UsageException($"--jobs {parsed.GetValue(_jobs)}: must be at least 1");

    /// <summary>The array script that would be submitted; null where everything is trained here.</summary>
    public string? ScriptOf(ParseResult parsed, string folder) =>
        IsSlurm(parsed) ? Slurm(parsed, folder, _ => { }).ScriptText : null;

    /// <summary>What trains.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="folder">The folder of the whole; the cluster's script and logs are kept in its <c>slurm/</c>.</param>
    /// <param name="say">Told a line now and then.</param>
    /// <exception cref="UsageException">An option has no such value.</exception>
    public ITrainingExecutor ExecutorOf(ParseResult parsed, string folder, Action<string> say) =>
        IsSlurm(parsed)
            ? Slurm(parsed, folder, say)
            : new LocalExecutor(new TrainingProcess(TrainingProcess.OwnProgram, say), JobsOf(parsed));

    /// <summary>Whether a cluster trains.</summary>
    public bool IsSlurm(ParseResult parsed) =>
        parsed.GetRequiredValue(_executor) switch
        {
            "local" => false,
            "slurm" => true,
            var other => throw new UsageException($"--executor {other}: must be local or slurm"),
        };

    private SlurmExecutor Slurm(ParseResult parsed, string folder, Action<string> say)
    {
        int? limit = parsed.GetValue(_limit);
        int seconds = parsed.GetValue(_secondsToSave);
        Require(limit is null or >= 1, "--slurm-array-limit", limit);
        Require(seconds >= 1, "--slurm-save-before", seconds);
        return new SlurmExecutor(
            TrainingProcess.OwnProgram,
            Path.GetFullPath(Path.Combine(folder, "slurm")),
            new SlurmSettings(
                parsed.GetValue(_partition),
                parsed.GetValue(_time),
                limit,
                parsed.GetValue(_memory),
                parsed.GetRequiredValue(_options),
                seconds
            ),
            say
        );
    }

    private static void Require(bool holds, string option, int? value)
    {
        if (!holds)
        {
            throw new UsageException($"{option} {value}: must be at least 1");
        }
    }
}
