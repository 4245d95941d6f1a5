using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Behaviour.Samples;

/// <summary>
/// The questions of one context in the eigenbasis of its H = XᵀX/n. A method with w = u(H) Xᵀy/n answers question r with
/// Σ_i u(h_i) s_{r,i}, s_{r,i} = (v_iᵀx_q)(v_iᵀXᵀy/n).
/// </summary>
/// <param name="Eigenvalues">h_1 ≤ … ≤ h_d.</param>
/// <param name="Rows">Which answers belong to the questions, indices into the probe.</param>
/// <param name="Weights">s, one array of d numbers for each question.</param>
public sealed record SpectralContext(double[] Eigenvalues, int[] Rows, double[][] Weights);

/// <summary>
/// All questions that only differ by context, task and query, in the eigenbases of their contexts, after the covariates were
/// multiplied by a matrix: W = I for methods that take plain gradients, WᵀW = Σ⁻¹ or A for those preconditioned by it.
/// </summary>
public sealed class SpectralSample
{
    private SpectralSample(string frame, IReadOnlyList<SpectralContext> contexts, IReadOnlyList<FramedPrompt> prompts)
    {
        Frame = frame;
        Contexts = contexts;
        Prompts = prompts;
        Largest = contexts.Max(context => context.Eigenvalues[^1]);
    }

    /// <summary>What W is: <c>identity</c>, <c>inverse-covariance</c> or <c>fitted</c>, the preconditioner of its methods.</summary>
    public string Frame { get; }

    /// <summary>One for each context of the probe.</summary>
    public IReadOnlyList<SpectralContext> Contexts { get; }

    /// <summary>The prompts with their questions, for methods that are no filter.</summary>
    internal IReadOnlyList<FramedPrompt> Prompts { get; }

    /// <summary>The largest eigenvalue of all contexts.</summary>
    public double Largest { get; }

    /// <summary>The questions of a probe.</summary>
    /// <param name="probe">The probe.</param>
    /// <param name="whitening">W, d×d; null for the identity.</param>
    /// <param name="frame">What to call it.</param>
    public static SpectralSample Of(Probe probe, double[,]? whitening, string frame)
    {
        ArgumentNullException.ThrowIfNull(probe);
        Matrix<double>? transform = whitening is null ? null : Matrix<double>.Build.DenseOfArray(whitening);
        List<SpectralContext> contexts = [];
        List<FramedPrompt> prompts = [];
        foreach (IGrouping<int, (ProbeRow Row, int Index)> group in Asked(probe).GroupBy(item => item.Row.Group))
        {
            FramedPrompt[] framed =
            [
                .. group
                    .GroupBy(item => item.Row.Prompt)
                    .Select(rows =>
                        FramedPrompt.Of(probe, rows.Key, [.. rows.Select(row => row.Index)], transform, group.Key)
                    ),
            ];
            contexts.Add(InEigenbasis(framed));
            prompts.AddRange(framed);
        }

        return new SpectralSample(frame, contexts, prompts);
    }

    /// <summary>The questions that differ by context, task and query alone.</summary>
    internal static IEnumerable<(ProbeRow Row, int Index)> Asked(Probe probe) =>
        probe
            .Rows.Select((row, index) => (row, index))
            .Where(item => item.row.Role is ProbeRole.Base or ProbeRole.AnotherQuery or ProbeRole.AnotherTask);

    private static SpectralContext InEigenbasis(FramedPrompt[] prompts)
    {
        Evd<double> spectrum = prompts[0].Hessian.Evd(Symmetricity.Symmetric);
        Matrix<double> basis = spectrum.EigenVectors;
        // Eigenvalues that rounding alone keeps from 0 carry nothing of y: H has rank n < d.
        double floor = 1e-12 * spectrum.EigenValues.Max(value => value.Real);
        double[] eigenvalues = [.. spectrum.EigenValues.Select(value => value.Real > floor ? value.Real : 0)];
        List<int> rows = [];
        List<double[]> weights = [];
        foreach (FramedPrompt prompt in prompts)
        {
            Vector<double> moment = basis.TransposeThisAndMultiply(prompt.Moment);
            for (int k = 0; k < prompt.Rows.Length; k++)
            {
                Vector<double> query = basis.TransposeThisAndMultiply(prompt.Queries[k]);
                weights.Add([.. query.PointwiseMultiply(moment)]);
                rows.Add(prompt.Rows[k]);
            }
        }

        return new SpectralContext(eigenvalues, [.. rows], [.. weights]);
    }
}

/// <summary>One prompt after the covariates were transformed, with the queries asked of it.</summary>
internal sealed record FramedPrompt(
    int Group,
    Matrix<double> Hessian,
    Vector<double> Moment,
    int[] Rows,
    Vector<double>[] Queries,
    Matrix<double> Covariates,
    Vector<double> Answers
)
{
    public static FramedPrompt Of(Probe probe, int prompt, int[] rows, Matrix<double>? transform, int group)
    {
        (int n, int d) = (probe.Context, probe.Dimension);
        ProbePrompt content = probe.Prompts[prompt];
        // Row-major covariates are the columns of a column-major d×n matrix.
        Matrix<double> columns = Matrix<double>.Build.Dense(d, n, (double[])content.Covariates.Clone());
        columns = transform is null ? columns : transform * columns;
        Vector<double> answers = Vector<double>.Build.DenseOfArray(content.Answers);
        return new FramedPrompt(
            group,
            columns.TransposeAndMultiply(columns) / n,
            columns * answers / n,
            rows,
            [
                .. rows.Select(row =>
                {
                    Vector<double> query = Vector<double>.Build.DenseOfArray(probe.Rows[row].Query);
                    return transform is null ? query : transform * query;
                }),
            ],
            columns,
            answers
        );
    }

    /// <summary>The prompt as methods see it.</summary>
    public Problem Problem => new(Hessian.ToArray(), Moment.ToArray());

    /// <summary>wᵀx_q for each query.</summary>
    public double[] Answer(Vector<double> weights) => [.. Queries.Select(query => query.DotProduct(weights))];
}
