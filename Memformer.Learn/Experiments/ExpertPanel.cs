using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Baselines;
using Memformer.Learn.Checkpoints;
using Memformer.Learn.Exporting;
using Memformer.Learn.Tasks;

namespace Memformer.Learn.Experiments;

/// <summary>Several trained networks as one solver. Each answers with the weights of its method.</summary>
internal sealed class ExpertPanel
{
    private readonly LearnedMethod[] _methods;
    private readonly RegressionProblem[] _problems;

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
    }

    /// <summary>The mean loss on fresh prompts of the experts' laws in turn.</summary>
    public MeanEstimate Loss(ExpertRule rule, int prompts, ulong seed)
    {
        List<double> losses = [];
        for (int own = 0; own < _methods.Length; own++)
        {
            DataLaw law = _problems[own].Law;
            double[,] covariance = law.Covariance;
            foreach (
                BaselinePrompt prompt in BaselinePrompt.Draw(
                    law,
                    _problems[own].Context,
                    prompts / _methods.Length,
                    seed + (ulong)own
                )
            )
            {
                losses.Add(prompt.ExcessRisk(Answer(rule, own, prompt).ToArray(), covariance));
            }
        }

        return MeanEstimate.Of(losses);
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
