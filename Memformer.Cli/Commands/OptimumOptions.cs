using System.CommandLine;
using Memformer.Cli.CommandLine;
using Memformer.Cli.Terminal;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Plans;
using Memformer.Theory;
using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra;

namespace Memformer.Cli.Commands;

/// <summary>The options of <c>memformer optimum</c>, read and checked.</summary>
internal sealed class OptimumOptions
{
    private const int LargestSize = 1_000_000;
    private const int MostPrompts = 10_000_000;
    private const int MostPlaces = 10_000;
    private const string OrSymbolic = "; give a number, or --symbolic";

    private static readonly PlanKey CovarianceKey = PlanKeys.All.First(key =>
        key is { Section: "data", Name: "covariance" }
    );

    private readonly IntegerOption _dimension = new("--dimension", 1, LargestSize, "-d")
    {
        Description = "d, the number of covariates; needed unless --symbolic",
        HelpName = "d",
    };

    private readonly Option<string?> _context = new("--context", "-n")
    {
        Description =
            "n, the number of examples in a prompt, may be below d; needed unless --symbolic; 2..40 or 2..40:2 sweeps the loss over n",
        HelpName = "n|n..n:k",
    };

    private readonly (PlanKey Key, Option<string?> Option)[] _law = PlanOption.OfLaw("covariance", "noise");

    private readonly IntegerOption _layers = new("--layers", 1, OptimalMethod.MostLayers, "-L", "-l")
    {
        Description = $"L, the number of layers, 1 to {OptimalMethod.MostLayers}; may exceed d",
        Required = true,
        HelpName = "L",
    };

    private readonly Option<string> _noise = new("--noise")
    {
        Description = "σ, the standard deviation of the noise in the answers, exactly: 0.1 or 1/10",
        DefaultValueFactory = _ => "0",
        HelpName = "sigma",
    };

    private readonly IntegerOption _digits = new("--digits", 1, MostPlaces)
    {
        Description = "Decimal places of the step sizes",
        Preset = 12,
        Unit = " decimal places",
        HelpName = "NUMBER",
    };

    private readonly Option<bool> _symbolic = new("--symbolic")
    {
        Description =
            $"Closed form in the symbols d and n, L ≤ {SymbolicOptimum.MostLayers}; with --noise sigma also in sigma",
    };

    private readonly Option<bool> _gdPlusPlus = new("--gd++", "--gdpp")
    {
        Description = $"Also the best GD++ network with scalar blocks, L ≤ {Learn.Spectra.GdPlusPlus.MostLayers}",
    };

    private readonly Option<string?> _covariance = new("--covariance")
    {
        Description =
            $"Also the optimum for this covariance without whitening, L ≤ {ScalarPreconditionerOptimum.MostLayers}",
        HelpName = "FILE",
    };

    private readonly Option<string?> _interval = new("--interval")
    {
        Description = "Also the worst case over eigenvalues in [a, b], beside Chebyshev's method",
        HelpName = "a:b",
    };

    private readonly IntegerOption _prompts = new("--prompts", 2, MostPrompts)
    {
        Description =
            "Also run conjugate gradients on that many fresh prompts; with --covariance the other methods too",
        HelpName = "NUMBER",
    };

    private readonly SeedOption _seed = new();

    private readonly Option<string?> _save = new("--save")
    {
        Description = "Save a network that reaches the optimum",
        HelpName = "M.safetensors",
    };

    private readonly Option<string> _architecture = new("--architecture", "-a")
    {
        Description = "The saved network's: linear (rounded steps), dynamic or lfom (exact coefficients)",
        DefaultValueFactory = _ => "lfom",
        HelpName = "linear|dynamic|lfom",
    };

    /// <summary>Adds the sizes to a command.</summary>
    public void AddSizesTo(Command command)
    {
        command.Add(_dimension);
        command.Add(_context);
        command.Add(_layers);
        command.Add(_digits);
        command.Add(_symbolic);
    }

    /// <summary>Adds what is compared, saved and drawn from.</summary>
    public void AddSectionsTo(ExampleCommand command)
    {
        command.AddSection("Beside the optimum", _gdPlusPlus, _covariance, _interval, _prompts, _seed);
        command.AddSection("The network that reaches it", _save, _architecture);
        command.AddSection("The law of the prompts", [_noise, .. _law.Select(entry => entry.Option)]);
    }

    /// <summary>The optimum that was asked for.</summary>
    public OptimalMethod Optimum(ParseResult parsed) =>
        OptimalMethod.For(
            _dimension.Of(parsed, OrSymbolic),
            ContextRange.Single(parsed.GetValue(_context))
                ?? throw new UsageException($"--context is missing{OrSymbolic}"),
            parsed.GetValue(_layers)!.Value,
            Number("--noise", parsed.GetRequiredValue(_noise))
        );

