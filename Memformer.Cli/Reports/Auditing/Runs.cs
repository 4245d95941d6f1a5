namespace Memformer.Cli.Reports.Auditing;

/// <summary>Lists in which neighbours repeat, in few words.</summary>
internal static class Runs
{
    /// <summary>What the layers have in turn, such as <c>gradient, lfom ×3</c>.</summary>
    public static string InTurn(IEnumerable<string> names)
    {
        List<(string Name, int Times)> runs = [];
        foreach (string name in names)
        {
            if (runs.Count > 0 && runs[^1].Name == name)
            {
                runs[^1] = (name, runs[^1].Times + 1);
            }
            else
            {
                runs.Add((name, 1));
            }
        }

        return string.Join(", ", runs.Select(run => run.Times == 1 ? run.Name : $"{run.Name} ×{run.Times}"));
    }

    /// <summary>Neighbours that are the same, with the places of the first and the last of them.</summary>
    public static IEnumerable<(int First, int Last, T Value)> Of<T>(IEnumerable<T> items, Func<T, T, bool> areSame)
    {
        T[] all = [.. items];
        for (int first = 0; first < all.Length; )
        {
            int last = first;
            while (last + 1 < all.Length && areSame(all[first], all[last + 1]))
            {
                last++;
            }

            yield return (first, last, all[first]);
            first = last + 1;
        }
    }
}
