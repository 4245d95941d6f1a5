using System.Numerics;
using MathNet.Numerics;
using Memformer.Learn.Auditing.Methods;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Theory.Methods;

namespace Memformer.Learn.Auditing.Function;

/// <summary>Fits methods to the residual polynomial of a network, over the eigenvalues of fresh prompts.</summary>
internal sealed class FunctionalReader
{
    private const int Prompts = 200;
    private const int LeastPrompts = 32;

    /// <summary>Numbers drawn for the prompts, where more than the least number of them take more.</summary>
    private const long MostNumbers = 1 << 24;

    /// <summary>Roots of a polynomial in the monomial basis are worth nothing beyond this degree.</summary>
    private const int MostRoots = 12;

    /// <summary>An imaginary part below this share of a root is rounding.</summary>
    private const double Imaginary = 1e-6;

    private readonly double[][] _coefficients;
    private readonly double[] _nodes;
    private readonly double[] _target;
    private readonly double _unit;

    private FunctionalReader(double[][] coefficients, double[] nodes)
    {
        _coefficients = coefficients;
        _nodes = nodes;
        _target = [.. nodes.Select(node => Residuals(coefficients, node)[^1])];
        double answers = _target.Sum(value => (1 - value) * (1 - value));
        _unit = answers > 0 ? 1 / Math.Sqrt(answers) : 1;
    }

    /// <summary>The reader of a network; null where its answers are no function of one polynomial.</summary>
    /// <param name="curve">The residual polynomials; null where no preconditioner is shared.</param>
    /// <param name="shared">Ā.</param>
    /// <param name="law">The law of the prompts.</param>
    /// <param name="context">n.</param>
    /// <param name="seed">Decides the prompts.</param>
    public static FunctionalReader? For(
        ResidualCurve? curve,
        Preconditioner shared,
        DataLaw law,
        int context,
        ulong seed
    )
    {
        if (curve is null || curve.HasWhitening || EigenvalueReader.For(shared) is not EigenvalueReader eigenvalues)
        {
            return null;
        }

        // The more context, the less the eigenvalues vary from prompt to prompt, and the fewer prompts show them.
        int prompts = (int)Math.Clamp(MostNumbers / ((long)context * law.Dimension), LeastPrompts, Prompts);
        foreach (DrawnProblem prompt in DrawnProblem.Draw(law, context, prompts, seed))
        {
            eigenvalues.Add(prompt.Hessian);
        }

        int count = Math.Min(32 + (8 * curve.Layers), 128);
        double[] nodes = [.. Enumerable.Range(0, count).Select(i => eigenvalues.Quantile((i + 0.5) / count))];
        return new FunctionalReader([.. curve.Coefficients.Rows.Select(row => row.ToArray())], nodes);
    }

    /// <summary>The polynomial, its plain steps, and the methods of the catalogue that come near it.</summary>
    public FunctionalVerdict Read()
    {
        double[] polynomial = Expand();
        int layers = _coefficients.Length;
        ILookup<bool, LinearMethod> parts = Precedence
            .Methods.Where(method => layers <= MethodModel.DeepestSymbolic || MethodModel.IsShort(method))
            .ToLookup(method => layers <= MethodModel.DeepestSymbolic || MethodModel.HasFewLetters(method, layers));
        FunctionalFit[] first = Fits(parts[true]);

        // At great depth fits are long, and say nothing beside one with as few letters that is exact.
        FunctionalFit[] rest = first.Any(fit => fit.Distance <= Parsimony.Rounding) ? [] : Fits(parts[false]);
        return new FunctionalVerdict(
            polynomial,
            StepsOf(polynomial),
            [.. first.Concat(rest).OrderBy(fit => Math.Round(fit.Distance, 9)).ThenBy(fit => fit.Letters)]
        );
    }

    private FunctionalFit[] Fits(IEnumerable<LinearMethod> methods) =>
        [.. methods.AsParallel().AsOrdered().Select(Fit).OfType<FunctionalFit>()];

