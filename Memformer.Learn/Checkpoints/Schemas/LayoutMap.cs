namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// A layout described by a file: which tensors are a network's matrices, and what of the general network it is,
/// <c>Z ← Z + scale · Σ_h P_h Z M (Zᵀ Q_h Z)</c> with tokens in columns. Whatever a map does not say is as in this project's
/// own networks.
/// </summary>
/// <param name="Name">What outputs call it.</param>
internal sealed record LayoutMap(string Name)
{
    /// <summary>The file that says it; null for a map of the program's own.</summary>
    public string? Path { get; init; }

    /// <summary>What it is, in a sentence.</summary>
    public string Title { get; init; } = "";

    /// <summary>Whether merged matrices act on tokens in rows: <c>Z Q Zᵀ</c> and <c>Z P</c>.</summary>
    public bool TokensInRows { get; init; }

    /// <summary>The coordinate of a token that carries y and the answer, of those that are kept; null for the last, of m outputs the last m.</summary>
    public int? Answer { get; init; }

    /// <summary>m, the coordinates from <see cref="Answer"/> on that are outputs, each with an answer of its own.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>The coordinate that the answer is read from; null for <see cref="Answer"/>, or for the numbers to decide.</summary>
    public int? Read { get; init; }

    /// <summary>From which coordinate on a token carries positions, which are left out; null where it carries none.</summary>
    public int? DropFrom { get; init; }

    /// <summary>Whether positions begin where the inner width of the matrices ends, as in code that appends them to tokens.</summary>
    public bool DropBeyondWidth { get; init; }

    /// <summary>The tensors, by their role.</summary>
    public required IReadOnlyDictionary<TensorRole, MappedTensor> Tensors { get; init; }

    /// <summary>H; null counts the heads from the names or the shapes.</summary>
    public int? Heads { get; init; }

    /// <summary>Whether the first axis of every matrix counts the heads, of one head too.</summary>
    public bool HeadsOnAxis { get; init; }

    /// <summary>Whether separate matrices have their inputs in rows, as Haiku's and Flax's, and not in columns, as PyTorch's.</summary>
    public bool InputsInRows { get; init; }

    /// <summary>The factor on the sum over tokens; where there are several, code has each of them and the numbers decide.</summary>
    public IReadOnlyList<AttentionScale> Scales { get; init; } = [AttentionScale.OverContext];

    /// <summary>Which tokens are keys: <c>context</c>, <c>all</c> or <c>causal</c>.</summary>
    public string Mask { get; init; } = "context";

    /// <summary>The kind of attention.</summary>
    public string Attention { get; init; } = "linear";

    /// <summary>Whether the map's author says which attention it is; the built-in maps do not know.</summary>
    public bool AttentionIsKnown { get; init; }

    /// <summary>Whether a layer adds to its input.</summary>
    public bool Residual { get; init; } = true;

    /// <summary>How often the layers are used.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>
    /// What multiplies −[Z_L] to give the answer: 1, or −1 for an answer of +[Z_L]; where there are both, the numbers decide.
    /// </summary>
    public IReadOnlyList<double> Signs { get; init; } = [1];
}

/// <summary>What a tensor is in the general network.</summary>
internal enum TensorRole
{
    /// <summary>W_Q: <c>Q = W_Kᵀ W_Q</c>.</summary>
    Query,

    /// <summary>W_K.</summary>
    Key,

    /// <summary>W_V: <c>P = W_O W_V</c>.</summary>
    Value,

    /// <summary>W_O; the identity where there is none.</summary>
    Projection,

    /// <summary>Q itself.</summary>
    KeyQuery,

    /// <summary>P itself.</summary>
    ProjectionValue,

    /// <summary>W_Q, W_K and W_V under one another.</summary>
    QueryKeyValue,

    /// <summary>The block of P that moves the covariates, d×d; P is zero but for it and the corner.</summary>
    Feature,

    /// <summary>P's last entry, a number.</summary>
    Corner,

    /// <summary>A number on the sum over tokens.</summary>
    Factor,

    /// <summary>The row by which the answer is read off the last state.</summary>
    ReadOut,
}

/// <summary>A tensor of a map.</summary>
/// <param name="Pattern">Its names.</param>
/// <param name="Line">Where the map says so.</param>
internal sealed record MappedTensor(NamePattern Pattern, int Line)
{
    /// <summary>The name to write, with <c>{l}</c> and <c>{h}</c>; null for the plainest that the pattern allows.</summary>
    public string? WrittenAs { get; init; }
}

/// <summary>The factor on the sum over the context tokens: a number, over n or n + 1, over √r.</summary>
/// <param name="Text">As the map says it.</param>
/// <param name="Factor">The number.</param>
internal sealed record AttentionScale(string Text, double Factor = 1)
{
    public static AttentionScale OverContext { get; } = new("1/n") { PerToken = true };

    /// <summary>Whether it is divided by n.</summary>
    public bool PerToken { get; init; }

    /// <summary>Whether it is divided by n + 1, the query counted.</summary>
    public bool PerTokenAndQuery { get; init; }

    /// <summary>Whether it is divided by √r, r being the inner width.</summary>
    public bool PerRoot { get; init; }

    /// <summary>What it is times n: this project's own networks divide by n.</summary>
    public double TimesContext(int context) =>
        PerToken ? Factor
        : PerTokenAndQuery ? Factor * context / (context + 1)
        : Factor * context;
}
