using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Estimates;
using Memformer.Learn.Exporting;
using Memformer.Learn.Limits;
using Memformer.Learn.Problems;

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

    /// <summary>The mean loss on the prompts of one expert, steadied by what the optimum loses on the same ones.</summary>
    private MeanEstimate LossOn(int own, ExpertRule rule, int prompts, ulong seed)
    {
        DataLaw law = _problems[own].Law;
        double[,] covariance = law.Covariance;
        int context = _problems[own].Context;
        Optimum? control = BaselineStudy.Control(law, context, _layers);
        List<double> losses = [];
        List<double> controls = [];
        foreach (BaselinePrompt prompt in BaselinePrompt.Draw(law, context, prompts, seed))
        {
            losses.Add(prompt.ExcessRisk(Answer(rule, own, prompt).ToArray(), covariance));
            if (control is not null)
            {
                double[] best = control.Solver.Solve(prompt.Hessian, prompt.Moment, _layers);
                controls.Add(prompt.ExcessRisk(best, covariance));
            }
        }

        return control is null
            ? MeanEstimate.Of(losses)
            : MeanEstimate.Controlled(losses, controls, control.ExcessLoss);
    }

    private Vector<double> Answer(ExpertRule rule, int own, BaselinePrompt prompt)
    {
        Matrix<double> hessian = Matrix<double>.Build.DenseOfArray(prompt.Hessian);
        Vector<double> moment = Vector<double>.Build.Dense(prompt.Moment);
        Vector<double> By(LearnedMethod method) => method.Iterates(hessian, moment)[^1];
        return rule switch
        {
            ExpertRule.Told => By(_methods[own]),
            ExpertRule.Average => _methods.Select(By).Aggregate((sum, next) => sum + next) / _methods.Length,
            // f(w) up to a constant that is the same for all: no answer beyond the prompt's own is used.
            _ => _methods.Select(By).MinBy(w => (w * (hessian * w) / 2) - (w * moment))!,
        };
    }
}
