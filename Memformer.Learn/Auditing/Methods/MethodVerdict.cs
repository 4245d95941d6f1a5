namespace Memformer.Learn.Auditing.Methods;

/// <summary>What a name rests on: a method is a claim about numbers that could have been otherwise.</summary>
/// <param name="Numbers">How many numbers of the canonical form the network is free to choose.</param>
/// <param name="Fitted">How many letters of the method were fitted to them; 0 where none is within tolerance.</param>
/// <param name="Tried">How many methods of the catalogue were compared.</param>
public sealed record Evidence(int Numbers, int Fitted, int Tried)
{
    /// <summary>Fewer degrees of freedom than this are met by chance, with so many methods and a tolerance of percents.</summary>
    public const int Needed = 3;

    /// <summary>How many numbers are left to test the method by.</summary>
    public int Freedom => Math.Max(Numbers - Fitted, 0);
}

/// <summary>A method that a network may be.</summary>
/// <param name="Fit">Its fit, within tolerance.</param>
/// <param name="Contains">The names of other methods within tolerance that it has as special cases at this depth.</param>
public sealed record CompatibleMethod(MethodFit Fit, IReadOnlyList<string> Contains);

/// <summary>Which method of the catalogue the whole network is.</summary>
/// <param name="Simplest">The simplest method within tolerance; null if there is none.</param>
/// <param name="Compatible">All methods within tolerance, the simplest and then the closest first.</param>
/// <param name="RunnerUp">
/// The closest other method with no more letters; the closest of all when there is none within tolerance; null when
/// there is none, or the network is outside the family.
/// </param>
/// <param name="Fits">The methods that this depth can test, by deviation.</param>
/// <param name="Evidence">What the name would rest on.</param>
/// <param name="Rivals">
/// Other methods within tolerance, with as few letters, of which the network's own scatter does not tell that they are farther.
/// </param>
/// <param name="IsNamed">Whether the data carry the name of the simplest method.</param>
/// <param name="Objection">Why the network is no method although one fits it; null where nothing is against it.</param>
/// <param name="NotCompared">Methods that could not be compared at this depth, with the reason.</param>
public sealed record MethodVerdict(
    MethodFit? Simplest,
    IReadOnlyList<CompatibleMethod> Compatible,
    MethodFit? RunnerUp,
    IReadOnlyList<MethodFit> Fits,
    Evidence Evidence,
    IReadOnlyList<string> Rivals,
    bool IsNamed,
    string? Objection,
    IReadOnlyList<string> NotCompared
)
{
    /// <summary>
    /// Of a network outside the family, the simplest method within tolerance of what of it lies inside; null where there is none.
    /// </summary>
    public MethodFit? Inside { get; init; }

    /// <summary>
    /// Whether the network is farther from the simplest method than its own scatter explains, or than half the tolerance: near it,
    /// and no more.
    /// </summary>
    public bool IsFarther { get; init; }

    /// <summary>The method that the network is; null where several are as possible, or none.</summary>
    public MethodFit? Chosen => IsNamed ? Simplest : null;

    internal MethodVerdict WithNoise(double? noise) =>
        this with
        {
            Simplest = Simplest?.WithNoise(noise),
            Compatible = [.. Compatible.Select(method => method with { Fit = method.Fit.WithNoise(noise) })],
            RunnerUp = RunnerUp?.WithNoise(noise),
            Inside = Inside?.WithNoise(noise),
            Fits = [.. Fits.Select(fit => fit.WithNoise(noise))],
        };
}
