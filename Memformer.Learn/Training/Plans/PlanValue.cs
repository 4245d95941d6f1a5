using System.Globalization;
using System.Text.Json;
using Memformer.Learn.Files;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Training.Plans;

/// <summary>How the values of a plan key are described, read and written.</summary>
/// <param name="Allowed">The allowed values, for messages and help.</param>
/// <param name="Parse">The value of a text; throws <see cref="FormatException"/> or <see cref="OverflowException"/> for one that is none.</param>
/// <param name="IsAllowed">Whether a value is one of the allowed.</param>
/// <param name="Write">The value as TOML writes it; null where a plan without the key says the same.</param>
internal sealed record PlanValue<T>(
    AllowedValues Allowed,
    Func<string, T> Parse,
    Predicate<T> IsAllowed,
    Func<T, string?> Write
)
{
    public PlanValue(string allowed, Func<string, T> parse, Predicate<T> isAllowed, Func<T, string?> write)
        : this(new AllowedValues.Described(allowed), parse, isAllowed, write) { }

    /// <summary>The allowed value of a text; throws as <see cref="Parse"/> does for one that is none.</summary>
    public T Read(string text) => Parse(text) is var value && IsAllowed(value) ? value : throw new FormatException();

    /// <summary>The same values, described more narrowly.</summary>
    public PlanValue<T> As(string allowed) => this with { Allowed = new AllowedValues.Described(allowed) };
}

/// <summary>The kinds of values that plan keys have.</summary>
internal static class PlanValue
{
    private const int MostSeeds = 1000;

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static PlanValue<int> Count { get; } = AtLeast(1);

    public static PlanValue<long> LongCount { get; } =
        new(Count.Allowed, text => long.Parse(text, NumberStyles.AllowLeadingSign, Culture), value => value >= 1, Text);

    public static PlanValue<ulong> Seed { get; } = new("an integer, at least 0", SeedOf, _ => true, Text);

    public static PlanValue<IReadOnlyList<ulong>> Seeds { get; } =
        new(
            "different integers, at least 0, or a range 0..9",
            text => [.. Elements(text).SelectMany(SeedsOf)],
            seeds => seeds.Count > 0 && seeds.Distinct().Count() == seeds.Count,
            seeds => $"[{string.Join(", ", seeds)}]"
        );

    public static PlanValue<double> NotNegative { get; } = Numbered("a number, at least 0", value => value >= 0);

    public static PlanValue<double> Positive { get; } = Numbered("a number above 0", value => value > 0);

    /// <summary>A part of a whole, but not all of it.</summary>
    public static PlanValue<double> Share { get; } =
        Numbered("a number, at least 0 and below 1", value => value is >= 0 and < 1);

    public static PlanValue<bool> Flag { get; } =
        new(
            new AllowedValues.Switch(),
            text =>
                text switch
                {
                    "true" => true,
                    "false" => false,
                    _ => throw new FormatException(),
                },
            _ => true,
            value => value ? "true" : "false"
        );

    /// <summary>A text as it stands.</summary>
    public static PlanValue<string> Word { get; } = new("a word", text => text, _ => true, Quoted);

    /// <summary>Numbers in brackets, or on the command line without them; none where the key is absent.</summary>
    public static PlanValue<IReadOnlyList<double>> Numbers { get; } = Several("numbers", double.IsFinite);

    /// <summary>Numbers above 0; none where the key is absent.</summary>
    public static PlanValue<IReadOnlyList<double>> Eigenvalues { get; } =
        Several("numbers above 0, such as [1, 1, 0.25]", Positive.IsAllowed);

    /// <summary>The rows of a covariance in brackets; none where the key is absent.</summary>
    public static PlanValue<IReadOnlyList<IReadOnlyList<double>>> Covariance { get; } =
        new(
            new AllowedValues.Matrix(),
            CovarianceOf,
            _ => true,
            rows => rows.Count == 0 ? null : $"[{string.Join(", ", rows.Select(List))}]"
        );

    /// <summary>Integers from the given one on.</summary>
    public static PlanValue<int> AtLeast(int least) =>
        new($"an integer, at least {least}", IntegerOf, value => value >= least, Text);

