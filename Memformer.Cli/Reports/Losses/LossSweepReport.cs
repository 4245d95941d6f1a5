using System.Globalization;
using System.Text;
using System.Text.Json;
using Memformer.Cli.Charts;
using Memformer.Cli.Reports.Auditing;
using Memformer.Cli.Terminal;
using Memformer.Learn.Auditing;
using Memformer.Learn.Estimates;
using Memformer.Learn.Files;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports.Losses;

/// <summary>Losses against the context length, or against the depth, in every format that has a place for them.</summary>
/// <param name="Sweep">The losses.</param>
/// <param name="Subject">What the network is called; null where there is none.</param>
/// <param name="Source">The law, in words.</param>
internal sealed record LossSweepReport(LossSweep Sweep, string? Subject, string Source)
{
    /// <summary>Losses below this share of that of answering 0 are those of a problem that is solved.</summary>
    private const double Rounding = 1e-12;

    /// <summary>The formats of <see cref="As"/>, and png.</summary>
    public static string[] Formats { get; } = ["text", "json", "csv", "latex", "markdown", "html", "svg", "png"];

    private bool IsByDepth => Sweep.Rows.Select(row => row.Context).Distinct().Count() == 1 && Sweep.Rows.Count > 1;

    private string Axis => IsByDepth ? "L" : "n";

    private bool HasNetwork => Subject is not null;

    private string Sizes =>
        IsByDepth
            ? $"d = {Sweep.Law.Dimension}, n = {Sweep.Rows[0].Context}"
            : $"d = {Sweep.Law.Dimension}, L = {Sweep.Rows[0].Layers}";

    private string Title =>
        $"{Subject ?? "The optimum"}: loss against the {(IsByDepth ? "depth" : "context length")}, {Sizes}";

    /// <summary>The report as text of a format.</summary>
    public string As(string format) =>
        format switch
        {
            "json" => ToJson(),
            "csv" => ToCsv(),
            "svg" => ToChart().ToSvg() + "\n",
            "html" => new HtmlPage(Title, Explanation)
                .Section("Losses", Html.Figure(ToChart(), Caption), Html.Table(Header, Rows()))
                .Section("How they were found", [.. Notes().Select(Html.Paragraph)])
                .ToDocument(),
            "text" => Paragraphs.Wrap($"{Title}\nlaw of the prompts: {Source}\n")
                + "\n"
                + TextTable.Of(Header, Rows())
                + "\n"
                + string.Concat(Notes().Select(note => Paragraphs.Wrap($"{note}\n"))),
            _ => ReportOptions.Render(ToDocument(), format),
        };

    /// <summary>The losses as lines.</summary>
    public Chart ToChart()
    {
        List<Series> series =
        [
            .. Lines()
                .Select(line => new Line(line.Name, [.. line.Points], line.IsDashed ? Stroke.Dashed : Stroke.Solid)
                {
                    Color = line.Color,
                }),
        ];
        double last = IsByDepth ? Sweep.Rows[^1].Layers : Sweep.Rows[^1].Context;
        double first = IsByDepth ? Sweep.Rows[0].Layers : Sweep.Rows[0].Context;
        double room = Math.Max(0.5, 0.03 * (last - first));
        return new Chart(
            Title,
            new Axis(IsByDepth ? "layers L" : "context length n", Minimum: first - room, Maximum: last + room),
            new Axis("mean squared error", Logarithmic: true, Maximum: Top()),
            series
        );
    }

    /// <summary>Where least squares has as many examples as coordinates, its errors go beyond everything else.</summary>
    private double Top() =>
        Sweep.Rows.Max(row =>
            new[] { row.Zero, row.Network?.Mean, row.Optimum?.Loss.Mean, row.GradientDescent?.Mean }
                .OfType<double>()
                .Max()
        ) * 2;

    private const string Explanation =
        "Mean squared errors without the noise of the query's own answer: the network, the least loss that so many layers with one preconditioner can have, and "
        + "estimators beside them.";

    private const string Caption =
        "Mean squared error on fresh prompts of each size; the optimum and the estimators are dashed where they stand for comparison.";

    private IReadOnlyList<string> Header =>
        [
            Axis,
            .. HasNetwork ? ["network"] : Array.Empty<string>(),
            "optimum",
            "gradient descent",
            "ridge",
            "least squares",
            "answering 0",
        ];

    private IEnumerable<IReadOnlyList<string>> Rows() =>
        Sweep.Rows.Select(row =>
            (IReadOnlyList<string>)
                [
                    $"{(IsByDepth ? row.Layers : row.Context)}",
                    .. HasNetwork ? [row.Network.ToString() ?? ""] : Array.Empty<string>(),
                    row.Optimum?.ToString() ?? "unknown",
                    row.GradientDescent?.ToString() ?? "",
                    Shown(row.Ridge, row),
                    Shown(row.LeastSquares, row),
                    Wording.Number(row.Zero),
                ]
        );

