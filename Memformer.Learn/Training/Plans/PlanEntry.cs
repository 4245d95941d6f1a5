using Memformer.Theory;

namespace Memformer.Learn.Training.Plans;

/// <summary>One line of a plan's file.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value's text.</param>
/// <param name="Items">The texts of an array's items; null where the value is none.</param>
internal sealed record PlanEntry(string File, int Line, PlanKey Key, string Value, IReadOnlyList<string>? Items)
{
    /// <summary>The plan with the entry's value.</summary>
    /// <exception cref="InvalidInputException">The key has no such value.</exception>
    public TrainingPlan Apply(TrainingPlan plan) => Apply(plan, Value);

    /// <summary>The plan with another value in the entry's place.</summary>
    /// <exception cref="InvalidInputException">The key has no such value.</exception>
    public TrainingPlan Apply(TrainingPlan plan, string value) =>
        InvalidInputException.In(File, $"line {Line}", () => Key.Apply(plan, value, Key.Name));
}
