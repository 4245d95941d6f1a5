using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Memformer.Learn.Tasks;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;

namespace Memformer.Learn.Auditing;

/// <summary>Fits methods of the catalogue to a whole network: least squares on the canonical form.</summary>
internal sealed class MethodFitter(CanonicalMatrices form, PreconditionerReader preconditioners)
{
    private const int Starts = 12;
    private const int Agreement = 3;
    private const double Same = 1e-6;
    private const double Vanished = 1e-24;

    /// <summary>Descents that leave more than this share agree only in having gone astray.</summary>
    private const double Plateau = 0.1;

    private const double RankTolerance = 1e-7;

    /// <summary>Where the search for an algebraic letter begins: such letters are roots of ratios above 1.</summary>
    private const double RootStart = 2;

    private readonly Preconditioner _shared = preconditioners.Shared();

    /// <summary>The fit of one method; null when its coefficients at this depth are not multiples of single matrices.</summary>
    public MethodFit? Fit(LinearMethod method)
    {
        if (MethodModel.Of(method, form.Layers) is not MethodModel model)
        {
            return null;
        }

        (double[] observed, double[] weights, double off) = Observe(model);
        (Vector<double>, Matrix<double>) Weighted(double[] point)
        {
            (Vector<double> residuals, Matrix<double> jacobian) = model.Compare(point, observed);
            Vector<double> roots = Vector<double>.Build.Dense(weights).PointwiseSqrt();
            return (residuals.PointwiseMultiply(roots), Matrix<double>.Build.DenseOfDiagonalVector(roots) * jacobian);
        }

        LevenbergMarquardt.Minimum best =
            model.Unknowns.Count == 0
                ? new([], Weighted([]).Item1.DotProduct(Weighted([]).Item1))
                : Search(Weighted, StartsFor(model, observed), Plateau * observed.Sum(value => value * value));
        return Describe(model, best, observed, weights, off, Weighted(best.Point).Item2);
    }

    /// <summary>
    /// The network's coefficient in each entry on the direction that the method has there, the squared norm of that
    /// direction, and the energy of all that lies off the directions.
    /// </summary>
    private (double[] Observed, double[] Weights, double Off) Observe(MethodModel model)
    {
        Dictionary<Letter, Matrix<double>> directions = model
            .Terms.Where(term => term.Letter is not null)
            .GroupBy(term => term.Letter!)
            .ToDictionary(group => group.Key, group => DirectionOf(model.Method, group.Key, group));
        Matrix<double>[] used =
        [
            .. model.Terms.Select(term => term.Letter is null ? _shared.Direction : directions[term.Letter]),
        ];
        Matrix<double>[] entries = [.. model.Terms.Select(term => form[term.Layer, term.Register])];
        double[] observed = [.. entries.Select((entry, i) => PreconditionerReader.Along(entry, used[i]))];
        return (
            observed,
            [.. used.Select(HeadBlocks.Energy)],
            entries.Select((entry, i) => HeadBlocks.Energy(entry - (observed[i] * used[i]))).Sum()
        );
    }

    private Matrix<double> DirectionOf(LinearMethod method, Letter letter, IEnumerable<MethodModel.Term> uses)
    {
        Matrix<double> measured = preconditioners.Of(uses.Select(term => (term.Layer, term.Register))).Measured;
        return method.Parameters.First(parameter => parameter.Name == letter.Name).Kind switch
        {
            ParameterKind.DiagonalMatrix => PreconditionerReader.DiagonalOf(measured),
            ParameterKind.SymmetricMatrix => (measured + measured.Transpose()) / 2,
            _ => measured,
        };
    }

    /// <summary>The best minimum over the starts, which end early once several of them have led to the same place.</summary>
    private static LevenbergMarquardt.Minimum Search(
        LevenbergMarquardt.Model model,
        IEnumerable<double[]> starts,
        double plateau
    )
    {
        LevenbergMarquardt.Minimum? best = null;
        int agreeing = 0;
        foreach (double[] start in starts)
        {
            LevenbergMarquardt.Minimum found = LevenbergMarquardt.Descend(model, start);
            bool agrees = best is not null && Math.Abs(found.SquaredNorm - best.SquaredNorm) <= Same * best.SquaredNorm;
            agreeing =
                agrees ? agreeing + 1
                : best is null || found.SquaredNorm < best.SquaredNorm ? 1
                : agreeing;
            best = best is null || found.SquaredNorm < best.SquaredNorm ? found : best;
            if ((agreeing >= Agreement && best.SquaredNorm < plateau) || best.SquaredNorm < Vanished)
            {
                break;
            }
        }

        return best!;
    }

