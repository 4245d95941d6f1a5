using MathNet.Numerics.LinearAlgebra;

namespace Memformer.Learn.Auditing;

/// <summary>Fits every kind of step that reads as a row of the canonical form, in closed form.</summary>
internal sealed class StepFitter(CanonicalMatrices form, IReadOnlyList<Preconditioner> preconditioners)
{
    /// <summary>The fits of one layer, the simplest kind first.</summary>
    public IReadOnlyList<StepFit> Fit(int layer)
    {
        List<StepFit> fits = [Gradient(layer)];
        if (layer >= 1 && Momentum(layer) is StepFit momentum)
        {
            fits.Add(momentum);
        }

        if (layer >= 2 && Nesterov(layer) is StepFit nesterov)
        {
            fits.Add(nesterov);
        }

        fits.Add(Lfom(layer));
        return fits;
    }

    /// <summary>
    /// How many parameters a kind has in a layer. The general step counts as the richest even where it has no more
    /// than the others: where two kinds say the same, the narrower name is the better one.
    /// </summary>
    public static int Count(StepKind kind, int layer) =>
        kind switch
        {
            StepKind.Gradient => 1,
            StepKind.Momentum => 2,
            StepKind.Nesterov => 3,
            _ => Math.Max(layer + 1, 4),
        };

    private StepFit Gradient(int layer) =>
        Result(StepKind.Gradient, layer, [Step(layer)], Energy(layer, register => form[layer, register]));

    private StepFit? Momentum(int layer)
    {
        if (Ratio(layer, layer) is not double momentum)
        {
            return null;
        }

        double left = Energy(layer, register => Excess(layer, register, momentum));
        return Result(StepKind.Momentum, layer, [Step(layer), new("momentum", momentum)], left);
    }

    private StepFit? Nesterov(int layer)
    {
        if (Ratio(layer, layer - 1) is not double momentum)
        {
            return null;
        }

        double correction = Scalar(layer - 1, Excess(layer, layer - 1, momentum));
        double left = Energy(layer - 1, register => Excess(layer, register, momentum));
        return Result(
            StepKind.Nesterov,
            layer,
            [Step(layer), new("momentum", momentum), new("correction", correction)],
            left
        );
    }

    private StepFit Lfom(int layer)
    {
        IReadOnlyList<double?> coefficients =
        [
            .. Enumerable.Range(0, layer + 1).Select(register => (double?)Scalar(register, form[layer, register])),
        ];
        double left = Energy(
            layer + 1,
            register => OffDirection(form[layer, register], preconditioners[register].Measured)
        );
        return Result(StepKind.Lfom, layer, [new("coefficients", coefficients)], left);
    }

    /// <summary>The β of <c>C_{l,j} ≈ β C_{l−1,j}</c>, j &lt; end; null when the previous row is zero there.</summary>
    private double? Ratio(int layer, int end)
    {
        double product = 0;
        double energy = 0;
        for (int register = 0; register < end; register++)
        {
            product += PreconditionerReader.Inner(form[layer, register], form[layer - 1, register]);
            energy += HeadBlocks.Energy(form[layer - 1, register]);
        }

        return energy > Parsimony.Rounding * Math.Pow(form.Norm, 2) ? product / energy : null;
    }

    private Matrix<double> Excess(int layer, int register, double momentum) =>
        form[layer, register] - (momentum * form[layer - 1, register]);

    private FittedParameter Step(int layer) => new("step", Scalar(layer, form[layer, layer]));

    private double Scalar(int register, Matrix<double> matrix) =>
        PreconditionerReader.Along(matrix, preconditioners[register].Direction);

    private StepFit Result(StepKind kind, int layer, IReadOnlyList<FittedParameter> parameters, double left)
    {
        double norm = form.RowNorm(layer);
        return new StepFit(kind, parameters, norm > 0 ? Math.Sqrt(left) / norm : 0, Count(kind, layer) < layer + 1);
    }

    private static double Energy(int end, Func<int, Matrix<double>> part) =>
        Enumerable.Range(0, end).Sum(register => HeadBlocks.Energy(part(register)));

    private static Matrix<double> OffDirection(Matrix<double> matrix, Matrix<double> direction) =>
        matrix - (PreconditionerReader.Along(matrix, direction) * direction);
}
