using System.Numerics;
using ILGPU;

namespace Memformer.Learn.Devices;

/// <summary>
/// The kernel of the error recursion, there and back: what <see cref="Training.Recursion.ErrorRecursion"/> does for a prompt, for one row
/// of V by each thread, in the precision of its numbers. Sums over rows are left to <see cref="SumKernels"/>.
/// </summary>
internal static class RecursionKernel
{
    /// <summary>A row's errors after each layer, its loss, and the loss's derivatives.</summary>
    /// <param name="row">prompt · rows per prompt + row.</param>
    /// <param name="rows">The rows' vectors.</param>
    /// <param name="prompts">The prompts' vectors.</param>
    /// <param name="orders">Which rows of the roots each prompt takes.</param>
    /// <param name="shared">What all prompts share.</param>
    /// <param name="shape">Where they lie.</param>
    public static void Run<T>(
        Index1D row,
        ArrayView<T> rows,
        ArrayView<T> prompts,
        ArrayView<int> orders,
        ArrayView<T> shared,
        KernelShape shape
    )
        where T : unmanaged, INumber<T>
    {
        int prompt = row / shape.RowsPerPrompt;
        Start(row, prompt, rows, prompts, orders, shared, shape);
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            Advance(layer, row, prompt, rows, prompts, shared, shape);
        }

