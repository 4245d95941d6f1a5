using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Memformer.Learn.Checkpoints.Formats;
using Memformer.Learn.Checkpoints.Numpy;
using Memformer.Learn.Checkpoints.Safetensors;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;
using Memformer.Learn.Problems;
using Memformer.Theory;

namespace Memformer.Learn.Behaviour.Probes;

/// <summary>
/// The file of a probe, <c>.npz</c> or <c>.safetensors</c>: <c>X</c> (B, n, d), <c>y</c> (B, n), <c>query</c> (B, d),
/// <c>answer</c>, <c>group</c>, <c>role</c>, <c>task</c>, <c>pair</c> (B), and where there is one <c>pool</c> (K, d), the
/// layout's tokens, and <c>meta</c>, a JSON text with the law, the sizes and a hash of the arrays.
/// </summary>
public static class ProbeFile
{
    private const string Meta = "meta";

    private static readonly string[] Vectors = ["answer", "group", "role", "task", "pair"];

    /// <summary>Writes a probe; the extension tells the format.</summary>
    /// <exception cref="UsageException">The extension is neither <c>.npz</c> nor <c>.safetensors</c>.</exception>
    public static void Write(string path, Probe probe)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(probe);
        bool isNumpy = path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);
        if (!isNumpy && !path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"output {path}: allowed extensions are .npz and .safetensors");
        }

        List<KeyValuePair<string, Tensor>> tensors = Tensors(probe);
        string meta = JsonSerializer.Serialize(
            Description.Of(probe.Design, Hash(tensors)),
            ProbeJson.Default.Description
        );
        List<KeyValuePair<string, Tensor>> all = [.. tensors, .. ProbeTokens.Of(probe)];
        AtomicFile.Write(
            path,
            stream =>
            {
                if (isNumpy)
                {
                    NpzWriter.Write(stream, all, [KeyValuePair.Create(Meta, meta)]);
                }
                else
                {
                    SafetensorsWriter.Write(stream, all, [KeyValuePair.Create(Meta, meta)]);
                }
            }
        );
    }

    /// <summary>Reads a probe.</summary>
    /// <exception cref="InvalidInputException">It is no probe, or was changed after it was written.</exception>
    public static Probe Read(string path)
    {
        ModelFile file = ModelFileReader.ReadData(path, 4 * ProbeDesign.MostNumbers);
        if (!file.Metadata.TryGetValue(Meta, out string? text))
        {
            throw file.Invalid("holds no text 'meta', expected a file of memformer probe");
        }

        Description description;
        ProbeDesign design;
        try
        {
            description =
                JsonSerializer.Deserialize(text, ProbeJson.Default.Description) ?? throw new JsonException("null");
            design = description.ToDesign();
            design.Check();
        }
        catch (Exception failure) when (failure is JsonException or UsageException or ArgumentException)
        {
            string problem = failure is JsonException json ? Printable.Place(json) : failure.Message;
            throw file.Invalid($"'meta': {problem}");
        }

        int rows = checked((int)design.Rows);
        Dictionary<string, Tensor> arrays = new()
        {
            ["X"] = Array(file, "X", rows, design.Context, design.Dimension),
            ["y"] = Array(file, "y", rows, design.Context),
            ["query"] = Array(file, "query", rows, design.Dimension),
        };
        foreach (string name in Vectors)
        {
            arrays[name] = Array(file, name, rows);
        }

        if (design.Pool is int pool)
        {
            arrays["pool"] = Array(file, "pool", pool, design.Dimension);
        }

        if (Hash(arrays) != description.Hash)
        {
            throw file.Invalid("was changed after it was written: its arrays do not have the hash in 'meta'");
        }

        return new ProbeReading(path, design, arrays).Read();
    }

    private static Tensor Array(ModelFile file, string name, params int[] shape)
    {
        Tensor tensor =
            file.Find(name) ?? throw file.Invalid($"holds no array '{name}', expected a file of memformer probe");
        return tensor.Shape.SequenceEqual(shape)
            ? tensor
            : throw file.Invalid(
                $"array '{name}' has shape {tensor.ShapeText}, 'meta' says ({string.Join(", ", shape)})"
            );
    }

    private static List<KeyValuePair<string, Tensor>> Tensors(Probe probe)
    {
        (int rows, int n, int d) = (probe.Rows.Count, probe.Context, probe.Dimension);
        double[] covariates = new double[rows * n * d];
        double[] answers = new double[rows * n];
        double[] queries = new double[rows * d];
        double[][] vectors = [.. Vectors.Select(_ => new double[rows])];
        for (int i = 0; i < rows; i++)
        {
            ProbeRow row = probe.Rows[i];
            ProbePrompt prompt = probe.Prompts[row.Prompt];
            prompt.Covariates.CopyTo(covariates, i * n * d);
            prompt.Answers.CopyTo(answers, i * n);
            row.Query.CopyTo(queries, i * d);
            double[] values = [row.Truth, row.Group, (int)row.Role, row.Task, row.Pair];
            for (int k = 0; k < vectors.Length; k++)
            {
                vectors[k][i] = values[k];
            }
        }

        List<KeyValuePair<string, Tensor>> tensors =
        [
            KeyValuePair.Create("X", Tensor.Of([rows, n, d], covariates)),
            KeyValuePair.Create("y", Tensor.Of([rows, n], answers)),
            KeyValuePair.Create("query", Tensor.Of([rows, d], queries)),
            .. Vectors.Zip(vectors, (name, values) => KeyValuePair.Create(name, Tensor.Of([rows], values))),
        ];
        if (probe.Pool.Count > 0)
        {
            tensors.Add(
                KeyValuePair.Create("pool", Tensor.Of([probe.Pool.Count, d], [.. probe.Pool.SelectMany(task => task)]))
            );
        }

        return tensors;
    }

    /// <summary>SHA-256 over names and numbers, which does not depend on the order of the arrays.</summary>
    private static string Hash(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        Sha256 hash = new();
        byte[] number = new byte[8];
        foreach ((string name, Tensor tensor) in tensors.OrderBy(tensor => tensor.Key, StringComparer.Ordinal))
        {
            hash.Append(System.Text.Encoding.UTF8.GetBytes($"{name}{tensor.ShapeText}"));
            if (BitConverter.IsLittleEndian)
            {
                hash.Append(MemoryMarshal.AsBytes<double>(tensor.Values));
                continue;
            }

            foreach (double value in tensor.Values)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(number, value);
                hash.Append(number);
            }
        }

        return hash.Finish();
    }

    /// <summary>The content of <c>meta</c>.</summary>
    internal sealed record Description(
        int Dimension,
        int Context,
        int Contexts,
        int Tasks,
        int Queries,
        int? Pool,
        ulong Seed,
        double Noise,
        double[][] Covariance,
        double[][]? TaskCovariance,
        string Covariates,
        double GammaShape,
        string Layout,
        IReadOnlyDictionary<string, int> Roles,
        double AnswerScale,
        string Hash
    )
    {
        public static Description Of(ProbeDesign design, string hash) =>
            new(
                design.Dimension,
                design.Context,
                design.Contexts,
                design.Tasks,
                design.Queries,
                design.Pool,
                design.Seed,
                design.Law.Noise,
                Rows(design.Law.Covariance),
                design.Law.HasInverseTasks ? null : Rows(design.Law.TaskCovariance),
                KebabCase.Of(design.Law.Covariates),
                design.Law.GammaShape,
                KebabCase.Of(design.Layout),
                new Dictionary<string, int>
                {
                    ["base"] = 0,
                    ["another task"] = 1,
                    ["another query"] = 2,
                    ["permuted"] = 3,
                    ["rotated"] = 4,
                    ["scaled"] = 5,
                },
                ProbeDesign.AnswerScale,
                hash
            );

        public ProbeDesign ToDesign()
        {
            if (Covariance is null || Covariance.Length != Dimension || Covariance.Any(row => row?.Length != Dimension))
            {
                throw new UsageException($"the covariance is not {Dimension}×{Dimension}");
            }

            if (Dimension > ReadLimits.Dimension)
            {
                throw new UsageException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"d = {Dimension}, allowed: up to {ReadLimits.Dimension}"
                    )
                );
            }

            DataLaw law = new(
                CovarianceMatrix.OfRows(Covariance),
                TaskCovariance is null ? null : CovarianceMatrix.OfRows(TaskCovariance),
                Noise,
                Enum.TryParse(Covariates, ignoreCase: true, out CovariateKind kind) ? kind : CovariateKind.Gaussian,
                GammaShape
            );
            return new ProbeDesign(law, Context)
            {
                Contexts = Contexts,
                Tasks = Tasks,
                Queries = Queries,
                Pool = Pool,
                Seed = Seed,
                Layout = Enum.TryParse(Layout, ignoreCase: true, out ProbeLayout layout) ? layout : default,
            };
        }

        private static double[][] Rows(double[,] matrix) =>
            [
                .. Enumerable
                    .Range(0, matrix.GetLength(0))
                    .Select(i => Enumerable.Range(0, matrix.GetLength(1)).Select(j => matrix[i, j]).ToArray()),
            ];
    }
}

/// <summary>A probe's <c>meta</c>, without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ProbeFile.Description))]
internal sealed partial class ProbeJson : JsonSerializerContext;
