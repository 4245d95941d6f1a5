using System.Text.Json;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Language;

namespace Memformer.Theory.Methods;

/// <summary>
/// Reads the coefficients c_{l,j} of a fixed-step method from a table: row l lists c_{l,0} … c_{l,l}, and what may stand
/// to the right of the diagonal is empty or 0. One number in every row is the diagonal: step sizes of gradient descent.
/// </summary>
internal static class CoefficientTable
{
    private const int MaximalLength = 1 << 22;
    private const string Coefficients = "coefficients";

    /// <summary>A method's name for a file: the words of its name joined by hyphens.</summary>
    internal static string NameOf(string fileName)
    {
        var name = Path.GetFileNameWithoutExtension(fileName);
        var parts = name.Split([.. name.Where(letter => !char.IsAsciiLetterOrDigit(letter))]);
        var words = parts.Where(part => part.Length > 0 && char.IsAsciiLetter(part[0])).ToList();
        return words.Count > 0 ? string.Join('-', words) : "table";
    }

    /// <summary>Reads comma-separated values; a cell is an expression, a line starting with <c>#</c> a comment.</summary>
    internal static CanonicalForm ReadCsv(string text, string fileName)
    {
        CheckLength(text, fileName);
        var rows = new List<(List<string> Cells, string Place)>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.Trim().Length > 0 && line[0] != '#')
            {
                var cells = line.Split(',', ';', '\t').Select(cell => cell.Trim().Trim('"')).ToList();
                rows.Add((cells, $"line {number}"));
            }
        }

        return Form(rows, fileName);
    }

    /// <summary>Reads JSON: an array of arrays of numbers or expressions, or an object whose <c>coefficients</c> are
    /// that.</summary>
    internal static CanonicalForm ReadJson(string text, string fileName)
    {
        CheckLength(text, fileName);
        try
        {
            using var document = JsonDocument.Parse(text);
            var table = document.RootElement;
            if (table.ValueKind == JsonValueKind.Object && table.TryGetProperty(Coefficients, out var property))
            {
                RefuseMatrices(table, fileName);
                table = property;
            }

            var rows = new List<(List<string> Cells, string Place)>();
            foreach (var row in Elements(table, fileName, Coefficients))
            {
                var place = $"{Coefficients}[{rows.Count}]";
                var cells = row.ValueKind is JsonValueKind.Number or JsonValueKind.String
                    ? [Cell(row, fileName, place)]
                    : Elements(row, fileName, place).Select(cell => Cell(cell, fileName, place)).ToList();
                rows.Add((cells, place));
            }

            return Form(rows, fileName);
        }
        catch (JsonException error)
        {
            var place = $"line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}";
            throw new InvalidInputException(fileName, $"{place}: this is no JSON", error);
        }
        // Half of a surrogate pair, which a file in UTF-8 cannot hold and a text can.
        catch (ArgumentException error) when (error.Source == typeof(JsonDocument).Assembly.GetName().Name)
        {
            throw new InvalidInputException(fileName, "this is no JSON", error);
        }
    }

    /// <summary>A derivation's JSON holds the method's text too, which tells whether its letters are matrices.</summary>
    private static void RefuseMatrices(JsonElement derivation, string fileName)
    {
        if (
            derivation.TryGetProperty("definition", out var definition)
            && definition.ValueKind == JsonValueKind.String
            && LinearMethod.Parse(definition.GetString()!, fileName).Parameters.Any(parameter => parameter.IsMatrix)
        )
        {
            throw new InvalidInputException(
                fileName,
                "the coefficients contain matrices; a table has scalar coefficients, so give the method's text instead"
            );
        }
    }

    private static JsonElement.ArrayEnumerator Elements(JsonElement element, string fileName, string place) =>
        element.ValueKind == JsonValueKind.Array
            ? element.EnumerateArray()
            : throw new InvalidInputException(fileName, $"{place}: found {element.ValueKind}, expected an array");

    private static string Cell(JsonElement element, string fileName, string place) =>
        element.ValueKind switch
        {
            JsonValueKind.String => element.GetString()!,
            JsonValueKind.Number => element.GetRawText(),
            _ => throw new InvalidInputException(
                fileName,
                $"{place}: found {element.ValueKind}, expected numbers or strings such as \"eta*beta\""
            ),
        };

    private static List<RationalFunction> Row(List<string> cells, int l, string fileName, string place)
    {
        if (cells.Count <= l)
        {
            throw new InvalidInputException(
                fileName,
                $"{place}: found {(cells.Count == 1 ? "1 entry" : $"{cells.Count} entries")}, expected {l + 1} or more"
            );
        }

        var row = cells.Take(l + 1).Select(cell => Entry(cell, fileName, place)).ToList();
        var beyond = cells.Skip(l + 1).FirstOrDefault(cell => cell.Length > 0 && !Entry(cell, fileName, place).IsZero);
        return beyond is null
            ? row
            : throw new InvalidInputException(
                fileName,
                $"{place}: '{beyond}' right of the diagonal, expected 0 or nothing"
            );
    }

    private static RationalFunction Entry(string cell, string fileName, string place) =>
        Rational.TryParse(cell, out var number) ? number : ScalarExpression.Parse(cell, $"{fileName}: {place}");

    private static CanonicalForm Form(List<(List<string> Cells, string Place)> rows, string fileName)
    {
        if (rows.Count == 0)
        {
            throw new InvalidInputException(fileName, "found no coefficients, expected at least one row");
        }

        var isDiagonal = rows.All(row => row.Cells.Count == 1);
        return CanonicalForm.FromScalars(
            new(
                rows.Select(
                    (row, l) =>
                        Row(
                            isDiagonal ? [.. Enumerable.Repeat("0", l), row.Cells[0]] : row.Cells,
                            l,
                            fileName,
                            row.Place
                        )
                )
            )
        );
    }

    private static void CheckLength(string text, string fileName)
    {
        if (text.Length > MaximalLength)
        {
            throw new InvalidInputException(
                fileName,
                $"the table has {text.Length} characters; a table has at most {MaximalLength}"
            );
        }
    }
}
