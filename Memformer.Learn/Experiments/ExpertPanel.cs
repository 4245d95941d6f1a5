using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Estimates;
using Memformer.Learn.Exporting;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;

namespace Memformer.Learn.Experiments;

/// <summary>Several trained networks as one solver. Each answers with the weights of its method.</summary>
internal sealed class ExpertPanel
{
    private readonly LearnedMethod[] _methods;
    private readonly RegressionProblem[] _problems;
    private readonly int _layers;

    /// <summary>Reads the networks.</summary>
    public ExpertPanel(IReadOnlyList<TrainedRun> experts)
    {
        _methods =
        [
            .. experts.Select(run =>
            {
                LearnedMethodReading reading = LearnedMethod.Of(Checkpoint.Read(run.Model).Weights);
                return reading.Method ?? throw new InvalidOperationException($"{run.Job.Name}: {reading.Obstacle}");
            }),
        ];
        _problems = [.. experts.Select(run => run.Job.Network.Problem)];
        _layers = experts[0].Job.Layers;
    }

    /// <summary>The mean loss on fresh prompts of the experts' laws in equal shares.</summary>
    public MeanEstimate Loss(ExpertRule rule, int prompts, ulong seed)
    {
        MeanEstimate[] means =
        [
            .. Enumerable
                .Range(0, _methods.Length)
                .Select(own => LossOn(own, rule, prompts / _methods.Length, seed + (ulong)own)),
        ];
        return new MeanEstimate(
            means.Average(mean => mean.Mean),
            Math.Sqrt(means.Sum(mean => mean.StandardError * mean.StandardError)) / means.Length
        );
    }

    private MeanEstimate LossOn(int own, ExpertRule rule, int prompts, ulong seed) =>
        new FreshPrompts(_problems[own].Law, _problems[own].Context, prompts, seed)
            .Measure([new Panel(_methods, own, rule)], _layers)[0]
            .Loss;

    /// <summary>The answers of the panel to prompts of one expert's law.</summary>
    private sealed class Panel(LearnedMethod[] methods, int own, ExpertRule rule) : Solver("panel")
    {
        /// <inheritdoc/>
        public override double[] Solve(Problem problem, int steps)
        {
            Matrix<double> hessian = Matrix<double>.Build.DenseOfArray(problem.Hessian);
            Vector<double> moment = Vector<double>.Build.Dense(problem.Moment);
            Vector<double> By(LearnedMethod method) => method.Iterates(hessian, moment)[^1];
            Vector<double> answer = rule switch
            {
                ExpertRule.Told => By(methods[own]),
                ExpertRule.Average => methods.Select(By).Aggregate((sum, next) => sum + next) / methods.Length,
                // f(w) up to a constant that is the same for all: no answer beyond the prompt's own is used.
                _ => methods.Select(By).MinBy(w => (w * (hessian * w) / 2) - (w * moment))!,
            };
            return answer.ToArray();
        }
    }
}
