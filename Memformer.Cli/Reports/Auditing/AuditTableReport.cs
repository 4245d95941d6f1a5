using System.Globalization;
using System.Text;
using System.Text.Json;
using Memformer.Cli.Terminal;
using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Steps;
using Memformer.Learn.Files;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>What <c>memformer audit</c> reports of several networks: a row for each, whether it could be read or not.</summary>
/// <param name="Table">The audits.</param>
/// <param name="Subject">What a row is: a file, or a number of repetitions.</param>
internal sealed record AuditTableReport(AuditTable Table, string Subject)
{
    /// <summary>All pairs of more networks than that are not compared.</summary>
    private const int MostCompared = 200;

    private string[] Header =>
        [Subject, "layout", "L", "kinds", "method", "parameters", "away", "loss", "to the optimum"];

    /// <summary>The report in a format of <c>--format</c>.</summary>
    public string As(string format) =>
        format switch
        {
            "json" => ToJson(),
            "csv" => ToCsv(),
            "latex" => LatexDocument.Of(ToDocument()),
            "markdown" => MarkdownDocument.Of(ToDocument()),
            "html" => new HtmlPage($"Audits of {Count}", Description)
                .Section("Networks", Html.Table(Header, Rows()), string.Concat(Notes().Select(Html.Paragraph)))
                .ToDocument(),
            _ => ToTerminal([.. Rows()])
                + Failures()
                + string.Concat(Notes().Select(note => Paragraphs.Wrap($"\n{note}\n"))),
        };

    private string Count => Counted.Of(Table.Rows.Count, "network");

    private string Description =>
        $"One row for each {Subject}; {Table.Rows.Count(row => row.Failure is null)} of {Table.Rows.Count} could be read.";

    /// <summary>The columns that a terminal has room for, and that say something.</summary>
    private string ToTerminal(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string> Narrow(IReadOnlyList<string> row) =>
            [
                .. row.Where(
                    (_, column) =>
                        Header[column] is not ("layout" or "L" or "kinds") && rows.Any(other => other[column] != "")
                ),
            ];
        return TextTable.Of(Narrow(Header), rows.Select(Narrow));
    }

    private string Failures() =>
        string.Concat(
            Table.Rows.Where(row => row.Failure is not null).Select(row => $"\nnot read: {Shortened(row.Failure!)}")
        )
            is { Length: > 0 } text
            ? $"{text}\n"
            : "";

    /// <summary>Rows that were judged on a law that their network does not look made for, and how far apart the networks are.</summary>
    private IEnumerable<string> Notes() =>
        Table
            .Rows.Where(row => row.Audit?.InferredLaw is not null)
            .Select(row => $"{Name(row)}: {LawWording.Brief(row.Audit!)}.")
            .Concat(Distances());

    private IEnumerable<string> Distances()
    {
        AuditRow[] rows = [.. Table.Rows.Where(row => row.Audit is not null)];
        bool isOneSize = rows.Select(row => (row.Audit!.Form.Layers, row.Audit.Form.Dimension)).Distinct().Count() == 1;
        return isOneSize && rows.Length is > 1 and <= MostCompared
            ? [new FormDistances([.. rows.Select(row => row.Audit!)]).Sentence([.. rows.Select(Name)])]
            : [];
    }

    private IEnumerable<IReadOnlyList<string>> Rows() =>
        Table.Rows.Select(row =>
            row.Audit is Audit audit
                ? (IReadOnlyList<string>)
                    [
                        Name(row),
                        row.Checkpoint?.Source?.Schema ?? "",
                        $"{audit.Weights.Layers}",
                        Runs.InTurn(audit.Layers.Select(layer => layer.Kind.Name())),
                        AuditSummary.Short(audit),
                        audit.Method.Chosen is { Parameters.Count: > 0 } chosen
                            ? Wording.ParametersWithErrors(chosen.Parameters)
                            : "",
                        audit.Method.Chosen is { } fit ? Wording.Share(fit.Deviation) : "",
                        Loss(audit),
                        Ratio(audit) is double ratio ? $"{Wording.Number(ratio)}×" : "",
                    ]
                : [Name(row), "not read", "", "", "", Shortened(row.Failure ?? ""), "", "", ""]
        );

    /// <summary>A row's path without the folders, and the file's name, that all rows share.</summary>
    private string Name(AuditRow row)
    {
        string[][] paths = [.. Table.Rows.Select(other => other.Name.Split('/'))];
        int longest = paths.Min(path => path.Length) - 1;
        int front = Enumerable.Range(0, longest).TakeWhile(i => paths.All(path => path[i] == paths[0][i])).Count();
        int back = Enumerable
            .Range(1, longest)
            .TakeWhile(i => front + i <= longest && paths.All(path => path[^i] == paths[0][^i]))
            .Count();
        return paths.Length == 1 ? row.Name : string.Join('/', row.Name.Split('/')[front..^back]);
    }

