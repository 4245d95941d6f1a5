using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Networks;

/// <summary>
/// A way of combining the gradient registers of a network's layers. Each architecture decides which canonical forms
/// <c>w_{l+1} = w_l − Σ_{j≤l} C_{l,j} ∇f(w_j)</c> it can realise, and with which weights (Dutta &amp; Sra,
/// arXiv:2410.07263; Ahn et al., arXiv:2306.00297).
/// </summary>
public abstract class Architecture
{
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

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The first identity that the canonical form violates, or null when it meets all of them. Gates may have an
    /// entry per token, so that the query's own are free.</summary>
    protected internal abstract ViolatedIdentity? FindObstruction(CanonicalForm coefficients);

    /// <summary>The first identity that it violates where gates are one number for all tokens.</summary>
    protected internal virtual ViolatedIdentity? FindNumberObstruction(CanonicalForm coefficients) => null;

    /// <summary>What realises a canonical form that this architecture cannot, as the end of a sentence; or nothing.</summary>
    protected internal virtual string Alternative(CanonicalForm coefficients) => "";

    /// <summary>Weights for a canonical form that meets all identities.</summary>
    protected abstract ExactWeights Construct(CanonicalForm coefficients);

    /// <summary>A layer with one head.</summary>
    protected static IReadOnlyList<ExactHead> Gradient(MatrixPolynomial preconditioner) =>
        [ExactHead.Gradient(preconditioner)];
}
