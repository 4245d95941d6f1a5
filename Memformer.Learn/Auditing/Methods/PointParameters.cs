using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Memformer.Learn.Auditing.Steps;
using Memformer.Learn.Numerics;
using Memformer.Theory.Methods.Iterates;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>What a point of a model says of the method's parameters, and which of them it determines.</summary>
internal static class PointParameters
{
    /// <summary>Letters below this, beside the largest, are where a descent to zero ends.</summary>
    private const double Dust = 1e-12;

    private const double RankTolerance = 1e-7;

    /// <summary>The parameters at a point, without errors; those that the Jacobian there does not determine are null.</summary>
    public static IReadOnlyList<FittedParameter> Of(MethodModel model, double[] point, Linearisation fit) =>
        [
            .. Of(
                    model,
                    point,
                    new double[point.Length],
                    Determined(Matrix<double>.Build.DenseOfArray(fit.Jacobian)).IsDetermined
                )
                .Select(parameter => parameter.WithNoise(null)),
        ];

    /// <summary>The parameters at a point.</summary>
    /// <param name="model">The model.</param>
    /// <param name="point">A number for each unknown.</param>
    /// <param name="errors">Their standard errors.</param>
    /// <param name="isDetermined">Which of them the coefficients determine.</param>
    public static IReadOnlyList<FittedParameter> Of(
        MethodModel model,
        double[] point,
        IReadOnlyList<double> errors,
        bool[] isDetermined
    )
    {
        Dictionary<string, List<(double? Value, double? Error)>> values = [];
        double dust = Dust * point.Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (int i = 0; i < point.Length; i++)
        {
            if (!MethodModel.IsSize(model.Unknowns[i]))
            {
                values.TryAdd(model.Unknowns[i].Name, []);
                values[model.Unknowns[i].Name]
                    .Add(isDetermined[i] ? (Math.Abs(point[i]) > dust ? point[i] : 0, errors[i]) : (null, null));
            }
        }

        // A letter that a relation eliminates (L = mu s^2) is told by the letter that took its place.
        Dictionary<string, MethodParameter> declared = model.Method.Parameters.ToDictionary(known => known.Name);
        bool isEliminated = values.Keys.Any(name => !declared.ContainsKey(name));
        foreach (MethodParameter parameter in declared.Values)
        {
            if (parameter.Kind == ParameterKind.Scalar && !isEliminated)
            {
                values.TryAdd(parameter.Name, [(null, null)]);
            }
        }

        List<string> order = [.. declared.Keys];
        return
        [
            .. values
                .OrderBy(pair => order.Contains(pair.Key) ? order.IndexOf(pair.Key) : order.Count)
                .Select(pair =>
                    declared.TryGetValue(pair.Key, out MethodParameter? parameter) && parameter.IsIndexed
                        ? new FittedParameter(
                            pair.Key,
                            [.. pair.Value.Select(number => number.Value)],
                            [.. pair.Value.Select(number => number.Error)]
                        )
                        : new FittedParameter(pair.Key, pair.Value[0].Value, pair.Value[0].Error)
                ),
        ];
    }

    /// <summary>The rank of the Jacobian, and which unknowns lie in its row space: only those are determined.</summary>
    public static (int Rank, bool[] IsDetermined) Determined(Matrix<double> jacobian)
    {
        if (jacobian.ColumnCount == 0)
        {
            return (0, []);
        }

        // The triangular factor has the same singular values and right vectors, and is as small as the unknowns are few.
        Matrix<double> square = jacobian.RowCount > jacobian.ColumnCount ? jacobian.QR(QRMethod.Thin).R : jacobian;
        Svd<double> factors = square.Svd();
        double threshold = RankTolerance * factors.S.Maximum();
        int rank = factors.S.Count(value => value > threshold);
        Matrix<double> rowSpace = factors.VT.SubMatrix(0, rank, 0, jacobian.ColumnCount);
        return (
            rank,
            [.. Enumerable.Range(0, jacobian.ColumnCount).Select(i => rowSpace.Column(i).L2Norm() > 1 - 1e-6)]
        );
    }
}
