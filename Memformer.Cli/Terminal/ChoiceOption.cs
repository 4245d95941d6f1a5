using System.CommandLine;
using Memformer.Theory;

namespace Memformer.Cli.Terminal;

/// <summary>An option whose value is one of several names, each of which stands for something.</summary>
internal sealed class ChoiceOption<T> : Option<string?>
{
    private readonly (string Name, T Value)[] _choices;

    /// <summary>Creates the option.</summary>
    /// <param name="name">Its name, with dashes.</param>
    /// <param name="choices">The names, in the order in which help shows them.</param>
    public ChoiceOption(string name, params (string Name, T Value)[] choices)
        : base(name)
    {
        _choices = choices;
        HelpName = string.Join('|', choices.Select(choice => choice.Name));
    }

    /// <summary>The name unless given.</summary>
    public string Preset
    {
        init => DefaultValueFactory = _ => value;
    }

    /// <summary>Other names of the choices, which help does not show.</summary>
    public IReadOnlyDictionary<string, string> Synonyms { get; init; } = new Dictionary<string, string>();

    /// <summary>What was chosen; null where nothing was.</summary>
    /// <exception cref="UsageException">It is none of the choices.</exception>
    public (string Name, T Value)? Given(ParseResult parsed)
    {
        if (parsed.GetValue(this) is not { } given)
        {
            return null;
        }

        string name = Synonyms.GetValueOrDefault(given, given);
        return _choices.Any(choice => choice.Name == name)
            ? _choices.First(choice => choice.Name == name)
            : throw new UsageException(
                $"{Name} {given}: must be {string.Join(", ", _choices[..^1].Select(choice => choice.Name))} or {_choices[^1].Name}"
            );
    }

    /// <summary>What was chosen, of an option with a preset.</summary>
    public T Of(ParseResult parsed) => Given(parsed)!.Value.Value;
}
