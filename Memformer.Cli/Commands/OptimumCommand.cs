using System.CommandLine;
using Memformer.Cli.Charts;
using Memformer.Cli.Reports.Optima;
using Memformer.Cli.Terminal;
using Memformer.Learn.Auditing;
using Memformer.Learn.Baselines;
using Memformer.Learn.Tasks;
using Memformer.Theory;
using Memformer.Theory.Algebra;
using Memformer.Theory.Rendering;
using Memformer.Theory.Spectra;

namespace Memformer.Cli.Commands;

/// <summary><c>memformer optimum</c>: the best that any network of the family can do, exactly.</summary>
internal sealed class OptimumCommand
{
    private readonly Option<int?> _dimension = new("--dimension", "-d")
    {
        Description = "d, the number of covariates",
        HelpName = "d",
    };

    private readonly Option<int?> _context = new("--context", "-n")
    {
        Description = "n, the number of examples in a prompt; may be below d",
        HelpName = "n",
    };

    private readonly Option<int> _layers = new("--layers", "-L", "-l")
    {
        Description = $"L, the number of layers, 1 to {OptimalMethod.MostLayers}; may exceed d",
        Required = true,
        HelpName = "L",
    };

    private readonly Option<string> _noise = new("--noise")
    {
        Description = "σ, the standard deviation of the noise in the answers: 0.1, 1/10",
        DefaultValueFactory = _ => "0",
        HelpName = "sigma",
    };

    private readonly Option<int> _digits = new("--digits")
    {
        Description = "Decimal places of the step sizes",
        DefaultValueFactory = _ => 12,
        HelpName = "number",
    };

    private readonly Option<bool> _symbolic = new("--symbolic")
    {
        Description =
            $"Closed form in the symbols d and n, L ≤ {SymbolicOptimum.MostLayers}; with --noise sigma also in sigma",
    };

    private readonly Option<bool> _gdPlusPlus = new("--gd++", "--gdpp")
    {
        Description = $"Also the best GD++ network with scalar blocks, L ≤ {GdPlusPlus.MostLayers}",
    };

    private readonly Option<string?> _covariance = new("--covariance")
    {
        Description =
            $"Also the optimum for this covariance without whitening, L ≤ {ScalarPreconditionerOptimum.MostLayers}",
        HelpName = "file",
    };

    private readonly Option<string?> _interval = new("--interval")
    {
        Description = "Also the worst case over eigenvalues in [a, b], beside Chebyshev's method",
        HelpName = "a:b",
    };