    private static IEnumerable<double[]> StartsFor(MethodModel model, double[] observed)
    {
        double size = observed.Max(Math.Abs);
        Dictionary<string, double> typical = model.Method.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => parameter.Typical?.ToDouble() ?? 0.5
        );
        double[] first =
        [
            .. model.Unknowns.Select(unknown =>
                MethodModel.IsSize(unknown) ? size : typical.GetValueOrDefault(unknown.Name, RootStart)
            ),
        ];
        yield return first;
        if (model.IsAffine)
        {
            yield break;
        }

        RandomSource random = new(0);
        for (int start = 1; start < Starts; start++)
        {
            yield return
            [
                .. first.Select(value => start % 2 == 0 ? random.NextUniform() : value * 2 * random.NextUniform()),
            ];
        }
    }

    private MethodFit Describe(
        MethodModel model,
        LevenbergMarquardt.Minimum best,
        double[] observed,
        double[] weights,
        double off,
        Matrix<double> jacobian
    )
    {
        double total = Math.Pow(form.Norm, 2);
        double onDirections = observed.Select((value, i) => weights[i] * value * value).Sum();
        (int rank, bool[] isDetermined) = Determined(jacobian);
        return new MethodFit(
            model.Method.Name,
            Parameters(model, best.Point, isDetermined),
            total > 0 ? Math.Sqrt((best.SquaredNorm + off) / total) : 0,
            onDirections > 0 ? Math.Sqrt(best.SquaredNorm / onDirections) : 0,
            rank,
            rank < observed.Length || observed.Length == 1
        );
    }

    private static List<FittedParameter> Parameters(MethodModel model, double[] point, bool[] isDetermined)
    {
        Dictionary<string, List<double?>> values = [];
        for (int i = 0; i < point.Length; i++)
        {
            if (!MethodModel.IsSize(model.Unknowns[i]))
            {
                values.TryAdd(model.Unknowns[i].Name, []);
                values[model.Unknowns[i].Name].Add(isDetermined[i] ? point[i] : null);
            }
        }

        // A letter that a relation eliminates (L = mu s^2) is told by the letter that took its place.
        Dictionary<string, MethodParameter> declared = model.Method.Parameters.ToDictionary(known => known.Name);
        bool isEliminated = values.Keys.Any(name => !declared.ContainsKey(name));
        foreach (MethodParameter parameter in declared.Values)
        {
            if (parameter.Kind == ParameterKind.Scalar && !isEliminated)
            {
                values.TryAdd(parameter.Name, [null]);
            }
        }

        List<string> order = [.. declared.Keys];
        return
        [
            .. values
                .OrderBy(pair => order.Contains(pair.Key) ? order.IndexOf(pair.Key) : order.Count)
                .Select(pair =>
                    declared.TryGetValue(pair.Key, out MethodParameter? parameter) && parameter.IsIndexed
                        ? new FittedParameter(pair.Key, pair.Value)
                        : new FittedParameter(pair.Key, pair.Value[0])
                ),
        ];
    }

    /// <summary>The rank of the Jacobian, and which unknowns lie in its row space: only those are determined.</summary>
    private static (int Rank, bool[] IsDetermined) Determined(Matrix<double> jacobian)
    {
        if (jacobian.ColumnCount == 0)
        {
            return (0, []);
        }

        Svd<double> factors = jacobian.Svd();
        double threshold = RankTolerance * factors.S.Maximum();
        int rank = factors.S.Count(value => value > threshold);
        Matrix<double> rowSpace = factors.VT.SubMatrix(0, rank, 0, jacobian.ColumnCount);
        return (
            rank,
            [.. Enumerable.Range(0, jacobian.ColumnCount).Select(i => rowSpace.Column(i).L2Norm() > 1 - 1e-6)]
        );
    }
}
