namespace Memformer.Cli.Charts;

/// <summary>A chart as what it says, apart from how it is drawn: one description for SVG, PNG and pgfplots.</summary>
/// <param name="Title">What the chart shows.</param>
/// <param name="Horizontal">The horizontal axis.</param>
/// <param name="Vertical">The vertical axis.</param>
/// <param name="Series">What is drawn, first at the back.</param>
internal sealed record Chart(string Title, Axis Horizontal, Axis Vertical, IReadOnlyList<Series> Series);

/// <summary>An axis; a bound that is null follows from the data.</summary>
/// <param name="Title">The quantity and its unit.</param>
/// <param name="Logarithmic">Whether the scale is logarithmic.</param>
/// <param name="Minimum">The lower bound.</param>
/// <param name="Maximum">The upper bound.</param>
/// <param name="Step">The distance of its ticks.</param>
internal sealed record Axis(
    string Title,
    bool Logarithmic = false,
    double? Minimum = null,
    double? Maximum = null,
    double? Step = null
);

/// <summary>A point of a chart, in the axes' units.</summary>
internal readonly record struct ChartPoint(double X, double Y);

/// <summary>Something drawn in a chart.</summary>
/// <param name="Name">Its name in the legend; empty keeps it out.</param>
internal abstract record Series(string Name)
{
    /// <summary>The place of its colour in the palette; null takes the series' own place in the chart.</summary>
    public int? Color { get; init; }
}

/// <summary>Points joined by straight lines; a point that is not finite breaks the line.</summary>
internal sealed record Line(string Name, IReadOnlyList<ChartPoint> Points, Stroke Stroke = Stroke.Solid) : Series(Name);

/// <summary>How a line is drawn.</summary>
internal enum Stroke
{
    /// <summary>The subject.</summary>
    Solid,

    /// <summary>A reference, or another statistic of the subject.</summary>
    Dashed,

    /// <summary>A curve that lies on another one, which is to be seen through it.</summary>
    Dotted,
}

/// <summary>Separate points.</summary>
internal sealed record Markers(string Name, IReadOnlyList<ChartPoint> Points) : Series(Name);

/// <summary>The region between two curves over the same abscissas: an error band, or a density over zero.</summary>
internal sealed record Band(string Name, IReadOnlyList<ChartPoint> Lower, IReadOnlyList<ChartPoint> Upper)
    : Series(Name);

/// <summary>A horizontal line: a limit.</summary>
internal sealed record Level(string Name, double Y) : Series(Name);
