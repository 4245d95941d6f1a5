using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Processes;
using Memformer.Cli.Processes.Slurm;
using Memformer.Cli.Terminal;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

/// <summary>Where the networks of a sweep or a reproduction are trained: here, or on a cluster with Slurm.</summary>
internal sealed class ExecutorOptions
{
    private const int DefaultSecondsToSave = 60;

    private readonly ChoiceOption<bool> _executor = new("--executor", ("local", false), ("slurm", true))
    {
        Description = "Where to train: local, on this machine; slurm, as job arrays of a cluster",
        Preset = "local",
    };

    private readonly IntegerOption _jobs = new("--jobs", 1, int.MaxValue, "-j")
    {
        Description = "Networks trained here at the same time, each in a process of its own with one thread",
        Preset = Environment.ProcessorCount,
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

    private readonly IntegerOption _limit = new("--slurm-array-limit", 1, int.MaxValue)
    {
        Description = "Networks trained at the same time on the cluster",
        HelpName = "NUMBER",
    };

    private readonly IntegerOption _secondsToSave = new("--slurm-save-before", 1, int.MaxValue)
    {
        Description = "Seconds before the time limit at which a training saves itself",
        HelpName = "SECONDS",
        Preset = DefaultSecondsToSave,
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
    public int JobsOf(ParseResult parsed) => _jobs.Of(parsed);

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
    public bool IsSlurm(ParseResult parsed) => _executor.Of(parsed);

    private SlurmExecutor Slurm(ParseResult parsed, string folder, Action<string> say)
    {
        return new SlurmExecutor(
            TrainingProcess.OwnProgram,
            Path.GetFullPath(Path.Combine(folder, "slurm")),
            new SlurmSettings(
                parsed.GetValue(_partition),
                parsed.GetValue(_time),
                _limit.Given(parsed),
                parsed.GetValue(_memory),
                parsed.GetRequiredValue(_options),
                _secondsToSave.Of(parsed)
            ),
            say
        );
    }
}
