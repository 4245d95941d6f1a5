using Memformer.Learn.Behaviour.Probes;
using Memformer.Learn.Checkpoints.Formats;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Theory;

namespace Memformer.Learn.Behaviour;

/// <summary>What a network answered to the questions of a probe, row for row.</summary>
/// <param name="ByLayer">For each layer that answers were given after, the last being the network's: B numbers.</param>
/// <param name="Hidden">The states at the query token, (B, L, m); null where none were given.</param>
/// <param name="Rounding">The relative rounding error of an answer: 2⁻⁵³, or 2⁻²⁴ for single precision.</param>
public sealed record Answers(IReadOnlyList<double[]> ByLayer, Tensor? Hidden, double Rounding)
{
    private const long MostNumbers = 1L << 27;

    /// <summary>The network's own answers, B numbers.</summary>
    public double[] Final => ByLayer[^1];

    /// <summary>Answers of a network that works in double precision.</summary>
    public static Answers Of(params double[][] layers) => new(layers, null, Math.ScaleB(1, -53));

    /// <summary>
    /// Reads <c>answers</c> (B) or (B, L), and <c>hidden</c> (B, L, m) where it is there, from an <c>.npz</c> or
    /// <c>.safetensors</c> file; one array alone (<c>.npy</c>) is the answers.
    /// </summary>
    /// <exception cref="InvalidInputException">A shape does not fit the probe, or an answer is no finite number.</exception>
    public static Answers Read(string path, Probe probe)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ModelFile file = ModelFileReader.ReadData(path, MostNumbers);
        Tensor tensor =
            file.Find("answers")
            ?? (file.Tensors is [var only] ? only.Value : null)
            ?? throw file.Invalid("holds no array 'answers'");
        int rows = probe.Rows.Count;
        if (tensor.Shape is not ([_] or [_, >= 1]) || tensor.Shape[0] != rows)
        {
            throw file.Invalid($"'answers' has shape {tensor.ShapeText}, the probe asks for ({rows}) or ({rows}, L)");
        }

        Tensor? hidden = file.Find("hidden");
        if (hidden is not null && (hidden.Shape is not [_, >= 1, >= 1] || hidden.Shape[0] != rows))
        {
            throw file.Invalid($"'hidden' has shape {hidden.ShapeText}, the probe asks for ({rows}, L, m)");
        }

        CheckFinite(file, "answers", tensor);
        if (hidden is not null)
        {
            CheckFinite(file, "hidden", hidden);
        }

        return new Answers(
            Columns(tensor),
            hidden,
            tensor.Type == ElementType.Float64 ? Math.ScaleB(1, -53) : Math.ScaleB(1, -24)
        );
    }

    private static double[][] Columns(Tensor tensor)
    {
        int layers = tensor.Shape.Count == 1 ? 1 : tensor.Shape[1];
        int rows = tensor.Shape[0];
        return
        [
            .. Enumerable
                .Range(0, layers)
                .Select(layer =>
                    Enumerable.Range(0, rows).Select(row => tensor.Values[(row * layers) + layer]).ToArray()
                ),
        ];
    }

    private static void CheckFinite(ModelFile file, string name, Tensor tensor)
    {
        const int named = 5;
        int width = tensor.Values.Length / Math.Max(1, tensor.Shape[0]);
        int[] bad =
        [
            .. Enumerable
                .Range(0, tensor.Shape[0])
                .Where(row => !Array.TrueForAll(tensor.Values[(row * width)..((row + 1) * width)], double.IsFinite)),
        ];
        if (bad.Length > 0)
        {
            string more = bad.Length > named ? $" and {bad.Length - named} more" : "";
            throw file.Invalid(
                $"'{name}' has numbers that are not finite in {(bad.Length == 1 ? "row" : "rows")} {string.Join(", ", bad.Take(named))}{more}"
            );
        }
    }
}
