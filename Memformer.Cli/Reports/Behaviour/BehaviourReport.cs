using Memformer.Cli.Charts;
using Memformer.Cli.Terminal;
using Memformer.Learn.Behaviour;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Theory;

namespace Memformer.Cli.Reports.Behaviour;

/// <summary>An audit by behaviour, and what it was of: everything that its formats say.</summary>
/// <param name="Source">The answers or the model, as the user named them.</param>
/// <param name="Law">The law of the probe, in words.</param>
/// <param name="Comparison">What was found.</param>
/// <param name="Layers">What was found after each layer; empty where only the last answer is known.</param>
/// <param name="Remarks">What was assumed about the answers.</param>
internal sealed record BehaviourReport(
    string Source,
    string Law,
    Comparison Comparison,
    LayerAnalysis Layers,
    IReadOnlyList<string> Remarks
) : IDrawnReport
{
    /// <summary>What the weights say of the answers; null where only answers are known.</summary>
    public WeightsReading? Weights { get; init; }

    /// <summary>The formats of <see cref="As"/> and <see cref="Figure"/>.</summary>
    public static IReadOnlyList<string> Formats { get; } =
    ["text", "json", "csv", "latex", "markdown", "html", "svg", "png"];

    /// <summary>What answers to a probe say.</summary>
    /// <exception cref="InvalidInputException">The answers cannot be judged.</exception>
    public static BehaviourReport Of(
        string source,
        string law,
        Probe probe,
        Answers answers,
        ComparisonOptions options,
        IReadOnlyList<string> remarks
    ) =>
        InvalidInputException.In(
            source,
            null,
            () =>
                new BehaviourReport(
                    source,
                    law,
                    Comparison.Of(probe, answers.Final, answers.Rounding, options),
                    LayerAnalysis.Of(probe, answers, options),
                    remarks
                )
        );

    /// <summary>The figure: the filter with its band, and the filters of the closest methods.</summary>
    public Chart Figure => FilterChart.Of(Comparison);

    /// <summary>The report in one of the formats of text.</summary>
    public string As(string format) =>
        format switch
        {
            "json" => BehaviourJson.Write(this),
            "csv" => BehaviourCsv.Write(this),
            "html" => BehaviourPage.Write(this),
            "svg" => Figure.ToSvg() + "\n",
            "text" => BehaviourText.Write(this),
            _ => ReportOptions.Render(BehaviourDocument.Of(this), format),
        };
}
