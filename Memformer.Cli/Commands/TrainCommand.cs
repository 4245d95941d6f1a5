using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Origins;
using Memformer.Cli.Reports.Training;
using Memformer.Cli.Terminal;
using Memformer.Learn.Files;
using Memformer.Learn.Numerics;
using Memformer.Learn.Torch;
using Memformer.Learn.Training.Objectives;
using Memformer.Learn.Training.Plans;
using Memformer.Learn.Training.Runs;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer train</c>: trains a network, one run per seed, into run folders.</summary>
internal static class TrainCommand
{
    private static readonly Argument<string?> Config = new("CONFIG")
    {
        Description = "A plan in TOML; options below override it",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Output = new("--output", "-o")
    {
        Description = "The run's folder, new or empty; a new one under runs/ unless given",
        HelpName = "DIR",
    };

    private static readonly Option<bool> Resume = new("--resume")
    {
        Description = "Go on with the run in the output folder from its last checkpoint",
    };

    private static readonly ChoiceOption<string> Format = new(
        "--format",
        ("text", "text"),
        ("json", "json"),
        ("jsonl", "jsonl")
    )
    {
        Description = "text or json, for the summary at the end; jsonl, for a line of JSON as often as it gets on",
        Preset = "text",
    };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Dictionary<PlanKey, Option<string?>> options = PlanKeys.All.ToDictionary(key => key, PlanOption.Of);
        ExampleCommand command = new(
            "train",
            "Train a memory-augmented Transformer on random linear regression, and compare it with the exact optimum",
            "memformer train --architecture lfom --layers 3 --dimension 5 --context 20",
            "memformer train --layers 2 --spectrum 1,1,0.25,0.0625,1 --seed 0,1,2 --output runs/non-iso",
            "memformer train plan.toml --rate 0.003",
            "memformer train --resume --output runs/non-iso"
        )
        {
            Config,
            Output,
            Resume,
            Format,
        };
        foreach (
            IGrouping<string, Option<string?>> section in options.GroupBy(pair => pair.Key.Section, pair => pair.Value)
        )
        {
            command.AddSection($"Options of [{section.Key}] in a plan", section);
        }

        command.SetAction(
            (parsed, cancellation) => Task.Run(() => Run(parsed, options, cancellation), CancellationToken.None)
        );
        return command;
    }

    private static int Run(
        ParseResult parsed,
        Dictionary<PlanKey, Option<string?>> options,
        CancellationToken cancellation
    )
    {
        string format = Format.Of(parsed);
        string? output = parsed.GetValue(Output);
        bool isResumed = parsed.GetValue(Resume);
        TrainingPlan plan = PlanOf(parsed, options, isResumed ? output : null);
        plan.Check();
        Func<LossSettings, NetworkLoss> losses = NetworkLosses.Of(plan);
        string root = output ?? NewFolder(plan);
        List<RunSummary> summaries = [];
        List<RunFolder> folders = [];
        using TrainingLines? lines = format == "jsonl" ? new TrainingLines() : null;
        foreach (ulong seed in plan.Run.Seeds)
        {
            string path = plan.Run.Seeds.Count == 1 ? root : Path.Combine(root, $"seed-{seed}");
            bool isStarted = isResumed && File.Exists(RunFolder.ConfigOf(path));
            RunFolder folder =
                isStarted || (isResumed && plan.Run.Seeds.Count == 1)
                    ? RunFolder.Open(path, plan)
                    : RunFolder.Create(path, plan);
            using RunLock hold = RunLock.Take(folder);
            using Trainer trainer = new(plan, seed, folder, losses);
            foreach (string remark in trainer.Remarks)
            {
                parsed.InvocationConfiguration.Error.WriteLine($"memformer: {Printable.Line(remark)}");
            }

            RunSummary summary;
            try
            {
                summary =
                    lines?.Show(trainer.Run, cancellation)
                    ?? TrainingBar.Show(plan.Run.Seeds, seed, progress => trainer.Run(progress, cancellation));
            }
            catch (OperationCanceledException cause) when (lines is null)
            {
                throw new TrainingInterruptedException(root, cause);
            }

            Origin origin = Origin.Here with
            {
                Inputs = InputHash.OfFile(folder.Model),
                Prompts = summary.Evaluation.Prompts,
                Seed = seed,
            };
            WriteMarked(folder.Report, RunPage.Of(folder, plan, summary), "html", origin);
            summaries.Add(summary);
            folders.Add(folder);
        }

        if (folders.Count > 1)
        {
            WriteGroup(root, folders, plan, new RunGroup(summaries));
        }

        if (lines is null)
        {
            TextWriter text = parsed.InvocationConfiguration.Output;
            text.Write(format == "json" ? TrainingReport.Json(summaries) : TrainingReport.Text(summaries, root));
        }

        return Judge(summaries, parsed.InvocationConfiguration.Error);
    }

