using System.Text;
using Memformer.Learn.Experiments;
using Memformer.Learn.Files;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Memformer.Cli.Charts;

/// <summary>Charts as SVG and PNG.</summary>
internal static class ChartImage
{
    /// <summary>Skia does not know the generic name and would take any font.</summary>
    private static readonly string InstalledFont =
        new[] { "Helvetica", "Arial", "DejaVu Sans", "Liberation Sans" }.FirstOrDefault(name =>
            SkiaSharp.SKFontManager.Default.FontFamilies.Contains(name)
        ) ?? "sans-serif";

    private static readonly OxyColor Ink = OxyColors.Black;
    private static readonly OxyColor Grid = OxyColor.FromAColor(40, OxyColors.Gray);

    /// <summary>
    /// The chart as an SVG element. Text and axes are drawn in <c>currentColor</c> and the ground is left out, so that
    /// inside a page the chart follows the page's light or dark scheme.
    /// </summary>
    public static string ToSvg(this Chart chart, double width = 640, double height = 400)
    {
        SvgExporter exporter = new()
        {
            Width = width,
            Height = height,
            IsDocument = false,
            TextMeasurer = new WideTextMeasurer(width, height),
        };
        string svg = exporter
            .ExportToString(Model(chart, OxyColors.Undefined))
            .Replace("\"black\"", "\"currentColor\"")
            .Replace(
                "<svg ",
                $"<svg role=\"img\" aria-label=\"{System.Net.WebUtility.HtmlEncode(chart.Title)}\" viewBox=\"0 0 {width} {height}\" "
            );
        return WithOwnNames(svg);
    }

    /// <summary>
    /// OxyPlot numbers the clipping paths of every chart from 1, and in a page with several charts all of them would be
    /// clipped by the first one's.
    /// </summary>
    private static string WithOwnNames(string svg)
    {
        string name = Sha256.Of(Encoding.UTF8.GetBytes(svg))[..8];
        return svg.Replace("id=\"clipPath", $"id=\"clip-{name}-").Replace("url(#clipPath", $"url(#clip-{name}-");
    }

    /// <summary>The chart as the bytes of a PNG file, on white.</summary>
    public static byte[] ToPng(this Chart chart, int width = 1280, int height = 800)
    {
        using MemoryStream stream = new();
        OxyPlot.SkiaSharp.PngExporter exporter = new()
        {
            Width = width,
            Height = height,
            Dpi = 144,
            // Shaping is for scripts that no chart here uses, and would need HarfBuzz's native library.
            UseTextShaping = false,
        };
        exporter.Export(Model(chart, OxyColors.White, InstalledFont), stream);
        return stream.ToArray();
    }

