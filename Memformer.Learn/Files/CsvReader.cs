using System.Text;
using Memformer.Theory;

namespace Memformer.Learn.Files;

/// <summary>Splits comma-separated text into rows of cells, as RFC 4180 says.</summary>
internal static class CsvReader
{
    /// <summary>The rows of a text, empty lines skipped.</summary>
    public static IEnumerable<CsvRow> Rows(string text, string file)
    {
        int position = text.StartsWith('\uFEFF') ? 1 : 0;
        int line = 1;
        while (position < text.Length)
        {
            int start = line;
            List<string> cells = [];
            bool more = true;
            while (more)
            {
                cells.Add(Cell(text, ref position, ref line, file));
                more = position < text.Length && text[position] == ',';
                position += more ? 1 : 0;
            }

            SkipLineEnd(text, ref position);
            line++;
            if (cells.Count > 1 || cells[0].Trim().Length > 0)
            {
                yield return new CsvRow(start, cells);
            }
        }
    }

    private static string Cell(string text, ref int position, ref int line, string file)
    {
        if (position >= text.Length || text[position] != '"')
        {
            int end = text.AsSpan(position).IndexOfAny(',', '\n', '\r');
            string plain = end < 0 ? text[position..] : text.Substring(position, end);
            position += plain.Length;
            return plain;
        }

        int opened = line;
        StringBuilder cell = new();
        for (position++; position < text.Length; position++)
        {
            char letter = text[position];
            if (letter == '"')
            {
                bool doubled = position + 1 < text.Length && text[position + 1] == '"';
                if (!doubled)
                {
                    position++;
                    return Ended(text, position) ? cell.ToString() : throw Stray(file, line);
                }

                position++;
            }

            line += letter == '\n' ? 1 : 0;
            cell.Append(letter);
        }

        throw new InvalidInputException(file, $"line {opened}: a quoted cell does not end");
    }

    private static bool Ended(string text, int position) =>
        position >= text.Length || text[position] is ',' or '\n' or '\r';

    private static InvalidInputException Stray(string file, int line) =>
        new(file, $"line {line}: text behind a closing quote; a quote inside a quoted cell is doubled");

    private static void SkipLineEnd(string text, ref int position)
    {
        if (position < text.Length && text[position] == '\r')
        {
            position++;
        }

        if (position < text.Length && text[position] == '\n')
        {
            position++;
        }
    }
}
