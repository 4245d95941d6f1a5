using System.Globalization;
using System.Text.Json;

namespace Memformer.Learn.Training.Plans;

/// <summary>Values of plan keys as texts.</summary>
internal static class PlanValue
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static int Integer(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, Culture);

    public static long LongInteger(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, Culture);

    public static ulong Seed(string text) => ulong.Parse(text, NumberStyles.None, Culture);

    public static double Number(string text) => double.Parse(text, NumberStyles.Float, Culture);

    public static bool Switch(string text) =>
        text switch
        {
            "true" => true,
            "false" => false,
            _ => throw new FormatException(),
        };

    public static T Choice<T>(string text)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (KebabCase.Of(value) == text)
            {
                return value;
            }
        }

        throw new FormatException();
    }

    /// <summary>Numbers in brackets, or on the command line without them.</summary>
    public static IReadOnlyList<double> Numbers(string text) => [.. Elements(text).Select(element => Number(element))];

    public static IReadOnlyList<ulong> Seeds(string text) => [.. Elements(text).Select(element => Seed(element))];

    /// <summary>Rows of numbers in brackets.</summary>
    public static IReadOnlyList<IReadOnlyList<double>> Rows(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, PlanJson.Default.DoubleArrayArray) ?? throw new FormatException();
        }
        catch (JsonException failure)
        {
            throw new FormatException(failure.Message, failure);
        }
    }

    public static string Text(double value) => value.ToString("R", Culture);

    public static string Text(bool value) => value ? "true" : "false";

    public static string Quoted(string value) => JsonSerializer.Serialize(value, PlanJson.Default.String);

    public static string Quoted<T>(T value)
        where T : struct, Enum => Quoted(KebabCase.Of(value));

    public static string? List(IReadOnlyList<double> values) =>
        values.Count == 0 ? null : $"[{string.Join(", ", values.Select(Text))}]";

    public static string? List(IReadOnlyList<IReadOnlyList<double>> rows) =>
        rows.Count == 0 ? null : $"[{string.Join(", ", rows.Select(row => List(row) ?? "[]"))}]";

    private static IEnumerable<string> Elements(string text)
    {
        bool isBracketed = text.StartsWith('[') && text.EndsWith(']');
        string inner = isBracketed ? text[1..^1] : text;
        return inner.Split(',', StringSplitOptions.TrimEntries);
    }
}