    /// <summary>
    /// Measures with the metrics of Helvetica, widened to those of the widest common sans-serif font (DejaVu): the
    /// browser's font is not known here, and texts that are laid out too narrow run into each other.
    /// </summary>
    private sealed class WideTextMeasurer(double width, double height)
        : PdfRenderContext(width, height, OxyColors.Undefined)
    {
        private const double Widening = 1.4;
        private const double Heightening = 1.2;

        public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight)
        {
            // Those metrics end with Latin letters, and give others no width.
            string latin = string.Concat(text.Select(letter => letter > 'ÿ' ? 'M' : letter));
            OxySize size = base.MeasureText(latin, fontFamily, fontSize, fontWeight);
            return new OxySize(size.Width * Widening, size.Height * Heightening);
        }
    }

    private static PlotModel Model(Chart chart, OxyColor ground, string font = "sans-serif")
    {
        PlotModel model = new()
        {
            Title = chart.Title,
            TitleFontSize = 13,
            TitleFontWeight = FontWeights.Normal,
            DefaultFont = font,
            DefaultFontSize = 11,
            Background = ground,
            PlotAreaBorderColor = Grid,
            TextColor = Ink,
        };
        model.Axes.Add(Axis(chart.Horizontal, AxisPosition.Bottom));
        model.Axes.Add(Axis(chart.Vertical, AxisPosition.Left));
        for (int i = 0; i < chart.Series.Count; i++)
        {
            Add(model, chart.Series[i], OxyColor.FromUInt32(0xff000000 | ChartColors.At(chart.Series[i].Color ?? i)));
        }

        model.Legends.Add(
            new Legend
            {
                LegendPlacement = LegendPlacement.Outside,
                LegendPosition = LegendPosition.BottomCenter,
                LegendOrientation = LegendOrientation.Horizontal,
                LegendTextColor = Ink,
            }
        );
        return model;
    }

    private static OxyPlot.Axes.Axis Axis(Axis axis, AxisPosition position)
    {
        OxyPlot.Axes.Axis drawn = axis.Logarithmic
            ? new LogarithmicAxis { LabelFormatter = Decimal }
            : new LinearAxis();
        drawn.Position = position;
        drawn.Title = axis.Title;
        drawn.AxisTitleDistance = 12;
        drawn.Minimum = axis.Minimum ?? double.NaN;
        drawn.Maximum = axis.Maximum ?? double.NaN;
        drawn.MajorStep = axis.Step ?? double.NaN;
        drawn.MinorStep = axis.Step ?? double.NaN;
        drawn.MajorGridlineStyle = LineStyle.Solid;
        drawn.MajorGridlineColor = Grid;
        drawn.TicklineColor = Grid;
        drawn.AxislineColor = Ink;
        drawn.TextColor = Ink;
        drawn.TitleColor = Ink;
        return drawn;
    }

    /// <summary>A number as text: exponents that OxyPlot sets as superscripts run into their base in SVG.</summary>
    private static string Decimal(double value) => Measurements.Number(value);

    private static LineStyle StyleOf(Stroke stroke) =>
        stroke switch
        {
            Stroke.Dashed => LineStyle.Dash,
            Stroke.Dotted => LineStyle.Dot,
            _ => LineStyle.Solid,
        };

    private static void Add(PlotModel model, Series series, OxyColor color)
    {
        string? name = series.Name.Length > 0 ? series.Name : null;
        switch (series)
        {
            case Line line:
                LineSeries curve = new()
                {
                    Title = name,
                    Color = color,
                    StrokeThickness = 1.8,
                    LineStyle = StyleOf(line.Stroke),
                };
                curve.Points.AddRange(line.Points.Select(point => new DataPoint(point.X, point.Y)));
                model.Series.Add(curve);
                break;
            case Markers markers:
                ScatterSeries points = new()
                {
                    Title = name,
                    MarkerType = MarkerType.Circle,
                    MarkerSize = 3.5,
                    MarkerFill = color,
                };
                points.Points.AddRange(markers.Points.Select(point => new ScatterPoint(point.X, point.Y)));
                model.Series.Add(points);
                break;
            case Band band:
                AreaSeries area = new()
                {
                    Title = name,
                    Fill = OxyColor.FromAColor(60, color),
                    Color = OxyColors.Transparent,
                    Color2 = OxyColors.Transparent,
                };
                area.Points.AddRange(band.Upper.Select(point => new DataPoint(point.X, point.Y)));
                area.Points2.AddRange(band.Lower.Select(point => new DataPoint(point.X, point.Y)));
                model.Series.Add(area);
                break;
            case Level level:
                model.Annotations.Add(
                    new LineAnnotation
                    {
                        Type = LineAnnotationType.Horizontal,
                        Y = level.Y,
                        Color = color,
                        StrokeThickness = 1.2,
                        LineStyle = LineStyle.Dash,
                        Text = level.Name,
                        TextColor = Ink,
                        TextHorizontalAlignment = OxyPlot.HorizontalAlignment.Right,
                        FontSize = 10,
                    }
                );
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(series), series, "not a kind of series that is drawn");
        }
    }
}
