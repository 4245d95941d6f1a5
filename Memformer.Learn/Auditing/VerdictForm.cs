using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Auditing.Preconditioners;
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

        return new CanonicalMatrices(rows);
    }

    private static Matrix<double>[] Row(
        LayerVerdict layer,
        IReadOnlyList<LayerVerdict> layers,
        Matrix<double>[] previous
    )
    {
        int own = layer.Index;
        Matrix<double> Along(int register, double factor) => factor * layers[register].Preconditioner.Direction;
        if (layer.Kind is StepKind.Lfom or StepKind.GdPlusPlus or StepKind.None)
        {
            return [.. layer.Coefficients.Select((coefficient, register) => Along(register, coefficient))];
        }

        double momentum = Value(layer, "momentum");
        Matrix<double>[] row = [.. previous.Select(entry => momentum * entry), Along(own, Value(layer, "step"))];
        if (layer.Kind == StepKind.Nesterov)
        {
            row[own - 1] += Along(own - 1, Value(layer, "correction"));
        }

        return row;
    }

    private static double Value(LayerVerdict layer, string name) =>
        layer.Parameters.FirstOrDefault(parameter => parameter.Name == name)?.Value ?? 0;
}
