using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Auditing.Reading;

/// <summary>
/// Reads what a network does to its features: layer l adds <c>−Σ_j Σ_h G B H_j Aᵀ X_j</c>, which is nothing unless
/// P has a top-left block B. The last layer's features are never read, so its block is free.
/// </summary>
internal sealed class FeatureReader(NetworkReading network, Matrix<double> covariance, double tolerance)
{
    private readonly double[] _strengths =
    [
        .. Enumerable.Range(0, network.Layers).Select(layer => Measure(network, covariance, layer)),
    ];

    /// <summary>The relative change of the features by one layer on an average prompt, <c>‖Σ G B Σ Aᵀ‖_F / √d</c>.</summary>
    public double Strength(int layer) => _strengths[layer];

    /// <summary>Whether a layer rewrites the features by more than the tolerance: a GD++ step.</summary>
    public bool IsRewritten(int layer) => Strength(layer) > tolerance;

    /// <summary>Whether any layer does.</summary>
    public bool AnyRewritten => Enumerable.Range(0, network.Layers).Any(IsRewritten);

    /// <summary>
    /// The γ of <c>X ← X − γ H Ā X</c> closest to what a layer does with its own register, and what it leaves,
    /// relative, memory included.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="direction">Ā, d×d.</param>
    public (double Whitening, double Deviation) Whitening(int layer, Matrix<double> direction)
    {
        double inner = 0;
        double total = 0;
        for (int register = 0; register <= layer; register++)
        {
            (Matrix<double> Left, Matrix<double> Right)[] products =
            [
                .. network
                    .Heads(register)
                    .Select((head, index) => (network.Feature(layer, register, index, false), head.Preconditioner)),
            ];
            total += products.SelectMany(first => products.Select(second => Product(first, second))).Sum();
            if (register == layer)
            {
                inner = products.Sum(product => product.Left.Trace() * MatrixGeometry.Inner(product.Right, direction));
            }
        }

        double energy = network.Dimension * MatrixGeometry.Energy(direction);
        double explained = inner * inner / energy;
        return (inner / energy, Math.Sqrt(Math.Max(1 - (explained / total), 0)));
    }

    /// <summary>
    /// The block B of <c>X ← X − B H Āᵀ X</c> for a GD++ layer with one head; nothing for several heads, whose
    /// products do not add up to one.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="direction">Ā, d×d.</param>
    public IEnumerable<FeatureBlock> BlocksOf(int layer, Matrix<double> direction)
    {
        if (network.Weights.HeadCount == 1)
        {
            double size = MatrixGeometry.Along(network.Heads(layer)[0].Preconditioner, direction);
            yield return new FeatureBlock(layer, size * network.Feature(layer, layer, 0, false));
        }
    }

    private static double Product(
        (Matrix<double> Left, Matrix<double> Right) first,
        (Matrix<double> Left, Matrix<double> Right) second
    ) => MatrixGeometry.Inner(first.Left, second.Left) * MatrixGeometry.Inner(first.Right, second.Right);

    private static double Measure(NetworkReading network, Matrix<double> covariance, int layer)
    {
        if (layer == network.Layers - 1)
        {
            return 0;
        }

        Matrix<double> change = Matrix<double>.Build.Dense(network.Dimension, network.Dimension);
        for (int register = 0; register <= layer; register++)
        {
            for (int head = 0; head < network.Weights.HeadCount; head++)
            {
                change +=
                    network.Feature(layer, register, head, false)
                    * covariance
                    * network.Heads(register)[head].Preconditioner.Transpose();
            }
        }

        return change.FrobeniusNorm() / Math.Sqrt(network.Dimension);
    }
}

/// <summary>The matrix by which a GD++ layer rewrites the features.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Matrix">B, d×d.</param>
public sealed record FeatureBlock(int Layer, Matrix<double> Matrix);
