using System.Globalization;
using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Methods.Iterates;
using Memformer.Theory.Methods.Language;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>
/// A method's text run in floating point, with derivatives by its parameters: at great depth its coefficients, written as
/// rational functions, outgrow any memory, and a fit needs no more than their values.
/// </summary>
internal sealed class NumericUnrolling
{
    private readonly LinearMethod _method;
    private readonly int _layers;

    private NumericUnrolling(LinearMethod method, int layers, IReadOnlyList<Symbol> unknowns)
    {
        (_method, _layers, Unknowns) = (method, layers, unknowns);
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
        NumericRun run = new(method, layers, null, []);
        return run.Rows() is null ? null : new NumericUnrolling(method, layers, [.. run.Used.Order()]);
    }

    /// <summary>The coefficients c_{l,j}, row by row, and their derivatives by the unknowns.</summary>
    public (double[] Values, double[,] Derivatives) At(double[] point)
    {
        Dual[] entries = new NumericRun(_method, _layers, Unknowns, point).Rows()!;
        double[,] derivatives = new double[entries.Length, point.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            for (int k = 0; k < point.Length; k++)
            {
                derivatives[i, k] = entries[i].Slope(k);
            }
        }

        return ([.. entries.Select(entry => entry.Value)], derivatives);
    }
}
