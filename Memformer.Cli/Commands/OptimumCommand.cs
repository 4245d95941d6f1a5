using System.CommandLine;
using Memformer.Cli.Charts;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Origins;
using Memformer.Cli.Reports;
using Memformer.Cli.Reports.Losses;
using Memformer.Cli.Reports.Optima;
using Memformer.Cli.Terminal;
using Memformer.Learn.Auditing;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Estimates;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;
using Memformer.Learn.Spectra;
using Memformer.Theory;
using Memformer.Theory.Algebra;
using Memformer.Theory.Certificates;
using Memformer.Theory.Methods;
using Memformer.Theory.Networks;
using Memformer.Theory.Spectra;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer optimum</c>: the best that a network of the family can do whose layers share one preconditioner, exactly.</summary>
internal static class OptimumCommand
{
    // A double has no more, so the rounding of the steps does not show in the saved numbers.
    private const int DoublePlaces = 20;

    /// <summary>Prompts of each size, where nobody said how many.</summary>
    private const int SweepPrompts = 4000;

    private static readonly Option<bool> Check = new("--check")
    {
        Description = "Have Coq check that nothing is better, by the proof that --format coq writes",
    };

    private static readonly OptimumOptions Options = new();
    private static readonly ReportOptions Report = new(
        "text",
        "json",
        "latex",
        "markdown",
        "html",
        "svg",
        "png",
        "coq",
        "csv"
    );

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ExampleCommand command = new(
            "optimum",
            "The smallest mean loss that L layers can reach, as a fraction, with the method that reaches it",
            "memformer optimum --dimension 5 --context 20 --layers 2",
            "memformer optimum -d 5 -n 20 -L 3 --gd++ --prompts 20000",
            "memformer optimum --layers 2 --symbolic",
            "memformer optimum -d 5 -n 20 -L 4 --architecture dynamic --save optimum.safetensors",
            "memformer optimum -d 5 -n 20 -L 4 --output optimum.svg",
            "memformer optimum -d 5 -n 20 -L 2 --output optimum.v --check",
            "memformer optimum -d 5 -n 2..40:2 -L 3 --noise 0.3 --output sweep.html",
            "memformer optimum -d 5 -n 20 -L 2 --covariates uniform --task-covariance I"
        );
        Options.AddSizesTo(command);
        Report.AddTo(command);
        Options.AddSectionsTo(command);
        command.AddSection(CertificateFile.Section, Check, CertificateFile.Limit);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string format = Report.FormatOf(parsed);
        if (Options.ClosedForm(parsed) is { } closed)
        {
            Report.Write(parsed, Text(closed, format));
            return ExitCodes.Done;
        }

        if (Options.Law(parsed) is { } law)
        {
            return Compare(parsed, law, format);
        }

        if (format == "csv")
        {
            throw new UsageException("--format csv: for --context with a range, and laws beyond the isotropic one");
        }

        if (format == CertificateFile.Format)
        {
            CertificateFile.Write(Report, parsed, OptimumCertificate.Of(Options.Optimum(parsed)));
            return Checked(parsed);
        }

        OptimumReport report = Study(parsed);
        if (Options.Save(parsed) is var (file, architecture))
        {
            OutputPath.MakeFolder(parsed, file);
            Save(report.Optimum, file, architecture);
            parsed.InvocationConfiguration.Error.WriteLine($"saved to {file}; memformer audit {file} reads it again");
        }

        if (format == "png")
        {
            Report.Write(parsed, OptimumChart.Of(report).ToPng());
        }
        else
        {
            Origin origin = Origin.Here with
            {
                Prompts = report.Prompts > 0 ? report.Prompts : null,
                Seed = report.Prompts > 0 ? Options.Seed(parsed) : null,
            };
            Report.Write(parsed, Text(report, format), origin);
        }

