using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Methods.Language;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>
/// A method's text run in floating point, with derivatives by its parameters: at great depth its coefficients, written as
/// rational functions, outgrow any memory, and a fit needs no more than their values.
/// </summary>
internal sealed class NumericUnrolling
{
    private readonly NumericRunPlan _plan;
    private readonly int _layers;

    private NumericUnrolling(NumericRunPlan plan, int layers, IReadOnlyList<Symbol> unknowns)
    {
        (_plan, _layers, Unknowns) = (plan, layers, unknowns);
    }

    /// <summary>The parameters that the coefficients depend on.</summary>
    public IReadOnlyList<Symbol> Unknowns { get; }

    /// <summary>The method at a depth; null where it has no text, or the depth ends inside one of its steps.</summary>
    public static NumericUnrolling? Of(LinearMethod method, int layers)
    {
        if (method.Text is not MethodText)
        {
            return null;
        }

        // A first run with arbitrary values finds out which parameters are used.
        NumericRunPlan plan = new(method);
        NumericRun run = new(plan, layers, null, []);
        return run.Answer() is null ? null : new NumericUnrolling(plan, layers, [.. run.Used.Order()]);
    }

    /// <summary>The coefficients c_{l,j}, row by row, and their derivatives by the unknowns.</summary>
    public (double[] Values, double[,] Derivatives) At(double[] point) =>
        Split(new NumericRun(_plan, _layers, Unknowns, point).Rows()!, point.Length);

    /// <summary>The residual polynomial p_L = 1 − u at some eigenvalues, and its derivatives by the unknowns.</summary>
    public (double[] Values, double[,] Derivatives) ResidualsAt(double[] point, double[] eigenvalues) =>
        Split(
            DualVector
                .Of([.. eigenvalues.Select(_ => 1.0)])
                .Combine(1, new NumericRun(_plan, _layers, Unknowns, point, eigenvalues).Answer()!, -1),
            point.Length
        );

    private static (double[] Values, double[,] Derivatives) Split(DualVector numbers, int unknowns)
    {
        double[] values = new double[numbers.Length];
        double[,] derivatives = new double[numbers.Length, unknowns];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = numbers[i];
            for (int k = 0; k < unknowns; k++)
            {
                derivatives[i, k] = numbers.Slope(i, k);
            }
        }

        return (values, derivatives);
    }
}
