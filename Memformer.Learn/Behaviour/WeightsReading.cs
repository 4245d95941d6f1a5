using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Behaviour.Samples;
using Memformer.Learn.Solvers;

namespace Memformer.Learn.Behaviour;

/// <summary>
/// What a readable network's weights say of its answers, beside what the answers say. Answers after the last layer show the residual
/// polynomial alone, so it is that on which the two can agree: methods with one polynomial are one to who asks.
/// </summary>
/// <param name="Audit">The audit of the weights, on the law of the questions.</param>
/// <param name="Distance">
/// E(ŷ − ŷ_p)²/E ŷ², where ŷ_p is the answer by the residual polynomial on the preconditioner that the layers share, with nothing fitted to the
/// answers; null where the weights show no such polynomial.
/// </param>
/// <param name="Allowed">
/// What the distance may be: the tolerance, and L σ² for layers whose matrices scatter by σ about what is said of them, which moves an
/// answer by about σ a layer.
/// </param>
/// <param name="Agrees">
/// Whether the polynomial leaves no more than that and the verdict has a method, with steps that no prompt decides and no more
/// gradients than the layers take; null where the weights show no polynomial.
/// </param>
public sealed record WeightsReading(Audit Audit, Estimate? Distance, double Allowed, bool? Agrees)
{
    /// <summary>Compares what weights and answers say.</summary>
    /// <param name="audit">The audit of the weights, on the law of the questions.</param>
    /// <param name="comparison">What was found in the answers.</param>
    /// <param name="answers">The answers to all rows of the comparison's probe.</param>
    public static WeightsReading Of(Audit audit, Comparison comparison, double[] answers)
    {
        ArgumentNullException.ThrowIfNull(audit);
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(answers);
        double scatter = audit.Noise ?? 0;
        double allowed = comparison.Options.Tolerance + (audit.Weights.Layers * scatter * scatter);
        if (audit.Curve is not { } curve)
        {
            return new WeightsReading(audit, null, allowed, null);
        }

        Solver solver = curve.ToSolver(audit.SharedPreconditioner.Direction);
        Estimate distance = DistanceOf(solver, curve.Layers, comparison.Probe, answers);
        bool isNamed =
            comparison.Verdict is { Method.Multipliers: not null, Degree.Least: int least } && least <= curve.Degree;
        return new WeightsReading(audit, distance, allowed, isNamed && distance.Value <= allowed);
    }

    private static Estimate DistanceOf(Solver solver, int layers, Probe probe, double[] answers)
    {
        SpectralSample sample = SpectralSample.Of(probe, null, Comparison.PlainFrame);
        double[] errors = new double[probe.Design.Contexts];
        double[] energies = new double[probe.Design.Contexts];
        foreach (FramedPrompt prompt in sample.Prompts)
        {
            double[] weights = solver.Solve(prompt.Problem, layers);
            double[] expected = prompt.Answer(Vector<double>.Build.Dense(weights));
            for (int k = 0; k < expected.Length; k++)
            {
                double answer = answers[prompt.Rows[k]];
                errors[prompt.Group] += (answer - expected[k]) * (answer - expected[k]);
                energies[prompt.Group] += answer * answer;
            }
        }

        return new Bootstrap(probe.Design.Contexts).Ratio(errors, energies);
    }
}
