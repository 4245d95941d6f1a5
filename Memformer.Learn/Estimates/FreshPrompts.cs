using Memformer.Learn.Limits;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;

namespace Memformer.Learn.Estimates;

/// <summary>
/// Methods and networks side by side on the same fresh prompts. Losses are heavy-tailed in the eigenvalues of H; a method whose
/// mean loss is known exactly is the control variate of all the others. No loss contains the noise of the query's own answer.
/// </summary>
public sealed class FreshPrompts
{
    private readonly DataLaw _law;
    private readonly int _context;
    private readonly int _count;
    private readonly ulong _seed;

    /// <summary>Prompts of a law; the same arguments give the same prompts.</summary>
    /// <param name="law">The law.</param>
    /// <param name="context">n ≥ 1.</param>
    /// <param name="count">How many prompts.</param>
    /// <param name="seed">Decides the prompts.</param>
    public FreshPrompts(DataLaw law, int context, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(law);
        (_law, _context, _count, _seed) = (law, context, count, seed);
    }

    /// <summary>
    /// What methods lose, the optimum being the control where it is known. A prompt's loss is its excess risk, the squared error
    /// averaged over the query.
    /// </summary>
    /// <param name="solvers">The methods.</param>
    /// <param name="layers">L ≥ 1 gradients for each.</param>
    /// <exception cref="Theory.UsageException">There is one prompt only.</exception>
    public IReadOnlyList<Outcomes> Measure(IReadOnlyList<Solver> solvers, int layers)
    {
        ArgumentNullException.ThrowIfNull(solvers);
        if (_count < 2)
        {
            throw new Theory.UsageException($"{_count} prompts give no standard error; allowed: at least 2");
        }

        double[,] covariance = _law.Covariance;
        double[] nothing = new double[_law.Dimension];
        // Horner's rule on the coefficients of a high degree would add its own noise.
        Control? control = Optimum.Of(_law, _context, Math.Min(layers, 8))?.Control;
        return Measure(
            solvers.Count,
            prompt => solvers.Select(solver => prompt.ExcessRisk(solver.Solve(prompt, layers), covariance)),
            prompt => prompt.ExcessRisk(nothing, covariance),
            control?.ExcessLoss,
            prompt => prompt.ExcessRisk(control!.Solver.Solve(prompt, layers), covariance)
        );
    }

    /// <summary>What answers of any origin lose. A prompt's loss is the squared error of its one answer.</summary>
    /// <param name="count">How many answers there are to a prompt.</param>
    /// <param name="answers">The answers to a prompt, which has its tokens.</param>
    /// <param name="control">A method whose mean loss is known; null where there is none.</param>
    public IReadOnlyList<Outcomes> Measure(
        int count,
        Func<DrawnProblem, IEnumerable<double>> answers,
        Control? control
    ) =>
        Measure(
            count,
            prompt => answers(prompt).Select(answer => Square(answer - prompt.Truth)),
            prompt => Square(prompt.Truth),
            control?.ExcessLoss,
            prompt => Square(Dense.Inner(control!.Solver.Solve(prompt, 0), prompt.Query) - prompt.Truth),
            withTokens: true
        );

    private Outcomes[] Measure(
        int count,
        Func<DrawnProblem, IEnumerable<double>> losses,
        Func<DrawnProblem, double> zero,
        double? controlMean,
        Func<DrawnProblem, double> control,
        bool withTokens = false
    )
    {
        double[][] found = [.. Enumerable.Range(0, count).Select(_ => new double[_count])];
        double[] zeros = new double[_count];
        double[] controls = new double[_count];
        int index = 0;
        foreach (DrawnProblem prompt in DrawnProblem.Draw(_law, _context, _count, _seed, withTokens))
        {
            int subject = 0;
            foreach (double loss in losses(prompt))
            {
                found[subject++][index] = loss;
            }

            zeros[index] = zero(prompt);
            controls[index] = controlMean is null ? 0 : control(prompt);
            index++;
        }

        MeanEstimate Mean(double[] values) =>
            controlMean is double known ? MeanEstimate.Controlled(values, controls, known) : MeanEstimate.Of(values);
        return [.. found.Select(values => Outcomes.Of(Mean(values), values, zeros))];
    }

    private static double Square(double value) => value * value;
}
