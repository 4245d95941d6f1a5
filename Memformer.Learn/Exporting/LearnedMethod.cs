using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Models;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Exporting;

/// <summary>
/// The linear first-order method that a network carries out on <c>f(w) = ‖Xᵀw − y‖² / (2n)</c>, in numbers:
/// <c>w_{l+1} = w_l − Σ_{j≤l} C_{l,j} ∇f(w_j)</c> from <c>w_0 = 0</c>. It needs no prompt and no query: it answers
/// with weights, for any number of rows. Immutable.
/// </summary>
public sealed class LearnedMethod
{
    private LearnedMethod(CanonicalMatrices form, double gateSpread) => (Form, GateSpread) = (form, gateSpread);

    /// <summary>The coefficients C, L×L lower triangular, each d×d.</summary>
    public CanonicalMatrices Form { get; }

    /// <summary>
    /// The largest standard deviation of a gate over the context tokens, relative to its mean: the method uses the
    /// mean, so this is how far it may be from the network.
    /// </summary>
    public double GateSpread { get; }

    /// <summary>L.</summary>
    public int Layers => Form.Layers;

    /// <summary>d.</summary>
    public int Dimension => Form.Dimension;

    /// <summary>Reads the method off a network.</summary>
    /// <param name="weights">The network.</param>
    /// <param name="tolerance">Weight that lies outside the family, relative, up to which it is passed over.</param>
    public static LearnedMethodReading Of(NetworkWeights weights, double tolerance = 0.01)
    {
        ArgumentNullException.ThrowIfNull(weights);
        NetworkReading network = new(weights, weights.Context ?? 1);
        return Obstacle(network, tolerance) is { } obstacle
            ? new LearnedMethodReading(null, obstacle)
            : new LearnedMethodReading(new LearnedMethod(CanonicalMatrices.Of(network), Spread(network)), "");
    }

    /// <summary>The iterates w_0 … w_L for given <c>H = X Xᵀ / n</c> (d×d) and <c>b = X y / n</c> (d): ∇f(w) = H w − b.</summary>
    public IReadOnlyList<Vector<double>> Iterates(Matrix<double> hessian, Vector<double> moment)
    {
        ArgumentNullException.ThrowIfNull(hessian);
        List<Vector<double>> iterates = [Vector<double>.Build.Dense(Dimension)];
        List<Vector<double>> gradients = [];
        for (int layer = 0; layer < Layers; layer++)
        {
            gradients.Add((hessian * iterates[layer]) - moment);
            iterates.Add(
                gradients
                    .Select((gradient, j) => Form[layer, j] * gradient)
                    .Aggregate(iterates[layer], (w, step) => w - step)
            );
        }

        return iterates;
    }

    /// <summary>
    /// E_L for a given H (d×d): what is left of the error after L steps, <c>w_L − w* = E_L (w_0 − w*)</c>. The method
    /// converges on problems where it is small and overshoots where its norm is above 1.
    /// </summary>
    public Matrix<double> Residual(Matrix<double> hessian)
    {
        List<Matrix<double>> errors = [Matrix<double>.Build.DenseIdentity(Dimension)];
        for (int layer = 0; layer < Layers; layer++)
        {
            errors.Add(
                errors
                    .Select((error, j) => Form[layer, j] * hessian * error)
                    .Aggregate(errors[layer], (e, step) => e - step)
            );
        }

        return errors[^1];
    }

    private static string? Obstacle(NetworkReading network, double tolerance)
    {
        for (int layer = 0; layer < network.Layers; layer++)
        {
            foreach (HeadBlocks head in network.Heads(layer))
            {
                double inside = Math.Max(MatrixGeometry.Energy(head.Preconditioner), double.Epsilon);
                double corner = Math.Max(head.Corner * head.Corner, double.Epsilon);
                bool isLast = layer == network.Layers - 1;
                if (!isLast && MatrixGeometry.Energy(head.Feature) > tolerance * tolerance * corner)
                {
                    return $"layer {layer} rewrites the features (GD++): its method depends on the data in more than gradients";
                }

                if (
                    head.BottomEnergy > tolerance * tolerance * corner
                    || (!isLast && head.TopEnergy > tolerance * tolerance * corner)
                )
                {
                    return $"P of layer {layer} mixes features and answers: not a linear first-order method";
                }

                if (head.QueryEnergy > tolerance * tolerance * inside)
                {
                    return $"Q of layer {layer} lets the answers steer attention: not a linear first-order method";
                }
            }
        }

        return null;
    }

    /// <summary>The last layer's context gates have no effect and are passed over.</summary>
    private static double Spread(NetworkReading network) =>
        (
            from layer in Enumerable.Range(0, network.Layers - 1)
            from register in Enumerable.Range(0, layer + 1)
            from head in Enumerable.Range(0, network.Weights.HeadCount)
            let gate = network.Gate(layer, register, head)
            where gate.ContextSpread > 0
            select gate.ContextSpread / Math.Abs(gate.Context)
        )
            .DefaultIfEmpty(0)
            .Max();
}

/// <summary>A network's method, or why it has none.</summary>
/// <param name="Method">The method; null where the network is outside the family.</param>
/// <param name="Obstacle">One sentence; empty where there is a method.</param>
public sealed record LearnedMethodReading(LearnedMethod? Method, string Obstacle);
