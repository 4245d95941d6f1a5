using Memformer.Theory.Methods;

namespace Memformer.Theory.Networks;

/// <summary>Which architecture realises a method at which depths.</summary>
/// <param name="Method">The method.</param>
/// <param name="Architecture">The architecture.</param>
/// <param name="ByDepth">The decisions for L = 1, 2, …, in this order, where a step of the method ends; a step with
/// several gradients takes as many layers.</param>
public sealed record Realizability(LinearMethod Method, Architecture Architecture, IReadOnlyList<Realization> ByDepth)
{
    /// <summary>The depths at which the method cannot be realised.</summary>
    public IReadOnlyList<int> Failures =>
        [.. ByDepth.Where(decision => !decision.IsRealizable).Select(decision => decision.Coefficients.Layers)];

    /// <summary>The decisions for gates that are one number for all tokens.</summary>
    public Realizability WithNumbers =>
        this with
        {
            ByDepth =
            [
                .. ByDepth.Select(decision =>
                    decision.NumberObstruction is { } needed
                        ? decision with
                        {
                            Weights = null,
                            Obstruction = needed,
                            NumberObstruction = null,
                        }
                        : decision
                ),
            ],
        };

    /// <summary>Whether every depth that was decided can be realised.</summary>
    public bool Always => Failures.Count == 0;

    /// <summary>Whether it fails from some depth on, and at no depth before.</summary>
    public bool FailsFromSomeDepthOn =>
        !Always && ByDepth.SkipWhile(decision => decision.IsRealizable).All(decision => !decision.IsRealizable);

    /// <summary>The decision at the least depth at which the method cannot be realised; null when there is none.</summary>
    public Realization? FirstFailure => ByDepth.FirstOrDefault(realization => !realization.IsRealizable);

    /// <summary>The decision at the largest depth that was decided.</summary>
    public Realization Deepest => ByDepth[^1];
}

/// <summary>One line of the table methods × architectures.</summary>
/// <param name="Method">The method.</param>
/// <param name="Cells">One entry for each of <see cref="Architecture.All"/>.</param>
/// <param name="Tied">One entry for each of <see cref="Architecture.Tied"/>.</param>
/// <param name="LeastHeads">The least number of heads with gates of their own, at the largest depth.</param>
/// <param name="Registers">The memory rank at the largest depth (<see cref="MemoryRank"/>).</param>
/// <param name="MethodRegisters">The same for the method itself (<see cref="MemoryRank.OfMethod"/>).</param>
public sealed record RealizabilityRow(
    LinearMethod Method,
    IReadOnlyList<Realizability> Cells,
    IReadOnlyList<Realizability> Tied,
    int LeastHeads,
    int Registers,
    int MethodRegisters
)
{
    /// <summary>Whether the method's matrices are all diagonal, so that d heads suffice however many <see cref="LeastHeads"/> says.</summary>
    public bool IsDiagonal { get; private init; }

    /// <summary>The line of a method, decided for L = 1 … <paramref name="layers"/>.</summary>
    /// <exception cref="DepthException">No step of the method ends within so many layers.</exception>
    public static RealizabilityRow Of(LinearMethod method, int layers)
    {
        ArgumentNullException.ThrowIfNull(method);
        var forms = method.Forms(layers) is { Count: > 0 } known ? known : [method.Unroll(layers).Coefficients];
        Realizability Decide(Architecture architecture) =>
            new(method, architecture, [.. forms.Select(architecture.Realize)]);

        return new(
            method,
            [.. Architecture.All.Select(Decide)],
            [.. Architecture.Tied.Select(Decide)],
            MultiHeadLfomArchitecture.LeastHeads(forms[^1]),
            MemoryRank.Of(forms[^1]),
            MemoryRank.OfMethod(forms[^1])
        )
        {
            IsDiagonal = forms[^1].IsDiagonal,
        };
    }
}
