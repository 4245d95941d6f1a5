using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Memformer.Learn.Behaviour.Filters;
using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Behaviour.Samples;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Behaviour.Preconditioners;

/// <summary>
/// Looks for a preconditioner A that no candidate knows, where those leave something. A has d(d+1)/2 numbers and would flatter any
/// fit: it is kept only where, fitted to one half of the contexts, it leaves significantly less of the other half than the
/// closest candidate leaves with its best constants, and at most half of it.
/// </summary>
internal sealed class PreconditionerSearch
{
    /// <summary>The most numbers of A that are fitted: d up to 30.</summary>
    private const int MostEntries = 465;

    /// <summary>Questions for each number of A, at least, in either half.</summary>
    private const int QuestionsForEach = 2;

    private const int LargestDegree = 8;

    /// <summary>The largest share of what the closest candidate leaves that counts as an explanation.</summary>
    private const double MaterialShare = 0.5;

    /// <summary>Gains below which a fit to all contexts ends: nearly all is gained before, on fewer of them.</summary>
    private const double LastGain = 1e-3;

    private readonly Probe _probe;
    private readonly double[] _answers;
    private readonly Bootstrap _bootstrap;
    private readonly FramedPrompt[][] _contexts;
    private readonly double[] _energies;
    private readonly int _degree;

    /// <param name="probe">The questions.</param>
    /// <param name="plain">The questions with plain covariates.</param>
    /// <param name="answers">The answers to all rows of the probe.</param>
    /// <param name="energies">Σ ŷ² of each context.</param>
    /// <param name="bootstrap">Resamples of the contexts.</param>
    /// <param name="steps">The largest number of steps of a method.</param>
    public PreconditionerSearch(
        Probe probe,
        SpectralSample plain,
        double[] answers,
        double[] energies,
        Bootstrap bootstrap,
        int steps
    )
    {
        (_probe, _answers, _energies, _bootstrap) = (probe, answers, energies, bootstrap);
        _contexts = [.. plain.Prompts.GroupBy(prompt => prompt.Group).Select(group => group.ToArray())];
        _degree = Math.Min(steps, LargestDegree);
    }

    /// <summary>A factor L of A = L Lᵀ with tr A = d, and what it leaves held out; null where no matrix is to be told.</summary>
    /// <param name="left">What the closest candidate leaves of each context.</param>
    /// <param name="starts">Factors of preconditioners that candidates know.</param>
    /// <param name="material">The least share of the answers' mean square that is to be gained.</param>
    public (Matrix<double> Factor, Estimate HeldOut)? Find(
        double[] left,
        IReadOnlyList<Matrix<double>> starts,
        double material
    )
    {
        if (!IsAsked())
        {
            return null;
        }

        double[] heldOut = new double[_contexts.Length];
        double[] gained = new double[_contexts.Length];
        double[]? point = null;
        double[] wanted = Array.ConvertAll(left, errors => MaterialShare * errors);
        for (int half = 0; half < 2; half++)
        {
            FramedPrompt[][] fitted = [.. _contexts.Where((_, c) => c % 2 == half)];
            point = new PreconditionerFit(fitted, _answers, _degree).Of(
                starts,
                [.. wanted.Where((_, c) => c % 2 == half)]
            );
            if (point is null)
            {
                return null;
            }

            double[] judged = Judged(Factor(point), 1 - half);
            for (int c = 1 - half; c < judged.Length; c += 2)
            {
                heldOut[c] = judged[c];
                gained[c] = wanted[c] - judged[c];
            }

            if (!(gained.Sum() > 0))
            {
                return null;
            }
        }

        return
            _bootstrap.IsAlwaysAbove(0, gained, _energies) && left.Sum() - heldOut.Sum() >= material * _energies.Sum()
            ? (
                Factor(Model(FilterCurve.Polynomial(_degree)).Descend(point!, LastGain)),
                _bootstrap.Ratio(heldOut, _energies)
            )
            : null;
    }

    /// <summary>The best factor beside a method, whose step sizes its scale is: from one that was fitted beside polynomials.</summary>
    /// <param name="factor">L to begin with.</param>
    /// <param name="multiplier">u of the method.</param>
    public Matrix<double> Beside(Func<double, double> multiplier, Matrix<double> factor)
    {
        PreconditionerModel model = Model(new FilterCurve([], (eigenvalue, _) => multiplier(eigenvalue)));
        return Factor(model.Descend(PreconditionerModel.Entries(factor), LastGain));
    }

