using MathNet.Numerics.LinearAlgebra;
using Memformer.Learn.Spectra;

namespace Memformer.Learn.Solvers;

/// <summary>
/// GD++ with scalar blocks as it answers a prompt: w ← w − a_l S² (H w − b), S ← S − b_l a_l S³ H, S = q_l(H). The steps
/// are those of the network, so nothing is lost to the cancelling coefficients of its residual polynomial.
/// </summary>
/// <param name="Network">The parameters.</param>
public sealed record GdPlusPlusBaseline(GdPlusPlus Network) : Baseline("gd++")
{
    /// <summary>Answers with all of the network's layers, whatever number of steps is asked for.</summary>
    public override double[] Solve(double[,] hessian, double[] moment, int steps)
    {
        Matrix<double> h = Matrix<double>.Build.DenseOfArray(hessian);
        Vector<double> b = Vector<double>.Build.DenseOfArray(moment);
        Matrix<double> s = Matrix<double>.Build.DenseIdentity(moment.Length);
        Vector<double> w = Vector<double>.Build.Dense(moment.Length);
        for (int l = 0; l < Network.Layers; l++)
        {
            Matrix<double> square = s * s;
            w -= Network.Steps[l] * (square * ((h * w) - b));
            if (l < Network.Whitening.Count)
            {
                s -= Network.Whitening[l] * Network.Steps[l] * (square * s * h);
            }
        }

        return w.ToArray();
    }
}
