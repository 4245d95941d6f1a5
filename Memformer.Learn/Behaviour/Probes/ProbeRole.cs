namespace Memformer.Learn.Behaviour.Probes;

/// <summary>What a question of a probe is there for.</summary>
public enum ProbeRole
{
    /// <summary>A context, its first task, its first query.</summary>
    Base = 0,

    /// <summary>The same covariates with the answers of another task.</summary>
    AnotherTask = 1,

    /// <summary>The same prompt with another query.</summary>
    AnotherQuery = 2,

    /// <summary>The same prompt with its examples in another order.</summary>
    Permuted = 3,

    /// <summary>The same prompt with all covariates turned by one rotation of the whitened space.</summary>
    Rotated = 4,

    /// <summary>The same prompt with all answers multiplied by <see cref="ProbeDesign.AnswerScale"/>.</summary>
    Scaled = 5,
}
