using Memformer.Learn.Files;
using Memformer.Theory;
using Microsoft.ML.OnnxRuntime;

namespace Memformer.Learn.Behaviour.Onnx;

/// <summary>How a model takes its questions: the shapes of its inputs, without the batch.</summary>
public enum OnnxLayoutKind
{
    /// <summary>One input (B, n+1, d+1): rows (x_i, y_i), then (x_q, 0).</summary>
    Tokens,

    /// <summary>One input (B, d+1, n+1): the same tokens as columns.</summary>
    Columns,

    /// <summary>One input (B, 2n+1, d): x_1, (y_1, 0, …), …, x_q.</summary>
    Interleaved,

    /// <summary>Three inputs X (B, n, d), y (B, n) or (B, n, 1), query (B, d) or (B, 1, d).</summary>
    Separate,

    /// <summary>Two inputs xs (B, n+1, d) and ys (B, n) or (B, n+1), the last y being 0.</summary>
    Pairs,
}

/// <summary>The layout of a model, and the sizes that its shapes fix.</summary>
/// <param name="Kind">The layout.</param>
/// <param name="Dimension">d; null where the shapes leave it open.</param>
/// <param name="Context">n; null where the shapes leave it open.</param>
/// <param name="Batch">How many questions at once; null for any number.</param>
internal sealed record OnnxLayout(OnnxLayoutKind Kind, int? Dimension, int? Context, int? Batch)
{
    /// <summary>Recognises a layout by names and shapes.</summary>
    /// <param name="path">The model, for messages.</param>
    /// <param name="inputs">The model's inputs; extents below 1 are open.</param>
    /// <param name="asked">The layout that the user says; null to recognise it.</param>
    /// <param name="dimension">d where the user says it.</param>
    public static OnnxLayout Of(
        string path,
        IReadOnlyDictionary<string, NodeMetadata> inputs,
        OnnxLayoutKind? asked,
        int? dimension
    )
    {
        (string Name, int?[] Shape)[] shapes =
        [
            .. inputs.Select(input =>
                (input.Key, input.Value.Dimensions.Select(extent => extent > 0 ? extent : (int?)null).ToArray())
            ),
        ];
        OnnxLayoutKind kind =
            asked
            ?? shapes switch
            {
                [{ Shape.Length: 3 } tokens] => OfOne(tokens.Name, tokens.Shape, dimension),
                [_, _] => OnnxLayoutKind.Pairs,
                [_, _, _] => OnnxLayoutKind.Separate,
                _ => throw Unknown(path, shapes),
            };
        (int count, string expected) = kind switch
        {
            OnnxLayoutKind.Separate => (3, "three inputs"),
            OnnxLayoutKind.Pairs => (2, "two inputs"),
            _ => (1, "one input of three axes"),
        };
        int?[] first = shapes.Length == count ? Examples(shapes).Shape : [];
        return first.Length == 3
            ? kind switch
            {
                OnnxLayoutKind.Tokens => new(kind, first[2] - 1, first[1] - 1, first[0]),
                OnnxLayoutKind.Columns => new(kind, first[1] - 1, first[2] - 1, first[0]),
                OnnxLayoutKind.Interleaved => new(kind, first[2], (first[1] - 1) / 2, first[0]),
                OnnxLayoutKind.Pairs => new(kind, first[2], first[1] - 1, first[0]),
                _ => new(kind, first[2], first[1], first[0]),
            }
            : throw new InvalidInputException(
                path,
                $"takes {Describe(shapes)}, the layout '{KebabCase.Of(kind)}' has {expected}"
            );
    }

    /// <summary>The input with the covariates: the one of three axes whose name begins with x, or the first of three axes.</summary>
    public static (string Name, int?[] Shape) Examples((string Name, int?[] Shape)[] inputs) =>
        inputs
            .OrderByDescending(input => input.Shape.Length == 3)
            .ThenByDescending(input => input.Name.StartsWith("x", StringComparison.OrdinalIgnoreCase))
            .First();

    private static OnnxLayoutKind OfOne(string name, int?[] shape, int? dimension)
    {
        if (name.Contains("interleaved", StringComparison.OrdinalIgnoreCase))
        {
            return OnnxLayoutKind.Interleaved;
        }

        if (dimension is int d && shape[2] is int width)
        {
            return width == d + 1 ? OnnxLayoutKind.Tokens
                : width == d && shape[1] is null or > 0 && (shape[1] ?? 1) % 2 == 1 ? OnnxLayoutKind.Interleaved
                : shape[1] == d + 1 ? OnnxLayoutKind.Columns
                : OnnxLayoutKind.Tokens;
        }

        return OnnxLayoutKind.Tokens;
    }

    private static InvalidInputException Unknown(string path, (string Name, int?[] Shape)[] inputs) =>
        new(
            path,
            $"takes {Describe(inputs)}, expected tokens (B, n+1, d+1), interleaved (B, 2n+1, d), or X, y and query; name the layout"
        );

    private static string Describe((string Name, int?[] Shape)[] inputs) =>
        inputs.Length == 0
            ? "no inputs"
            : string.Join(
                ", ",
                inputs.Select(input =>
                    $"{Printable.Quote(input.Name)} ({string.Join(", ", input.Shape.Select(extent => extent?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"))})"
                )
            );
}