    private static string Shortened(string text) => text.Length <= 300 ? text : $"{text[..299]}…";

    private static string Loss(Audit audit) => audit.Function is { } function ? function.Outcomes.Loss.ToString() : "";

    private static double? Ratio(Audit audit) =>
        audit.Function is { Reference: double optimum } function ? function.Outcomes.Loss.Mean / optimum : null;

    private Document ToDocument() =>
        new(
            $"Audits of {Count}",
            [
                new Block.Paragraph(Description),
                new Block.Table(
                    [.. Header.Select(cell => (Prose)cell)],
                    [.. Rows().Select(row => (IReadOnlyList<Prose>)[.. row.Select(cell => (Prose)cell)])]
                ),
                .. Notes().Select(note => (Block)new Block.Paragraph(note)),
            ]
        );

    private string ToCsv()
    {
        StringBuilder text = new();
        text.Append(
            $"{Subject},layout,architecture,layers,heads,dimension,context,kinds,method,compatible,parameters,deviation,loss,lossStandardError,inferredLawLoss,optimum,failure\n"
        );
        foreach (AuditRow row in Table.Rows)
        {
            Audit? audit = row.Audit;
            string?[] cells =
            [
                row.Name,
                row.Checkpoint?.Source?.Schema,
                audit?.Weights.Architecture.Name,
                $"{audit?.Weights.Layers}",
                $"{audit?.Weights.HeadCount}",
                $"{audit?.Weights.Dimension}",
                $"{audit?.Context}",
                audit is null ? null : string.Join(' ', audit.Layers.Select(layer => layer.Kind.Name())),
                audit?.Method.Chosen?.Name,
                audit is null ? null : string.Join(' ', audit.Method.Compatible.Select(method => method.Fit.Name)),
                audit?.Method.Chosen is { } chosen
                    ? string.Join(' ', chosen.Parameters.Select(p => $"{p.Name}={Number(p.Value)}"))
                    : null,
                Number(audit?.Method.Chosen?.Deviation),
                Number(audit?.Function?.Outcomes.Loss.Mean),
                Number(audit?.Function?.Outcomes.Loss.StandardError),
                Number(audit?.InferredLaw?.Loss?.Mean),
                Number(audit?.Function?.Optimum),
                row.Failure,
            ];
            text.AppendJoin(',', cells.Select(Quoted)).Append('\n');
        }

        return text.ToString();
    }

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Quoted(string? cell) =>
        cell is null ? ""
        : cell.AsSpan().IndexOfAny(",\"\n\r") < 0 ? cell
        : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private string ToJson() =>
        JsonNumbers.Text(json =>
        {
            json.WriteBoolean("complete", Table.IsComplete);
            json.WriteArray("rows", Table.Rows, WriteRow);
        });

    private static void WriteRow(Utf8JsonWriter json, AuditRow row)
    {
        json.WriteStartObject();
        json.WriteString("name", row.Name);
        json.WriteString("failure", row.Failure);
        if (row.Audit is Audit audit)
        {
            ReadingJson.Write(json, row.Checkpoint?.Source?.Reading);
            json.WriteNumber("layers", audit.Weights.Layers);
            json.WriteNumber("dimension", audit.Weights.Dimension);
            json.WriteNumber("context", audit.Context);
            json.WriteArray("kinds", audit.Layers, (writer, layer) => writer.WriteStringValue(layer.Kind.Name()));
            json.WriteStartObject("method");
            json.WriteString("name", audit.Method.Chosen?.Name);
            json.WriteParameters(audit.Method.Chosen?.Parameters ?? []);
            json.WriteFinite("deviation", audit.Method.Chosen?.Deviation);
            json.WriteArray(
                "compatible",
                audit.Method.Compatible,
                (writer, method) => writer.WriteStringValue(method.Fit.Name)
            );
            json.WriteEndObject();
            json.WriteFinite("loss", audit.Function?.Outcomes.Loss.Mean);
            json.WriteFinite("lossStandardError", audit.Function?.Outcomes.Loss.StandardError);
            json.WriteFinite("inferredLawLoss", audit.InferredLaw?.Loss?.Mean);
            json.WriteFinite("optimum", audit.Function?.Optimum);
        }

        json.WriteEndObject();
    }
}
