namespace Memformer.Learn.Auditing.Function;

/// <summary>
/// A rule that answers prompts, and whose mean loss is known exactly: on the prompts of a sample it is the control variate of
/// everything that behaves like it.
/// </summary>
internal interface IExactRule
{
    /// <summary>The exact mean of the squared error, without the noise of the query's own answer.</summary>
    double Loss { get; }

    /// <summary>The rule's answer to a prompt.</summary>
    double Predict(FreshPrompt prompt);
}
