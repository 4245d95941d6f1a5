using Memformer.Theory.Algebra;

namespace Memformer.Theory.Spectra;

/// <summary>
/// The optimum of <see cref="OptimalMethod"/> with d and n as symbols: closed forms, such as d(d + 1)/(n + d + 1) for
/// one layer. The same linear system, solved over ℚ(d, n) or ℚ(d, n, sigma).
/// </summary>
/// <param name="Layers">L.</param>
/// <param name="Loss">The optimal loss in the symbols d and n, and sigma where there is noise.</param>
/// <param name="Polynomial">The coefficients of the optimal p in h, that of the constant term first.</param>
public sealed record SymbolicOptimum(int Layers, RationalFunction Loss, IReadOnlyList<RationalFunction> Polynomial)
{
    /// <summary>The largest L without noise.</summary>
    public const int MostLayers = 3;

    /// <summary>The largest L with noise.</summary>
    public const int MostNoisyLayers = 2;

    /// <summary>The symbol of the noise's standard deviation σ.</summary>
    public static Symbol NoiseSymbol { get; } = new("sigma");

    /// <summary>The step n/(n + d + 1) of one layer, the reciprocal of p's root; for L = 1 only.</summary>
    /// <exception cref="InvalidOperationException">L &gt; 1: the steps are roots, not rational in d and n.</exception>
    public RationalFunction Step =>
        Layers == 1
            ? -Polynomial[1]
            : throw new InvalidOperationException("only one layer's step is rational in d and n");

    /// <summary>Computes the closed form.</summary>
    /// <param name="layers">1 ≤ L ≤ <see cref="MostLayers"/>, or <see cref="MostNoisyLayers"/> with noise.</param>
    /// <param name="noisy">Whether the answers carry noise sigma.</param>
    /// <exception cref="UsageException">L is out of range.</exception>
    public static SymbolicOptimum For(int layers, bool noisy = false)
    {
        Demand.Within("the number of layers of a closed form", layers, 1, noisy ? MostNoisyLayers : MostLayers);
        Polynomial d = WishartMoments.DimensionSymbol;
        Polynomial n = WishartMoments.ContextSymbol;
        var variance = noisy ? ((Polynomial)NoiseSymbol).Pow(2) : 0;
        Polynomial[] moments = [.. Enumerable.Range(0, 2 * layers + 1).Select(WishartMoments.TraceOfPower)];
        var system = new Polynomial[layers, layers];
        for (var i = 0; i < layers; i++)
        {
            for (var j = 0; j < layers; j++)
            {
                system[i, j] = moments[i + j + 2] + variance * moments[i + j + 1];
            }
        }

        // Cramer's rule: v_i is a quotient of determinants in v = u/n.
        var determinant = Determinant(system);
        Polynomial reduction = 0;
        var polynomial = new RationalFunction[layers + 1];
        polynomial[0] = RationalFunction.One;
        for (var i = 0; i < layers; i++)
        {
            var replaced = (Polynomial[,])system.Clone();
            for (var row = 0; row < layers; row++)
            {
                replaced[row, i] = moments[row + 1];
            }

            var numerator = Determinant(replaced);
            reduction += numerator * moments[i + 1];
            polynomial[i + 1] = -RationalFunction.Quotient(numerator * n.Pow(i + 1), determinant);
        }

        var loss = RationalFunction.Quotient((d + variance) * determinant - reduction, determinant);
        return new SymbolicOptimum(layers, loss, polynomial);
    }

    /// <summary>Expansion along the first row; the systems have at most three.</summary>
    private static Polynomial Determinant(Polynomial[,] matrix)
    {
        var size = matrix.GetLength(0);
        if (size == 1)
        {
            return matrix[0, 0];
        }

        Polynomial sum = 0;
        for (var column = 0; column < size; column++)
        {
            var minor = new Polynomial[size - 1, size - 1];
            for (var i = 1; i < size; i++)
            {
                for (var j = 0; j < size - 1; j++)
                {
                    minor[i - 1, j] = matrix[i, j < column ? j : j + 1];
                }
            }

            var term = matrix[0, column] * Determinant(minor);
            sum = column % 2 == 0 ? sum + term : sum - term;
        }

        return sum;
    }
}
