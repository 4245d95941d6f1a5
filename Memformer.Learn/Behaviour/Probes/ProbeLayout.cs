namespace Memformer.Learn.Behaviour.Probes;

/// <summary>How the questions of a probe are laid out for a network, beside <c>X</c>, <c>y</c> and <c>query</c>.</summary>
public enum ProbeLayout
{
    /// <summary>Nothing beside them: <c>X</c> (B, n, d), <c>y</c> (B, n), <c>query</c> (B, d).</summary>
    Separate,

    /// <summary><c>tokens</c> (B, n+1, d+1): rows (x_i, y_i), the last one (x_q, 0).</summary>
    Tokens,

    /// <summary>
    /// <c>interleaved</c> (B, 2n+1, d): x_1, (y_1, 0, …), x_2, … x_q, as Garg et al. (arXiv:2208.01066) feed their models.
    /// </summary>
    Interleaved,
}