    /// <summary>Integers from one to another, both included.</summary>
    public static PlanValue<int> Between(int least, int most) =>
        new($"an integer, {least} to {most}", IntegerOf, value => value >= least && value <= most, Text);

    /// <summary>One of the values of an enumeration, by its name.</summary>
    public static PlanValue<T> Choice<T>()
        where T : struct, Enum =>
        new(
            new AllowedValues.Choice(KebabCase.Names<T>),
            text =>
                Enum.GetValues<T>().Cast<T?>().FirstOrDefault(value => KebabCase.Of(value!.Value) == text)
                ?? throw new FormatException(),
            Enum.IsDefined,
            value => Quoted(KebabCase.Of(value))
        );

    /// <summary>One of several things, by its name.</summary>
    /// <param name="all">The things, asked for each time.</param>
    /// <param name="name">Their names, each another.</param>
    public static PlanValue<T> Named<T>(Func<IEnumerable<T>> all, Func<T, string> name) =>
        new(
            new AllowedValues.Choice(() => all().Select(name)),
            text => all().FirstOrDefault(item => name(item) == text) ?? throw new FormatException(),
            _ => true,
            value => Quoted(name(value))
        );

    /// <summary>The same values, or none where the key is absent.</summary>
    public static PlanValue<T?> Optional<T>(this PlanValue<T> kind)
        where T : struct =>
        new(
            kind.Allowed,
            text => kind.Read(text),
            value => value is not { } given || kind.IsAllowed(given),
            value => value is { } given ? kind.Write(given) : null
        );

    private static PlanValue<double> Numbered(string allowed, Predicate<double> isAllowed) =>
        new(allowed, NumberOf, value => double.IsFinite(value) && isAllowed(value), Text);

    private static PlanValue<IReadOnlyList<double>> Several(string allowed, Predicate<double> isAllowed) =>
        new(
            allowed,
            text => [.. Elements(text).Select(NumberOf)],
            values => values.All(isAllowed.Invoke),
            values => values.Count == 0 ? null : List(values)
        );

    private static int IntegerOf(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, Culture);

    private static ulong SeedOf(string text) => ulong.Parse(text, NumberStyles.None, Culture);

    /// <summary>A seed, or those of a range with both its ends.</summary>
    private static IEnumerable<ulong> SeedsOf(string text)
    {
        string[] ends = text.Split("..");
        (ulong first, ulong last) = (SeedOf(ends[0]), SeedOf(ends[^1]));
        return ends.Length <= 2 && last >= first && last - first < MostSeeds
            ? Enumerable.Range(0, (int)(last - first) + 1).Select(offset => first + (ulong)offset)
            : throw new FormatException();
    }

    private static double NumberOf(string text) => double.Parse(text, NumberStyles.Float, Culture);

    private static IReadOnlyList<IReadOnlyList<double>> CovarianceOf(string text)
    {
        double[][]? rows;
        try
        {
            rows = JsonSerializer.Deserialize(text, PlanJson.Default.DoubleArrayArray);
        }
        catch (JsonException failure)
        {
            throw new FormatException(failure.Message, failure);
        }

        if (rows is not { Length: > 0 } || rows.Any(row => row is null || row.Length != rows.Length))
        {
            throw new FormatException();
        }

        CovarianceMatrix.Check(CovarianceMatrix.OfRows(rows), "matrix");
        return rows;
    }

    private static IEnumerable<string> Elements(string text)
    {
        bool isBracketed = text.StartsWith('[') && text.EndsWith(']');
        string inner = isBracketed ? text[1..^1] : text;
        return inner.Split(',', StringSplitOptions.TrimEntries);
    }

    private static string Text(int value) => value.ToString(Culture);

    private static string Text(long value) => value.ToString(Culture);

    private static string Text(ulong value) => value.ToString(Culture);

    private static string Text(double value) => value.ToString("R", Culture);

    private static string Quoted(string value) => JsonSerializer.Serialize(value, PlanJson.Default.String);

    private static string List(IReadOnlyList<double> values) => $"[{string.Join(", ", values.Select(Text))}]";
}
