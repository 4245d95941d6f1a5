using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Behaviour.Samples;

namespace Memformer.Learn.Behaviour;

/// <summary>
/// How far a network's answers are from having each symmetry, as a share of the answers' mean square; null where the
/// probe does not ask.
/// </summary>
/// <param name="LinearInQuery">What is left of ŷ after the best wᵀx_q of each prompt, for as many queries as there are degrees of freedom left.</param>
/// <param name="LinearInAnswers">E(ŷ(a ± b) − ŷ(a) ∓ ŷ(b))²/E ŷ(a ± b)², a and b the answers of two tasks.</param>
/// <param name="Homogeneous">E(ŷ(2y)/2 − ŷ(y))²/E ŷ².</param>
/// <param name="Order">E(ŷ(permuted) − ŷ)²/E ŷ².</param>
/// <param name="Rotation">E(ŷ(rotated) − ŷ)²/E ŷ², rotations of the whitened covariates.</param>
public sealed record Symmetries(
    Estimate? LinearInQuery,
    Estimate? LinearInAnswers,
    Estimate? Homogeneous,
    Estimate? Order,
    Estimate? Rotation
)
{
    /// <summary>Measures them.</summary>
    internal static Symmetries Of(Probe probe, double[] answers, Bootstrap bootstrap) =>
        new(
            InQuery(probe, answers, bootstrap),
            InAnswers(probe, answers, bootstrap),
            Paired(probe, answers, bootstrap, ProbeRole.Scaled, 1 / ProbeDesign.AnswerScale),
            Paired(probe, answers, bootstrap, ProbeRole.Permuted, 1),
            Paired(probe, answers, bootstrap, ProbeRole.Rotated, 1)
        );

    private static Estimate? Paired(Probe probe, double[] answers, Bootstrap bootstrap, ProbeRole role, double scale) =>
        Share(
            probe,
            bootstrap,
            probe
                .Rows.Select((row, index) => (row, index))
                .Where(item => item.row.Role == role)
                .Select(item =>
                    (
                        item.row.Group,
                        Error: (scale * answers[item.index]) - answers[item.row.Pair],
                        Size: answers[item.row.Pair]
                    )
                )
        );

    private static Estimate? InAnswers(Probe probe, double[] answers, Bootstrap bootstrap)
    {
        if (probe.Pool.Count > 0)
        {
            return null;
        }

        ILookup<(int Pair, int Task), int> index = probe
            .Rows.Select((row, i) => (row, i))
            .Where(item => item.row.Role == ProbeRole.AnotherTask)
            .ToLookup(item => (item.row.Pair, item.row.Task), item => item.i);
        List<(int Group, double Error, double Size)> terms = [];
        for (int i = 0; i < probe.Rows.Count; i++)
        {
            ProbeRow row = probe.Rows[i];
            if (row.Role != ProbeRole.AnotherTask || row.Task % 4 < 2)
            {
                continue;
            }

            int first = row.Task / 4 * 4;
            double left = first == 0 ? answers[row.Pair] : answers[index[(row.Pair, first)].Single()];
            double right = answers[index[(row.Pair, first + 1)].Single()];
            double sum = (left + (row.Task % 4 == 2 ? right : -right)) / Math.Sqrt(2);
            terms.Add((row.Group, answers[i] - sum, answers[i]));
        }

        return Share(probe, bootstrap, terms);
    }

    private static Estimate? InQuery(Probe probe, double[] answers, Bootstrap bootstrap)
    {
        int d = probe.Dimension;
        List<(int, double, double)> terms = [];
        IEnumerable<IGrouping<int, int>> prompts = Enumerable
            .Range(0, probe.Rows.Count)
            .Where(i => probe.Rows[i].Role is ProbeRole.Base or ProbeRole.AnotherQuery)
            .GroupBy(i => probe.Rows[i].Prompt);
        foreach (IGrouping<int, int> prompt in prompts)
        {
            int[] rows = [.. prompt];
            if (rows.Length < d + 2)
            {
                return null;
            }

            Matrix<double> queries = Matrix<double>.Build.DenseOfRowArrays(rows.Select(i => probe.Rows[i].Query));
            Vector<double> asked = Vector<double>.Build.DenseOfEnumerable(rows.Select(i => answers[i]));
            Vector<double> left =
                asked - (queries * queries.QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin).Solve(asked));
            double freedom = Math.Sqrt((double)rows.Length / (rows.Length - d));
            terms.AddRange(rows.Select((i, k) => (probe.Rows[i].Group, freedom * left[k], answers[i])));
        }

        return Share(probe, bootstrap, terms);
    }

    private static Estimate? Share(
        Probe probe,
        Bootstrap bootstrap,
        IEnumerable<(int Group, double Error, double Size)> terms
    )
    {
        double[] errors = new double[probe.Design.Contexts];
        double[] sizes = new double[probe.Design.Contexts];
        foreach ((int group, double error, double size) in terms)
        {
            errors[group] += error * error;
            sizes[group] += size * size;
        }

        return sizes.Sum() > 0 ? bootstrap.Ratio(errors, sizes) : null;
    }
}
