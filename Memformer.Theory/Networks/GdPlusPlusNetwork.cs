using Memformer.Theory.Algebra;

namespace Memformer.Theory.Networks;

/// <summary>
/// GD++ (von Oswald et al., arXiv:2212.07677; Ahn et al., arXiv:2306.00297, Theorem 3): linear attention whose P has a
/// top-left block B_l, so that each layer also transforms the covariates. With <c>X_l = S_l X</c>, <c>S_0 = I</c>,
/// <c>S_{l+1} = (I − B_l S_l H S_lᵀ A_lᵀ) S_l</c>, layer l takes a gradient step with the preconditioner
/// <c>S_lᵀ A_l S_l</c>, which depends on the data. Such a network has no canonical form of its own: two of them are the
/// same method when these preconditioners agree as elements of the free algebra.
/// </summary>
public sealed class GdPlusPlusNetwork
{
    /// <summary>The largest number of layers that is written in matrix letters: S_l has 1, 2, 10, 1010, … words.</summary>
    public const int MostLayers = 3;

    private GdPlusPlusNetwork(IReadOnlyList<MatrixPolynomial> transforms) => Transforms = transforms;

    /// <summary>S_0 … S_L, each d×d.</summary>
    public IReadOnlyList<MatrixPolynomial> Transforms { get; }

    /// <summary>L.</summary>
    public int Layers => Transforms.Count - 1;

    /// <summary><c>S_lᵀ A_l S_l</c> for l = 0 … L−1, each d×d.</summary>
    public IReadOnlyList<MatrixPolynomial> Preconditioners =>
        [.. Enumerable.Range(0, Layers).Select(layer => PreconditionerOf(Transforms[layer], A(layer)))];

    /// <summary>P and Q of all layers, with letters A_l and B_l.</summary>
    public ExactWeights Weights =>
        new(
            Architecture.Find("linear"),
            [
                .. Enumerable
                    .Range(0, Layers)
                    .Select(layer => (IReadOnlyList<ExactHead>)[ExactHead.WithWhitening(B(layer), A(layer))]),
            ],
            new Gates.None()
        );

    /// <summary>A network of that many layers.</summary>
    /// <exception cref="UsageException">The formulas would be too long.</exception>
    public static GdPlusPlusNetwork OfLayers(int layers)
    {
        if (layers is < 1 or > MostLayers)
        {
            throw new UsageException(
                $"gd++ with {layers} layers: allowed are 1 to {MostLayers}, since the number of words grows like 3 to the power 3 to the power L"
            );
        }

        List<MatrixPolynomial> transforms = [MatrixPolynomial.Identity(Dimension.D)];
        for (var layer = 0; layer < layers; layer++)
        {
            transforms.Add(NextTransform(transforms[layer], A(layer), B(layer)));
        }

        return new(transforms);
    }

    /// <summary>
    /// The residual polynomial for scalar blocks <c>A_l = a_l I</c>, <c>B_l = b_l I</c>, in the symbols a[l], b[l] and h,
    /// an eigenvalue of H: <c>q_{l+1} = q_l (1 − b_l a_l q_l² h)</c>, <c>p_{l+1} = p_l (1 − a_l q_l² h)</c>.
    /// </summary>
    public static Polynomial ScalarResidual(int layers)
    {
        Polynomial h = Eigenvalue;
        var (q, p) = (Polynomial.One, Polynomial.One);
        for (var layer = 0; layer < layers; layer++)
        {
            var step = (Polynomial)new Symbol("a", layer) * q * q * h;
            (q, p) = (q * (1 - (Polynomial)new Symbol("b", layer) * step), p * (1 - step));
        }

        return p;
    }

    /// <summary>h.</summary>
    public static Symbol Eigenvalue { get; } = new("h");

    /// <summary>(3^L − 1)/2, the degree of the residual polynomial, against L without the transformation.</summary>
    public static int DegreeOf(int layers) =>
        Enumerable.Repeat(3, layers).Aggregate(1, (power, three) => power * three) / 2;

    /// <summary><c>(I − B S H Sᵀ Aᵀ) S</c>.</summary>
    internal static MatrixPolynomial NextTransform(
        MatrixPolynomial transform,
        MatrixPolynomial a,
        MatrixPolynomial b
    ) => transform - b * transform * PromptAlgebra.H * transform.Transpose() * a.Transpose() * transform;

    /// <summary><c>Sᵀ A S</c>.</summary>
    internal static MatrixPolynomial PreconditionerOf(MatrixPolynomial transform, MatrixPolynomial a) =>
        transform.Transpose() * a * transform;

    private static Letter A(int layer) => new("A", layer, PromptAlgebra.Square);

    private static Letter B(int layer) => new("B", layer, PromptAlgebra.Square);
}