    private readonly Option<int?> _prompts = new("--prompts")
    {
        Description = "Also run conjugate gradients on that many fresh prompts",
        HelpName = "number",
    };

    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "Decides the prompts",
        DefaultValueFactory = _ => 0,
        HelpName = "number",
    };

    private readonly ReportOptions _report = new("text", "json", "latex", "markdown", "html", "svg", "png");

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        OptimumCommand optimum = new();
        ExampleCommand command = new(
            "optimum",
            "The smallest mean loss that L layers can reach, as a fraction, with the method that reaches it",
            "memformer optimum --dimension 5 --context 20 --layers 2",
            "memformer optimum -d 5 -n 20 -L 3 --gd++ --prompts 20000",
            "memformer optimum --layers 2 --symbolic",
            "memformer optimum -d 5 -n 20 -L 4 --output optimum.svg"
        )
        {
            optimum._dimension,
            optimum._context,
            optimum._layers,
            optimum._noise,
            optimum._digits,
            optimum._symbolic,
            optimum._gdPlusPlus,
            optimum._covariance,
            optimum._interval,
            optimum._prompts,
            optimum._seed,
        };
        optimum._report.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(optimum._symbolic))
            {
                optimum.WriteClosedForm(parsed);
            }
            else
            {
                optimum.Write(parsed, optimum.Study(parsed));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private void WriteClosedForm(ParseResult parsed)
    {
        string format = _report.FormatOf(parsed);
        string noise = parsed.GetRequiredValue(_noise);
        if (noise is not ("0" or "sigma"))
        {
            throw new UsageException($"--noise {noise}: a closed form has noise 0 or sigma");
        }

        if (parsed.GetValue(_dimension) is not null || parsed.GetValue(_context) is not null)
        {
            throw new UsageException("--symbolic keeps d and n as symbols; leave out --dimension and --context");
        }

        SymbolicOptimum closed = SymbolicOptimum.For(parsed.GetValue(_layers), noise == "sigma");
        _report.Write(
            parsed,
            format switch
            {
                "json" => OptimumJson.Write(closed),
                "svg" or "png" => throw new UsageException($"--format {format}: a closed form has no chart"),
                _ => Render(OptimumDocument.Of(closed), format),
            }
        );
    }

    private OptimumReport Study(ParseResult parsed)
    {
        int places = parsed.GetValue(_digits);
        if (places is < 1 or > 10_000)
        {
            throw new UsageException($"--digits {places}: allowed are 1 to 10000 decimal places");
        }

        int d = Size(parsed, _dimension);
        int n = Size(parsed, _context);
        int layers = parsed.GetValue(_layers);
        Rational noise = Number("--noise", parsed.GetRequiredValue(_noise));
        OptimumReport report = new(OptimalMethod.For(d, n, layers, noise), places);
        double[,]? covariance = parsed.GetValue(_covariance) is string file ? Covariance(file, d) : null;
        int prompts = parsed.GetValue(_prompts) ?? 0;
        return report with
        {
            GdPlusPlus = parsed.GetValue(_gdPlusPlus) ? GdPlusPlusOptimum.Find(d, n, layers, noise) : null,
            Chebyshev = parsed.GetValue(_interval) is string interval ? Interval(interval, layers) : null,
            Restricted = covariance is null
                ? null
                : ScalarPreconditionerOptimum.For(Exact(covariance), n, layers, noise),
            Prompts = prompts,
            Simulated = parsed.GetValue(_prompts) is null
                ? []
                : Simulate(d, n, layers, noise, covariance, prompts, parsed.GetValue(_seed)),
        };
    }

    private static IReadOnlyList<BaselineResult> Simulate(
        int d,
        int n,
        int layers,
        Rational noise,
        double[,]? covariance,
        int prompts,
        ulong seed
    )
    {
        const int most = 10_000_000;
        if (prompts > most)
        {
            throw new UsageException($"--prompts {prompts}: allowed are 2 to {most}");
        }

        DataLaw law = covariance is null
            ? DataLaw.Isotropic(d, noise.ToDouble())
            : new DataLaw(covariance, noise: noise.ToDouble());
        return BaselineStudy.Run(law, n, layers, [new ConjugateGradients()], prompts, seed);
    }

    private void Write(ParseResult parsed, OptimumReport report)
    {
        string format = _report.FormatOf(parsed);
        switch (format)
        {
            case "png":
                _report.Write(parsed, OptimumChart.Of(report).ToPng());
                break;
            case "svg":
                _report.Write(parsed, OptimumChart.Of(report).ToSvg() + "\n");
                break;
            case "json":
                _report.Write(parsed, OptimumJson.Write(report));
                break;
            default:
                _report.Write(parsed, Render(OptimumDocument.Of(report), format));
                break;
        }
    }

    private static string Render(Document document, string format) =>
        format switch
        {
            "latex" => LatexDocument.Of(document),
            "markdown" => MarkdownDocument.Of(document),
            "html" => HtmlDocument.Of(document),
            _ => TextDocument.Of(document),
        };

    private static int Size(ParseResult parsed, Option<int?> option)
    {
        const int most = 1_000_000;
        return parsed.GetValue(option) switch
        {
            null => throw new UsageException($"{option.Name} is missing; give a number, or --symbolic"),
            int size when size is >= 1 and <= most => size,
            int size => throw new UsageException($"{option.Name} {size}: allowed are 1 to {most}"),
        };
    }

    private static ChebyshevMethod Interval(string text, int layers)
    {
        string[] ends = text.Split(':');
        return ends.Length == 2
            ? ChebyshevMethod.For(Number("--interval", ends[0]), Number("--interval", ends[1]), layers)
            : throw new UsageException($"--interval {text}: write the two ends as a:b, such as 1/4:9/4");
    }

    private static double[,] Covariance(string file, int dimension)
    {
        double[,] covariance = CovarianceFile.Read(file, dimension);
        try
        {
            CovarianceMatrix.Check(covariance, "covariance");
        }
        catch (UsageException failure)
        {
            throw new InvalidInputException(file, failure.Message, failure);
        }

        return covariance;
    }

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

    private static Rational Number(string option, string text) =>
        Rational.TryParse(text, out Rational value)
            ? value
            : throw new UsageException($"{option} {text}: write a number such as 0.1, 1/10 or 1e-3");
}
