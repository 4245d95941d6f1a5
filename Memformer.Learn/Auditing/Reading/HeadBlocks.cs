using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Models;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Auditing.Reading;

/// <summary>
/// One attention head read in the family's terms: <c>P = [B b; cᵀ p]</c>, <c>Q = [−Aᵀ u; vᵀ q]</c>. A head of the
/// family has b, c, u, v, q zero. The pair (P, Q) is only known up to a factor that moves between the two, so what
/// is kept is free of it: <c>pA</c>, which acts on the iterate, and <c>B H (Aᵀ)</c> as the two factors of a product.
/// </summary>
internal sealed record HeadBlocks
{
    /// <summary>Splits a head.</summary>
    public HeadBlocks(AttentionHead head)
    {
        int d = head.P.GetLength(0) - 1;
        Matrix<double> p = Matrix<double>.Build.DenseOfArray(head.P);
        Matrix<double> q = Matrix<double>.Build.DenseOfArray(head.Q);
        double balance = Balance(p, q);
        p /= balance;
        q *= balance;
        Preconditioner = -q.SubMatrix(0, d, 0, d).Transpose();
        Feature = p.SubMatrix(0, d, 0, d);
        Corner = p[d, d];
        TopEnergy = MatrixGeometry.Energy(p.SubMatrix(0, d, d, 1));
        BottomEnergy = MatrixGeometry.Energy(p.SubMatrix(d, 1, 0, d));
        QueryEnergy =
            MatrixGeometry.Energy(q.SubMatrix(0, d, d, 1)) + MatrixGeometry.Energy(q.SubMatrix(d, 1, 0, d + 1));
        Norm = q.FrobeniusNorm();
    }

    /// <summary>A, d×d, in the scale in which P and Q have the same norm.</summary>
    public Matrix<double> Preconditioner { get; }

    /// <summary>B, d×d, in the same scale.</summary>
    public Matrix<double> Feature { get; }

    /// <summary>p, in the same scale.</summary>
    public double Corner { get; }

    /// <summary>‖P‖_F = ‖Q‖_F, in the same scale.</summary>
    public double Norm { get; }

    /// <summary>pA: what the register adds to the iterate is <c>(pA ∇f(w))ᵀ X</c>.</summary>
    public Matrix<double> Gradient => Corner * Preconditioner;

    /// <summary>‖b‖²: answers that leak into the features.</summary>
    public double TopEnergy { get; }

    /// <summary>‖c‖²: features that leak into the answers.</summary>
    public double BottomEnergy { get; }

    /// <summary>‖u‖² + ‖v‖² + q²: answers that decide where attention goes.</summary>
    public double QueryEnergy { get; }

    private static double Balance(Matrix<double> p, Matrix<double> q)
    {
        (double left, double right) = (p.FrobeniusNorm(), q.FrobeniusNorm());
        return left > 0 && right > 0 ? Math.Sqrt(left / right) : 1;
    }
}
