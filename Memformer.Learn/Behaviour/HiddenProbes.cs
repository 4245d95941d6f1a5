using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Behaviour.Samples;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Problems;
using Memformer.Learn.Solvers;
using Memformer.Theory;

namespace Memformer.Learn.Behaviour;

/// <summary>
/// Linear probes of hidden states: ridge regressions from the state at the query token, fitted on half of the contexts
/// and judged on the other half, beside the same with the targets of other contexts.
/// </summary>
/// <remarks>Source: Alain and Bengio, arXiv:1610.01644; the control is that of Hewitt and Liang, arXiv:1909.03368.</remarks>
internal sealed class HiddenProbes
{
    private const int MostStates = 1024;
    private const int MostSteps = 6;

    /// <summary>The ridge, relative to the mean square of a state.</summary>
    private const double Ridge = 1e-4;

    private readonly int[] _groups;
    private readonly Matrix<double> _targets;
    private readonly (string Method, int Step, string Target, int First, int Count)[] _columns;
    private readonly int[] _rows;
    private readonly Tensor _hidden;
    private readonly Bootstrap _bootstrap;

    private HiddenProbes(Probe probe, Tensor hidden)
    {
        SpectralSample sample = SpectralSample.Of(probe, null, Comparison.PlainFrame);
        (_columns, Dictionary<int, double[]> targets) = Targets(probe, sample);
        _rows = [.. targets.Keys.Order()];
        _groups = [.. _rows.Select(row => probe.Rows[row].Group)];
        _targets = Matrix<double>.Build.DenseOfRowArrays(_rows.Select(row => targets[row]));
        _hidden = hidden;
        _bootstrap = new Bootstrap(probe.Design.Contexts);
    }

    /// <summary>What is read after each layer.</summary>
    /// <param name="probe">The questions.</param>
    /// <param name="hidden">The states at the query token, (B, L, m).</param>
    /// <exception cref="UsageException">There are too many states for a linear probe.</exception>
    public static IReadOnlyList<HiddenReading> Read(Probe probe, Tensor hidden) =>
        hidden.Shape[2] <= MostStates
            ? [.. Enumerable.Range(0, hidden.Shape[1]).SelectMany(new HiddenProbes(probe, hidden).ReadLayer)]
            : throw new UsageException($"'hidden' has {hidden.Shape[2]} states a layer, allowed: up to {MostStates}");

    private IEnumerable<HiddenReading> ReadLayer(int layer)
    {
        bool[] fitted = [.. _groups.Select(group => group % 2 == 0)];
        Matrix<double> states = Standardised(layer, fitted);
        Matrix<double> control = Matrix<double>.Build.DenseOfRows(ControlRows().Select(row => _targets.Row(row)));
        Matrix<double> read = Predicted(states, _targets, fitted);
        Matrix<double> misread = Predicted(states, control, fitted);
        return _columns.Select(column => new HiddenReading(
            layer + 1,
            column.Method,
            column.Step,
            column.Target,
            RSquared(read, _targets, fitted, column.First, column.Count),
            RSquared(misread, control, fitted, column.First, column.Count).Value
        ));
    }

    /// <summary>For each question one of another context: that of the same place in the next context of its half.</summary>
    private int[] ControlRows()
    {
        Dictionary<int, int[]> rows = Enumerable
            .Range(0, _groups.Length)
            .GroupBy(i => _groups[i])
            .ToDictionary(group => group.Key, group => group.ToArray());
        return
        [
            .. Enumerable
                .Range(0, _groups.Length)
                .Select(i =>
                {
                    int place = Array.IndexOf(rows[_groups[i]], i);
                    int[] others = rows[(_groups[i] + 2) % rows.Count];
                    return others[place % others.Length];
                }),
        ];
    }

    /// <summary>The states of a layer with mean 0 and mean square 1 over the fitted questions, and a constant.</summary>
    private Matrix<double> Standardised(int layer, bool[] fitted)
    {
        (int layers, int width) = (_hidden.Shape[1], _hidden.Shape[2]);
        Matrix<double> states = Matrix<double>.Build.Dense(
            _rows.Length,
            width + 1,
            (i, j) => j == width ? 1 : _hidden.Values[(((_rows[i] * layers) + layer) * width) + j]
        );
        int count = fitted.Count(isFitted => isFitted);
        for (int j = 0; j < width; j++)
        {
            Vector<double> column = states.Column(j);
            double mean = column.Where((_, i) => fitted[i]).Sum() / count;
            double deviation = Math.Sqrt(column.Where((_, i) => fitted[i]).Sum(x => (x - mean) * (x - mean)) / count);
            states.SetColumn(j, (column - mean) / (deviation > 0 ? deviation : 1));
        }

        return states;
    }

