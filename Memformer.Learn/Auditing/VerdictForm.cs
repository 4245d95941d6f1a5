using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Auditing.Steps;

namespace Memformer.Learn.Auditing;

/// <summary>The canonical form that the verdicts describe: fitted parameters on the preconditioners they were found to be.</summary>
internal static class VerdictForm
{
    /// <summary>Builds the form, layer by layer.</summary>
    public static CanonicalMatrices Of(IReadOnlyList<LayerVerdict> layers)
    {
        List<Matrix<double>[]> rows = [];
        foreach (LayerVerdict layer in layers)
        {
            rows.Add(Row(layer, layers, rows.Count > 0 ? rows[^1] : []));
        }

        return new CanonicalMatrices(new(rows));
    }

    private static Matrix<double>[] Row(
        LayerVerdict layer,
        IReadOnlyList<LayerVerdict> layers,
        Matrix<double>[] previous
    )
    {
        int own = layer.Index;
        Matrix<double> Along(int register, double factor) => factor * layers[register].Preconditioner.Direction;
        Matrix<double>[] Step(StepNumber step, double momentum) =>
            [.. previous.Select(entry => momentum * entry), Along(own, step.Value)];
        switch (layer.Fit.Step)
        {
            case LayerStep.Gradient gradient:
                return Step(gradient.Step, 0);
            case LayerStep.Momentum momentum:
                return Step(momentum.Step, momentum.Beta.Value);
            case LayerStep.Nesterov nesterov:
                Matrix<double>[] row = Step(nesterov.Step, nesterov.Beta.Value);
                row[own - 1] += Along(own - 1, nesterov.Correction.Value);
                return row;
            default:
                return [.. layer.Coefficients.Select((coefficient, register) => Along(register, coefficient))];
        }
    }
}