        return Checked(parsed);
    }

    /// <summary>Losses on a law: over the context lengths, or where there is one over the depths up to L.</summary>
    private static int Compare(ParseResult parsed, DataLaw law, string format)
    {
        if (!LossSweepReport.Formats.Contains(format) || parsed.GetValue(Check))
        {
            throw new UsageException(
                $"losses on a law have no proof; --format may be {string.Join(", ", LossSweepReport.Formats)}"
            );
        }

        (IReadOnlyList<int> contexts, int layers) = (Options.Contexts(parsed), Options.Layers(parsed));
        int prompts = Options.Prompts(parsed) ?? SweepPrompts;
        ulong seed = Options.Seed(parsed);
        LossSweep sweep = contexts switch
        {
            [] => throw new UsageException("--context is missing; give a number, or a range such as 2..40:2"),
            [int only] => LossSweep.OfDepths(law, only, layers, prompts, seed, Count(layers)),
            _ => LossSweep.OfContexts(law, contexts, layers, prompts, seed, Count(contexts.Count)),
        };
        CountLine Count(int total) => new(total, parsed.InvocationConfiguration.Error);

        LossSweepReport report = new(sweep, subject: null, $"{law}");
        Report.Write(parsed, report, Origin.Here with { Prompts = prompts, Seed = seed });
        return ExitCodes.Done;
    }

    /// <summary>Has Coq check the optimum, where that was asked for.</summary>
    private static int Checked(ParseResult parsed) =>
        !parsed.GetValue(Check) || CertificateFile.IsAccepted(parsed, OptimumCertificate.Of(Options.Optimum(parsed)))
            ? ExitCodes.Done
            : ExitCodes.No;

    private static OptimumReport Study(ParseResult parsed)
    {
        using StageLine stage = new(parsed.InvocationConfiguration.Error);
        stage.Report("the optimum, in exact arithmetic");
        OptimalMethod optimum = Options.Optimum(parsed);
        (int d, int n, int layers, Rational noise) = (
            optimum.Dimension,
            optimum.Context,
            optimum.Layers,
            optimum.Noise
        );
        double[,]? covariance = Options.Covariance(parsed, d);
        int? prompts = Options.Prompts(parsed);
        stage.Report("the methods beside the optimum");
        return new OptimumReport(optimum, Options.Places(parsed))
        {
            GdPlusPlus = Options.GdPlusPlus(parsed) ? GdPlusPlusOptimum.Find(d, n, layers, noise) : null,
            Chebyshev = Options.Interval(parsed, layers),
            Restricted = covariance is null
                ? null
                : ScalarPreconditionerOptimum.For(Exact(covariance), n, layers, noise),
            Prompts = prompts ?? 0,
            Simulated = prompts is int count ? Simulate(optimum, covariance, count, Options.Seed(parsed)) : [],
        };
    }

    private static IReadOnlyList<(Solver Solver, Outcomes Outcomes)> Simulate(
        OptimalMethod optimum,
        double[,]? covariance,
        int prompts,
        ulong seed
    )
    {
        (int n, int layers, double noise) = (optimum.Context, optimum.Layers, optimum.Noise.ToDouble());
        DataLaw law = covariance is null
            ? DataLaw.Isotropic(optimum.Dimension, noise)
            : new DataLaw(covariance, noise: noise);
        // On isotropic prompts the other methods' mean losses are exact.
        IReadOnlyList<Solver> solvers = covariance is null
            ? [new ConjugateGradients()]
            : TunedSolvers.For(law, n, layers).All;
        return [.. solvers.Zip(new FreshPrompts(law, n, prompts, seed).Measure(solvers, layers))];
    }

    private static void Save(OptimalMethod optimum, string file, string name)
    {
        CanonicalForm form = name switch
        {
            "linear" => OptimalNetwork.WithoutMemory(optimum, DoublePlaces),
            "dynamic" => OptimalNetwork.WithMomentum(optimum),
            "lfom" => OptimalNetwork.WithAllGradients(optimum),
            _ => throw new UsageException($"--architecture {name}: allowed are linear, dynamic, lfom"),
        };
        Realization realization = Architecture.Find(name).Realize(form);
        new Checkpoint(NetworkWeights.From(realization.Weights!, optimum.Dimension, optimum.Context))
        {
            Law = DataLaw.Isotropic(optimum.Dimension, optimum.Noise.ToDouble()),
        }.Write(file);
    }

    private static string Text(OptimumReport report, string format) =>
        format switch
        {
            "json" => OptimumJson.Write(report),
            "svg" => OptimumChart.Of(report).ToSvg() + "\n",
            "html" => OptimumPage.Write(report),
            _ => ReportOptions.Render(OptimumDocument.Of(report), format),
        };

    private static string Text(SymbolicOptimum closed, string format) =>
        format switch
        {
            "json" => OptimumJson.Write(closed),
            "svg" or "png" => throw new UsageException($"--format {format}: a closed form has no chart"),
            _ => ReportOptions.Render(OptimumDocument.Of(closed), format),
        };

    private static Rational[,] Exact(double[,] matrix)
    {
        Rational[,] exact = new Rational[matrix.GetLength(0), matrix.GetLength(1)];
        for (int i = 0; i < matrix.GetLength(0); i++)
        {
            for (int j = 0; j < matrix.GetLength(1); j++)
            {
                exact[i, j] = Rational.FromDouble(matrix[i, j]);
            }
        }

        return exact;
    }
}
