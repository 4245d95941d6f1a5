using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;
using Memformer.Learn.Tables;

namespace Memformer.Learn.Prediction;

/// <summary>A table's context and queries in standardised units, padded to d covariates.</summary>
internal sealed class TableProblem
{
    private readonly Standardisation _units;
    private readonly Matrix<double> _rows;
    private readonly Vector<double> _answers;
    private readonly Vector<double>[] _queries;
    private readonly int _features;

    /// <summary>Standardises.</summary>
    public TableProblem(RegressionTable table, Split split, int dimension)
    {
        _features = table.Features.Count;
        _units = Standardisation.Of(table.Features, split.Context);
        _rows = Matrix<double>.Build.DenseOfRowVectors(split.Context.Select(row => _units.Covariates(row, dimension)));
        _answers = Vector<double>.Build.DenseOfEnumerable(split.Context.Select(row => _units.Answer(row.Answer ?? 0)));
        _queries = [.. split.Queries.Select(row => _units.Covariates(row, dimension))];
        Hessian = _rows.TransposeThisAndMultiply(_rows) / _rows.RowCount;
        Moment = _rows.TransposeThisAndMultiply(_answers) / _rows.RowCount;
    }

    /// <summary>H = X Xᵀ / n, d×d.</summary>
    public Matrix<double> Hessian { get; }

    /// <summary>X y / n, d numbers.</summary>
    public Vector<double> Moment { get; }

    /// <summary>The eigenvalues of H on the table's own covariates, ascending.</summary>
    public IReadOnlyList<double> Eigenvalues =>
        [
            .. Hessian
                .SubMatrix(0, _features, 0, _features)
                .Evd(Symmetricity.Symmetric)
                .EigenValues.Select(value => value.Real),
        ];

    /// <summary>The weights of least norm that minimise ‖Xᵀw − y‖: ordinary least squares.</summary>
    public Vector<double> LeastSquares() => Hessian.PseudoInverse() * Moment;

    /// <summary>The weights that a method finds in so many steps.</summary>
    public Vector<double> Solve(Solver solver, int steps) =>
        Vector<double>.Build.Dense(solver.Solve(new Problem(Hessian.ToArray(), Moment.ToArray()), steps));

    /// <summary>The answers of a linear predictor, in the table's units.</summary>
    public IReadOnlyList<double> AnswersOf(Vector<double> weights) =>
        [.. _queries.Select(query => _units.Restore(query * weights))];

    /// <summary>The answers of a network whose prompts hold the covariates multiplied by a matrix, in the table's units.</summary>
    public IReadOnlyList<double> AnswersOf(NetworkWeights network, Matrix<double> map)
    {
        int d = network.Dimension;
        int n = _rows.RowCount;
        double[,] prompt = new double[d + 1, n + 1];
        for (int token = 0; token < n; token++)
        {
            Place(map * _rows.Row(token), token);
            prompt[d, token] = _answers[token];
        }

        return [.. _queries.Select(Answer)];

        double Answer(Vector<double> query)
        {
            Place(map * query, n);
            return _units.Restore(NetworkForward.Predict(network, prompt));
        }

        void Place(Vector<double> covariates, int token)
        {
            for (int i = 0; i < d; i++)
            {
                prompt[i, token] = covariates[i];
            }
        }
    }
}
