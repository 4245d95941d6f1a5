using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Noise;
using Memformer.Learn.Auditing.Preconditioners;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Auditing.Steps;

/// <summary>Fits every kind of step that reads as a row of the canonical form, in closed form.</summary>
internal sealed class StepFitter(
    CanonicalMatrices form,
    IReadOnlyList<Preconditioner> preconditioners,
    WeightNoise noise,
    double tolerance
)
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

    private StepFit Gradient(int layer) =>
        Result(
            new LayerStep.Gradient(Step(layer)),
            layer,
            Energy(layer, register => form[layer, register]),
            layer,
            hasMomentum: false
        );

    private StepFit? Momentum(int layer)
    {
        if (Ratio(layer, layer) is not double momentum)
        {
            return null;
        }

        double left = Energy(layer, register => Excess(layer, register, momentum));
        StepNumber beta = new(momentum, MomentumResponse(layer, layer, momentum).L2Norm());
        return Result(new LayerStep.Momentum(Step(layer), beta), layer, left, layer);
    }

    private StepFit? Nesterov(int layer)
    {
        if (Ratio(layer, layer - 1) is not double momentum)
        {
            return null;
        }

        double correction = Scalar(layer - 1, Excess(layer, layer - 1, momentum));
        Vector<double> response = MomentumResponse(layer, layer - 1, momentum);
        Vector<double> own =
            Response(layer, layer - 1)
            - (momentum * Response(layer - 1, layer - 1))
            - (Scalar(layer - 1, form[layer - 1, layer - 1]) * response);
        double left = Energy(layer - 1, register => Excess(layer, register, momentum));
        return Result(
            new LayerStep.Nesterov(
                Step(layer),
                new StepNumber(momentum, response.L2Norm()),
                new StepNumber(correction, own.L2Norm())
            ),
            layer,
            left,
            layer - 1
        );
    }

    private StepFit Lfom(int layer)
    {
        StepNumber[] coefficients =
        [
            .. Enumerable
                .Range(0, layer + 1)
                .Select(register => new StepNumber(
                    Scalar(register, form[layer, register]),
                    Response(layer, register).L2Norm()
                )),
        ];
        double left = Energy(
            layer + 1,
            register => OffDirection(form[layer, register], preconditioners[register].Measured)
        );
        return Result(new LayerStep.Combination(coefficients), layer, left, 0);
    }

    /// <summary>The β of <c>C_{l,j} ≈ β C_{l−1,j}</c>, j &lt; end; null when the previous row is zero there.</summary>
    private double? Ratio(int layer, int end)
    {
        double product = 0;
        double energy = 0;
        for (int register = 0; register < end; register++)
        {
            product += MatrixGeometry.Inner(form[layer, register], form[layer - 1, register]);
            energy += MatrixGeometry.Energy(form[layer - 1, register]);
        }

        return energy > Parsimony.Rounding * Math.Pow(form.Norm, 2) ? product / energy : null;
    }

    private Matrix<double> Excess(int layer, int register, double momentum) =>
        form[layer, register] - (momentum * form[layer - 1, register]);

    /// <summary>The length of the step along the layer's own gradient.</summary>
    public StepNumber Step(int layer) => new(Scalar(layer, form[layer, layer]), Response(layer, layer).L2Norm());

    private double Scalar(int register, Matrix<double> matrix) =>
        MatrixGeometry.Along(matrix, preconditioners[register].Direction);

    private StepFit Result(LayerStep step, int layer, double left, int end, bool hasMomentum = true)
    {
        double norm = form.RowNorm(layer);
        double deviation = norm > 0 ? Math.Sqrt(left) / norm : 0;

        // Noise is long to account for in deep networks: not where there is none, nor for what is out of the question.
        double squares =
            deviation <= Parsimony.Rounding ? 0
            : deviation > tolerance ? double.PositiveInfinity
            : Squares(layer, end, hasMomentum);
        return new StepFit(step, deviation, squares, step.Numbers < layer + 1);
    }

    /// <summary>
    /// The squared residuals of <c>c_{l,j} = β c_{l−1,j}</c>, j &lt; end, in the metric of the noise, with the β that
    /// makes them least; with β = 0 if there is no momentum.
    /// </summary>
    private double Squares(int layer, int end, bool hasMomentum)
    {
        if (end == 0)
        {
            return 0;
        }

        Vector<double> own = Coefficients(layer, end);
        Vector<double> previous = Coefficients(layer - 1, end);
        hasMomentum &= previous.L2Norm() > 0;
        double momentum = hasMomentum ? own * previous / (previous * previous) : 0;
        Vector<double> residuals = own;

        // The noise of the residuals depends on β a little: two rounds settle it.
        for (int round = 0; round < 2; round++)
        {
            Matrix<double> whitening = WeightNoise.Whitening(
                Matrix<double>.Build.DenseOfRowVectors(
                    Enumerable
                        .Range(0, end)
                        .Select(register =>
                            hasMomentum
                                ? Response(layer, register) - (momentum * Response(layer - 1, register))
                                : Response(layer, register)
                        )
                )
            );
            Vector<double> left = whitening * own;
            Vector<double> right = whitening * previous;
            momentum = hasMomentum ? left * right / (right * right) : 0;
            residuals = left - (momentum * right);
        }

        return residuals * residuals;
    }

    /// <summary>How the β of <see cref="Ratio"/> moves with the sources of noise.</summary>
    private Vector<double> MomentumResponse(int layer, int end, double momentum)
    {
        double[] energies =
        [
            .. Enumerable.Range(0, end).Select(register => MatrixGeometry.Energy(preconditioners[register].Direction)),
        ];
        Vector<double> previous = Coefficients(layer - 1, end);
        double energy = previous.Select((value, register) => energies[register] * value * value).Sum();
        return Enumerable
            .Range(0, end)
            .Select(register =>
                energies[register]
                * previous[register]
                / energy
                * (Response(layer, register) - (momentum * Response(layer - 1, register)))
            )
            .Aggregate((left, right) => left + right);
    }

    private Vector<double> Coefficients(int layer, int end) =>
        Vector<double>.Build.Dense(end, register => Scalar(register, form[layer, register]));

    private Vector<double> Response(int layer, int register) =>
        noise.Response(layer, register, preconditioners[register].Direction);

    private static double Energy(int end, Func<int, Matrix<double>> part) =>
        Enumerable.Range(0, end).Sum(register => MatrixGeometry.Energy(part(register)));

    private static Matrix<double> OffDirection(Matrix<double> matrix, Matrix<double> direction) =>
        matrix - (MatrixGeometry.Along(matrix, direction) * direction);
}
