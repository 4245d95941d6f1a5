using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Memformer.Learn.Spectra;
using Memformer.Theory;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Spectra;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports.Explorer;

/// <summary>
/// A page on which sliders move a method's parameters and depth, and its residual polynomial, expected loss and gates follow.
/// Everything it needs is in it: the coefficients as functions of the parameters, the spectrum of prompts, the exact optima.
/// </summary>
internal static partial class ExplorerPage
{
    private const int DensityPoints = 200;

    /// <summary>A slider of a parameter reaches this many times its typical value, and at least 1.</summary>
    private const double Reach = 4;

    private const int SliderSteps = 400;

    /// <summary>The page.</summary>
    /// <param name="method">A method whose coefficients are numbers.</param>
    /// <param name="dimension">d.</param>
    /// <param name="context">n.</param>
    /// <param name="most">The largest depth on the page.</param>
    /// <exception cref="UsageException">The method has matrices as coefficients.</exception>
    public static string Of(LinearMethod method, int dimension, int context, int most)
    {
        ArgumentNullException.ThrowIfNull(method);
        Unrolling[] unrollings =
        [
            .. Enumerable.Range(1, most).Select(layers => method.TryUnroll(layers)).OfType<Unrolling>(),
        ];
        if (unrollings.Length < most || unrollings.Any(unrolling => !unrolling.Coefficients.IsScalar))
        {
            throw new UsageException(
                $"explore {method.Name}: its coefficients are not numbers at every depth up to {most}; sliders move numbers"
            );
        }

        Slider[] sliders = [.. SlidersOf(method, unrollings[^1])];
        string name = method.Title.Length > 0 ? method.Title : method.Name;
        return new HtmlPage(
            $"{name}, explored",
            $"Prompts of n = {context} examples in d = {dimension} dimensions. Move a slider, or type a number beside it."
        )
            .Section(
                "The method",
                Html.Code(method.Text?.ToString() ?? method.ToString() ?? ""),
                Controls(sliders, most)
            )
            .Section("Residual polynomial", Residual())
            .Section("Expected loss", Losses())
            .Section("Weights and gates", Gates())
            .ToDocument()
            .Replace(
                "</main>",
                $"</main>\n<style>{Style}</style>\n<script type=\"application/json\" id=\"explorer-data\">"
                    + $"{Data(unrollings, sliders, dimension, context)}</script>\n<script>{Script()}</script>",
                StringComparison.Ordinal
            );
    }

    private sealed record Slider(string Name, double Value, double Least, double Largest);

    private static IEnumerable<Slider> SlidersOf(LinearMethod method, Unrolling deepest) =>
        from symbol in SymbolsOf(deepest)
        let typical = method.Parameters.FirstOrDefault(parameter => parameter.Name == symbol.Name)?.Typical
        let value = typical?.ToDouble() ?? 0.5
        select new Slider(Infix.Of(symbol), value, value < 0 ? Reach * value : 0, Math.Max(1, Reach * value));

    /// <summary>The free letters of the coefficients; algebraic ones follow from them.</summary>
    private static IEnumerable<Symbol> SymbolsOf(Unrolling unrolling) =>
        unrolling
            .Coefficients.Symbols.Concat(
                unrolling.Relations.Letters.SelectMany(letter => unrolling.Relations.SquareOf(letter).Symbols)
            )
            .Except(unrolling.Relations.Letters)
            .Distinct()
            .Order();

    private static string Controls(IReadOnlyList<Slider> sliders, int most)
    {
        StringBuilder html = new("<div class=\"controls\">\n");
        html.Append(Control("layers", "layers L", most, 1, most, 1, "row-layers"));
        for (int i = 0; i < sliders.Count; i++)
        {
            Slider slider = sliders[i];
            double step = (slider.Largest - slider.Least) / SliderSteps;
            html.Append(
                Control(
                    $"{i}",
                    slider.Name.Replace('_', ' '),
                    slider.Value,
                    slider.Least,
                    slider.Largest,
                    step,
                    $"row-{i}"
                )
            );
        }

        return html.Append("<p><button type=\"button\" id=\"reset\">Typical values</button></p></div>\n")
            .Append("<p class=\"verdict\" id=\"verdict\" role=\"status\"></p>\n")
            .ToString();
    }

    private static string Control(
        string id,
        string label,
        double value,
        double least,
        double largest,
        double step,
        string row
    ) =>
        $"<p id=\"{row}\"><label for=\"slider-{id}\">{Html.Text(label)}</label> "
        + $"<input type=\"range\" id=\"slider-{id}\" min=\"{Text(least)}\" max=\"{Text(largest)}\" step=\"{Text(step)}\" value=\"{Text(value)}\"> "
        + $"<input type=\"number\" id=\"box-{id}\" step=\"any\" value=\"{Text(value)}\" aria-label=\"{Html.Text(label)}\"></p>\n";

    private static string Residual() =>
        "<figure><svg class=\"explorer\" id=\"residual\" viewBox=\"0 0 640 330\" role=\"img\" aria-label=\"The residual polynomial over the spectrum\"></svg>"
        + "<figcaption><span class=\"key method\"></span> |p| of the method, <span class=\"key optimum\"></span> of the optimum of this depth; "
        + "shaded: the expected density of the eigenvalues of H, on a scale of its own. Where |p| passes 1 upwards, prompts with such an "
        + "eigenvalue are answered worse than by 0.</figcaption></figure>\n";

    private static string Losses() =>
        Html.Paragraph("E tr p(H)² of the method, and the least of so many layers with one preconditioner.")
        + "<table><thead><tr><th class=\"number\">layers</th><th class=\"number\">method</th><th class=\"number\">optimum</th>"
        + "<th class=\"number\">ratio</th></tr></thead><tbody id=\"losses\"></tbody></table>\n";