    private static void WriteGroup(string root, List<RunFolder> folders, TrainingPlan plan, RunGroup group)
    {
        Origin origin = Origin.Here with { Inputs = [.. folders.SelectMany(folder => InputHash.OfFile(folder.Model))] };
        WriteMarked(RunFolder.SummaryOf(root), group.ToJson(), "json", origin);
        WriteMarked(RunFolder.ReportOf(root), SeedsPage.Of(root, folders, plan, group), "html", origin);
    }

    private static void WriteMarked(string path, string text, string format, Origin origin) =>
        AtomicFile.WriteText(path, OriginMark.On(text, format, origin));

    /// <summary>A network that loses more than the answer 0 has learned nothing, however well its training ended.</summary>
    private static int Judge(List<RunSummary> summaries, TextWriter messages)
    {
        int code = ExitCodes.Done;
        foreach (RunSummary summary in summaries.Where(summary => summary.IsWorseThanZero))
        {
            string losses =
                $"loses {NumberText.Of(summary.Evaluation.Loss, 4)}, answering 0 loses {NumberText.Of(summary.Baselines!.Zero, 4)}";
            messages.WriteLine(
                $"memformer: {Printable.Line(summary.Model)}: the network {losses}; train it with a smaller --rate, or longer"
            );
            code = ExitCodes.No;
        }

        return code;
    }

    private static TrainingPlan PlanOf(
        ParseResult parsed,
        Dictionary<PlanKey, Option<string?>> options,
        string? resumed
    )
    {
        string? config = parsed.GetValue(Config);
        TrainingPlan plan = new();
        if (parsed.GetValue(Resume))
        {
            string folder = resumed ?? throw new UsageException("--resume: needs --output, the folder of the run");
            plan = PlanFile.Read(FirstConfig(folder), plan);
        }

        if (config is not null)
        {
            plan = PlanFile.Read(config, parsed.GetValue(Resume) ? new TrainingPlan() : plan);
        }

        foreach ((PlanKey key, Option<string?> option) in options)
        {
            if (parsed.GetResult(option) is { Implicit: false } result)
            {
                plan = PlanOption.Apply(key, plan, result, plan.Network.Dimension);
            }
        }

        return plan;
    }

    /// <summary>The plan in a run folder, or in the first of a folder of runs with several seeds.</summary>
    private static string FirstConfig(string folder)
    {
        string own = RunFolder.ConfigOf(folder);
        if (File.Exists(own) || !Directory.Exists(folder))
        {
            return own;
        }

        return Directory
                .EnumerateDirectories(folder, "seed-*")
                .Order()
                .Select(RunFolder.ConfigOf)
                .FirstOrDefault(File.Exists)
            ?? throw new UsageException($"--resume {folder}: has no config.toml, so there is no run to continue");
    }

    private static string NewFolder(TrainingPlan plan)
    {
        string architecture = (plan.Network.Tied ? "tied-" : "") + plan.Network.Architecture.Name;
        string name = $"{architecture}-L{plan.Network.Layers}-d{plan.Network.Dimension}-n{plan.Network.Context}";
        return Enumerable
            .Range(1, int.MaxValue)
            .Select(number => Path.Combine("runs", number == 1 ? name : $"{name}-{number}"))
            .First(path => !Path.Exists(path));
    }
}
