using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Numerics;
using Memformer.Theory.Methods;

namespace Memformer.Learn.Auditing.Preconditioners;

/// <summary>
/// Whether the matrices of a network's steps are preconditioners, so that a method is tested by them: any network without
/// memory takes "steps" with matrices of its own, trained or not.
/// </summary>
internal sealed class PreconditionerTest(CanonicalMatrices form, PreconditionerReader preconditioners, double tolerance)
{
    /// <summary>Whether a method has a matrix for every step; one matrix for all steps is the preconditioner they share.</summary>
    public static bool HasOnePerStep(LinearMethod method) =>
        method.Parameters.Any(parameter => parameter.IsMatrix && parameter.IsIndexed);

    /// <summary>Why the network is not a method that fits it; null where nothing is against it.</summary>
    public string? Objection(LinearMethod method)
    {
        if (!(form.Norm > 0))
        {
            return "all its matrices are zero: it answers 0 to every prompt, and no method is tested by that";
        }

        Preconditioner shared = preconditioners.Shared();
        if (!HasOnePerStep(method))
        {
            return OfShape(shared) ?? OfDirection(shared);
        }

        Preconditioner[] own =
        [
            .. Enumerable
                .Range(0, form.Layers)
                .Where(register => form[register, register].FrobeniusNorm() > 0)
                .Select(preconditioners.OfRegister),
        ];
        bool isPositive = own.All(matrix => OfShape(matrix) is null && matrix.Scale > 0);
        bool isOneShape = shared.Mixture <= tolerance || own.All(matrix => matrix.Kind != PreconditionerForm.General);
        return isPositive && isOneShape
            ? null
            : "each layer is a gradient step with a matrix of its own"
                + (isPositive ? "" : ", and not all of these are positive definite")
                + "; no method is tested by that";
    }

    /// <summary>A preconditioner is positive definite; one that misses directions within the tolerance passes.</summary>
    private string? OfShape(Preconditioner matrix)
    {
        IReadOnlyList<double> eigenvalues = matrix.Eigenvalues;
        return eigenvalues[0] < -tolerance * eigenvalues[^1]
            ? "the matrix of its steps is indefinite (eigenvalues from "
                + $"{NumberText.Of(eigenvalues[0] / eigenvalues[^1], 4)} to 1 times the largest): a preconditioner is positive "
                + "definite, and these steps climb in some directions"
            : null;
    }

    /// <summary>All steps together go down the gradient: −p′(0) &gt; 0 for the residual polynomial.</summary>
    private string? OfDirection(Preconditioner shared)
    {
        double total = Enumerable
            .Range(0, form.Layers)
            .SelectMany(layer => Enumerable.Range(0, layer + 1).Select(register => form[layer, register]))
            .Sum(entry => MatrixGeometry.Along(entry, shared.Direction));
        return total > 0 ? null : "its steps go up the gradient (ascent): the error grows from the first";
    }
}