    private static string Gates() =>
        Html.Paragraph(
            "Every layer has P with a single 1 in its last corner and Q with −I in its first block. The gates of the architecture "
                + "lfom are the coefficients C[l, j] of the gradients: row l, register j."
        ) + "<div class=\"scroll\"><table id=\"gates\"></table></div>\n";

    private static string Data(
        IReadOnlyList<Unrolling> unrollings,
        IReadOnlyList<Slider> sliders,
        int dimension,
        int context
    )
    {
        int most = unrollings.Count;
        SpectralQuadrature quadrature = SpectralQuadrature.For(dimension, context, 2 * most);
        ExpectedSpectrum spectrum = ExpectedSpectrum.For(dimension, context);
        double end = 1.6 * new MarchenkoPastur(dimension, context).UpperEdge;
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("dimension", dimension);
            json.WriteNumber("layers", most);
            json.WriteString("letters", Letters(unrollings[^1].Relations));
            json.WriteStartArray("parameters");
            foreach (Slider slider in sliders)
            {
                json.WriteStartObject();
                json.WriteString("name", slider.Name);
                json.WriteNumber("value", slider.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("forms");
            foreach (Unrolling unrolling in unrollings)
            {
                WriteForm(json, unrolling.Coefficients);
            }

            json.WriteEndArray();
            json.WriteStartArray("used");
            foreach (Unrolling unrolling in unrollings)
            {
                WriteTexts(json, SymbolsOf(unrolling).Select(Infix.Of));
            }

            json.WriteEndArray();
            WriteNumbers(json, "nodes", quadrature.Nodes);
            WriteNumbers(json, "weights", quadrature.Weights);
            json.WriteStartArray("density");
            foreach (double h in Enumerable.Range(1, DensityPoints).Select(i => end * i / DensityPoints))
            {
                json.WriteStartArray();
                json.WriteNumberValue(h);
                json.WriteNumberValue(spectrum.Density(h));
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteStartArray("optima");
            foreach (OptimalMethod optimum in OptimalMethod.UpTo(dimension, context, most, Rational.Zero))
            {
                json.WriteStartObject();
                json.WriteNumber("loss", optimum.Loss.ToDouble());
                WriteNumbers(json, "polynomial", [.. optimum.Polynomial.Coefficients.Select(c => c.ToDouble())]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        // In a script a closing tag would end it.
        return Encoding.UTF8.GetString(stream.ToArray()).Replace("<", "\\u003c", StringComparison.Ordinal);
    }

    private static void WriteForm(Utf8JsonWriter json, CanonicalForm form)
    {
        json.WriteStartArray();
        for (int l = 0; l < form.Layers; l++)
        {
            WriteTexts(json, Enumerable.Range(0, l + 1).Select(j => JavaScript(form.Scalar(l, j))));
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, IEnumerable<string> texts)
    {
        json.WriteStartArray();
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>Letters with a known square s² = p + q s as statements: the positive root.</summary>
    private static string Letters(AlgebraicRelations relations)
    {
        StringBuilder statements = new();
        foreach (Symbol letter in relations.Letters)
        {
            string name = JavaScript(letter);
            string square = JavaScript(relations.SquareOf(letter));
            statements
                .Append(CultureInfo.InvariantCulture, $"let {name}=0;const {name}_p={square};{name}=1;")
                .Append(CultureInfo.InvariantCulture, $"const {name}_q={square}-{name}_p;")
                .Append(CultureInfo.InvariantCulture, $"{name}=({name}_q+Math.sqrt({name}_q*{name}_q+4*{name}_p))/2;");
        }

        return statements.ToString();
    }

    /// <summary>A rational function as JavaScript: names get a dollar sign, powers are calls.</summary>
    private static string JavaScript(RationalFunction function) =>
        Power().Replace(Name().Replace(Infix.Of(function), "$$$0"), "Math.pow($1,$2)");

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Script()
    {
        using Stream stream = typeof(ExplorerPage).Assembly.GetManifestResourceStream("explorer.js")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Name();

    [GeneratedRegex(@"(\$\w+)\^(\d+)")]
    private static partial Regex Power();

    private const string Style = """
        .controls p { display: flex; flex-wrap: wrap; gap: .8rem; align-items: center; margin: .3rem 0; }
        .controls [hidden] { display: none; } .controls label { min-width: 6rem; } .controls input[type=range] { flex: 1 1 14rem; }
        .controls input[type=number] { width: 8rem; font: inherit; } button { font: inherit; }
        svg.explorer { width: 100%; height: auto; } svg.explorer text { fill: var(--ink); font-size: 12px; }
        svg .grid { stroke: var(--rule); } svg .one { stroke: var(--soft); stroke-dasharray: 2 3; } svg .density { fill: #7aa6d6; opacity: .35; }
        svg path.method { fill: none; stroke: #d55e00; stroke-width: 2; } svg path.optimum { fill: none; stroke: #0072b2; stroke-width: 2; stroke-dasharray: 6 4; }
        .key { display: inline-block; width: 1.6rem; border-top: 3px solid #d55e00; vertical-align: middle; } .key.optimum { border-top: 3px dashed #0072b2; }
        tr.here { background: var(--tint); font-weight: 600; }
        @media (max-width: 40rem) { svg.explorer text { font-size: 20px; } svg.explorer text[transform] { display: none; } .controls label { min-width: 4.5rem; }
          .controls input[type=range] { flex-basis: 5rem; } .controls input[type=number] { width: 5rem; } }
        """;
}
