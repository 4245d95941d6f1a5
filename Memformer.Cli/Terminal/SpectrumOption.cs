using System.CommandLine;
using System.Globalization;
using System.Text;
using Memformer.Cli.Charts;
using Memformer.Cli.Origins;
using Memformer.Cli.Reports.Optima;
using Memformer.Learn.Files;
using Memformer.Learn.Numerics;
using Memformer.Learn.Spectra;
using Memformer.Theory;
using Memformer.Theory.Algebra;
using Memformer.Theory.Derivations;
using Memformer.Theory.Methods;
using Memformer.Theory.Spectra;

namespace Memformer.Cli.Terminal;

/// <summary>
/// The option <c>--spectrum</c> of <c>derive</c>: the method's residual polynomial drawn over the spectrum of prompts,
/// beside the optimum of as many layers and Chebyshev's method, and what it loses against them in one line.
/// </summary>
internal sealed class SpectrumOption
{
    private static readonly Rational RateTolerance = Rational.Parse("1e-6");

    private readonly string _file;
    private readonly Chart _chart;
    private readonly string _summary;

    private SpectrumOption(string file, Chart chart, string summary) =>
        (_file, _chart, _summary) = (file, chart, summary);

    /// <summary><c>--spectrum</c>.</summary>
    public static Option<string?> File { get; } =
        new("--spectrum")
        {
            Description = "Draw the residual polynomial over the spectrum of prompts",
            HelpName = "F.svg|F.png",
        };

    /// <summary>The chart that was asked for; null when none was.</summary>
    /// <exception cref="UsageException">Something that the chart needs is missing.</exception>
    public static SpectrumOption? Of(ParseResult parsed, Derivation derivation)
    {
        if (OutputPath.Of(parsed, File) is not { } file)
        {
            return null;
        }

        if (Path.GetExtension(file).ToLowerInvariant() is not (".svg" or ".png"))
        {
            throw new UsageException($"{File.Name} {file}: the extension tells the format; allowed are .svg and .png");
        }

        (int d, int n) = NetworkSize.Required(parsed, File.Name);
        UnivariatePolynomial residual = ResidualPolynomials
            .Of(derivation.Unrolling.WithRootsInNumbers())
            .Numeric(derivation.Layers);
        OptimalMethod optimum = OptimalMethod.For(d, n, derivation.Layers, Rational.Zero);
        List<ResidualLine> lines =
        [
            new(derivation.Method.Name, residual.Evaluate, ChartColors.Subject),
            new("optimum", optimum.Polynomial.Evaluate, ChartColors.Optimum, Dashed: true),
        ];
        if (OptimumChart.ForBulk(optimum) is { } chebyshev)
        {
            lines.Add(
                new ResidualLine("Chebyshev", chebyshev.Polynomial.Evaluate, ChartColors.Chebyshev, Dashed: true)
            );
        }

        string title = $"{derivation.Method.Title}, {derivation.Layers} layers, d = {d}, n = {n}";
        return new SpectrumOption(
            file,
            SpectrumChart.Of(title, d, n, lines),
            $"{Summary(residual, optimum)}{Asymptotics(derivation, d, n)}"
        );
    }

    /// <summary>Writes the file, and the summary to standard error.</summary>
    public void Write(ParseResult parsed)
    {
        byte[] content = Path.GetExtension(_file).Equals(".png", StringComparison.OrdinalIgnoreCase)
            ? _chart.ToPng()
            : Encoding.UTF8.GetBytes(OriginMark.On(_chart.ToSvg(), "svg", Origin.Here) + "\n");
        OutputPath.MakeFolder(parsed, _file);
        AtomicFile.Write(_file, stream => stream.Write(content));
        parsed.InvocationConfiguration.Error.WriteLine($"drawn in {Printable.Line(_file)}; {_summary}");
    }

    private static string Summary(UnivariatePolynomial residual, OptimalMethod optimum)
    {
        double loss = MeanLoss.Of(residual, optimum.Dimension, optimum.Context, Rational.Zero).ToDouble();
        double best = optimum.Loss.ToDouble();
        ValidityDomain domain = ValidityDomain.Of(residual);
        double outside = ExpectedSpectrum.For(optimum.Dimension, optimum.Context).ProbabilityOutside(domain.Intervals);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"mean loss {NumberText.Of(loss, 6)}, {NumberText.Of(loss / best, 4)} times the optimum {NumberText.Of(best, 6)}; |p| ≤ 1 up to h = {NumberText.Of(domain.FirstEnd, 5)}, "
                + $"which a prompt leaves with probability {NumberText.Of(outside, 3)}"
        );
    }

    /// <summary>For a stationary method: when it is stable, and its rate over the bulk of the spectrum.</summary>
    private static string Asymptotics(Derivation derivation, int d, int n)
    {
        if (
            Deeper(derivation.Method)?.GradientSequence is not { IsScalar: true } form
            || StationaryRecurrence.Of(ResidualPolynomials.Of(form)) is not { } recurrence
        )
        {
            return "";
        }

        string conditions = string.Join(
            ", ",
            recurrence.StabilityConditions.Where(condition => !condition.IsConstant).Select(c => $"{c} > 0")
        );
        MarchenkoPastur bulk = new(d, n);
        Enclosure rate = recurrence.WorstRate(
            derivation.Values,
            Rational.FromDouble(bulk.LowerEdge),
            Rational.FromDouble(bulk.UpperEdge),
            RateTolerance
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"; stable while {conditions}; asymptotic rate {NumberText.Of(rate.Middle, 4)} a layer for h in [{NumberText.Of(bulk.LowerEdge, 3)}, {NumberText.Of(bulk.UpperEdge, 3)}]"
        );
    }

    /// <summary>The method at a depth that decides whether it is stationary; null where it is not defined so far.</summary>
    private static Unrolling? Deeper(LinearMethod method)
    {
        const int decidingLayers = 6;
        try
        {
            return method.TryUnroll(decidingLayers);
        }
        catch (MemformerException)
        {
            return null;
        }
    }
}
