using ILGPU;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;

namespace Memformer.Learn.Devices;

/// <summary>The kernel that stretches one direction of some prompts: what <see cref="StretchedTails"/> does, for a block of prompts.</summary>
internal static class TailKernels
{
    private const int MostSweeps = 30;

    /// <summary>What is left beside the diagonal, relative to its square, is rounding.</summary>
    private const double Rounding = 1e-30;

    /// <summary>Stretches T, or leaves it as it is, and weighs the prompt.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="prompts">The prompts' vectors.</param>
    /// <param name="shared">What all prompts share.</param>
    /// <param name="shape">Where they lie.</param>
    /// <param name="first">The place in the batch of the block's first prompt.</param>
    /// <param name="seed">The user's seed.</param>
    /// <param name="step">The training step.</param>
    public static void Stretch(
        Index1D prompt,
        ArrayView<double> prompts,
        ArrayView<double> shared,
        KernelShape shape,
        int first,
        ulong seed,
        ulong step
    )
    {
        double share = shared[shape.TailShare];
        if (share <= 0)
        {
            prompts[shape.Prompt(shape.Weights, prompt)] = 1;
            return;
        }

        SetSpectrum(prompt, prompts, shape);
        Diagonalise(prompt, prompts, shape);
        int top = 0;
        for (int i = 1; i < shape.Rank; i++)
        {
            top = Eigenvalue(prompt, prompts, shape, i) > Eigenvalue(prompt, prompts, shape, top) ? i : top;
        }

        double largest = Eigenvalue(prompt, prompts, shape, top);
        double choice = new PromptStream(seed, step, first + prompt).Choice(0);
        if (choice <= share)
        {
            int which = Math.Min((int)(choice / share * KernelShape.MostStretches), KernelShape.MostStretches - 1);
            double factor = shared[shape.Stretches + which];
            Stretch(prompt, prompts, shape, top, Math.Sqrt(factor) - 1);
            largest *= factor;
        }

        double stretched = 0;
        for (int which = 0; which < KernelShape.MostStretches; which++)
        {
            stretched += DensityRatio(prompt, prompts, shape, top, largest, shared[shape.Stretches + which]);
        }

        prompts[shape.Prompt(shape.Weights, prompt)] =
            1 / (1 - share + (share * stretched / KernelShape.MostStretches));
    }

    private static double Eigenvalue(int prompt, ArrayView<double> prompts, KernelShape shape, int place) =>
        prompts[shape.Prompt(shape.Spectra + (place * (shape.Rank + 1)), prompt)];

