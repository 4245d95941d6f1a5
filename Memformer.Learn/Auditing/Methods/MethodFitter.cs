using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Noise;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Numerics;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Methods.Iterates;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>Fits methods of the catalogue to a whole network: least squares on the canonical form.</summary>
internal sealed class MethodFitter(CanonicalMatrices form, PreconditionerReader preconditioners, WeightNoise noise)
{
    /// <summary>With more coefficients than these of sixteen layers, a descent is long and seldom goes astray.</summary>
    private const int MostEntries = 136;

    /// <summary>A method this far is none, and need not be measured in two ways.</summary>
    private const double Far = 0.2;
    private const double Same = 1e-6;
    private const double Vanished = 1e-24;

    /// <summary>Descents towards a special case on the edge of a method's letters end this near it.</summary>
    private const double Contained = 1e-4;

    /// <summary>Below this gain by a step a descent tells its minimum from others, if not yet its digits.</summary>
    private const double FirstGain = 1e-8;

    private readonly Preconditioner _shared = preconditioners.Shared();

    /// <summary>Methods without matrices see the same coefficients: how those move by chance is the same for all.</summary>
    private readonly Lazy<NoiseMetric> _onShared = new(() =>
    {
        Matrix<double> direction = preconditioners.Shared().Direction;
        return new NoiseMetric(
            noise,
            [
                .. Enumerable
                    .Range(0, form.Layers)
                    .SelectMany(layer =>
                        Enumerable.Range(0, layer + 1).Select(register => (layer, register, direction))
                    ),
            ]
        );
    });

    /// <summary>The fit of one method, or why there is none that could be compared; neither for a method of another form.</summary>
    public (MethodFit? Fit, string? Failure) TryFit(LinearMethod method)
    {
        (MethodModel? model, string? failure) = MethodModel.TryOf(method, form.Layers);
        return (model is null ? null : Fit(model), failure);
    }

    /// <summary>The best point of a model against a distance that is not that of its coefficients.</summary>
    /// <param name="model">The model.</param>
    /// <param name="distance">Residuals and their Jacobian.</param>
    /// <param name="observed">The coefficients of the network, which say where to begin.</param>
    public static LevenbergMarquardt.Minimum Best(
        MethodModel model,
        LevenbergMarquardt.Model distance,
        IReadOnlyList<double> observed
    ) =>
        model.Unknowns.Count == 0
            ? At([], distance)
            : Search(
                distance,
                DescentStarts.For(model, observed, isDeep: IsDeep(observed.Count)),
                GainFor(observed.Count)
            );

    /// <summary>
    /// Whether a method has the coefficients of another's fit as a special case: whether it can be fitted to them.
    /// </summary>
    public bool Reaches(MethodFit fit, MethodFit other)
    {
        if (fit.HasMatrices || other.HasMatrices)
        {
            return false;
        }

        if (fit.DistanceFrom(other) <= Same || form.Layers > MethodModel.DeepestSymbolic)
        {
            return fit.DistanceFrom(other) <= Same;
        }

        MethodModel model = MethodModel.Of(Catalogue.Find(fit.Name), form.Layers)!;
        double norm = _shared.Direction.FrobeniusNorm();
        double[] values = [.. other.Coefficients.Select(value => value / norm)];
        LevenbergMarquardt.Minimum best = Search(
            point => model.Compare(point, values),
            StartsOf(model, values),
            GainFor(values.Length)
        );
        return best.SquaredNorm <= Contained * Contained * values.Sum(value => value * value);
    }

    /// <summary>The fit of one method; null when its coefficients at this depth are not multiples of single matrices.</summary>
    public MethodFit? Fit(LinearMethod method)
    {
        return TryFit(method).Fit;
    }

    private MethodFit Fit(MethodModel model)
    {
        MethodObservation observed = Observe(model);
        LevenbergMarquardt.Model weighted = observed.Frobenius;
        LevenbergMarquardt.Minimum best =
            model.Unknowns.Count == 0
                ? At([], weighted)
                : Search(weighted, StartsOf(model, observed.Values), GainFor(observed.Count));
        return Describe(model, best, observed, Jacobian(weighted(best.Point)));
    }

    private MethodObservation Observe(MethodModel model)
    {
        Dictionary<Letter, Matrix<double>> directions = model
            .Terms.Where(term => term.Letter is not null)
            .GroupBy(term => term.Letter!)
            .ToDictionary(group => group.Key, group => DirectionOf(model.Method, group.Key, group));
        Matrix<double>[] entries =
        [
            .. model.Terms.Select(term => term.Letter is null ? _shared.Direction : directions[term.Letter]),
        ];
        NoiseMetric metric =
            directions.Count == 0
                ? _onShared.Value
                : new NoiseMetric(noise, [.. model.Terms.Select((term, i) => (term.Layer, term.Register, entries[i]))]);
        return new MethodObservation(model, form, metric, entries);
    }

