namespace Memformer.Theory.Typesetting;

/// <summary>The signs of identifiers: Greek letters, and gates with a hat, whose names no parameter can have.</summary>
internal static class Letters
{
    private static readonly IReadOnlyDictionary<string, string> Signs = new Dictionary<string, string>
    {
        ["alpha"] = "α",
        ["beta"] = "β",
        ["gamma"] = "γ",
        ["delta"] = "δ",
        ["epsilon"] = "ε",
        ["zeta"] = "ζ",
        ["eta"] = "η",
        ["theta"] = "θ",
        ["iota"] = "ι",
        ["kappa"] = "κ",
        ["lambda"] = "λ",
        ["mu"] = "μ",
        ["nu"] = "ν",
        ["xi"] = "ξ",
        ["pi"] = "π",
        ["rho"] = "ρ",
        ["sigma"] = "σ",
        ["tau"] = "τ",
        ["phi"] = "φ",
        ["chi"] = "χ",
        ["psi"] = "ψ",
        ["omega"] = "ω",
        ["Gamma"] = "Γ",
        ["Delta"] = "Δ",
        ["Theta"] = "Θ",
        ["Lambda"] = "Λ",
        ["Sigma"] = "Σ",
        ["Omega"] = "Ω",
    };

    private static readonly IReadOnlyDictionary<string, (string Sign, string Command)> Named = new Dictionary<
        string,
        (string, string)
    >
    {
        ["lamda"] = ("λ", @"\lambda"),
        ["alpha-gate"] = ("α̂", @"\hat{\alpha}"),
        ["gamma-gate"] = ("γ̂", @"\hat{\gamma}"),
    };

    /// <summary>The Greek letters, each with its name, which is its command in LaTeX.</summary>
    public static IEnumerable<(string Sign, string Name)> Greek => Signs.Select(pair => (pair.Value, pair.Key));

    /// <summary>The character of a Greek letter or a named sign; null for any other name.</summary>
    public static string? Sign(string name) =>
        Signs.TryGetValue(name, out var greek) ? greek
        : Named.TryGetValue(name, out var named) ? named.Sign
        : null;

    /// <summary>The LaTeX command of a Greek letter or a named sign; null for any other name.</summary>
    public static string? Command(string name) =>
        Signs.ContainsKey(name) ? $@"\{(name == "epsilon" ? "varepsilon" : name)}"
        : Named.TryGetValue(name, out var named) ? named.Command
        : null;
}