    /// <summary>What is solved but for rounding is 0.</summary>
    private static string Shown(MeanEstimate loss, LossRow row) =>
        loss.Mean > Rounding * row.Zero ? loss.ToString() : "0";

    private IEnumerable<string> Notes()
    {
        yield return "Gradient descent has the one step that is best; ridge knows the tasks' second moment and σ, so that nothing linear in "
            + $"the answers is better; means over {Sweep.Prompts} prompts, without the noise of the query's own answer.";
        OptimumKnowledge[] known =
        [
            .. Sweep.Rows.Select(row => row.Optimum?.Knowledge).OfType<OptimumKnowledge>().Distinct(),
        ];
        if (known.Contains(OptimumKnowledge.Estimated))
        {
            yield return "“about”: no exact optimum is known; that is the best polynomial of that degree in Σ⁻¹H, fitted to other prompts.";
        }

        if (known.Contains(OptimumKnowledge.Bounded))
        {
            yield return "“at most”: no exact optimum is known; that is one polynomial on the preconditioner that is best for one layer, "
                + "fitted to other prompts, and a network may do better.";
        }
    }

    private Document ToDocument() =>
        new(
            Title,
            [
                new Block.Paragraph($"Law of the prompts: {Source}."),
                new Block.Table(
                    [.. Header.Select(cell => (Prose)cell)],
                    [.. Rows().Select(row => (IReadOnlyList<Prose>)[.. row.Select(cell => (Prose)cell)])]
                ),
                .. Notes().Select(note => (Block)new Block.Paragraph(note)),
            ]
        );

    private IEnumerable<(string Name, int Color, bool IsDashed, IEnumerable<ChartPoint> Points)> Lines()
    {
        IEnumerable<ChartPoint> Points(Func<LossRow, double?> loss) =>
            Sweep.Rows.Select(row => new ChartPoint(
                IsByDepth ? row.Layers : row.Context,
                // Nothing is left on a logarithmic axis of what is solved but for rounding.
                loss(row) is double value
                && value > Rounding * row.Zero
                    ? value
                    : double.NaN
            ));
        yield return ("answering 0", ChartColors.Reference, true, Points(row => row.Zero));
        yield return ("least squares", 4, true, Points(row => row.LeastSquares.Mean));
        yield return ("gradient descent", 5, true, Points(row => row.GradientDescent?.Mean));
        yield return ("ridge", 3, true, Points(row => row.Ridge.Mean));
        yield return ("optimum", ChartColors.Optimum, HasNetwork, Points(row => row.Optimum?.Loss.Mean));
        if (HasNetwork)
        {
            yield return ("network", ChartColors.Subject, false, Points(row => row.Network?.Mean));
        }
    }

    private (string Name, Func<LossRow, MeanEstimate?> Of)[] Means =>
        [
            .. HasNetwork
                ? [("network", (Func<LossRow, MeanEstimate?>)(row => row.Network))]
                : Array.Empty<(string, Func<LossRow, MeanEstimate?>)>(),
            ("optimum", row => row.Optimum?.Loss),
            ("gradientDescent", row => row.GradientDescent),
            ("ridge", row => row.Ridge),
            ("leastSquares", row => row.LeastSquares),
        ];

    private string ToCsv()
    {
        StringBuilder text = new("context,layers");
        foreach ((string name, _) in Means)
        {
            text.Append(CultureInfo.InvariantCulture, $",{name},{name}StandardError");
        }

        text.Append(",optimumIs,answeringZero\n");
        foreach (LossRow row in Sweep.Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.Context},{row.Layers}");
            foreach ((_, Func<LossRow, MeanEstimate?> of) in Means)
            {
                text.Append(CultureInfo.InvariantCulture, $",{of(row)?.Mean:R},{of(row)?.StandardError:R}");
            }

            string kind = row.Optimum is { } optimum ? KebabCase.Of(optimum.Knowledge) : "unknown";
            text.Append(CultureInfo.InvariantCulture, $",{kind},{row.Zero:R}\n");
        }

        return text.ToString();
    }

    private string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("network", Subject);
            json.WriteString("law", Source);
            json.WriteNumber("dimension", Sweep.Law.Dimension);
            json.WriteNumber("prompts", Sweep.Prompts);
            json.WriteArray("rows", Sweep.Rows, WriteRow);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private void WriteRow(Utf8JsonWriter json, LossRow row)
    {
        json.WriteStartObject();
        json.WriteNumber("context", row.Context);
        json.WriteNumber("layers", row.Layers);
        foreach ((string name, Func<LossRow, MeanEstimate?> of) in Means)
        {
            json.WriteFinite(name, of(row)?.Mean);
            json.WriteFinite($"{name}StandardError", of(row)?.StandardError);
        }

        json.WriteString("optimumIs", row.Optimum is { } optimum ? KebabCase.Of(optimum.Knowledge) : "unknown");
        json.WriteFinite("answeringZero", row.Zero);
        json.WriteEndObject();
    }
}
