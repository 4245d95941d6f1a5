using System.Text;
using Memformer.Theory;

namespace Memformer.Learn.Files;

/// <summary>Splits comma-separated text into rows of cells, as RFC 4180 says.</summary>
internal static class CsvReader
{
    /// <summary>What may stand between cells; where several do in the first line, the most frequent.</summary>
    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>The rows of a text, empty lines skipped.</summary>
    public static IEnumerable<CsvRow> Rows(string text, string file)
    {
        char separator = SeparatorOf(text);
        int position = text.StartsWith('\uFEFF') ? 1 : 0;
        int line = 1;
        while (position < text.Length)
        {
            int start = line;
            List<string> cells = [];
            bool more = true;
            while (more)
            {
                cells.Add(Cell(text, separator, ref position, ref line, file));
                more = position < text.Length && text[position] == separator;
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

    private static char SeparatorOf(string text)
    {
        bool isQuoted = false;
        int[] counts = new int[Separators.Length];
        foreach (char letter in text.TakeWhile(letter => isQuoted || letter is not ('\n' or '\r')))
        {
            isQuoted ^= letter == '"';
            if (!isQuoted && Array.IndexOf(Separators, letter) is >= 0 and int found)
            {
                counts[found]++;
            }
        }

        return Separators[Array.IndexOf(counts, counts.Max())];
    }

    private static string Cell(string text, char separator, ref int position, ref int line, string file)
    {
        if (position >= text.Length || text[position] != '"')
        {
            int end = text.AsSpan(position).IndexOfAny(separator, '\n', '\r');
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
                    return Ended(text, separator, position) ? cell.ToString() : throw Stray(file, line);
                }

                position++;
            }

            line += letter == '\n' ? 1 : 0;
            cell.Append(letter);
        }

        throw new InvalidInputException(file, $"line {opened}: a quoted cell does not end");
    }

    private static bool Ended(string text, char separator, int position) =>
        position >= text.Length || text[position] == separator || text[position] is '\n' or '\r';

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
