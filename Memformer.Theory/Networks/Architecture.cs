using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Methods.Iterates;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Networks;

/// <summary>
/// A way of combining the gradient registers of a network's layers. Each architecture decides which canonical forms
/// <c>w_{l+1} = w_l − Σ_{j≤l} C_{l,j} ∇f(w_j)</c> it can realise, and with which weights (Dutta &amp; Sra,
/// arXiv:2410.07263; Ahn et al., arXiv:2306.00297).
/// </summary>
public abstract class Architecture
{
    private protected Architecture() { }

    /// <summary>All architectures, from the least to the most general.</summary>
    public static IReadOnlyList<Architecture> All { get; } =
    [
        new LinearArchitecture(),
        new DynamicArchitecture(),
        new SharedLfomArchitecture(),
        new LfomArchitecture(),
        new MultiHeadLfomArchitecture(),
    ];

    /// <summary>The architectures with one layer's weights used in every layer.</summary>
    public static IReadOnlyList<Architecture> Tied { get; } =
    [
        new TiedArchitecture(new LinearArchitecture()),
        new TiedArchitecture(new DynamicArchitecture()),
        new TiedArchitecture(new LfomArchitecture()),
    ];

    /// <summary>The name in files and on the command line, for instance <c>lfom</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What it is, in a few words.</summary>
    public abstract string Title { get; }

    /// <summary>The update of one layer and what its register holds.</summary>
    public abstract IReadOnlyList<Formula> Update { get; }

    /// <summary>C_{l,j} in terms of the weights; what it does not say is zero.</summary>
    public abstract Formula Coefficient { get; }

    /// <summary>Which canonical forms it realises, in words.</summary>
    public abstract string Condition { get; }

    /// <summary>The architecture of that name.</summary>
    /// <exception cref="UsageException">There is none; the message lists the names.</exception>
    public static Architecture Find(string name) =>
        All.Concat(Tied).FirstOrDefault(architecture => architecture.Name == name)
        ?? throw new UsageException(
            $"architecture '{name}' is not known; allowed: {string.Join(", ", All.Concat(Tied).Select(architecture => architecture.Name))}"
        );

    /// <summary>Decides whether a network of this architecture has the given canonical form, with a witness or a reason.</summary>
    public Realization Realize(CanonicalForm coefficients)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        return FindObstruction(coefficients) is { } violated
            ? new Realization(this, coefficients, null, Obstruction.Of(this, coefficients, violated))
            : new Realization(this, coefficients, Construct(coefficients), null)
            {
                NumberObstruction = FindNumberObstruction(coefficients) is { } needed
                    ? Obstruction.Of(this, coefficients, needed)
                    : null,
            };
    }

    /// <summary>The canonical form of a network with exact weights, read from its formulas and without running it.</summary>
    public abstract CanonicalForm Canonical(ExactWeights weights);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The first identity that the canonical form violates, or null when it meets all of them. Gates may have an
    /// entry per token, so that the query's own are free.</summary>
    internal abstract ViolatedIdentity? FindObstruction(CanonicalForm coefficients);

    /// <summary>The first identity that it violates where gates are one number for all tokens.</summary>
    internal virtual ViolatedIdentity? FindNumberObstruction(CanonicalForm coefficients) => null;

    /// <summary>Where the query's column has gates of its own, the matrix by which the gradient of register j enters the
    /// answer in layer l ≥ j; else null.</summary>
    internal virtual MatrixPolynomial? QueryCoefficient(ExactWeights weights, int layer, int register) => null;

    /// <summary>What realises a canonical form that this architecture cannot, as the end of a sentence; or nothing.</summary>
    internal virtual string Alternative(CanonicalForm coefficients) => "";

    /// <summary>Weights for a canonical form that meets all identities.</summary>
    private protected abstract ExactWeights Construct(CanonicalForm coefficients);

    /// <summary>What layer l keeps, given its attention (by heads) and what the earlier layers kept.</summary>
    internal virtual IReadOnlyList<T> Remember<T>(
        IMatrixRing<T> ring,
        Gates gates,
        int layer,
        IReadOnlyList<T> attention,
        IReadOnlyList<IReadOnlyList<T>> registers
    ) => attention;

    /// <summary>The terms of Z_{l+1} − Z_l, given what layers 0 … l kept.</summary>
    internal abstract IReadOnlyList<T> Increment<T>(
        IMatrixRing<T> ring,
        Gates gates,
        int layer,
        IReadOnlyList<IReadOnlyList<T>> registers
    );

    /// <summary>A layer with one head.</summary>
    private protected static IReadOnlyList<ExactHead> Gradient(MatrixPolynomial preconditioner) =>
        [ExactHead.Gradient(preconditioner)];

    /// <summary>A canonical form by its entries; null stands for zero.</summary>
    private protected static CanonicalForm Canonical(ExactWeights weights, Func<int, int, MatrixPolynomial?> entry) =>
        CanonicalForm.FromMatrices(
            Enumerable
                .Range(0, weights.Layers)
                .Select(layer =>
                    (IReadOnlyList<MatrixPolynomial>)
                        [
                            .. Enumerable
                                .Range(0, layer + 1)
                                .Select(register =>
                                    entry(layer, register) ?? MatrixPolynomial.Zero(PromptAlgebra.Square)
                                ),
                        ]
                )
        );
}
