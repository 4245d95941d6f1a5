using System.Globalization;
using System.Net;
using System.Text;
using SkiaSharp;

namespace Memformer.Cli.Charts;

/// <summary>
/// A matrix as coloured cells: blue below zero, the page's ground at zero, red above, on a scale symmetric about zero. A small
/// matrix has its numbers in the cells, a larger one a scale below.
/// </summary>
internal static class HeatMap
{
    /// <summary>Matrices up to this size have their numbers in their cells, and no scale.</summary>
    private const int LargestWithNumbers = 8;

    private const int NumberWidth = 33;
    private const int NumberHeight = 22;

    /// <summary>How wide a matrix without numbers is.</summary>
    private const int Width = 160;

    private const int Narrowest = 3;

    /// <summary>More cells than these are pixels.</summary>
    private const int MostCells = 600;

    private const int Margin = 14;
    private const int ScaleHeight = 24;
    private const int ScaleCells = 20;

    private const string Negative = "#2166ac";
    private const string Positive = "#b2182b";

    /// <summary>Beyond this share of the full colour a number in the cell is white.</summary>
    private const double Dark = 0.5;

    /// <summary>
    /// The matrix as an SVG element whose cells carry their values as tooltips; a large one is an image of one pixel a cell, as
    /// its cells would make a page of megabytes.
    /// </summary>
    /// <param name="title">What the matrix is; read out by screen readers.</param>
    /// <param name="values">The entries, rows × columns.</param>
    /// <param name="scale">The magnitude of the full colour; null takes the largest magnitude of the entries.</param>
    public static string ToSvg(string title, double[,] values, double? scale = null)
    {
        (int rows, int columns) = (values.GetLength(0), values.GetLength(1));
        double full = scale ?? values.Cast<double>().Select(Math.Abs).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        bool hasNumbers = Math.Max(rows, columns) <= LargestWithNumbers;
        int width = hasNumbers ? NumberWidth : Math.Max(Narrowest, Width / columns);
        Grid grid = new(rows, columns, width, hasNumbers ? NumberHeight : width);
        StringBuilder svg = new();
        int height = grid.Bottom + (hasNumbers ? 1 : ScaleHeight);
        int whole = Math.Max(grid.Right + 1, hasNumbers ? 0 : Margin + Width);
        svg.Append(
            $"<svg role=\"img\" class=\"heat\" aria-label=\"{WebUtility.HtmlEncode(title)}\" viewBox=\"0 0 {whole} {height}\" "
                + $"width=\"{whole}\" height=\"{height}\" xmlns=\"http://www.w3.org/2000/svg\">"
        );
        AppendIndices(svg, grid);
        if (rows * columns > MostCells)
        {
            svg.Append(
                $"<image x=\"{Margin}\" y=\"{Margin}\" width=\"{columns * grid.Width}\" height=\"{rows * grid.Height}\" "
                    + $"style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{Convert.ToBase64String(Pixels(values, full))}\"/>"
            );
        }
        else
        {
            AppendCells(svg, grid, values, full, hasNumbers);
        }

        svg.Append(
            $"<rect x=\"{Margin}\" y=\"{Margin}\" width=\"{columns * grid.Width}\" height=\"{rows * grid.Height}\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.3\"/>"
        );
        if (!hasNumbers)
        {
            AppendScale(svg, grid.Bottom + 6, full);
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>Where the cells are; indices stand above and to the left.</summary>
    private sealed record Grid(int Rows, int Columns, int Width, int Height)
    {
        public int Right => Margin + (Columns * Width);

        public int Bottom => Margin + (Rows * Height);
    }

    private static void AppendCells(StringBuilder svg, Grid grid, double[,] values, double full, bool hasNumbers)
    {
        string format = FormatFor(full);
        for (int row = 0; row < grid.Rows; row++)
        {
            for (int column = 0; column < grid.Columns; column++)
            {
                double value = values[row, column];
                (int x, int y) = (Margin + (column * grid.Width), Margin + (row * grid.Height));
                (string color, double strength) = Shade(full > 0 ? value / full : 0);
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<rect x=\"{x}\" y=\"{y}\" width=\"{grid.Width}\" height=\"{grid.Height}\" fill=\"{color}\" fill-opacity=\"{strength:0.##}\"><title>[{row}, {column}] = {value:G5}</title></rect>"
                );
                if (hasNumbers && value != 0)
                {
                    string tone = strength > Dark ? " class=\"strong\"" : "";
                    svg.Append(
                        CultureInfo.InvariantCulture,
                        $"<text{tone} x=\"{x + (grid.Width / 2)}\" y=\"{y + (grid.Height / 2) + 3}\">{Written(value, format)}</text>"
                    );
                }
            }
        }
    }

    /// <summary>The indices of rows and columns, as many as there is room for.</summary>
    private static void AppendIndices(StringBuilder svg, Grid grid)
    {
        for (int column = 0; column < grid.Columns; column += 1 + (Margin / grid.Width))
        {
            svg.Append(
                $"<text class=\"tick\" x=\"{Margin + (column * grid.Width) + (grid.Width / 2)}\" y=\"10\">{column}</text>"
            );
        }

        for (int row = 0; row < grid.Rows; row += 1 + (Margin / grid.Height))
        {
            svg.Append(
                $"<text class=\"tick\" x=\"6\" y=\"{Margin + (row * grid.Height) + (grid.Height / 2) + 3}\">{row}</text>"
            );
        }
    }

    private static void AppendScale(StringBuilder svg, int top, double full)
    {
        int width = Width / ScaleCells;
        for (int cell = 0; cell < ScaleCells; cell++)
        {
            (string color, double strength) = Shade((((2.0 * cell) + 1) / ScaleCells) - 1);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<rect x=\"{Margin + (cell * width)}\" y=\"{top}\" width=\"{width}\" height=\"6\" fill=\"{color}\" fill-opacity=\"{strength:0.##}\"/>"
            );
        }

        string end = full.ToString("G2", CultureInfo.InvariantCulture);
        int below = top + 15;
        svg.Append(
            $"<text class=\"tick\" style=\"text-anchor:start\" x=\"{Margin}\" y=\"{below}\">−{end}</text>"
                + $"<text class=\"tick\" x=\"{Margin + (Width / 2)}\" y=\"{below}\">0</text>"
                + $"<text class=\"tick\" style=\"text-anchor:end\" x=\"{Margin + Width}\" y=\"{below}\">{end}</text>"
        );
    }