    /// <summary>The context lengths that were asked for.</summary>
    public IReadOnlyList<int> Contexts(ParseResult parsed) => ContextRange.Parse(parsed.GetValue(_context));

    /// <summary>L.</summary>
    public int Layers(ParseResult parsed) => _layers.Of(parsed);

    /// <summary>
    /// The law whose losses are compared, where an option names one beyond the covariance and the noise, or there are several
    /// context lengths; null where the optimum itself is asked for.
    /// </summary>
    /// <exception cref="UsageException">The law is none, or is asked for with options that it has no answer to.</exception>
    public DataLaw? Law(ParseResult parsed)
    {
        string[] given =
        [
            .. _law.Where(entry => PlanOption.IsGiven(parsed, entry.Option)).Select(entry => entry.Option.Name),
        ];
        if (given.Length == 0 && Contexts(parsed).Count < 2)
        {
            return null;
        }

        string asker = given.Length > 0 ? given[0] : "--context with a range";
        Option[] others = [_symbolic, _gdPlusPlus, _interval, _save];
        if (others.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } other)
        {
            throw new UsageException(
                $"{asker} compares losses, and {other.Name} belongs to the optimum of the isotropic law alone"
            );
        }

        int dimension = _dimension.Of(parsed, OrSymbolic);
        DataPlan covariance = PlanOption.Law([(CovarianceKey, _covariance)], parsed, dimension);
        DataPlan plan = PlanOption.Law(_law, parsed, dimension) with
        {
            Covariance = covariance.Covariance,
            Noise = Number("--noise", parsed.GetRequiredValue(_noise)).ToDouble(),
        };
        return plan.Law(dimension);
    }

    /// <summary>The closed form that was asked for; null when numbers were.</summary>
    public SymbolicOptimum? ClosedForm(ParseResult parsed)
    {
        if (!parsed.GetValue(_symbolic))
        {
            return null;
        }

        string noise = parsed.GetRequiredValue(_noise);
        if (noise is not ("0" or "sigma"))
        {
            throw new UsageException($"--noise {noise}: a closed form has noise 0 or sigma");
        }

        return parsed.GetValue(_dimension) is null && parsed.GetValue(_context) is null
            ? SymbolicOptimum.For(parsed.GetValue(_layers)!.Value, noise == "sigma")
            : throw new UsageException("--symbolic keeps d and n as symbols; leave out --dimension and --context");
    }

    /// <summary>Decimal places of the steps.</summary>
    public int Places(ParseResult parsed) => _digits.Of(parsed);

    /// <summary>Whether GD++ was asked for.</summary>
    public bool GdPlusPlus(ParseResult parsed) => parsed.GetValue(_gdPlusPlus);

    /// <summary>Chebyshev's method for the interval given; null when none was.</summary>
    public ChebyshevMethod? Interval(ParseResult parsed, int layers)
    {
        if (parsed.GetValue(_interval) is not string text)
        {
            return null;
        }

        string[] ends = text.Split(':');
        return ends.Length == 2
            ? ChebyshevMethod.For(Number("--interval", ends[0]), Number("--interval", ends[1]), layers)
            : throw new UsageException($"--interval {text}: write the two ends as a:b, such as 1/4:9/4");
    }

    /// <summary>The covariance, d×d; null when none was given.</summary>
    /// <exception cref="InvalidInputException">The file holds no covariance of that size.</exception>
    public double[,]? Covariance(ParseResult parsed, int dimension)
    {
        if (parsed.GetValue(_covariance) is null)
        {
            return null;
        }

        return PlanOption.Law([(CovarianceKey, _covariance)], parsed, dimension).Law(dimension).Covariance;
    }

    /// <summary>How many prompts to run solvers on; null when none were asked for.</summary>
    public int? Prompts(ParseResult parsed) => _prompts.Given(parsed);

    /// <summary>What decides the prompts.</summary>
    public ulong Seed(ParseResult parsed) => _seed.Of(parsed);

    /// <summary>Where to save a network, and of which architecture; null when none is to be saved.</summary>
    public (string File, string Architecture)? Save(ParseResult parsed) =>
        OutputPath.Of(parsed, _save) is string file ? (file, parsed.GetRequiredValue(_architecture)) : null;

    private static Rational Number(string option, string text) =>
        Rational.TryParse(text, out Rational value)
            ? value
            : throw new UsageException($"{option} {text}: write a number such as 0.1, 1/10 or 1e-3");
}
