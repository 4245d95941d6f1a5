namespace Memformer.Learn.Training.Plans;

/// <summary>One TOML table: the keys of one part of a plan.</summary>
/// <param name="name">The table's name.</param>
/// <param name="part">The part of a plan.</param>
/// <param name="with">The plan with another such part.</param>
/// <param name="prefix">What the options of the table's keys begin with, where their names alone belong to another table.</param>
internal sealed class PlanSection<TPart>(
    string name,
    Func<TrainingPlan, TPart> part,
    Func<TrainingPlan, TPart, TrainingPlan> with,
    string prefix = ""
)
{
    /// <summary>A key of the table.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="description">One line.</param>
    /// <param name="kind">Its values.</param>
    /// <param name="get">The value in the part.</param>
    /// <param name="set">The part with another value.</param>
    public PlanKey Key<T>(
        string key,
        string description,
        PlanValue<T> kind,
        Func<TPart, T> get,
        Func<TPart, T, TPart> set
    ) =>
        new(
            name,
            key,
            prefix + key,
            description,
            kind.Allowed,
            plan => kind.Write(get(part(plan))),
            (plan, text) => with(plan, set(part(plan), kind.Read(text))),
            plan => kind.IsAllowed(get(part(plan)))
        );
}
