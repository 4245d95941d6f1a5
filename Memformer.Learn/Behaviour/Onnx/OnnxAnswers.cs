using Memformer.Learn.Behaviour.Probes;
using Memformer.Theory;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Memformer.Learn.Behaviour.Onnx;

/// <summary>
/// Collects a model's outputs, batch by batch: <c>answers</c>, or else the first output, as (B), (B, 1), an answer for each
/// token or layer, or whole tokens; and <c>hidden</c> (B, L, m) where there is one.
/// </summary>
internal sealed class OnnxAnswers(string path, Probe probe, OnnxLayoutKind layout)
{
    private const string HiddenName = "hidden";

    private readonly List<double[]> _rows = [];
    private readonly List<double> _hidden = [];
    private int[]? _hiddenShape;
    private bool _isDouble;
    private string _shape = "";

    /// <summary>Adds the answers to the next questions.</summary>
    public void Add(IReadOnlyCollection<DisposableNamedOnnxValue> outputs, int count)
    {
        DisposableNamedOnnxValue output =
            outputs.FirstOrDefault(value => value.Name == "answers")
            ?? outputs.FirstOrDefault(value => value.Name != HiddenName)
            ?? throw Invalid("has no output");
        (double[] values, int[] shape) = Values(output);
        if (shape.Length == 0 || shape[0] < count)
        {
            throw Invalid($"answers ({string.Join(", ", shape)}) to {count} questions");
        }

        _shape = string.Join(", ", shape.Skip(1));
        int width = values.Length / shape[0];
        for (int i = 0; i < count; i++)
        {
            _rows.Add(Row(values.AsSpan(i * width, width), shape));
        }

        if (outputs.FirstOrDefault(value => value.Name == HiddenName) is { } hidden)
        {
            (double[] states, int[] extents) = Values(hidden);
            if (extents.Length != 3)
            {
                throw Invalid($"'hidden' has shape ({string.Join(", ", extents)}), expected (B, L, m)");
            }

            _hiddenShape = extents;
            _hidden.AddRange(states[..(count * extents[1] * extents[2])]);
        }
    }

    /// <summary>All answers.</summary>
    public Answers Collect(IList<string> remarks)
    {
        int[] bad = [.. Enumerable.Range(0, _rows.Count).Where(i => !_rows[i].All(double.IsFinite))];
        if (bad.Length > 0)
        {
            throw Invalid(
                $"answers with numbers that are not finite to {bad.Length} questions, the first is row {bad[0]}"
            );
        }

        double[][] layers =
        [
            .. Enumerable.Range(0, _rows[0].Length).Select(layer => _rows.Select(row => row[layer]).ToArray()),
        ];
        double agreement = layers[^1].Zip(probe.Rows, (answer, row) => answer * row.Truth).Sum();
        if (agreement < 0)
        {
            remarks.Add("the model answers with the opposite sign, which was turned");
            layers = [.. layers.Select(layer => Array.ConvertAll(layer, answer => -answer))];
        }

        Checkpoints.Tensors.Tensor? hidden = _hiddenShape is null
            ? null
            : Checkpoints.Tensors.Tensor.Of([_rows.Count, _hiddenShape[1], _hiddenShape[2]], [.. _hidden]);
        return new Answers(layers, hidden, Math.ScaleB(1, _isDouble ? -53 : -24));
    }

    /// <summary>One question's answers, by layer.</summary>
    private double[] Row(ReadOnlySpan<double> values, int[] shape)
    {
        int[] extents = [.. shape.Skip(1).Where(extent => extent != 1)];
        int tokens = layout == OnnxLayoutKind.Interleaved ? (2 * probe.Context) + 1 : probe.Context + 1;
        return extents switch
        {
            [] => [values[0]],
            [var length] when length == tokens || length == probe.Context + 1 => [values[^1]],
            [_] => values.ToArray(),
            [var length, var width] when length == tokens && width == probe.Dimension + 1 => [values[^1]],
            [var width, var length] when length == tokens && width == probe.Dimension + 1 => [values[^1]],
            _ => throw Invalid(
                $"answers ({_shape}) to a question, expected a number, one for each token or layer, or tokens ({tokens}, {probe.Dimension + 1})"
            ),
        };
    }

    private (double[] Values, int[] Shape) Values(DisposableNamedOnnxValue output)
    {
        switch (output.Value)
        {
            case Tensor<float> single:
                return ([.. single.Select(value => (double)value)], single.Dimensions.ToArray());
            case Tensor<double> full:
                _isDouble = true;
                return ([.. full], full.Dimensions.ToArray());
            default:
                throw Invalid($"output {Printable.Quote(output.Name)} is no tensor of float or double");
        }
    }

    private InvalidInputException Invalid(string problem) => new(path, problem);
}
