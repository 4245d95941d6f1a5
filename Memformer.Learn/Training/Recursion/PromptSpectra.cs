using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Objectives;

namespace Memformer.Learn.Training.Recursion;

/// <summary>
/// A batch of prompts, eigenvector by eigenvector of H in coordinates x = R x': all that a network sees whose preconditioners are
/// multiples of (R Rᵀ)⁻¹ and whose values are multiples of I. The mean loss is then the mean over eigenvectors of
/// <c>d (vᵀΣv) (vᵀSv) p(h)²</c>, exactly where Σ or the tasks' covariance S is a multiple of I in those coordinates.
/// </summary>
/// <param name="Eigenvalues">h, d for each prompt; at least 0.</param>
/// <param name="Weights">d vᵀΣv, times the prompt's weight in means under the law.</param>
/// <param name="Tasks">vᵀSv, the mean square of w* along the eigenvector.</param>
/// <param name="NoiseToContext">σ²/n.</param>
internal sealed record PromptSpectra(double[] Eigenvalues, double[] Weights, double[] Tasks, double NoiseToContext)
{
    /// <summary>The spectra of the prompts that a (seed, step) means.</summary>
    /// <param name="objective">Whose prompts they are.</param>
    /// <param name="prompts">How many.</param>
    /// <param name="seed">With the step, decides the prompts.</param>
    /// <param name="step">A number that no training step has.</param>
    /// <param name="coordinates">R, d×d.</param>
    public static PromptSpectra Draw(
        Objective objective,
        int prompts,
        ulong seed,
        ulong step,
        Matrix<double> coordinates
    )
    {
        ArgumentNullException.ThrowIfNull(objective);
        PromptSource source = PromptSource.Of(objective);
        (int d, int stride) = (source.Dimension, source.Stride);
        PromptStatistics statistics = PromptStatistics.Allocate(d, source.Rows);
        Matrix<double> inverse = coordinates.Inverse();
        Matrix<double> queries =
            inverse * Matrix<double>.Build.DenseOfArray(objective.Law.Covariance) * inverse.Transpose();
        Matrix<double> taskRoot = coordinates.TransposeThisAndMultiply(
            Matrix<double>.Build.DenseOfArray(ExactSource.TaskRoot(objective.Law))
        );
        RandomSource random = new(seed, step);
        source.Begin(new PromptRange(seed, step, 0, prompts, random));
        double[] eigenvalues = new double[prompts * d];
        double[] weights = new double[prompts * d];
        double[] tasks = new double[prompts * d];
        for (int prompt = 0; prompt < prompts; prompt++)
        {
            source.Draw(random, statistics);
            Matrix<double> hessian = Matrix<double>.Build.Dense(
                d,
                d,
                (i, j) => statistics.Hessian.Span[(i * stride) + j]
            );
            Evd<double> spectrum = (inverse * hessian * inverse.Transpose()).Evd(Symmetricity.Symmetric);
            for (int i = 0; i < d; i++)
            {
                int place = (prompt * d) + i;
                Vector<double> direction = spectrum.EigenVectors.Column(i);
                eigenvalues[place] = Math.Max(0, spectrum.EigenValues[i].Real);
                weights[place] = d * source.Weight * direction.DotProduct(queries * direction);
                tasks[place] = Math.Pow((direction * taskRoot).L2Norm(), 2);
            }
        }

        double noise = objective.Law.Noise;
        return new PromptSpectra(eigenvalues, weights, tasks, noise * noise / objective.Context);
    }
}
