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

    /// <summary>The coordinate of a token that carries y and the answer, of those that are kept; null for the last.</summary>
    public int? Answer { get; init; }

    /// <summary>From which coordinate on a token carries positions, which are left out; null where it carries none.</summary>
    public int? DropFrom { get; init; }

    /// <summary>Whether positions begin where the inner width of the matrices ends, as in code that appends them to tokens.</summary>
    public bool DropBeyondWidth { get; init; }

    /// <summary>The names of the layers, such as <c>layers.{l}</c>; empty for a network of one layer without a name.</summary>
    public string Layers { get; init; } = "";

    /// <summary>The tensors, by their role.</summary>
    public required IReadOnlyDictionary<TensorRole, MappedTensor> Tensors { get; init; }

    /// <summary>H; null counts the heads from the names or the shapes.</summary>
    public int? Heads { get; init; }

    /// <summary>Whether separate matrices have their inputs in rows, as Haiku's and Flax's, and not in columns, as PyTorch's.</summary>
    public bool InputsInRows { get; init; }

    /// <summary>The factor on the sum over tokens.</summary>
    public AttentionScale Scale { get; init; } = AttentionScale.OverContext;

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

    /// <summary>Whether the answer is <c>−[Z_L]</c>, and not <c>+[Z_L]</c>.</summary>
    public bool IsNegated { get; init; } = true;
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

    /// <summary>The row by which the answer is read off the last state.</summary>
    ReadOut,
}

/// <summary>A tensor of a map.</summary>
/// <param name="Pattern">Its name, with <c>{layer}</c>, <c>{l}</c> and <c>{h}</c> for what is counted.</param>
/// <param name="Line">Where the map says so; 0 in a map that no file says.</param>
internal sealed record MappedTensor(string Pattern, int Line);

/// <summary>The factor on the sum over the context tokens: a number, over n, over √r.</summary>
/// <param name="Text">As the map says it.</param>
/// <param name="Factor">The number.</param>
/// <param name="PerToken">Whether it is divided by n.</param>
/// <param name="PerRoot">Whether it is divided by √r, r being the inner width.</param>
internal sealed record AttentionScale(string Text, double Factor, bool PerToken, bool PerRoot)
{
    public static AttentionScale OverContext { get; } = new("1/n", 1, PerToken: true, PerRoot: false);
}