    /// <summary>What is said of A.</summary>
    /// <param name="factor">L.</param>
    /// <param name="heldOut">What it leaves of answers that it was not fitted to.</param>
    /// <param name="multipliers">u at the eigenvalues of a prompt, of the closest method in its frame.</param>
    public FittedPreconditioner Describe(Matrix<double> factor, Estimate heldOut, Func<double[], double[]> multipliers)
    {
        Matrix<double> matrix = factor * factor.Transpose();
        Matrix<double> covariance = Matrix<double>.Build.DenseOfArray(_probe.Design.Law.Covariance);
        Vector<double> spectrum = matrix.Evd(Symmetricity.Symmetric).EigenValues.Real();
        return new FittedPreconditioner(
            matrix.ToArray(),
            spectrum[^1] / spectrum[0],
            MatrixGeometry.Distance(matrix, Matrix<double>.Build.DenseIdentity(_probe.Dimension)),
            MatrixGeometry.Distance(matrix, covariance.Inverse()),
            heldOut,
            Rotation(factor, multipliers)
        );
    }

    /// <summary>
    /// What a polynomial leaves of each context in the frame of an A that was fitted to the other half. The polynomial is fitted
    /// to the half that is judged: between eigenvalues it is well known, beyond those of the other half it would explode.
    /// </summary>
    private double[] Judged(Matrix<double> factor, int half)
    {
        SpectralSample sample = SpectralSample.Of(_probe, factor.Transpose().ToArray(), FittedPreconditioner.Frame);
        FilterFitter fitter = new(sample, _answers);
        LinearFilters filters = new(
            sample,
            fitter,
            eigenvalue => PolynomialBasis.Values(eigenvalue, sample.Largest, _degree)
        );
        int[] counts = [.. Enumerable.Range(0, _contexts.Length).Select(c => c % 2 == half ? 1 : 0)];
        return filters.SquaredErrors(filters.Fit(counts, Matrix<double>.Build.Dense(_degree, _degree)));
    }

    private PreconditionerModel Model(FilterCurve curve) => new(_contexts, _answers, curve);

    /// <summary>Whether there are questions enough to tell A.</summary>
    private bool IsAsked()
    {
        int numbers = PreconditionerModel.Count(_probe.Dimension);
        int questions = _contexts.Where((_, c) => c % 2 == 1).Sum(context => context.Sum(prompt => prompt.Rows.Length));
        return _probe.Dimension > 1 && numbers <= MostEntries && questions >= QuestionsForEach * (numbers + _degree);
    }

    private Matrix<double> Factor(double[] point)
    {
        // Columns of L with another sign are the same A.
        Matrix<double> factor = PreconditionerModel.Factor(point, _probe.Dimension);
        return factor * Math.Sqrt(_probe.Dimension / MatrixGeometry.Energy(factor));
    }

    /// <summary>
    /// What the method in the frame of A leaves of the change of answers where the covariates were rotated, which no fit has
    /// seen: Σ (Δŷ − Δŷ_A)²/Σ ŷ².
    /// </summary>
    private Estimate? Rotation(Matrix<double> factor, Func<double[], double[]> multipliers)
    {
        (ProbeRow Row, int Index)[] rotated =
        [
            .. _probe.Rows.Select((row, index) => (row, index)).Where(item => item.row.Role == ProbeRole.Rotated),
        ];
        if (rotated.Length == 0)
        {
            return null;
        }

        Dictionary<int, double> known = Predicted(
            rotated.SelectMany(item => new[] { item.Index, item.Row.Pair }),
            factor,
            multipliers
        );
        double[] errors = new double[_probe.Design.Contexts];
        double[] sizes = new double[_probe.Design.Contexts];
        foreach ((ProbeRow row, int index) in rotated)
        {
            double change = _answers[index] - _answers[row.Pair];
            errors[row.Group] += Math.Pow(change - (known[index] - known[row.Pair]), 2);
            sizes[row.Group] += Math.Pow(_answers[row.Pair], 2);
        }

        return sizes.Sum() > 0 ? _bootstrap.Ratio(errors, sizes) : null;
    }

    private Dictionary<int, double> Predicted(
        IEnumerable<int> rows,
        Matrix<double> factor,
        Func<double[], double[]> multipliers
    )
    {
        Dictionary<int, double> known = [];
        Matrix<double> transform = factor.Transpose();
        foreach (IGrouping<int, int> asked in rows.Distinct().GroupBy(row => _probe.Rows[row].Prompt))
        {
            FramedPrompt prompt = FramedPrompt.Of(_probe, asked.Key, [.. asked], transform, 0);
            Evd<double> spectrum = prompt.Hessian.Evd(Symmetricity.Symmetric);
            Vector<double> u = Vector<double>.Build.Dense(multipliers([.. spectrum.EigenValues.Real()]));
            Vector<double> moment = spectrum.EigenVectors.TransposeThisAndMultiply(prompt.Moment);
            double[] answers = prompt.Answer(spectrum.EigenVectors * u.PointwiseMultiply(moment));
            for (int i = 0; i < prompt.Rows.Length; i++)
            {
                known[prompt.Rows[i]] = answers[i];
            }
        }

        return known;
    }
}
