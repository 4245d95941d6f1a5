using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Behaviour.Samples;

namespace Memformer.Learn.Behaviour.Candidates;

/// <summary>
/// The Bayes estimator where the tasks are one of a pool, all as likely: w = Σ_k π_k w_k with
/// π_k ∝ exp(−‖y − X w_k‖²/(2σ²)).
/// </summary>
/// <remarks>Source: Raventós et al., Pretraining task diversity, arXiv:2306.15063, equation (3).</remarks>
internal sealed class DiscreteMean
{
    private const double LeastSigma = 1e-4;
    private const double LargestSigma = 1e2;

    private readonly SpectralSample _sample;
    private readonly Vector<double>[] _pool;
    private readonly double[][] _squares;

    public DiscreteMean(Probe probe, SpectralSample sample)
    {
        _sample = sample;
        _pool = [.. probe.Pool.Select(task => Vector<double>.Build.DenseOfArray(task))];
        _squares =
        [
            .. sample.Prompts.Select(prompt =>
                _pool
                    .Select(task =>
                        (prompt.Covariates.TransposeThisAndMultiply(task) - prompt.Answers).DotProduct(
                            prompt.Covariates.TransposeThisAndMultiply(task) - prompt.Answers
                        )
                    )
                    .ToArray()
            ),
        ];
    }

    /// <summary>The best σ, and the answers with it for each prompt.</summary>
    /// <param name="error">The squared error of answers to a prompt.</param>
    public (double Sigma, double[][] Answers) Fit(Func<FramedPrompt, double[], double> error)
    {
        const int points = 60;
        double step = Math.Log(LargestSigma / LeastSigma) / points;
        double best = Enumerable.Range(0, points + 1).Select(i => Math.Log(LeastSigma) + (i * step)).MinBy(Error);
        for (double width = step / 2; width > 1e-6; width /= 2)
        {
            best = new[] { best - width, best, best + width }.MinBy(Error);
        }

        double sigma = Math.Exp(best);
        return (sigma, [.. _sample.Prompts.Select((_, i) => Answers(i, sigma))]);

        double Error(double logarithm) =>
            _sample.Prompts.Select((prompt, i) => error(prompt, Answers(i, Math.Exp(logarithm)))).Sum();
    }

    private double[] Answers(int prompt, double sigma)
    {
        double least = _squares[prompt].Min();
        double total = 0;
        Vector<double> mean = Vector<double>.Build.Dense(_pool[0].Count);
        for (int k = 0; k < _pool.Length; k++)
        {
            double weight = Math.Exp((least - _squares[prompt][k]) / (2 * sigma * sigma));
            total += weight;
            mean += weight * _pool[k];
        }

        return _sample.Prompts[prompt].Answer(mean / total);
    }
}
