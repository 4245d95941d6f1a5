namespace Memformer.Learn.Training.Plans;

/// <summary>
/// One setting of a plan, as TOML and the command line name it. Values are texts: <c>lfom</c>, <c>0.01</c>, <c>true</c>,
/// <c>[1, 0.25]</c>, <c>[[1, 0], [0, 1]]</c>.
/// </summary>
/// <param name="Section">The TOML table.</param>
/// <param name="Name">The key in the table.</param>
/// <param name="Option">The option's name, without dashes: the key's, after the table's where another table has such a key.</param>
/// <param name="Description">One line.</param>
/// <param name="Allowed">The allowed values, for messages and help.</param>
/// <param name="Get">The value as TOML writes it; null when the plan leaves it open.</param>
/// <param name="Set">The plan with another value; throws <see cref="FormatException"/> for a text that is none.</param>
/// <param name="IsAllowed">Whether a plan's value is one of the allowed.</param>
public sealed record PlanKey(
    string Section,
    string Name,
    string Option,
    string Description,
    AllowedValues Allowed,
    Func<TrainingPlan, string?> Get,
    Func<TrainingPlan, string, TrainingPlan> Set,
    Predicate<TrainingPlan> IsAllowed
)
{
    /// <summary>The plan with another value.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="text">The value.</param>
    /// <param name="place">What the message begins with, such as <c>--rate</c>.</param>
    /// <exception cref="Theory.UsageException">The text is no value of this key.</exception>
    public TrainingPlan Apply(TrainingPlan plan, string text, string place)
    {
        try
        {
            return Theory.UsageException.In(place, () => Set(plan, text.Trim()));
        }
        catch (Exception failure) when (failure is FormatException or OverflowException)
        {
            throw new Theory.UsageException($"{place} {text}: must be {Allowed}", failure);
        }
    }

    /// <summary>Throws unless the plan's value is one of the allowed.</summary>
    /// <exception cref="Theory.UsageException">It is not.</exception>
    public void Check(TrainingPlan plan)
    {
        if (!IsAllowed(plan))
        {
            throw new Theory.UsageException($"{Option} {Get(plan)}: must be {Allowed}");
        }
    }
}