    /// <summary>TTᵀ, and I where its eigenvectors will be.</summary>
    private static void SetSpectrum(int prompt, ArrayView<double> prompts, KernelShape shape)
    {
        int size = shape.Rank;
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                double sum = 0;
                for (int k = 0; k < shape.Dimension; k++)
                {
                    sum +=
                        prompts[shape.Prompt(KernelShape.Triangles + (i * shape.Dimension) + k, prompt)]
                        * prompts[shape.Prompt(KernelShape.Triangles + (j * shape.Dimension) + k, prompt)];
                }

                prompts[shape.Prompt(shape.Spectra + (i * size) + j, prompt)] = sum;
                // Not 1 and 0: the compiler of kernels takes the bits of a truth that is converted for those of the number.
                prompts[shape.Prompt(shape.Eigenvectors + (i * size) + j, prompt)] = i == j ? 1.0 : 0.0;
            }
        }
    }

    /// <summary>Jacobi's rotations, as <see cref="SymmetricEigenvalues"/> has them.</summary>
    private static void Diagonalise(int prompt, ArrayView<double> prompts, KernelShape shape)
    {
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            double diagonal = 0;
            double beside = 0;
            for (int i = 0; i < shape.Rank; i++)
            {
                double own = Eigenvalue(prompt, prompts, shape, i);
                diagonal += own * own;
                for (int j = 0; j < i; j++)
                {
                    double entry = prompts[shape.Prompt(shape.Spectra + (i * shape.Rank) + j, prompt)];
                    beside += entry * entry;
                }
            }

            if (beside <= Rounding * diagonal)
            {
                return;
            }

            for (int i = 1; i < shape.Rank; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    Rotate(prompt, prompts, shape, i, j);
                }
            }
        }
    }

    /// <summary>Makes entry (i, j) vanish.</summary>
    private static void Rotate(int prompt, ArrayView<double> prompts, KernelShape shape, int i, int j)
    {
        int size = shape.Rank;
        int first = shape.Spectra + (i * size);
        int second = shape.Spectra + (j * size);
        double beside = prompts[shape.Prompt(first + j, prompt)];
        if (beside == 0)
        {
            return;
        }

        double own = prompts[shape.Prompt(first + i, prompt)];
        double other = prompts[shape.Prompt(second + j, prompt)];
        double half = (other - own) / (2 * beside);
        double tangent = 1 / (Math.Abs(half) + Math.Sqrt(1 + (half * half)));
        tangent = half < 0 ? -tangent : tangent;
        double cosine = 1 / Math.Sqrt(1 + (tangent * tangent));
        double sine = tangent * cosine;
        Combine(prompt, prompts, shape, first, second, cosine, sine);
        Combine(prompt, prompts, shape, shape.Eigenvectors + (i * size), shape.Eigenvectors + (j * size), cosine, sine);
        for (int k = 0; k < size; k++)
        {
            int row = shape.Spectra + (k * size);
            prompts[shape.Prompt(row + i, prompt)] = prompts[shape.Prompt(first + k, prompt)];
            prompts[shape.Prompt(row + j, prompt)] = prompts[shape.Prompt(second + k, prompt)];
        }

        prompts[shape.Prompt(first + i, prompt)] = own - (tangent * beside);
        prompts[shape.Prompt(second + j, prompt)] = other + (tangent * beside);
        prompts[shape.Prompt(first + j, prompt)] = 0;
        prompts[shape.Prompt(second + i, prompt)] = 0;
    }

    private static void Combine(
        int prompt,
        ArrayView<double> prompts,
        KernelShape shape,
        int first,
        int second,
        double cosine,
        double sine
    )
    {
        for (int k = 0; k < shape.Rank; k++)
        {
            double left = prompts[shape.Prompt(first + k, prompt)];
            double right = prompts[shape.Prompt(second + k, prompt)];
            prompts[shape.Prompt(first + k, prompt)] = (cosine * left) - (sine * right);
            prompts[shape.Prompt(second + k, prompt)] = (sine * left) + (cosine * right);
        }
    }

    /// <summary>T += factor · u uᵀ T, u the eigenvector of T Tᵀ.</summary>
    private static void Stretch(int prompt, ArrayView<double> prompts, KernelShape shape, int top, double factor)
    {
        int vector = shape.Eigenvectors + (top * shape.Rank);
        for (int column = 0; column < shape.Dimension; column++)
        {
            double sum = 0;
            for (int row = 0; row < shape.Rank; row++)
            {
                sum +=
                    prompts[shape.Prompt(vector + row, prompt)]
                    * prompts[shape.Prompt(KernelShape.Triangles + (row * shape.Dimension) + column, prompt)];
            }

            for (int row = 0; row < shape.Rank; row++)
            {
                int place = shape.Prompt(KernelShape.Triangles + (row * shape.Dimension) + column, prompt);
                prompts[place] += factor * sum * prompts[shape.Prompt(vector + row, prompt)];
            }
        }
    }

    /// <summary>The density of stretched eigenvalues over that of the law, at the prompt's own.</summary>
    private static double DensityRatio(
        int prompt,
        ArrayView<double> prompts,
        KernelShape shape,
        int top,
        double largest,
        double factor
    )
    {
        double before = largest / factor;
        double power = (Math.Abs(shape.Context - shape.Dimension) + 1) / 2.0;
        double ratio = ScalarMath.Exp(((largest - before) / 2) - (power * ScalarMath.Log(factor)));
        for (int other = 0; other < shape.Rank; other++)
        {
            double eigenvalue = Eigenvalue(prompt, prompts, shape, other);
            if (other != top)
            {
                // The largest was the largest before it was stretched.
                ratio *= Math.Max(before - eigenvalue, 0) / (largest - eigenvalue);
            }
        }

        return ratio;
    }
}
