using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Memformer.Learn.Exporting;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;
using Memformer.Learn.Tables;
using Memformer.Theory;

namespace Memformer.Learn.Prediction;

/// <summary>A network's answers on a table, beside its extracted method, least squares and conjugate gradients.</summary>
public sealed record InContextPrediction
{
    private InContextPrediction() { }

    /// <summary>The table.</summary>
    public required RegressionTable Table { get; init; }

    /// <summary>Context and queries.</summary>
    public required Split Split { get; init; }

    /// <summary>L, the network's layers and the steps that conjugate gradients may take.</summary>
    public required int Layers { get; init; }

    /// <summary>The answers of each predictor: network, method (where the network has one), ols, cg.</summary>
    public required IReadOnlyList<PredictorAnswers> Predictors { get; init; }

    /// <summary>Why the network has no method; empty where it has one.</summary>
    public required string Obstacle { get; init; }

    /// <summary>The eigenvalues of H = X Xᵀ / n of the standardised context, ascending, without the padding's zeros.</summary>
    public required IReadOnlyList<double> Eigenvalues { get; init; }

    /// <summary>
    /// ‖E_L‖₂ of the network's method on this H: the largest share of the weights that its steps leave unsolved; above 1
    /// the network overshoots on this table. Null where the network has no method.
    /// </summary>
    public required double? ResidualNorm { get; init; }

    /// <summary>Predicts.</summary>
    /// <param name="weights">The network; a table with fewer covariates than d is padded with zeros.</param>
    /// <param name="law">
    /// The law the network was trained on, where it is known: the standardised covariates are multiplied by Σ^{1/2}, so
    /// that the network meets the covariance it expects.
    /// </param>
    /// <param name="table">The table.</param>
    /// <param name="split">Context and queries.</param>
    /// <exception cref="UsageException">The network cannot take such prompts.</exception>
    public static InContextPrediction Of(NetworkWeights weights, DataLaw? law, RegressionTable table, Split split)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(split);
        CheckSizes(weights, table, split);
        TableProblem problem = new(table, split, weights.Dimension);
        Matrix<double> root = law is null
            ? Matrix<double>.Build.DenseIdentity(weights.Dimension)
            : Root(Matrix<double>.Build.DenseOfArray(law.Covariance));
        LearnedMethodReading reading = LearnedMethod.Of(weights);
        List<PredictorAnswers> predictors =
        [
            new("network", "the network itself, the rows in its prompt", problem.AnswersOf(weights, root)),
        ];
        if (reading.Method is { } method)
        {
            Vector<double> onMapped = method.Iterates(root * problem.Hessian * root, root * problem.Moment)[^1];
            predictors.Add(new("method", "the method extracted from it", problem.AnswersOf(root * onMapped)));
        }

        predictors.Add(new("ols", "ordinary least squares", problem.AnswersOf(problem.LeastSquares())));
        predictors.Add(
            new(
                "cg",
                $"conjugate gradients, {weights.Layers} steps",
                problem.AnswersOf(problem.Solve(new ConjugateGradients(), weights.Layers))
            )
        );
        return new InContextPrediction
        {
            Table = table,
            Split = split,
            Layers = weights.Layers,
            Predictors = predictors,
            Obstacle = reading.Obstacle,
            Eigenvalues = problem.Eigenvalues,
            ResidualNorm = reading.Method is null
                ? null
                : ResidualNormOf(reading.Method, problem.Hessian, root, table.Features.Count),
        };
    }

    /// <summary>The root mean squared error of a predictor on the held-out answers; null where the answers are not known.</summary>
    public double? RootMeanSquaredError(PredictorAnswers predictor)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        return Split.Queries.All(row => row.Answer is not null)
            ? Math.Sqrt(
                Split.Queries.Zip(predictor.Answers, (row, answer) => Math.Pow(answer - (row.Answer ?? 0), 2)).Average()
            )
            : null;
    }

    /// <summary>
    /// The root mean square of a predictor's distance to least squares, relative to the spread of the context's answers.
    /// </summary>
    public double DistanceToLeastSquares(PredictorAnswers predictor)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        IReadOnlyList<double> best = Predictors.First(other => other.Name == "ols").Answers;
        double mean = Split.Context.Average(row => row.Answer ?? 0);
        double spread = Math.Sqrt(Split.Context.Average(row => Math.Pow((row.Answer ?? 0) - mean, 2)));
        double distance = Math.Sqrt(best.Zip(predictor.Answers, (x, y) => (x - y) * (x - y)).Average());
        return spread > 0 ? distance / spread : distance;
    }

    private static void CheckSizes(NetworkWeights weights, RegressionTable table, Split split)
    {
        if (table.Features.Count > weights.Dimension)
        {
            throw new UsageException(
                $"the table has {table.Features.Count} features ({string.Join(", ", table.Features)}); the network takes at most {weights.Dimension}: choose features"
            );
        }

        if (TakesOneLength(weights) && split.Context.Count != weights.Context)
        {
            throw new UsageException(
                $"{split.Context.Count} context rows: this network has a gate for each token and takes exactly {weights.Context}"
            );
        }
    }

    /// <summary>Whether the network has a gate for each token, and so takes prompts of one length only.</summary>
    public static bool TakesOneLength(NetworkWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return (
            from layer in Enumerable.Range(0, weights.Layers)
            from register in Enumerable.Range(0, layer + 1)
            from head in Enumerable.Range(0, weights.HeadCount)
            select weights.Gate(layer, register, head)
        ).Any(gate => gate is Gate.PerToken);
    }

    /// <summary>Σ^{1/2}, symmetric.</summary>
    private static Matrix<double> Root(Matrix<double> covariance)
    {
        Evd<double> parts = covariance.Evd(Symmetricity.Symmetric);
        return parts.EigenVectors
            * Matrix<double>.Build.DenseOfDiagonalVector(parts.EigenValues.Map(value => Math.Sqrt(value.Real)))
            * parts.EigenVectors.Transpose();
    }

    /// <summary>On the table's own covariates: the weights there are Σ^{1/2} times those that the method finds.</summary>
    private static double ResidualNormOf(
        LearnedMethod method,
        Matrix<double> hessian,
        Matrix<double> root,
        int features
    ) => (root * method.Residual(root * hessian * root) * root.Inverse()).SubMatrix(0, features, 0, features).L2Norm();
}

/// <summary>The answers of one predictor to the queries, in the table's own units.</summary>
/// <param name="Name">network, method, ols or cg.</param>
/// <param name="Meaning">What that is, in a few words.</param>
/// <param name="Answers">One for each query.</param>
public sealed record PredictorAnswers(string Name, string Meaning, IReadOnlyList<double> Answers);
