using System.Numerics;
using MathNet.Numerics;
using Memformer.Learn.Models;

namespace Memformer.Learn.Auditing.Function;

/// <summary>
/// What a looped network does when its layer is used more often than it was made for. Its residual polynomials obey a recurrence
/// with constant coefficients at each eigenvalue h of ĀH, and stay bounded if and only if no root of its characteristic polynomial
/// lies outside the unit disc, and those on the circle are simple.
/// </summary>
/// <param name="Largest">Up to which eigenvalue that is so; 0 where it is not even for small ones, infinite where for all tried.</param>
/// <param name="Root">The root that leaves the disc there.</param>
/// <param name="IsCut">Whether older gradients than the memory holds are taken to have gates of 0.</param>
public sealed record LoopedBehaviour(double Largest, Complex Root, bool IsCut)
{
    private const int Cells = 800;

    /// <summary>In units of the first step's inverse.</summary>
    private const double Smallest = 1e-4;

    private const double Greatest = 1e3;

    /// <summary>Roots on the circle are known so well.</summary>
    private const double Rounding = 1e-9;

    /// <summary>
    /// The behaviour of a network; null unless one layer is repeated, whose gates are numbers and which leaves the features alone.
    /// </summary>
    /// <param name="weights">The network.</param>
    /// <param name="ties">The layers that come again.</param>
    /// <param name="curve">Its residual polynomials; null where the layers share no preconditioner.</param>
    internal static LoopedBehaviour? Of(NetworkWeights weights, LayerTies? ties, ResidualCurve? curve)
    {
        if (
            ties is not { Block: 1 }
            || curve is not { HasWhitening: false }
            || weights.Gates.Masks.Any(mask => mask.Gate is not Gate.Scalar)
        )
        {
            return null;
        }

        double[] row = [.. curve.Coefficients.Rows.Select(coefficients => coefficients[0])];
        if (row[0] == 0)
        {
            return null;
        }

        if (Characteristic(weights.Architecture, row) is not var (start, slope))
        {
            return null;
        }

        Complex Outermost(double eigenvalue) =>
            FindRoots.Polynomial([.. start.Zip(slope, (a, b) => a + (eigenvalue * b))]).MaxBy(Complex.Abs);
        bool IsInside(double eigenvalue) => Complex.Abs(Outermost(eigenvalue)) <= 1 + Rounding;
        bool isCut = weights.Architecture == NetworkArchitecture.Lfom;
        double unit = 1 / Math.Abs(row[0]);
        double inside = 0;
        for (int cell = 0; cell <= Cells; cell++)
        {
            double eigenvalue = unit * Smallest * Math.Pow(Greatest / Smallest, (double)cell / Cells);
            if (!IsInside(eigenvalue))
            {
                return Between(inside, eigenvalue);
            }

            inside = eigenvalue;
        }

        return new LoopedBehaviour(double.PositiveInfinity, Complex.Zero, isCut);

        LoopedBehaviour Between(double inner, double outer)
        {
            for (int step = 0; inner > 0 && step < 60; step++)
            {
                double middle = (inner + outer) / 2;
                (inner, outer) = IsInside(middle) ? (middle, outer) : (inner, middle);
            }

            return new LoopedBehaviour(inner, Outermost(outer), isCut);
        }
    }

    /// <summary>
    /// The characteristic polynomial as a + h b, with the coefficients of the lowest power first; a is monic. The first row of the
    /// canonical form decides: c_0 the step, and c_1/c_0 what a running register keeps, or the gate that all registers share. Null for
    /// an architecture of which no recurrence is known.
    /// </summary>
    private static (double[] Start, double[] Slope)? Characteristic(NetworkArchitecture architecture, double[] row)
    {
        double step = row[0];
        double kept = row.Length > 1 ? row[1] / step : 0;
        return architecture switch
        {
            LinearNetwork => ([-1, 1], [step, 0]),
            DynamicNetwork => ([kept, -1 - kept, 1], [0, step, 0]),
            SharedGatesNetwork => ([1, -2, 1], [(kept - 1) * step, step, 0]),
            LfomNetwork => ([.. new double[row.Length - 1], -1, 1], [.. row.Reverse(), 0]),
            _ => null,
        };
    }
}
