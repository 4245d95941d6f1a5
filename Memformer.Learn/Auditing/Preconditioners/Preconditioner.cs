using MathNet.Numerics.LinearAlgebra;

namespace Memformer.Learn.Auditing.Preconditioners;

/// <summary>The kinds of preconditioner, from the simplest to the most general.</summary>
public enum PreconditionerForm
{
    /// <summary>Ā = I.</summary>
    Identity,

    /// <summary>Ā = Σ⁻¹, the inverse of the covariates' covariance.</summary>
    InverseCovariance,

    /// <summary>Ā diagonal, ‖Ā‖_F = √d, trace ≥ 0.</summary>
    Diagonal,

    /// <summary>Any Ā, ‖Ā‖_F = √d, trace ≥ 0.</summary>
    General,
}

/// <summary>The names of preconditioner kinds in files.</summary>
public static class PreconditionerForms
{
    /// <summary>The name of a kind, such as <c>inverse-covariance</c>.</summary>
    public static string Name(this PreconditionerForm kind) =>
        kind switch
        {
            PreconditionerForm.Identity => "identity",
            PreconditionerForm.InverseCovariance => "inverse-covariance",
            PreconditionerForm.Diagonal => "diagonal",
            _ => "general",
        };

    /// <summary>How many numbers a d×d matrix of a kind is free to choose, its scale among them.</summary>
    internal static int Numbers(this PreconditionerForm kind, int dimension) =>
        kind switch
        {
            PreconditionerForm.Diagonal => dimension,
            PreconditionerForm.General => dimension * dimension,
            _ => 1,
        };
}

/// <summary>The preconditioner of one register, <c>A = Scale · Direction</c> up to the deviation.</summary>
public sealed record Preconditioner
{
    /// <summary>What Ā is.</summary>
    public required PreconditionerForm Kind { get; init; }

    /// <summary>Ā, d×d: I, Σ⁻¹, or the register's own matrix normalised to ‖Ā‖_F = √d with trace ≥ 0.</summary>
    public required Matrix<double> Direction { get; init; }

    /// <summary>The factor on Ā in the layer that makes the register: the step of that layer.</summary>
    public required double Scale { get; init; }

    /// <summary>‖A − scale Ā‖_F / ‖A‖_F.</summary>
    public required double Deviation { get; init; }

    /// <summary>The same distance for every kind, whether chosen or not, by kind.</summary>
    public required IReadOnlyDictionary<PreconditionerForm, double> Distances { get; init; }

    /// <summary>The register's own matrix, normalised to ‖·‖_F = √d with trace ≥ 0, whatever its kind.</summary>
    public required Matrix<double> Measured { get; init; }

    /// <summary>
    /// The part of the register's uses that are not multiples of one matrix, relative; above 0 only with several heads.
    /// </summary>
    public required double Mixture { get; init; }

    /// <summary>‖A − Aᵀ‖_F / (2 ‖A‖_F).</summary>
    public double Asymmetry => (Measured - Measured.Transpose()).FrobeniusNorm() / (2 * Measured.FrobeniusNorm());

    /// <summary>The eigenvalues of the symmetric part of <see cref="Measured"/>, ascending.</summary>
    public IReadOnlyList<double> Eigenvalues =>
        [
            .. ((Measured + Measured.Transpose()) / 2)
                .Evd(Symmetricity.Symmetric)
                .EigenValues.Select(value => value.Real)
                .Order(),
        ];
}
