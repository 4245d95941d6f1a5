using System.Text;
using Memformer.Learn.Files;
using Memformer.Theory;
using Tomlyn.Syntax;

namespace Memformer.Learn.Training.Plans;

/// <summary>Training plans as TOML.</summary>
public static class PlanFile
{
    /// <summary>A covariance of the greatest dimension fits in.</summary>
    private const int MostBytes = 1 << 22;

    /// <summary>Reads a plan; what it does not say stays as it is in another plan.</summary>
    /// <param name="file">The file.</param>
    /// <param name="start">The plan to change.</param>
    /// <exception cref="InvalidInputException">It is no TOML, or has an unknown key or a wrong value; the message has the line.</exception>
    public static TrainingPlan Read(string file, TrainingPlan start)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Parse(InputText.Read(file, "a plan in TOML", MostBytes), file, start);
    }

    /// <summary>Reads a plan from a text.</summary>
    /// <param name="text">TOML.</param>
    /// <param name="file">What messages call it.</param>
    /// <param name="start">The plan to change.</param>
    /// <exception cref="InvalidInputException">As for <see cref="Read"/>.</exception>
    public static TrainingPlan Parse(string text, string file, TrainingPlan start)
    {
        return Entries(text, file).Aggregate(start, (plan, entry) => entry.Apply(plan));
    }

    /// <summary>What a text says, key by key, before anything is applied.</summary>
    /// <param name="text">TOML.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="InvalidInputException">It is no TOML, or has an unknown key; the message has the line.</exception>
    internal static IReadOnlyList<PlanEntry> Entries(string text, string file)
    {
        DocumentSyntax document = TomlText.Read(text, file);

        List<PlanEntry> entries = [.. document.KeyValues.Select(pair => EntryOf("", pair, file))];

        foreach (TableSyntaxBase table in document.Tables)
        {
            if (table is TableArraySyntax)
            {
                string name = Text(table.Name);
                throw new InvalidInputException(
                    file,
                    $"line {table.Span.Start.Line + 1}: [[{name}]] is one of several tables; a plan has one: [{name}]"
                );
            }

            entries.AddRange(
                table.Items.OfType<KeyValueSyntax>().Select(pair => EntryOf(Text(table.Name), pair, file))
            );
        }

        return entries;
    }

    /// <summary>Writes a plan completely: every key that it decides, so that the text reproduces it.</summary>
    public static string Write(TrainingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        StringBuilder text = new();
        foreach (IGrouping<string, PlanKey> section in PlanKeys.All.GroupBy(key => key.Section))
        {
            string[] lines =
            [
                .. from key in section
                let value = key.Get(plan)
                where value is not null
                select $"{key.Name} = {value}\n",
            ];
            if (lines.Length > 0)
            {
                text.Append(text.Length > 0 ? "\n" : "").Append($"[{section.Key}]\n").AppendJoin("", lines);
            }
        }

        return text.ToString();
    }

    private static PlanEntry EntryOf(string section, KeyValueSyntax pair, string file)
    {
        string name = Text(pair.Key);
        int line = pair.Span.Start.Line + 1;
        PlanKey key =
            PlanKeys.All.FirstOrDefault(key => key.Section == section && key.Name == name)
            ?? throw new InvalidInputException(file, $"line {line}: {UnknownKey(section, name)}");
        string[]? items = pair.Value is ArraySyntax array ? [.. array.Items.Select(item => Value(item.Value))] : null;
        return new PlanEntry(file, line, key, Value(pair.Value), items);
    }

    private static string UnknownKey(string section, string name)
    {
        string full = section.Length == 0 ? name : $"{section}.{name}";
        PlanKey? elsewhere = PlanKeys.All.FirstOrDefault(key => key.Option == name);
        if (elsewhere is not null)
        {
            return $"unknown key {full}; {elsewhere.Name} belongs in [{elsewhere.Section}]";
        }

        PlanKey nearest = PlanKeys.All.MinBy(key => Spelling.Distance(key.Section, key.Name, section, name))!;
        return $"unknown key {full}; did you mean {nearest.Name} in [{nearest.Section}]?";
    }

    private static string Text(SyntaxNode? node) => node?.ToString()?.Trim().Trim('"', '\'') ?? "";

    private static string Value(ValueSyntax? value) =>
        value switch
        {
            StringValueSyntax text => text.Value ?? "",
            ArraySyntax array => $"[{string.Join(", ", array.Items.Select(item => Value(item.Value)))}]",
            _ => Text(value),
        };
}
