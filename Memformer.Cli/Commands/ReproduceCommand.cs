using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Origins;
using Memformer.Cli.Processes;
using Memformer.Cli.Reports.Reproduction;
using Memformer.Cli.Terminal;
using Memformer.Learn.Experiments;
using Memformer.Learn.Experiments.Figures;
using Memformer.Learn.Files;
using Memformer.Theory;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer reproduce</c>: the paper's experiments, beside the exact limits.</summary>
internal static class ReproduceCommand
{
    private static readonly Argument<string?> Figure = new("FIGURE")
    {
        Description =
            $"One of {string.Join(", ", PaperFigures.All.Select(experiment => experiment.Name))}; all unless given",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string> Scale = new("--scale")
    {
        Description = "quick: two seeds, minutes; paper: five seeds, trained to the optimum",
        DefaultValueFactory = _ => ExperimentScale.Quick.Name,
        HelpName = "quick|paper",
    };

    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "The folder of the figures and of the runs; the same folder again goes on where it stopped",
        DefaultValueFactory = _ => "reproduction",
        HelpName = "DIR",
    };

    private static readonly ExecutorOptions Executor = new();

    private static readonly Option<bool> List = new("--list")
    {
        Description = "List the figures with the claims they test, and run nothing",
    };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ExampleCommand command = new(
            "reproduce",
            "Reproduce the paper's experiments: numbers, figures, and whether each claim holds",
            "memformer reproduce --list",
            "memformer reproduce lfom",
            "memformer reproduce --scale paper --output paper-figures"
        )
        {
            Figure,
            Scale,
            Output,
            List,
        };
        Executor.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        TextWriter text = parsed.InvocationConfiguration.Output;
        string? figure = parsed.GetValue(Figure);
        IReadOnlyList<Experiment> experiments = figure is null ? PaperFigures.All : [PaperFigures.Find(figure)];
        if (parsed.GetValue(List))
        {
            text.Write(Listing(experiments));
            return ExitCodes.Done;
        }

        ExperimentScale scale = ExperimentScale.Find(parsed.GetRequiredValue(Scale));
        string folder = parsed.GetRequiredValue(Output);
        string runs = Path.Combine(folder, "runs");
        if (Executor.IsDryRun(parsed))
        {
            text.Write(
                Executor.ScriptOf(parsed, folder)
                    ?? string.Concat(ExperimentRunner.JobsOf(experiments, scale).Select(job => $"{job.Name}\n"))
            );
            return ExitCodes.Done;
        }

        int jobs = Executor.JobsOf(parsed);
        if (Executor.IsSlurm(parsed))
        {
            TrainOnCluster(parsed, ExperimentRunner.JobsOf(experiments, scale), scale, folder, cancellation);
        }

        IReadOnlyList<ExperimentResult> results = TrainingsBar.Show(
            (progress, say) =>
            {
                TrainingProcess process = new(TrainingProcess.OwnProgram, say);
                ExperimentRunner runner = new(scale, runs, jobs, process.Train);
                return runner.Run(experiments, progress, cancellation);
            }
        );
        foreach (ExperimentResult result in results)
        {
            ReproductionFiles.Write(result, folder);
            text.Write(Paragraphs.Wrap(ReproductionFiles.Finding(result)) + "\n");
        }

        string page = Path.Combine(folder, figure is null ? "index.html" : $"{figure}.html");
        AtomicFile.WriteText(page, OriginMark.On(ReproductionPage.Of(results), "html", Origin.Here));
        text.Write($"figures, numbers and the page {Path.GetFileName(page)} are in {folder}\n");
        return ExitCodes.Done;
    }

    private static string Listing(IReadOnlyList<Experiment> experiments) =>
        string.Join(
            "\n",
            experiments.Select(experiment =>
                Paragraphs.Wrap($"{experiment.Name}: {experiment.Title}\n{experiment.Claim}\n")
            )
        );

    /// <summary>Trains the networks on the cluster; what follows finds them trained.</summary>
    private static void TrainOnCluster(
        ParseResult parsed,
        IReadOnlyList<TrainingJob> jobs,
        ExperimentScale scale,
        string folder,
        CancellationToken cancellation
    )
    {
        PendingRun[] pending =
        [
            .. jobs.Select(job => new PendingRun(
                    job.Name,
                    job.FolderIn(Path.Combine(folder, "runs"), scale),
                    job.PlanAt(scale).MostSteps
                ))
                .Where(run => !File.Exists(run.Folder.Summary)),
        ];
        if (pending.Length == 0)
        {
            return;
        }

        IReadOnlyList<TrainingFailure> failures = TrainingsBar.Show(
            (progress, say) => Executor.ExecutorOf(parsed, folder, say).Train(pending, progress, cancellation)
        );
        if (failures is [var first, ..])
        {
            throw new MissingCapabilityException(
                $"{failures.Count} of {pending.Length} networks were not trained; {first.Run.Name}: {first.Reason}"
            );
        }
    }
}
