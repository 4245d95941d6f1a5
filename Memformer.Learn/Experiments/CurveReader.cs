using Memformer.Learn.Estimates;
using Memformer.Learn.Solvers;

namespace Memformer.Learn.Experiments;

/// <summary>Turns finished runs and classical methods into the numbers of a figure.</summary>
internal sealed class CurveReader(
    ExperimentScale scale,
    IReadOnlyDictionary<string, TrainedRun> runs,
    ParallelOptions parallel
)
{
    private const ulong BaselineSeed = 0x6669_6775_7265;

    /// <summary>All numbers of an experiment.</summary>
    public Measurements Measure(Experiment experiment)
    {
        (Curve Curve, int Layers)[] points =
        [
            .. from curve in experiment.Curves from layers in experiment.Depths select (curve, layers),
        ];
        Measurement[][] found = new Measurement[points.Length][];
        Parallel.For(0, points.Length, parallel, i => found[i] = [.. At(points[i].Curve, points[i].Layers)]);
        return new Measurements([.. found.SelectMany(values => values)]);
    }

    private IEnumerable<Measurement> At(Curve curve, int layers)
    {
        Measurement Of(ulong? seed, double loss, double? error) => new(curve.Name, layers, seed, loss, error);
        IEnumerable<ulong> seeds = Enumerable.Range(0, scale.Seeds).Select(seed => (ulong)seed);
        switch (curve)
        {
            case NetworkCurve network:
                return seeds.Select(seed =>
                {
                    (double loss, double? error) = RunOf(network.Network, layers, seed).Statistic(network.Statistic);
                    return Of(seed, loss, error);
                });
            case MixtureCurve mixture:
                return seeds.Select(seed =>
                {
                    TrainedRun[] experts = [.. mixture.Experts.Select(expert => RunOf(expert, layers, seed))];
                    MeanEstimate mean = new ExpertPanel(experts).Loss(
                        mixture.Rule,
                        scale.BaselinePrompts,
                        BaselineSeed
                    );
                    return Of(seed, mean.Mean, mean.StandardError);
                });
            case BaselineCurve baseline:
                MeanEstimate loss = LossOf(baseline, layers);
                return [Of(null, loss.Mean, loss.StandardError)];
            case OptimumCurve optimum:
                return [Of(null, OptimumLoss.Of(optimum.Problem, optimum.Family, layers), null)];
            default:
                throw new ArgumentOutOfRangeException(nameof(curve), curve, "not a kind of curve that is measured");
        }
    }

    private TrainedRun RunOf(TrainedNetwork network, int layers, ulong seed) =>
        runs[new TrainingJob(network, layers, seed).Name];

    private MeanEstimate LossOf(BaselineCurve curve, int layers)
    {
        RegressionProblem problem = curve.Problem;
        Solver method = curve.Method(problem.Law, problem.Context, layers);
        return new FreshPrompts(problem.Law, problem.Context, scale.BaselinePrompts, BaselineSeed)
            .Measure([method], layers)[0]
            .Loss;
    }
}
