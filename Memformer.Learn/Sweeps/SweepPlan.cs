using System.Globalization;
using System.Text.RegularExpressions;
using Memformer.Learn.Training.Plans;
using Memformer.Theory;

namespace Memformer.Learn.Sweeps;

/// <summary>
/// Many training runs as one plan: a plan's TOML in which keys have lists, <c>layers = [1, 2, 3]</c>, or ranges,
/// <c>seed = "0..9"</c>, <c>context = "10..40:10"</c>. The runs are the product of the lists, in the file's order.
/// </summary>
public sealed partial class SweepPlan
{
    /// <summary>More runs than this are asked about before they are started.</summary>
    public const int Many = 100_000;

    private const int LongestName = 150;
    private const int MostValues = 1_000_000;
    private readonly string _file;
    private readonly TrainingPlan _base;

    private SweepPlan(string file, TrainingPlan @base, IReadOnlyList<SweepAxis> axes, string text)
    {
        _file = file;
        _base = @base;
        Axes = axes;
        Text = text;
    }

    /// <summary>What varies, slowest first.</summary>
    public IReadOnlyList<SweepAxis> Axes { get; }

    /// <summary>The file's text.</summary>
    public string Text { get; }

    /// <summary>How many runs there are.</summary>
    public long Count => Axes.Aggregate(1L, (product, axis) => checked(product * axis.Values.Count));

    /// <summary>Reads a sweep from a text.</summary>
    /// <param name="text">TOML.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="InvalidInputException">
    /// It is no TOML, or has an unknown key, a value or an item of a list that the key cannot have; the message has the line.
    /// </exception>
    public static SweepPlan Parse(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        // Several networks train side by side; the result does not depend on the number of threads.
        TrainingPlan plan = new() { Run = new RunSettings { Threads = 1 } };
        List<SweepAxis> axes = [];
        foreach (PlanEntry entry in PlanFile.Entries(text, file))
        {
            if (ValuesOf(entry, plan) is { } values)
            {
                plan = values.Aggregate(plan, entry.Apply);
                axes.Add(Axis(entry, values));
            }
            else
            {
                plan = entry.Apply(plan);
            }
        }

        return new SweepPlan(file, plan, axes, text);
    }

    /// <summary>The runs, each with a plan that was checked.</summary>
    /// <exception cref="InvalidInputException">A combination of values is not possible; the message names it.</exception>
    public IEnumerable<SweepRun> Runs()
    {
        int[] places = new int[Axes.Count];
        for (int number = 1; number <= Count; number++)
        {
            yield return Run(number, places);
            for (int axis = places.Length - 1; axis >= 0 && ++places[axis] == Axes[axis].Values.Count; axis--)
            {
                places[axis] = 0;
            }
        }
    }

    private SweepRun Run(int number, int[] places)
    {
        string[] values = [.. Axes.Select((axis, i) => axis.Values[places[i]])];
        string place = string.Join(", ", Axes.Select((axis, i) => $"{axis.Name} = {values[i]}"));
        TrainingPlan plan = InvalidInputException.In(
            _file,
            place.Length > 0 ? $"with {place}" : null,
            () =>
            {
                TrainingPlan plan = _base;
                for (int i = 0; i < values.Length; i++)
                {
                    plan = Axes[i].Key.Apply(plan, values[i], Axes[i].Name);
                }

                plan.Check();
                return plan;
            }
        );
        return new SweepRun(number, Name(number, places), values, plan);
    }

    /// <summary>Such as <c>layers-2_seed-0</c>; a value that is no word or number is told by its place in the list.</summary>
    private string Name(int number, int[] places)
    {
        string name = string.Join(
            '_',
            Axes.Select(
                (axis, i) =>
                    $"{axis.Name}-{(Word().IsMatch(axis.Values[places[i]]) ? axis.Values[places[i]] : $"no{places[i] + 1}")}"
            )
        );
        return name.Length is > 0 and <= LongestName
            ? name
            : string.Create(CultureInfo.InvariantCulture, $"run-{number:D6}");
    }

    /// <summary>The values that an entry lists; null where it has one, which may itself be a list, as a spectrum is.</summary>
    private static IReadOnlyList<string>? ValuesOf(PlanEntry entry, TrainingPlan plan)
    {
        if (Range().Match(entry.Value) is { Success: true } range)
        {
            return Numbers(entry, range);
        }

        bool isSeed = entry.Key.Name == "seed";
        if (entry.Items is not { } items || (!isSeed && IsOneValue(entry, plan)))
        {
            return null;
        }

        return items.Count > 0
            ? items
            : throw new InvalidInputException(entry.File, $"line {entry.Line}: {entry.Key.Name} has an empty list");
    }

    private static bool IsOneValue(PlanEntry entry, TrainingPlan plan)
    {
        try
        {
            return entry.Key.Get(entry.Apply(plan))?.StartsWith('[') ?? true;
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }

    private static IReadOnlyList<string> Numbers(PlanEntry entry, Match range)
    {
        InvalidInputException Wrong(string allowed) =>
            new(entry.File, $"line {entry.Line}: {entry.Key.Name} {entry.Value}: {allowed}");
        long step = 1;
        if (
            !long.TryParse(range.Groups["first"].Value, CultureInfo.InvariantCulture, out long first)
            || !long.TryParse(range.Groups["last"].Value, CultureInfo.InvariantCulture, out long last)
            || (
                range.Groups["step"].Success
                && !long.TryParse(range.Groups["step"].Value, CultureInfo.InvariantCulture, out step)
            )
            || step < 1
            || last < first
        )
        {
            throw Wrong(
                "a range is first..last or first..last:step, with a step of at least 1 and no fewer at the end"
            );
        }

        long count = ((last - first) / step) + 1;
        return count <= MostValues
            ?
            [
                .. Enumerable
                    .Range(0, (int)count)
                    .Select(i => (first + (i * step)).ToString(CultureInfo.InvariantCulture)),
            ]
            : throw Wrong($"has {count} values; at most {MostValues}");
    }

    private static SweepAxis Axis(PlanEntry entry, IReadOnlyList<string> values) =>
        values.Distinct().Count() == values.Count
            ? new SweepAxis(entry.Key, values)
            : throw new InvalidInputException(
                entry.File,
                $"line {entry.Line}: {entry.Key.Name} lists {values.GroupBy(value => value).First(group => group.Count() > 1).Key} twice"
            );

    [GeneratedRegex(@"^(?<first>-?[0-9]+)\.\.(?<last>-?[0-9]+)(?::(?<step>-?[0-9]+))?$")]
    private static partial Regex Range();

    [GeneratedRegex("^[A-Za-z0-9.+-]+$")]
    private static partial Regex Word();
}
