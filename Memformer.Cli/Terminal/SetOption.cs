using System.CommandLine;
using System.Text.RegularExpressions;
using Memformer.Theory;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Language;
using Symbol = Memformer.Theory.Algebra.Symbol;

namespace Memformer.Cli.Terminal;

/// <summary>
/// The option <c>--set</c>: numbers for a method's parameters, as pairs NAME=VALUE, as lists for parameters with an index, or as
/// a table.
/// </summary>
internal static partial class SetOption
{
    /// <summary>The option, which can be repeated.</summary>
    public static Option<string[]> Create() =>
        new("--set")
        {
            Description =
                "Give parameters values: eta=1/10, eta=1/10,beta=1/4, eta[3]=0.5, a list eta=0.1,0.08 for eta[0], eta[1], …, a formula eta[k]=1/(k+4), or a schedule from the columns of a table; repeatable",
            HelpName = "NAME=VALUE|FILE.csv",
            DefaultValueFactory = _ => [],
        };

    /// <summary>The values that were set.</summary>
    /// <param name="settings">What was typed.</param>
    /// <param name="layers">L; a formula in the index has a value for each of 0, …, L.</param>
    /// <exception cref="UsageException">One is not of the form NAME=VALUE with a rational value, or is set twice.</exception>
    /// <exception cref="InvalidInputException">A table of values cannot be read.</exception>
    public static IReadOnlyDictionary<Symbol, Rational> Parse(IEnumerable<string> settings, int layers)
    {
        Dictionary<Symbol, Rational> values = [];
        foreach (string setting in settings)
        {
            foreach ((Symbol symbol, Rational value) in Values(setting, layers))
            {
                if (!values.TryAdd(symbol, value))
                {
                    throw new UsageException($"--set {setting}: {symbol} is set twice");
                }
            }
        }

        return values;
    }

    private static IEnumerable<(Symbol Symbol, Rational Value)> Values(string setting, int layers) =>
        ScheduleFile.IsOne(setting)
            ? ScheduleFile.Read(setting)
            : BeforeName()
                .Split(setting)
                .SelectMany(pair =>
                    IndexedName().Match(pair) is { Success: true } formula
                        ? OfFormula(setting, formula, layers)
                        : OfPair(setting, pair)
                );

    /// <summary>A formula in the index, such as eta[k]=1/(k+4). An index at which it divides by zero has no value.</summary>
    private static IEnumerable<(Symbol Symbol, Rational Value)> OfFormula(string setting, Match formula, int layers)
    {
        Symbol index = new(formula.Groups["index"].Value);
        RationalFunction value;
        try
        {
            value = ScalarExpression.Parse(formula.Groups["value"].Value, $"--set {setting}");
        }
        catch (MethodSyntaxException failure)
        {
            throw new UsageException(failure.Message, failure);
        }

        if (value.Symbols.FirstOrDefault(symbol => symbol != index) is { Name: not null } other)
        {
            throw new UsageException($"--set {setting}: the formula has {other}, and may have {index} alone");
        }

        return Enumerable
            .Range(0, layers + 1)
            .Where(k => !value.Denominator.Evaluate(At(index, k)).IsZero)
            .Select(k => (new Symbol(formula.Groups["name"].Value, k), value.Evaluate(At(index, k))));
    }

    private static Dictionary<Symbol, Rational> At(Symbol index, int k) => new() { [index] = k };

    private static IEnumerable<(Symbol Symbol, Rational Value)> OfPair(string setting, string pair)
    {
        string[] parts = pair.Split('=', 2, StringSplitOptions.TrimEntries);
        if (parts.Length < 2 || !TryReadSymbol(parts[0], out Symbol symbol))
        {
            throw new UsageException(
                $"--set {setting}: expected NAME=VALUE, for instance eta=1/10, eta[3]=0.5 or eta[k]=1/(k+4)"
            );
        }

        bool isBracketed = parts[1].StartsWith('[') && parts[1].EndsWith(']');
        string[] numbers = BetweenNumbers().Split(isBracketed ? parts[1][1..^1].Trim() : parts[1]);
        if (numbers.Length == 1 && !isBracketed)
        {
            return [(symbol, Number(setting, numbers[0]))];
        }

        return symbol.Index is null
            ? numbers.Select((number, k) => (new Symbol(symbol.Name, k), Number(setting, number)))
            : throw new UsageException($"--set {setting}: {symbol} is one number, found {numbers.Length}");
    }

    private static Rational Number(string setting, string text) =>
        Rational.TryParse(text, null, out Rational value)
            ? value
            : throw new UsageException(
                $"--set {setting}: '{text}' is not a rational number; allowed are 3, -1/2, 0.25, 1e-3"
            );

    private static bool TryReadSymbol(string text, out Symbol symbol)
    {
        int bracket = text.IndexOf('[');
        symbol = new Symbol(text);
        if (bracket < 0)
        {
            return text.Length > 0;
        }

        string[] indices = text[(bracket + 1)..].TrimEnd(']').Split(',', StringSplitOptions.TrimEntries);
        bool isRead = bracket > 0 && text.EndsWith(']') && int.TryParse(indices[^1], out _);
        symbol = isRead
            ? new Symbol(string.Join('_', indices.SkipLast(1).Prepend(text[..bracket])), int.Parse(indices[^1]))
            : symbol;
        return isRead && indices.Length <= 2;
    }

    /// <summary>What stands between two pairs: the next name, perhaps with an index, has its equals sign.</summary>
    [GeneratedRegex(@"[\s,;]+(?=[^\s,;=\[\]]+(?:\[[^\]]*\])?\s*=)")]
    private static partial Regex BeforeName();

    /// <summary>A parameter at every index: its name, the index's, and the formula.</summary>
    [GeneratedRegex(@"^\s*(?<name>[A-Za-z]\w*)\s*\[\s*(?<index>[A-Za-z]\w*)\s*\]\s*=(?<value>.+)$")]
    private static partial Regex IndexedName();

    [GeneratedRegex(@"\s*[,;]\s*|\s+")]
    private static partial Regex BetweenNumbers();
}