    /// <summary>As many decimals as show three digits of the largest entry; very small or large ones have exponents.</summary>
    private static string FormatFor(double full)
    {
        int exponent = full > 0 && double.IsFinite(full) ? (int)Math.Floor(Math.Log10(full)) : 0;
        return exponent is < -3 or > 3 ? "0.#E0" : $"F{Math.Clamp(2 - exponent, 0, 4)}";
    }

    /// <summary>A rounded number; what rounds to 0 has no sign.</summary>
    private static string Written(double value, string format)
    {
        string text = value.ToString(format, CultureInfo.InvariantCulture);
        return text.StartsWith("-0", StringComparison.Ordinal) && text.All(letter => letter is '-' or '0' or '.')
            ? text[1..]
            : text;
    }

    private static byte[] Pixels(double[,] values, double full)
    {
        using SKBitmap bitmap = new(values.GetLength(1), values.GetLength(0));
        for (int row = 0; row < bitmap.Height; row++)
        {
            for (int column = 0; column < bitmap.Width; column++)
            {
                (string color, double strength) = Shade(full > 0 ? values[row, column] / full : 0);
                bitmap.SetPixel(column, row, SKColor.Parse(color).WithAlpha((byte)Math.Round(255 * strength)));
            }
        }

        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    /// <summary>A colour and how much of it covers the ground; values that are not finite are grey.</summary>
    private static (string Color, double Strength) Shade(double fraction) =>
        double.IsFinite(fraction)
            ? (fraction < 0 ? Negative : Positive, Math.Min(1, Math.Abs(fraction)))
            : ("#808080", 1);
}
