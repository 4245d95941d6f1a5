using ILGPU;
using Memformer.Learn.Problems;
using Memformer.Learn.Training.Recursion;

namespace Memformer.Learn.Devices;

/// <summary>
/// Kernels that draw a block of prompts of <see cref="CounterSource"/>: H from its Wishart law by Bartlett's decomposition, and what
/// the rows of V start from.
/// </summary>
internal static class PromptKernels
{
    /// <summary>A row of each prompt's T, by a thread: χ on the diagonal, normal numbers behind it.</summary>
    /// <param name="thread">row · prompts + prompt.</param>
    /// <param name="prompts">The prompts' vectors.</param>
    /// <param name="shape">Where they lie.</param>
    /// <param name="first">The place in the batch of the block's first prompt.</param>
    /// <param name="seed">The user's seed.</param>
    /// <param name="step">The training step.</param>
    public static void DrawTriangles(
        Index1D thread,
        ArrayView<double> prompts,
        KernelShape shape,
        int first,
        ulong seed,
        ulong step
    )
    {
        int prompt = thread % shape.Prompts;
        int row = thread / shape.Prompts;
        int d = shape.Dimension;
        int entries = KernelShape.Triangles + (row * d);
        PromptStream stream = new(seed, step, first + prompt);
        for (int column = 0; column < row; column++)
        {
            prompts[shape.Prompt(entries + column, prompt)] = 0;
        }

        prompts[shape.Prompt(entries + row, prompt)] = Math.Sqrt(stream.ChiSquared(row, shape.Context - row));
        for (int column = row + 1; column < d; column += 2)
        {
            NormalPair pair = stream.Normals(row, (column - row - 1) / 2);
            prompts[shape.Prompt(entries + column, prompt)] = pair.First;
            if (column + 1 < d)
            {
                prompts[shape.Prompt(entries + column + 1, prompt)] = pair.Second;
            }
        }
    }

    /// <summary>A row of each prompt's R = T Cᵀ, by a thread, with Σ = C Cᵀ.</summary>
    /// <param name="thread">row · prompts + prompt.</param>
    /// <param name="prompts">The prompts' vectors.</param>
    /// <param name="shared">What all prompts share.</param>
    /// <param name="shape">Where they lie.</param>
    public static void SetRoots(Index1D thread, ArrayView<double> prompts, ArrayView<double> shared, KernelShape shape)
    {
        int prompt = thread % shape.Prompts;
        int row = thread / shape.Prompts;
        int d = shape.Dimension;
        for (int column = 0; column < d; column++)
        {
            double sum = 0;
            for (int k = 0; k <= column; k++)
            {
                sum +=
                    prompts[shape.Prompt(KernelShape.Triangles + (row * d) + k, prompt)]
                    * shared[shape.CovarianceRoot + (column * d) + k];
            }

            prompts[shape.Prompt(shape.Roots + (row * d) + column, prompt)] = sum;
        }
    }

    /// <summary>A row of each prompt's H = RᵀR/n, by a thread.</summary>
    /// <param name="thread">row · prompts + prompt.</param>
    /// <param name="prompts">The prompts' vectors.</param>
    /// <param name="shape">Where they lie.</param>
    public static void SetHessians(Index1D thread, ArrayView<double> prompts, KernelShape shape)
    {
        int prompt = thread % shape.Prompts;
        int row = thread / shape.Prompts;
        int d = shape.Dimension;
        for (int column = 0; column < d; column++)
        {
            double sum = 0;
            for (int k = 0; k < shape.Rank; k++)
            {
                int entries = shape.Roots + (k * d);
                sum += prompts[shape.Prompt(entries + row, prompt)] * prompts[shape.Prompt(entries + column, prompt)];
            }

            prompts[shape.Prompt(shape.Hessians + (row * d) + column, prompt)] = sum / shape.Context;
        }
    }

    /// <summary>
    /// The rows of the roots that each prompt takes, by a thread: without repetition, by the shuffle of Fisher and Yates, where it does
    /// not take all.
    /// </summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="orders">d numbers of tasks for each prompt, then Rank numbers of the noise's rows.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="first">The place in the batch of the block's first prompt.</param>
    /// <param name="seed">The user's seed.</param>
    /// <param name="step">The training step.</param>
    public static void Choose(
        Index1D prompt,
        ArrayView<int> orders,
        KernelShape shape,
        int first,
        ulong seed,
        ulong step
    )
    {
        PromptStream stream = new(seed, step, first + prompt);
        Shuffle(stream, ExactSource.TaskChoices, orders, shape, prompt, 0, shape.Dimension);
        Shuffle(stream, ExactSource.NoiseChoices, orders, shape, prompt, shape.Dimension, shape.Rank);
    }

    private static void Shuffle(
        PromptStream stream,
        int choices,
        ArrayView<int> orders,
        KernelShape shape,
        int prompt,
        int offset,
        int count
    )
    {
        for (int i = 0; i < count; i++)
        {
            orders[shape.Prompt(offset + i, prompt)] = i;
        }

        int taken = Math.Min(shape.Tasks, count);
        for (int row = 0; row < taken && taken < count; row++)
        {
            int left = count - row;
            int other = row + Math.Min((int)(stream.Choice(choices + row) * left), left - 1);
            int own = orders[shape.Prompt(offset + row, prompt)];
            orders[shape.Prompt(offset + row, prompt)] = orders[shape.Prompt(offset + other, prompt)];
            orders[shape.Prompt(offset + other, prompt)] = own;
        }
    }
}
