using System.Globalization;
using System.Text;
using Memformer.Cli.Reports.Auditing;
using Memformer.Learn.Files;
using Memformer.Learn.Numerics;
using Memformer.Learn.Prediction;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports.Prediction;

/// <summary>A prediction as text, JSON and CSV.</summary>
internal sealed class PredictionReport(InContextPrediction prediction)
{
    private const int MostRowsShown = 12;

    private const int MostLinesNamed = 5;

    /// <summary>A summary of the predictors, and the first answers.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        text.Append($"{prediction.Table.Target} from {string.Join(", ", prediction.Table.Features)}\n")
            .Append(
                $"{prediction.Split.Context.Count} context rows, {Counted.Of(prediction.Split.Queries.Count, "query", "queries")}{LeftOut()}\n\n"
            );
        bool known = prediction.Split.Queries.All(row => row.Answer is not null);
        text.Append(
            TextTable.Of(
                [known ? "rmse" : "", "to ols", "predictor", ""],
                prediction.Predictors.Select(predictor =>
                    (IReadOnlyList<string>)
                        [
                            prediction.RootMeanSquaredError(predictor) is { } error ? Short(error) : "",
                            Percent(prediction.DistanceToLeastSquares(predictor)),
                            predictor.Name,
                            predictor.Meaning,
                        ]
                )
            )
        );
        text.Append($"\n{Spectrum()}\n\n").Append(Answers());
        return text.ToString();
    }

    /// <summary>How many rows were of no use, and the first of them.</summary>
    private string LeftOut() =>
        prediction.Table.LeftOut switch
        {
            [] => "",
            [var line] => $"; the row of line {line} is left out, where a covariate is missing",
            var lines =>
                $"; {lines.Count} rows are left out, where a covariate is missing: lines {string.Join(", ", lines.Take(MostLinesNamed))}{(lines.Count > MostLinesNamed ? ", …" : "")}",
        };

    /// <summary>Everything.</summary>
    public string ToJson() =>
        JsonNumbers.Text(json =>
        {
            json.WriteString("target", prediction.Table.Target);
            json.WriteArray("features", prediction.Table.Features, (writer, value) => writer.WriteStringValue(value));
            json.WriteNumber("context", prediction.Split.Context.Count);
            json.WriteArray("eigenvalues", prediction.Eigenvalues, (writer, value) => writer.WriteNumberValue(value));
            json.WriteFinite("residualNorm", prediction.ResidualNorm);
            json.WriteStartArray("predictors");
            foreach (PredictorAnswers predictor in prediction.Predictors)
            {
                json.WriteStartObject();
                json.WriteString("name", predictor.Name);
                json.WriteFinite("rmse", prediction.RootMeanSquaredError(predictor));
                json.WriteNumber("distanceToOls", prediction.DistanceToLeastSquares(predictor));
                json.WriteArray("answers", predictor.Answers, (writer, value) => writer.WriteNumberValue(value));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteArray(
                "lines",
                prediction.Split.Queries.Select(row => row.Line),
                (writer, value) => writer.WriteNumberValue(value)
            );
            json.WriteArray(
                "linesLeftOut",
                prediction.Table.LeftOut,
                (writer, value) => writer.WriteNumberValue(value)
            );
        });

    /// <summary>A row for each query: its line in the table, its answer where it is known, and the predictions.</summary>
    public string ToCsv()
    {
        StringBuilder csv = new();
        csv.Append($"line,{Quoted(prediction.Table.Target)}");
        csv.AppendJoin("", prediction.Predictors.Select(predictor => $",{predictor.Name}")).Append('\n');
        for (int i = 0; i < prediction.Split.Queries.Count; i++)
        {
            csv.Append($"{prediction.Split.Queries[i].Line},{Exact(prediction.Split.Queries[i].Answer)}");
            csv.AppendJoin("", prediction.Predictors.Select(predictor => $",{Exact(predictor.Answers[i])}"))
                .Append('\n');
        }

        return csv.ToString();
    }

    private string Spectrum()
    {
        string range =
            $"eigenvalues of the standardised context: {Short(prediction.Eigenvalues[0])} to {Short(prediction.Eigenvalues[^1])}";
        string left = prediction.ResidualNorm switch
        {
            null => $"no method was extracted: {prediction.Obstacle}",
            > 1 and { } norm => $"the network overshoots on them: its steps multiply some error by {Short(norm)}",
            { } norm => $"the network's steps leave at most {Percent(norm)} of an error on them",
        };
        return $"{range}\n{left}";
    }

    private string Answers()
    {
        int shown = Math.Min(MostRowsShown, prediction.Split.Queries.Count);
        string table = TextTable.Of(
            ["line", prediction.Table.Target, .. prediction.Predictors.Select(predictor => predictor.Name)],
            Enumerable
                .Range(0, shown)
                .Select(i =>
                    (IReadOnlyList<string>)
                        [
                            prediction.Split.Queries[i].Line.ToString(CultureInfo.InvariantCulture),
                            prediction.Split.Queries[i].Answer is { } answer ? Short(answer) : "",
                            .. prediction.Predictors.Select(predictor => Short(predictor.Answers[i])),
                        ]
                )
        );
        int more = prediction.Split.Queries.Count - shown;
        return more > 0 ? $"{table}… {more} more with --format csv\n" : table;
    }

    /// <summary>A name as a cell. Spreadsheets compute what begins with a sign; a quote in front keeps it a text.</summary>
    private static string Quoted(string name)
    {
        string cell = name.Length > 0 && "=+-@\t".Contains(name[0]) ? $"'{name}" : name;
        return cell.AsSpan().IndexOfAny(",\"\n\r") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"")}\"";
    }

    private static string Exact(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Five significant digits, without an exponent up to a million.</summary>
    private static string Short(double value)
    {
        int digits = value == 0 ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return digits is < -4 or > 6
            ? NumberText.Of(value, 5)
            : value.ToString($"F{Math.Clamp(4 - digits, 0, 8)}", CultureInfo.InvariantCulture);
    }

    private static string Percent(double value) => (100 * value).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