        Judge(row, prompt, rows, prompts, shared, shape);
        for (int layer = shape.Layers - 1; layer >= 0; layer--)
        {
            Return(layer, row, prompt, rows, prompts, shared, shape);
        }
    }

    /// <summary>V_0 and N.</summary>
    private static void Start<T>(
        int row,
        int prompt,
        ArrayView<T> rows,
        ArrayView<T> prompts,
        ArrayView<int> orders,
        ArrayView<T> shared,
        KernelShape shape
    )
        where T : unmanaged, INumber<T>
    {
        int d = shape.Dimension;
        int place = row % shape.RowsPerPrompt;
        bool isTask = place < shape.Tasks;
        int taken = Math.Min(shape.Tasks, shape.Rank);
        int driven = place - shape.Tasks;
        for (int k = 0; k < d; k++)
        {
            T error = T.Zero;
            T drift = T.Zero;
            if (isTask)
            {
                error = shared[shape.TaskRoot + (orders[shape.Prompt(place, prompt)] * d) + k];
            }
            else if (driven < taken)
            {
                int source = orders[shape.Prompt(d + driven, prompt)];
                drift = shared[shape.NoiseScale] * prompts[shape.Prompt(shape.Roots + (source * d) + k, prompt)];
            }

            rows[shape.Row(shape.Errors(0) + k, row)] = error;
            rows[shape.Row(shape.Drift + k, row)] = drift;
        }
    }

    /// <summary>V_l H + N, the steps, and V_{l+1}.</summary>
    private static void Advance<T>(
        int layer,
        int row,
        int prompt,
        ArrayView<T> rows,
        ArrayView<T> prompts,
        ArrayView<T> shared,
        KernelShape shape
    )
        where T : unmanaged, INumber<T>
    {
        int d = shape.Dimension;
        for (int j = 0; j < d; j++)
        {
            T sum = shape.HasNoise ? rows[shape.Row(shape.Drift + j, row)] : T.Zero;
            for (int k = 0; k < d; k++)
            {
                sum +=
                    rows[shape.Row(shape.Errors(layer) + k, row)]
                    * prompts[shape.Prompt(shape.Hessians + (k * d) + j, prompt)];
            }

            rows[shape.Row(shape.Gradients(layer) + j, row)] = sum;
        }

        for (int head = 0; head < shape.Heads; head++)
        {
            int matrix = KernelShape.Preconditioners + (((layer * shape.Heads) + head) * d * d);
            for (int i = 0; i < d; i++)
            {
                T sum = T.Zero;
                for (int j = 0; j < d; j++)
                {
                    sum += rows[shape.Row(shape.Gradients(layer) + j, row)] * shared[matrix + (i * d) + j];
                }

                rows[shape.Row(shape.Steps(layer, head) + i, row)] = sum;
            }
        }

        for (int k = 0; k < d; k++)
        {
            T sum = rows[shape.Row(shape.Errors(layer) + k, row)];
            for (int register = shape.FirstRegister(layer); register <= layer; register++)
            {
                for (int head = 0; head < shape.Heads; head++)
                {
                    T gate = shared[shape.Gate(layer, register, head)];
                    sum -= gate * rows[shape.Row(shape.Steps(register, head) + k, row)];
                }
            }

            rows[shape.Row(shape.Errors(layer + 1) + k, row)] = sum;
        }
    }

    /// <summary>The loss and its derivatives in V_1 … V_L as far as it knows them itself.</summary>
    private static void Judge<T>(
        int row,
        int prompt,
        ArrayView<T> rows,
        ArrayView<T> prompts,
        ArrayView<T> shared,
        KernelShape shape
    )
        where T : unmanaged, INumber<T>
    {
        int d = shape.Dimension;
        T weight = prompts[shape.Prompt(shape.Weights, prompt)];
        // The query's own noise is in the loss once.
        T floor = row % shape.RowsPerPrompt == 0 ? shared[shape.NoiseVariance] : T.Zero;
        T two = T.One + T.One;
        T loss = T.Zero;
        for (int layer = 1; layer <= shape.Layers; layer++)
        {
            T layerWeight = shared[shape.LayerWeights + layer - 1];
            T own = floor;
            for (int j = 0; j < d; j++)
            {
                T sum = T.Zero;
                for (int k = 0; k < d && layerWeight != T.Zero; k++)
                {
                    sum += rows[shape.Row(shape.Errors(layer) + k, row)] * shared[shape.Covariance + (k * d) + j];
                }

                own += sum * rows[shape.Row(shape.Errors(layer) + j, row)];
                rows[shape.Row(shape.ErrorGradients(layer) + j, row)] = two * layerWeight * weight * sum;
            }

            loss += layerWeight * own;
        }

        rows[shape.Row(shape.Losses, row)] = loss;
        rows[shape.Row(shape.RowWeights, row)] = weight;
    }

    /// <summary>The derivatives in the steps of layer l, and what they add to that in V_l.</summary>
    private static void Return<T>(
        int layer,
        int row,
        int prompt,
        ArrayView<T> rows,
        ArrayView<T> prompts,
        ArrayView<T> shared,
        KernelShape shape
    )
        where T : unmanaged, INumber<T>
    {
        int d = shape.Dimension;
        for (int head = 0; head < shape.Heads; head++)
        {
            for (int k = 0; k < d; k++)
            {
                T sum = T.Zero;
                for (int user = layer; user <= shape.LastLayer(layer); user++)
                {
                    T gate = shared[shape.Gate(user, layer, head)];
                    sum -= gate * rows[shape.Row(shape.ErrorGradients(user + 1) + k, row)];
                }

                rows[shape.Row(shape.StepGradients(layer, head) + k, row)] = sum;
            }
        }

        // V_0 is given: nobody asks for the derivative in it.
        for (int j = 0; j < d && layer > 0; j++)
        {
            T sum = T.Zero;
            for (int head = 0; head < shape.Heads; head++)
            {
                int matrix = KernelShape.Preconditioners + (((layer * shape.Heads) + head) * d * d);
                for (int i = 0; i < d; i++)
                {
                    sum += rows[shape.Row(shape.StepGradients(layer, head) + i, row)] * shared[matrix + (i * d) + j];
                }
            }

            rows[shape.Row(shape.GradientGradients + j, row)] = sum;
        }

        for (int k = 0; k < d && layer > 0; k++)
        {
            T sum = rows[shape.Row(shape.ErrorGradients(layer + 1) + k, row)];
            for (int j = 0; j < d; j++)
            {
                sum +=
                    rows[shape.Row(shape.GradientGradients + j, row)]
                    * prompts[shape.Prompt(shape.Hessians + (j * d) + k, prompt)];
            }

            rows[shape.Row(shape.ErrorGradients(layer) + k, row)] += sum;
        }
    }
}