    /// <summary>The fit of one method; null for one with a matrix for every step, or that this depth cannot compare.</summary>
    public FunctionalFit? Fit(LinearMethod method)
    {
        int layers = _coefficients.Length;
        if (
            PreconditionerTest.HasOnePerStep(method) || MethodModel.TryOf(method, layers).Model is not MethodModel model
        )
        {
            return null;
        }

        double[] observed = [.. _coefficients.SelectMany(row => row)];
        LevenbergMarquardt.Model distance = point => Compare(model, point);
        LevenbergMarquardt.Minimum best = MethodFitter.Best(model, distance, observed);
        return new FunctionalFit(
            method.Name,
            PointParameters.Of(model, best.Point, distance(best.Point)),
            Math.Sqrt(best.SquaredNorm),
            model.Unknowns.Count,
            model.Unknowns.Count < layers
        );
    }

    private Linearisation Compare(MethodModel model, double[] point)
    {
        if (model.ResidualsAt(point, _nodes) is var (polynomial, derivatives))
        {
            double[] distances = [.. polynomial.Select((value, i) => _unit * (value - _target[i]))];
            return new Linearisation(distances, Dense.Scaled(derivatives, _unit));
        }

        int layers = _coefficients.Length;
        int entries = layers * (layers + 1) / 2;
        (double[] values, double[,] jacobian) = model.Compare(point, new double[entries]);
        double[][] rows =
        [
            .. Enumerable.Range(0, layers).Select(layer => values[Index(layer, 0)..Index(layer + 1, 0)]),
        ];
        double[] residuals = new double[_nodes.Length];
        double[,] slopes = new double[_nodes.Length, entries];
        for (int i = 0; i < _nodes.Length; i++)
        {
            double[] errors = Residuals(rows, _nodes[i]);
            double[] adjoints = Adjoints(rows, _nodes[i]);
            residuals[i] = _unit * (errors[^1] - _target[i]);
            for (int layer = 0; layer < layers; layer++)
            {
                for (int register = 0; register <= layer; register++)
                {
                    slopes[i, Index(layer, register)] = -_unit * _nodes[i] * errors[register] * adjoints[layer + 1];
                }
            }
        }

        return new Linearisation(residuals, Dense.Product(slopes, jacobian));
    }

    /// <summary>p_0(h) … p_L(h): <c>p_{l+1} = p_l − h Σ_j c_{l,j} p_j</c>.</summary>
    private static double[] Residuals(double[][] rows, double node)
    {
        double[] errors = new double[rows.Length + 1];
        errors[0] = 1;
        for (int layer = 0; layer < rows.Length; layer++)
        {
            double sum = 0;
            for (int register = 0; register <= layer; register++)
            {
                sum += rows[layer][register] * errors[register];
            }

            errors[layer + 1] = errors[layer] - (node * sum);
        }

        return errors;
    }

    /// <summary>∂p_L/∂p_l at a place.</summary>
    private static double[] Adjoints(double[][] rows, double node)
    {
        double[] adjoints = new double[rows.Length + 1];
        adjoints[^1] = 1;
        for (int layer = rows.Length - 1; layer >= 0; layer--)
        {
            double sum = 0;
            for (int later = layer; later < rows.Length; later++)
            {
                sum += rows[later][layer] * adjoints[later + 1];
            }

            adjoints[layer] = adjoints[layer + 1] - (node * sum);
        }

        return adjoints;
    }

    private double[] Expand()
    {
        double[][] errors =
        [
            [1],
        ];
        foreach (double[] row in _coefficients)
        {
            double[] next = [.. errors[^1], 0];
            for (int register = 0; register < row.Length; register++)
            {
                for (int power = 0; power < errors[register].Length; power++)
                {
                    next[power + 1] -= row[register] * errors[register][power];
                }
            }

            errors = [.. errors, next];
        }

        return errors[^1];
    }

    private static double[]? StepsOf(double[] polynomial)
    {
        int degree = Array.FindLastIndex(polynomial, coefficient => coefficient != 0);
        if (degree is < 1 or > MostRoots)
        {
            return null;
        }

        Complex[] roots = FindRoots.Polynomial(polynomial[..(degree + 1)]);
        return roots.Any(root => Math.Abs(root.Imaginary) > Imaginary * root.Magnitude)
            ? null
            : [.. roots.Select(root => 1 / root.Real).OrderDescending()];
    }

    private static int Index(int layer, int register) => (layer * (layer + 1) / 2) + register;
}
