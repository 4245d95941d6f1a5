using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Origins;
using Memformer.Cli.Processes;
using Memformer.Cli.Reports.Sweeps;
using Memformer.Cli.Terminal;
using Memformer.Learn.Files;
using Memformer.Learn.Sweeps;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer sweep</c>: trains the product of lists of settings, here or on a cluster, and tabulates it.</summary>
internal static class SweepCommand
{
    private const int MostBytes = 1 << 20;

    private static readonly Argument<string?> Plan = new("PLAN")
    {
        Description = "A training plan in TOML in which keys have lists or ranges: layers = [1, 2, 3], seed = \"0..9\"",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Output = new("--output", "-o")
    {
        Description = "The sweep's folder; the same folder again goes on where it stopped",
        HelpName = "DIR",
    };

    private static readonly Option<string?> Report = new("--report")
    {
        Description = "Only write the table and the page of a sweep, as far as it is trained",
        HelpName = "DIR",
    };

    private static readonly ChoiceOption<bool> Keep = new("--keep", ("all", false), ("end", true))
    {
        Description = "What to keep of a trained network: all, or the end alone (plan, network and numbers)",
        Preset = "all",
    };

    private static readonly Option<bool> Yes = new("--yes")
    {
        Description = $"Start more than {SweepPlan.Many} networks without asking",
    };

    private static readonly ExecutorOptions Executor = new();

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ExampleCommand command = new(
            "sweep",
            "Train a network for each combination of settings, here or on a cluster, and set the losses beside the optima",
            "memformer sweep sweep.toml --output sweeps/depth",
            "memformer sweep sweep.toml --output sweeps/depth --executor slurm --slurm-time 1:00:00",
            "memformer sweep --report sweeps/depth"
        )
        {
            Plan,
            Output,
            Report,
            Keep,
            Yes,
        };
        Executor.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        TextWriter text = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Report) is { } reported)
        {
            return Tabulate(SweepFolder.Open(reported), text);
        }

        string file = parsed.GetValue(Plan) ?? throw new UsageException("sweep: needs a plan, or --report DIR");
        string root = parsed.GetValue(Output) ?? throw new UsageException("sweep: needs --output, the sweep's folder");
        bool keepsEnd = Keep.Of(parsed);
        SweepPlan plan = SweepPlan.Parse(InputText.Read(file, "a plan of a sweep", MostBytes), file);
        if (plan.Count > SweepPlan.Many && !parsed.GetValue(Yes))
        {
            throw new UsageException($"{file}: {plan.Count} networks; --yes starts more than {SweepPlan.Many}");
        }

        IReadOnlyList<SweepRun> runs = [.. plan.Runs()];
        if (Executor.IsDryRun(parsed))
        {
            text.Write(Executor.ScriptOf(parsed, root) ?? string.Concat(runs.Select(run => $"{run.Name}\n")));
            return ExitCodes.Done;
        }

        SweepFolder folder = SweepFolder.Prepare(root, plan);
        try
        {
            Train(parsed, folder, runs, cancellation);
        }
        finally
        {
            // Also of what another call of the command trained, which may have been killed.
            foreach (string run in keepsEnd ? runs.Select(folder.PathOf) : [])
            {
                SweepFolder.KeepOnlyEnd(run);
            }
        }

        return Tabulate(folder, text);
    }

    private static void Train(
        ParseResult parsed,
        SweepFolder folder,
        IReadOnlyList<SweepRun> runs,
        CancellationToken cancellation
    )
    {
        PendingRun[] pending =
        [
            .. runs.Select(run => new PendingRun(run.Name, folder.FolderOf(run), run.Plan.MostSteps))
                .Where(run => !File.Exists(run.Folder.Summary)),
        ];
        if (pending.Length == 0)
        {
            return;
        }

        IReadOnlyList<TrainingFailure> failures = TrainingsBar.Show(
            (progress, say) => Executor.ExecutorOf(parsed, folder.Root, say).Train(pending, progress, cancellation)
        );
        Dictionary<PendingRun, string> reasons = failures.ToDictionary(
            failure => failure.Run,
            failure => failure.Reason
        );
        foreach (PendingRun run in pending)
        {
            string note = Path.Combine(run.Folder.Root, SweepFolder.FailureName);
            if (reasons.TryGetValue(run, out string? reason))
            {
                AtomicFile.WriteText(note, reason + "\n");
            }
            else
            {
                File.Delete(note);
            }
        }
    }

    /// <summary>Writes the table and the page, and says where the sweep stands.</summary>
    private static int Tabulate(SweepFolder folder, TextWriter text)
    {
        IReadOnlyList<SweepRow> rows = folder.Rows();
        (string Name, string Format, string Text)[] files =
        [
            ("results.csv", "csv", SweepTable.Csv(folder.Plan, rows)),
            ("results.json", "json", SweepTable.Json(folder.Plan, rows)),
            ("index.html", "html", SweepPage.Of(folder, rows)),
        ];
        foreach ((string name, string format, string content) in files)
        {
            AtomicFile.WriteText(Path.Combine(folder.Root, name), OriginMark.On(content, format, Origin.Here));
        }

        text.Write(SweepTable.Text(folder.Plan, rows));
        text.Write(
            Paragraphs.Wrap(
                $"{SweepPage.Standing(rows)} results.csv, results.json and index.html are in {folder.Root}\n"
            )
        );
        return rows.Any(row => row.State == SweepState.Failed) ? ExitCodes.No : ExitCodes.Done;
    }
}
