namespace Memformer.Learn.Behaviour.Probes;

/// <summary>Examples that several questions share. Treat the arrays as read-only.</summary>
/// <param name="Covariates">x_1 … x_n as rows, n·d numbers.</param>
/// <param name="Answers">y_1 … y_n.</param>
public sealed record ProbePrompt(double[] Covariates, double[] Answers);

/// <summary>One question: a prompt and a query.</summary>
/// <param name="Prompt">Which of the probe's prompts.</param>
/// <param name="Query">x_q, d numbers.</param>
/// <param name="Truth">w*ᵀx_q, without noise.</param>
/// <param name="Group">Which context the question belongs to.</param>
/// <param name="Role">What it is there for.</param>
/// <param name="Task">Which task of its context, 0 for the first.</param>
/// <param name="Pair">The question, of the first task and with the same query, that its answer is held against.</param>
public sealed record ProbeRow(int Prompt, double[] Query, double Truth, int Group, ProbeRole Role, int Task, int Pair);

/// <summary>Designed questions, and what the true answers are. Immutable.</summary>
/// <param name="Design">Where they came from.</param>
/// <param name="Prompts">The distinct prompts.</param>
/// <param name="Rows">The questions in the order of the file, B of them.</param>
/// <param name="Pool">The tasks that there are, K rows of d numbers; empty where each was drawn anew.</param>
public sealed record Probe(
    ProbeDesign Design,
    IReadOnlyList<ProbePrompt> Prompts,
    IReadOnlyList<ProbeRow> Rows,
    IReadOnlyList<double[]> Pool
)
{
    /// <summary>d.</summary>
    public int Dimension => Design.Dimension;

    /// <summary>n.</summary>
    public int Context => Design.Context;

    /// <summary>Draws the questions of a design.</summary>
    /// <exception cref="Theory.UsageException">The design's numbers are out of range.</exception>
    public static Probe Draw(ProbeDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        design.Check();
        return new ProbeDrawing(design).Draw();
    }
}
