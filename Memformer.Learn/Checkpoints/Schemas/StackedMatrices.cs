using Memformer.Learn.Checkpoints.Tensors;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// P, Q and K in one tensor <c>allparam</c> of shape (L, H, 3, D, D), as code for attention with a nonlinearity keeps them.
/// </summary>
internal static class StackedMatrices
{
    private const string Name = "allparam";

    /// <summary>The file with a tensor for each of the three, (L, H, D, D); null if it has no such tensor.</summary>
    public static ModelFile? Of(ModelFile file)
    {
        List<KeyValuePair<string, Tensor>> found = file
            .Tensors.Where(entry => IsStack(entry.Key, entry.Value))
            .ToList();
        if (found is not [var (name, whole)])
        {
            return null;
        }

        string[] letters = ["P", "Q", "K"];
        return file.Holding([
            .. letters.Select((letter, index) => KeyValuePair.Create($"{name}.{letter}", Part(whole, index))),
            .. file.Tensors.Where(entry => entry.Key != name),
        ]);
    }

    private static bool IsStack(string name, Tensor tensor) =>
        (name == Name || name.EndsWith($".{Name}", StringComparison.Ordinal))
        && tensor.Shape is [_, _, 3, > 1 and var rows, var columns]
        && rows == columns;

    private static Tensor Part(Tensor whole, int index)
    {
        int size = whole.Shape[3] * whole.Shape[4];
        int count = whole.Shape[0] * whole.Shape[1];
        double[] values = new double[count * size];
        for (int matrix = 0; matrix < count; matrix++)
        {
            Array.Copy(whole.Values, ((3 * matrix) + index) * size, values, matrix * size, size);
        }

        return Tensor.Of([whole.Shape[0], whole.Shape[1], whole.Shape[3], whole.Shape[4]], values);
    }
}