    private Matrix<double> DirectionOf(LinearMethod method, Letter letter, IEnumerable<MethodModel.Term> uses)
    {
        Matrix<double> measured = preconditioners.Of(uses.Select(term => (term.Layer, term.Register))).Measured;
        return method.Parameters.First(parameter => parameter.Name == letter.Name).Kind switch
        {
            ParameterKind.DiagonalMatrix => MatrixGeometry.DiagonalOf(measured),
            ParameterKind.SymmetricMatrix => (measured + measured.Transpose()) / 2,
            _ => measured,
        };
    }

    private static LevenbergMarquardt.Minimum At(double[] point, LevenbergMarquardt.Model model) =>
        new(point, model(point).SquaredNorm);

    private static Matrix<double> Jacobian(Linearisation fit) => Matrix<double>.Build.DenseOfArray(fit.Jacobian);

    /// <summary>
    /// The best minimum over the starts, which are told apart by a first descent each. Several that lead to the same place
    /// prove nothing: they may all have gone astray, to one that is within tolerance.
    /// </summary>
    private static LevenbergMarquardt.Minimum Search(
        LevenbergMarquardt.Model model,
        IEnumerable<double[]> starts,
        double gain
    )
    {
        LevenbergMarquardt.Minimum best = new([], double.PositiveInfinity);
        foreach (double[] start in starts)
        {
            LevenbergMarquardt.Minimum found = LevenbergMarquardt.Descend(model, start, Math.Max(gain, FirstGain));

            // Of places that fit equally well, such as mu and L exchanged, the one nearest the typical values stays.
            if (best.Point.Length == 0 || found.SquaredNorm < (1 - Same) * best.SquaredNorm)
            {
                best = found;
            }

            if (best.SquaredNorm < Vanished)
            {
                break;
            }
        }

        return best.SquaredNorm < Vanished || gain >= FirstGain
            ? best
            : LevenbergMarquardt.Descend(model, best.Point, gain);
    }

    private static bool IsDeep(int entries) => entries > MostEntries;

    /// <summary>Where there are many coefficients, a descent along a valley that letters leave open is cut short.</summary>
    private static double GainFor(int entries) => IsDeep(entries) ? FirstGain : 1e-14;

    /// <summary>An affine model has one minimum, wherever a descent begins.</summary>
    private static IEnumerable<double[]> StartsOf(MethodModel model, IReadOnlyList<double> observed) =>
        DescentStarts.For(model, observed, IsDeep(observed.Count)).Take(model.IsAffine ? 1 : int.MaxValue);

    /// <summary>A parameter below 0 that may not be; what is nothing but rounding is 0.</summary>
    private static string? Negative(MethodModel model, double[] point) =>
        model
            .Unknowns.Zip(point)
            .Where(pair => pair.Second < -Parsimony.Negligible)
            .Select(pair => pair.First.Name)
            .FirstOrDefault(name =>
                model.Method.Parameters.Any(parameter => parameter.IsNonnegative && parameter.Name == name)
            );

    private static MethodFit Describe(
        MethodModel model,
        LevenbergMarquardt.Minimum best,
        MethodObservation observed,
        Matrix<double> jacobian
    )
    {
        (int rank, bool[] isDetermined) = PointParameters.Determined(jacobian);
        double deviation = observed.Deviation(best.SquaredNorm);
        bool isRounding = deviation <= Parsimony.Rounding;
        bool isMeasured = !isRounding && (observed.Count <= MostEntries || deviation <= Far);
        return new MethodFit(
            model.Method.Name,
            PointParameters.Of(
                model,
                best.Point,
                isMeasured || observed.Count <= MostEntries
                    ? observed.UnitErrors(jacobian)
                    : [.. best.Point.Select(_ => double.NaN)],
                isDetermined
            ),
            deviation,
            observed.LargestRowDeviation(best.Point),
            isMeasured ? BackwardError(best, observed)
                : isRounding ? deviation
                : double.NaN,
            model.Unknowns.Count,
            rank,
            rank < observed.Count || observed.Count == 1
        )
        {
            HasMatrices = PreconditionerTest.HasOnePerStep(model.Method),
            Negative = Negative(model, best.Point),
            Coefficients = observed.Fitted(best.Point),
        };
    }

    private static double BackwardError(LevenbergMarquardt.Minimum best, MethodObservation observed)
    {
        LevenbergMarquardt.Model whitened = observed.Whitened();
        LevenbergMarquardt.Minimum nearest =
            best.Point.Length == 0 ? At([], whitened) : LevenbergMarquardt.Descend(whitened, best.Point);
        return Math.Sqrt(nearest.SquaredNorm / observed.Count);
    }
}
