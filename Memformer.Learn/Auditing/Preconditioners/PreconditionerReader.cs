using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Memformer.Learn.Auditing.Reading;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Auditing.Preconditioners;

/// <summary>Finds what each register's preconditioner is, and whether the layers share it.</summary>
internal sealed class PreconditionerReader(CanonicalMatrices form, Matrix<double> inverseCovariance, double tolerance)
{
    /// <summary>
    /// What training leaves over on a preconditioner is not the same for all entries, as the F-test takes it to be; so a
    /// richer kind must be closer by this factor as well.
    /// </summary>
    private readonly Parsimony _parsimony = new(MuchCloser: 100);

    private readonly Matrix<double> _identity = Matrix<double>.Build.DenseIdentity(form.Dimension);

    /// <summary>The preconditioner of register j: the one direction of <c>C_{j,j} … C_{L−1,j}</c>.</summary>
    public Preconditioner OfRegister(int register)
    {
        Matrix<double>[] uses =
        [
            .. Enumerable.Range(register, form.Layers - register).Select(layer => form[layer, register]),
        ];
        return Classify(uses, form[register, register]);
    }

    /// <summary>The one preconditioner that all registers come closest to sharing.</summary>
    public Preconditioner Shared() =>
        Of(
            Enumerable
                .Range(0, form.Layers)
                .SelectMany(layer => Enumerable.Range(0, layer + 1).Select(register => (layer, register)))
        );

    /// <summary>The one preconditioner that some entries of the canonical form come closest to sharing.</summary>
    public Preconditioner Of(IEnumerable<(int Layer, int Register)> entries)
    {
        Matrix<double>[] uses = [.. entries.Select(entry => form[entry.Layer, entry.Register])];
        return Classify(uses, uses[0]);
    }

    private Preconditioner Classify(IReadOnlyList<Matrix<double>> uses, Matrix<double> own)
    {
        (Matrix<double> measured, double mixture) = Dominant(uses);
        Dictionary<PreconditionerForm, double> distances = new()
        {
            [PreconditionerForm.Identity] = MatrixGeometry.Distance(measured, _identity),
            [PreconditionerForm.InverseCovariance] = MatrixGeometry.Distance(measured, inverseCovariance),
            [PreconditionerForm.Diagonal] = MatrixGeometry.Distance(measured, MatrixGeometry.DiagonalOf(measured)),
            [PreconditionerForm.General] = 0,
        };
        PreconditionerForm kind = Choose(distances);
        Matrix<double> direction = kind switch
        {
            PreconditionerForm.Identity => _identity,
            PreconditionerForm.InverseCovariance => inverseCovariance,
            PreconditionerForm.Diagonal => Normalised(MatrixGeometry.DiagonalOf(measured)),
            _ => measured,
        };
        return new Preconditioner
        {
            Kind = kind,
            Direction = direction,
            Scale = MatrixGeometry.Along(own, direction),
            Deviation = distances[kind],
            Distances = distances,
            Measured = measured,
            Mixture = mixture,
        };
    }

    private PreconditionerForm Choose(Dictionary<PreconditionerForm, double> distances)
    {
        int d = form.Dimension;
        PreconditionerForm[] admitted =
        [
            .. Enum.GetValues<PreconditionerForm>().Where(kind => distances[kind] <= tolerance),
        ];
        int? chosen = _parsimony.Choose([
            .. admitted.Select(kind => new Explanation(Math.Pow(distances[kind], 2), kind.Numbers(d), d * d)),
        ]);
        return chosen is int index ? admitted[index] : PreconditionerForm.General;
    }

    /// <summary>The direction that carries the most of several matrices, and the share of them that it leaves.</summary>
    private (Matrix<double> Direction, double Left) Dominant(IReadOnlyList<Matrix<double>> matrices)
    {
        if (matrices.Count > form.Dimension * form.Dimension)
        {
            return DominantOfMany(matrices);
        }

        Matrix<double> gram = Matrix<double>.Build.Dense(
            matrices.Count,
            matrices.Count,
            (i, j) => MatrixGeometry.Inner(matrices[i], matrices[j])
        );
        double total = gram.Trace();
        if (!(total > 0))
        {
            return (_identity, 0);
        }

        Evd<double> spectrum = gram.Evd(Symmetricity.Symmetric);
        Vector<double> weights = spectrum.EigenVectors.Column(matrices.Count - 1);
        Matrix<double> direction = matrices
            .Select((matrix, index) => weights[index] * matrix)
            .Aggregate((a, b) => a + b);
        double left = 1 - (spectrum.EigenValues[matrices.Count - 1].Real / total);
        return (Normalised(direction), Math.Sqrt(Math.Max(left, 0)));
    }

    /// <summary>The same where there are more matrices than entries: from the second moment of the entries.</summary>
    private (Matrix<double> Direction, double Left) DominantOfMany(IReadOnlyList<Matrix<double>> matrices)
    {
        int d = form.Dimension;
        Matrix<double> rows = Matrix<double>.Build.DenseOfRowArrays(
            matrices.Select(matrix => matrix.ToColumnMajorArray())
        );
        Matrix<double> moment = rows.TransposeThisAndMultiply(rows);
        double total = moment.Trace();
        if (!(total > 0))
        {
            return (_identity, 0);
        }

        Evd<double> spectrum = moment.Evd(Symmetricity.Symmetric);
        Vector<double> direction = spectrum.EigenVectors.Column((d * d) - 1);
        double left = 1 - (spectrum.EigenValues[(d * d) - 1].Real / total);
        return (Normalised(Matrix<double>.Build.DenseOfColumnMajor(d, d, direction)), Math.Sqrt(Math.Max(left, 0)));
    }

    private Matrix<double> Normalised(Matrix<double> matrix)
    {
        double norm = matrix.FrobeniusNorm();
        double sign = matrix.Trace() < 0 ? -1 : 1;
        return norm > 0 ? matrix * (sign * Math.Sqrt(form.Dimension) / norm) : matrix;
    }
}
