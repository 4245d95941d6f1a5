namespace Memformer.Theory.Networks;

/// <summary>How shared gates act on a layer's own register.</summary>
public enum UpdateForm
{
    /// <summary><c>Z_{l+1} = Z_l + R_l + Σ_{j&lt;l} a_j R_j</c>; the last gate has no effect.</summary>
    Residual,

    /// <summary><c>Z_{l+1} = Z_l + Σ_{j≤l} a_j R_j</c>.</summary>
    Accumulated,
}
