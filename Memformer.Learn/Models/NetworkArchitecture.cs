namespace Memformer.Learn.Models;

/// <summary>How a network combines the gradient registers of its layers (Dutta &amp; Sra, arXiv:2410.07263).</summary>
public enum NetworkArchitecture
{
    /// <summary>No memory: <c>Z_{l+1} = Z_l + R_l</c> (Ahn et al., arXiv:2306.00297).</summary>
    Linear,

    /// <summary>A running register: <c>R_l = attention_l + γ_l R_{l−1}</c>, <c>Z_{l+1} = Z_l + α_l R_l</c>.</summary>
    Dynamic,

    /// <summary>All registers, with gates of every layer's own: <c>Z_{l+1} = Z_l + Σ_{j≤l} Γ_j^l ⊙ R_j</c>.</summary>
    Lfom,

    /// <summary>All registers, with gates that depend on the register alone: <c>Z_{l+1} = Z_l + Σ_{j≤l} a_j ⊙ R_j</c>.</summary>
    LfomShared,
}

/// <summary>The names by which files and the command line know the architectures.</summary>
public static class NetworkArchitectures
{
    /// <summary>All names, in the order of <see cref="NetworkArchitecture"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["linear", "dynamic", "lfom", "lfom-shared"];

    /// <summary>The name of an architecture, such as <c>lfom-shared</c>.</summary>
    public static string Name(this NetworkArchitecture architecture) => Names[(int)architecture];

    /// <summary>The architecture of that name; <see langword="false"/> if there is none.</summary>
    public static bool TryParse(string name, out NetworkArchitecture architecture)
    {
        var index = Names.ToList().IndexOf(name);
        architecture = (NetworkArchitecture)Math.Max(index, 0);
        return index >= 0;
    }
}