    private static Matrix<double> Predicted(Matrix<double> states, Matrix<double> targets, bool[] fitted)
    {
        int[] rows = [.. Enumerable.Range(0, fitted.Length).Where(i => fitted[i])];
        Matrix<double> known = Matrix<double>.Build.DenseOfRows(rows.Select(i => states.Row(i)));
        Matrix<double> wanted = Matrix<double>.Build.DenseOfRows(rows.Select(i => targets.Row(i)));
        Matrix<double> normal = known.TransposeThisAndMultiply(known);
        normal += Matrix<double>.Build.DenseIdentity(normal.RowCount) * (Ridge * rows.Length);
        return states * normal.Cholesky().Solve(known.TransposeThisAndMultiply(wanted));
    }

    private Estimate RSquared(Matrix<double> read, Matrix<double> targets, bool[] fitted, int first, int count)
    {
        double[] errors = new double[_groups.Max() + 1];
        double[] sizes = new double[errors.Length];
        for (int j = first; j < first + count; j++)
        {
            double mean = Enumerable.Range(0, fitted.Length).Where(i => fitted[i]).Average(i => targets[i, j]);
            for (int i = 0; i < fitted.Length; i++)
            {
                if (!fitted[i])
                {
                    errors[_groups[i]] += Math.Pow(targets[i, j] - read[i, j], 2);
                    sizes[_groups[i]] += Math.Pow(targets[i, j] - mean, 2);
                }
            }
        }

        Estimate left = _bootstrap.Ratio(errors, sizes);
        return new Estimate(1 - left.Value, left.StandardError);
    }

    /// <summary>The iterates of gradient descent, conjugate gradients and Newton's method, and their answers.</summary>
    private static ((string, int, string, int, int)[] Columns, Dictionary<int, double[]> Targets) Targets(
        Probe probe,
        SpectralSample sample
    )
    {
        double step = 1 / sample.Contexts.Average(context => context.Eigenvalues[^1]);
        int krylov = Math.Clamp(Math.Min(probe.Dimension, probe.Context) - 1, 1, MostSteps);
        (string Name, int Steps)[] methods =
        [
            ("gradient-descent", MostSteps),
            ("conjugate-gradient", krylov),
            ("newton", MostSteps),
        ];
        List<(string, int, string, int, int)> columns = [];
        int place = 0;
        foreach ((string name, int steps) in methods)
        {
            for (int k = 1; k <= steps; k++)
            {
                columns.Add((name, k, "iterate", place, probe.Dimension));
                columns.Add((name, k, "answer", place + probe.Dimension, 1));
                place += probe.Dimension + 1;
            }
        }

        Dictionary<int, double[]> targets = [];
        foreach (FramedPrompt prompt in sample.Prompts)
        {
            Vector<double>[] iterates =
            [
                .. Iterates(new FixedConstants("gradient-descent", step, 0, looksAhead: false), prompt, MostSteps),
                .. Iterates(new ConjugateGradients(), prompt, krylov),
                .. Newton(prompt),
            ];
            for (int i = 0; i < prompt.Rows.Length; i++)
            {
                targets[prompt.Rows[i]] = [.. iterates.SelectMany(w => w.Append(w.DotProduct(prompt.Queries[i])))];
            }
        }

        return ([.. columns], targets);
    }

    private static IEnumerable<Vector<double>> Iterates(Solver solver, FramedPrompt prompt, int most)
    {
        Problem problem = prompt.Problem;
        return Enumerable.Range(1, most).Select(k => Vector<double>.Build.Dense(solver.Solve(problem, k)));
    }

    private static IEnumerable<Vector<double>> Newton(FramedPrompt prompt)
    {
        Matrix<double> inverse = prompt.Hessian * (2 / Math.Pow(prompt.Hessian.L2Norm(), 2));
        for (int k = 0; k < MostSteps; k++)
        {
            inverse = (2 * inverse) - (inverse * prompt.Hessian * inverse);
            yield return inverse * prompt.Moment;
        }
    }
}
