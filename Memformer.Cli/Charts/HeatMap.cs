using System.Net;
using System.Text;
using SkiaSharp;

namespace Memformer.Cli.Charts;

/// <summary>A matrix as coloured cells: blue below zero, white at zero, red above, on a scale symmetric about zero.</summary>
internal static class HeatMap
{
    private const int Cell = 22;

    private const int LargeCell = 3;

    /// <summary>More cells than these are pixels.</summary>
    private const int MostCells = 600;

    /// <summary>
    /// The matrix as an SVG element whose cells carry their values as tooltips; a large one is an image of one pixel a cell, as
    /// its cells would make a page of megabytes.
    /// </summary>
    /// <param name="title">What the matrix is; read out by screen readers.</param>
    /// <param name="values">The entries, rows × columns.</param>
    /// <param name="scale">The magnitude of the full colour; null takes the largest magnitude of the entries.</param>
    public static string ToSvg(string title, double[,] values, double? scale = null)
    {
        int rows = values.GetLength(0);
        int columns = values.GetLength(1);
        double full = scale ?? values.Cast<double>().Select(Math.Abs).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        bool isLarge = rows * columns > MostCells;
        int cell = isLarge ? LargeCell : Cell;
        StringBuilder svg = new();
        svg.Append(
            $"<svg role=\"img\" class=\"heat\" aria-label=\"{WebUtility.HtmlEncode(title)}\" viewBox=\"0 0 {columns * cell} {rows * cell}\" "
                + $"width=\"{columns * cell}\" height=\"{rows * cell}\" xmlns=\"http://www.w3.org/2000/svg\">"
        );
        if (isLarge)
        {
            string pixels = Convert.ToBase64String(Pixels(values, full));
            return svg.Append(
                    $"<image width=\"{columns * cell}\" height=\"{rows * cell}\" style=\"image-rendering:pixelated\" "
                        + $"href=\"data:image/png;base64,{pixels}\"/></svg>"
                )
                .ToString();
        }

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                double value = values[row, column];
                svg.Append(
                    $"<rect x=\"{column * Cell}\" y=\"{row * Cell}\" width=\"{Cell}\" height=\"{Cell}\" "
                        + $"fill=\"{Color(full > 0 ? value / full : 0)}\"><title>[{row}, {column}] = {value:G5}</title></rect>"
                );
            }
        }

        return svg.Append("</svg>").ToString();
    }

    private static byte[] Pixels(double[,] values, double full)
    {
        using SKBitmap bitmap = new(values.GetLength(1), values.GetLength(0));
        for (int row = 0; row < bitmap.Height; row++)
        {
            for (int column = 0; column < bitmap.Width; column++)
            {
                bitmap.SetPixel(column, row, SKColor.Parse(Color(full > 0 ? values[row, column] / full : 0)));
            }
        }

        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    /// <summary>A colour between blue (−1), white (0) and red (+1); values that are not finite are black.</summary>
    private static string Color(double fraction)
    {
        if (!double.IsFinite(fraction))
        {
            return "#000000";
        }

        double strength = Math.Min(1, Math.Abs(fraction));
        (int red, int green, int blue) = fraction < 0 ? (0x21, 0x66, 0xac) : (0xb2, 0x18, 0x2b);
        int Mix(int channel) => (int)Math.Round(0xf7 + strength * (channel - 0xf7));
        return $"#{Mix(red):x2}{Mix(green):x2}{Mix(blue):x2}";
    }
}
