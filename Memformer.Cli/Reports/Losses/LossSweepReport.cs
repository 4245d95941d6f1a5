using System.Globalization;
using System.Text;
using System.Text.Json;
using Memformer.Cli.Charts;
using Memformer.Cli.Reports.Auditing;
using Memformer.Learn.Auditing;
using Memformer.Learn.Estimates;
using Memformer.Learn.Files;

namespace Memformer.Cli.Reports.Losses;

/// <summary>Losses against the context length, or against the depth, in every format that has a place for them.</summary>
/// <param name="sweep">The losses.</param>
/// <param name="subject">What the network is called; null where there is none.</param>
/// <param name="source">The law, in words.</param>
internal sealed class LossSweepReport(LossSweep sweep, string? subject, string source) : SizeReport
{
    /// <summary>Losses below this share of that of answering 0 are those of a problem that is solved.</summary>
    private const double Rounding = 1e-12;

    private bool IsByDepth { get; } =
        sweep.Rows.Select(row => row.Context).Distinct().Count() == 1 && sweep.Rows.Count > 1;

    private string Letter => IsByDepth ? "L" : "n";

    private bool HasNetwork => subject is not null;

    private string Sizes =>
        IsByDepth
            ? $"d = {sweep.Law.Dimension}, n = {sweep.Rows[0].Context}"
            : $"d = {sweep.Law.Dimension}, L = {sweep.Rows[0].Layers}";

    /// <inheritdoc/>
    protected override string Title =>
        $"{subject ?? "The optimum"}: loss against the {(IsByDepth ? "depth" : "context length")}, {Sizes}";

    /// <inheritdoc/>
    protected override string Law => $"Law of the prompts: {source}.";

    /// <inheritdoc/>
    protected override string LawLine => $"law of the prompts: {source}";

    /// <inheritdoc/>
    protected override string Lead =>
        "Mean squared errors without the noise of the query's own answer: the network, the least loss that so many layers with one preconditioner can have, and "
        + "estimators beside them.";

    /// <inheritdoc/>
    protected override string TableTitle => "Losses";

    /// <inheritdoc/>
    protected override string Caption =>
        "Mean squared error on fresh prompts of each size; the optimum and the estimators are dashed where they stand for comparison.";

    /// <inheritdoc/>
    protected override string SizeName => IsByDepth ? "layers L" : "context length n";

    /// <inheritdoc/>
    protected override (double First, double Last) Range => (SizeOf(sweep.Rows[0]), SizeOf(sweep.Rows[^1]));

    /// <inheritdoc/>
    protected override Axis Values => new("mean squared error", Logarithmic: true, Maximum: Top());

    private int SizeOf(LossRow row) => IsByDepth ? row.Layers : row.Context;

    /// <summary>Where least squares has as many examples as coordinates, its errors go beyond everything else.</summary>
    private double Top() =>
        sweep.Rows.Max(row =>
            new[] { row.Zero, row.Network?.Mean, row.Optimum?.Loss.Mean, row.GradientDescent?.Mean }
                .OfType<double>()
                .Max()
        ) * 2;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Header =>
        [
            Letter,
            .. HasNetwork ? ["network"] : Array.Empty<string>(),
            "optimum",
            "gradient descent",
            "ridge",
            "least squares",
            "answering 0",
        ];

    /// <inheritdoc/>
    protected override IEnumerable<IReadOnlyList<string>> Cells() =>
        sweep.Rows.Select(row =>
            (IReadOnlyList<string>)
                [
                    $"{SizeOf(row)}",
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

    /// <inheritdoc/>
    protected override IEnumerable<string> Notes()
    {
        yield return "Gradient descent has the one step that is best; ridge knows the tasks' second moment and σ, so that nothing linear in "
            + $"the answers is better; means over {sweep.Prompts} prompts, without the noise of the query's own answer.";
        OptimumKnowledge[] known =
        [
            .. sweep.Rows.Select(row => row.Optimum?.Knowledge).OfType<OptimumKnowledge>().Distinct(),
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

    /// <inheritdoc/>
    protected override IReadOnlyList<Series> Series() =>
        [
            .. Lines()
                .Select(line => new Line(line.Name, [.. line.Points], line.IsDashed ? Stroke.Dashed : Stroke.Solid)
                {
                    Color = line.Color,
                }),
        ];

    private IEnumerable<(string Name, int Color, bool IsDashed, IEnumerable<ChartPoint> Points)> Lines()
    {
        IEnumerable<ChartPoint> Points(Func<LossRow, double?> loss) =>
            sweep.Rows.Select(row => new ChartPoint(
                SizeOf(row),
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

    /// <inheritdoc/>
    protected override string ToCsv()
    {
        StringBuilder text = new("context,layers");
        foreach ((string name, _) in Means)
        {
            text.Append(CultureInfo.InvariantCulture, $",{name},{name}StandardError");
        }

        text.Append(",optimumIs,answeringZero\n");
        foreach (LossRow row in sweep.Rows)
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

    /// <inheritdoc/>
    protected override string ToJson() =>
        JsonNumbers.Text(json =>
        {
            json.WriteString("network", subject);
            json.WriteString("law", source);
            json.WriteNumber("dimension", sweep.Law.Dimension);
            json.WriteNumber("prompts", sweep.Prompts);
            json.WriteArray("rows", sweep.Rows, WriteRow);
        });

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
