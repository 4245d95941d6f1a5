namespace Memformer.Learn.Training.Objectives;

/// <summary>What is sampled, and what is taken exactly, in the mean squared error that training minimises.</summary>
public enum ObjectiveKind
{
    /// <summary>Everything is sampled: prompts, tasks and queries, as in the paper. Every network, every law.</summary>
    Tokens,

    /// <summary>
    /// The covariates are sampled; the expectation over task, query and noise is exact. Networks with per-layer gates.
    /// </summary>
    ExactAnswer,

    /// <summary>
    /// As <see cref="ExactAnswer"/>, with the covariates' H drawn from its Wishart law at a cost that does not depend on
    /// the context length. Networks with per-layer gates, Gaussian covariates.
    /// </summary>
    Wishart,
}
