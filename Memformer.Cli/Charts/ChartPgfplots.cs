using System.Text;

namespace Memformer.Cli.Charts;

/// <summary>Charts as LaTeX: a <c>tikzpicture</c> that needs the package pgfplots.</summary>
internal static class ChartPgfplots
{
    /// <summary>The chart as a <c>tikzpicture</c>.</summary>
    public static string ToPgfplots(this Chart chart)
    {
        StringBuilder tex = new();
        tex.Append("\\begin{tikzpicture}\n\\begin{axis}[\n");
        tex.Append($"  title={{{Escape(chart.Title)}}}, xlabel={{{Escape(chart.Horizontal.Title)}}}, ");
        tex.Append($"ylabel={{{Escape(chart.Vertical.Title)}}},\n");
        tex.Append(
            $"  {Scale('x', chart.Horizontal)}{Scale('y', chart.Vertical)}grid=major, legend pos=outer north east, legend cell align=left]\n"
        );
        for (int i = 0; i < chart.Series.Count; i++)
        {
            tex.Append($"\\definecolor{{series{i}}}{{HTML}}{{{ChartColors.At(chart.Series[i].Color ?? i):X6}}}\n");
            tex.Append(Plot(chart.Series[i], $"series{i}"));
        }

        return tex.Append("\\end{axis}\n\\end{tikzpicture}\n").ToString();
    }

    private static string Scale(char letter, Axis axis)
    {
        string mode = axis.Logarithmic ? $"{letter}mode=log, " : "";
        string minimum = axis.Minimum is { } low ? $"{letter}min={low:R}, " : "";
        string maximum = axis.Maximum is { } high ? $"{letter}max={high:R}, " : "";
        string step = axis.Step is { } distance ? $"{letter}tick distance={distance:R}, " : "";
        return mode + minimum + maximum + step;
    }

    private static string Plot(Series series, string color) =>
        series switch
        {
            Line line =>
                $"\\addplot[{color}, thick{StyleOf(line.Stroke)}{Listed(line)}] coordinates {{{Points(line.Points)}}};\n"
                    + Legend(line.Name),
            Markers markers =>
                $"\\addplot[{color}, only marks{Listed(markers)}] coordinates {{{Points(markers.Points)}}};\n"
                    + Legend(markers.Name),
            Band band => $"\\addplot[draw=none, fill={color}, fill opacity=0.25{Listed(band)}] coordinates "
                + $"{{{Points([.. band.Upper, .. band.Lower.Reverse()])}}} -- cycle;\n"
                + Legend(band.Name),
            Level level => $"\\draw[{color}, dashed] ({{rel axis cs:0,0}} |- {{axis cs:0,{level.Y:R}}}) -- "
                + $"({{rel axis cs:1,0}} |- {{axis cs:0,{level.Y:R}}}) node[above left, black] {{\\small {Escape(level.Name)}}};\n",
            _ => throw new ArgumentOutOfRangeException(nameof(series), series, "not a kind of series that is drawn"),
        };

    private static string StyleOf(Stroke stroke) =>
        stroke switch
        {
            Stroke.Dashed => ", dashed",
            Stroke.Dotted => ", densely dotted",
            _ => "",
        };

    /// <summary>pgfplots gives the names of its legend to all plots in turn, but to those that it is to forget.</summary>
    private static string Listed(Series series) => series.Name.Length > 0 ? "" : ", forget plot";

    private static string Legend(string name) => name.Length > 0 ? $"\\addlegendentry{{{Escape(name)}}}\n" : "";

    private static string Points(IEnumerable<ChartPoint> points) =>
        string.Join(" ", points.Where(point => double.IsFinite(point.Y)).Select(point => $"({point.X:R},{point.Y:R})"));

    private static string Escape(string text) =>
        text.Replace("\\", "\\textbackslash{}")
            .Replace("&", "\\&")
            .Replace("%", "\\%")
            .Replace("_", "\\_")
            .Replace("#", "\\#")
            .Replace("λ", "$\\lambda$")
            .Replace("Σ", "$\\Sigma$")
            .Replace("σ", "$\\sigma$")
            .Replace("−", "$-$");
}
