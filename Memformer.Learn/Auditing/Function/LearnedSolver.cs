using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;

namespace Memformer.Learn.Auditing.Function;

/// <summary>
/// A network as an optimisation method: a canonical form, and what each layer does to the features. It computes the
/// weights of the answer from <c>H</c> and <c>X y / n</c> alone, without tokens; the distance between its answers and the
/// network's says what the deviations mean in predictions. The number of steps is the network's, whatever is asked for.
/// </summary>
internal sealed class LearnedSolver : Solver
{
    private readonly int _dimension;
    private readonly double[][][,] _steps;
    private readonly double[][,] _totals;
    private readonly IReadOnlyList<FeatureUpdate>[] _updates;

    /// <summary>A method from a canonical form and the feature updates of each layer.</summary>
    public LearnedSolver(CanonicalMatrices form, IReadOnlyList<IReadOnlyList<FeatureUpdate>> updates)
        : base("network")
    {
        _dimension = form.Dimension;
        _updates = [.. updates];
        _steps =
        [
            .. Enumerable
                .Range(0, form.Layers)
                .Select(layer => Enumerable.Range(0, layer + 1).Select(j => form[layer, j].ToArray()).ToArray()),
        ];
        _totals =
        [
            .. Enumerable
                .Range(0, form.Layers)
                .Select(j =>
                    Enumerable
                        .Range(j, form.Layers - j)
                        .Select(layer => form[layer, j])
                        .Aggregate((left, right) => left + right)
                        .ToArray()
                ),
        ];
    }

    /// <summary>One term of <c>S ← S − Σ F H_j Aᵀ S_j</c>; the query token's features may be rewritten with its own F.</summary>
    public sealed record FeatureUpdate(
        int Register,
        double[,] Context,
        double[,] Query,
        double[,] TransposedPreconditioner
    );

    /// <summary>The updates of the features that a network makes, layer by layer.</summary>
    public static IReadOnlyList<IReadOnlyList<FeatureUpdate>> UpdatesOf(
        NetworkReading network,
        FeatureReader features
    ) =>
        [
            .. Enumerable
                .Range(0, network.Layers)
                .Select(layer =>
                    (IReadOnlyList<FeatureUpdate>)(features.IsRewritten(layer) ? [.. UpdatesOf(network, layer)] : [])
                ),
        ];

    /// <inheritdoc/>
    public override double[] Solve(Problem problem, int steps)
    {
        int layers = _steps.Length;
        double[] iterate = new double[_dimension];
        double[] answer = new double[_dimension];
        double[][] gradients = new double[layers][];
        FeatureState features = new(_dimension, problem.Hessian, _updates.Any(list => list.Count > 0));
        for (int layer = 0; layer < layers; layer++)
        {
            double[] gradient = Dense.Times(problem.Hessian, iterate);
            for (int i = 0; i < _dimension; i++)
            {
                gradient[i] -= problem.Moment[i];
            }

            gradients[layer] = features.Forward(layer, gradient);
            Dense.Subtract(answer, features.BackwardOnQuery(layer, Dense.Times(_totals[layer], gradients[layer])));
            for (int j = 0; j <= layer; j++)
            {
                Dense.Subtract(iterate, features.Backward(j, Dense.Times(_steps[layer][j], gradients[j])));
            }

            features.Advance(_updates[layer]);
        }

        return answer;
    }

    private static IEnumerable<FeatureUpdate> UpdatesOf(NetworkReading network, int layer) =>
        from register in Enumerable.Range(0, layer + 1)
        from head in Enumerable.Range(0, network.Weights.HeadCount)
        select new FeatureUpdate(
            register,
            network.Feature(layer, register, head, false).ToArray(),
            network.Feature(layer, register, head, true).ToArray(),
            network.Heads(register)[head].Preconditioner.Transpose().ToArray()
        );
}
