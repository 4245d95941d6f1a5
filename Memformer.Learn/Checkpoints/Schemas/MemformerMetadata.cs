using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;
using Memformer.Learn.Models;
using Memformer.Learn.Problems;
using Memformer.Theory;
using Memformer.Theory.Networks;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>The strings that this project keeps beside its tensors.</summary>
internal static class MemformerMetadata
{
    private const string ArchitectureKey = "memformer.architecture";
    private const string SizesKey = "memformer.sizes";
    private const string UpdateKey = "memformer.update";
    private const string LawKey = "memformer.law";
    private const string TrainingKey = "memformer.training";

    /// <summary>The strings for a checkpoint, in a fixed order.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Write(Checkpoint checkpoint)
    {
        NetworkWeights weights = checkpoint.Weights;
        List<KeyValuePair<string, string>> strings = new List<KeyValuePair<string, string>>
        {
            new(ArchitectureKey, weights.Architecture.Name),
            new(SizesKey, JsonSerializer.Serialize(SizesRecord.Of(weights), MetadataJson.Default.SizesRecord)),
        };
        if (weights.Gates is NetworkGates.Shared shared)
        {
            strings.Add(new(UpdateKey, UpdateName(shared.Update)));
        }

        if (checkpoint.Law is { } law)
        {
            strings.Add(new(LawKey, JsonSerializer.Serialize(LawRecord.Of(law), MetadataJson.Default.LawRecord)));
        }

        if (checkpoint.Training is { } training)
        {
            strings.Add(new(TrainingKey, training));
        }

        return strings;
    }

    /// <summary>The name of the architecture; null when the file does not say.</summary>
    public static string? Architecture(ModelFile file) => file.Metadata.GetValueOrDefault(ArchitectureKey);

    /// <summary>The sizes; null when the file does not say.</summary>
    public static SizesRecord? Sizes(ModelFile file) => Parse(file, SizesKey, MetadataJson.Default.SizesRecord);

    /// <summary>The update form of shared gates.</summary>
    public static UpdateForm Update(ModelFile file) =>
        Enum.GetValues<UpdateForm>()
            .Where(form => UpdateName(form) == file.Metadata.GetValueOrDefault(UpdateKey))
            .ToList()
            is [var form]
            ? form
            : throw file.Invalid($"metadata {UpdateKey}: shared gates need it, allowed: residual, accumulated");

    /// <summary>The law of the data; null when the file names none.</summary>
    public static DataLaw? Law(ModelFile file, int dimension) =>
        Parse(file, LawKey, MetadataJson.Default.LawRecord) is { } record
            ? file.In($"metadata {LawKey}", () => record.ToLaw(dimension))
            : null;

    /// <summary>The trainer's record, which must be JSON; null when there is none.</summary>
    public static string? Training(ModelFile file) =>
        Parse(file, TrainingKey, MetadataJson.Default.JsonElement).ValueKind == JsonValueKind.Undefined
            ? null
            : file.Metadata[TrainingKey];

    private static string UpdateName(UpdateForm form) => form == UpdateForm.Residual ? "residual" : "accumulated";

    private static T? Parse<T>(ModelFile file, string key, JsonTypeInfo<T> type)
    {
        if (!file.Metadata.TryGetValue(key, out string? text))
        {
            return default;
        }

        try
        {
            return JsonSerializer.Deserialize(text, type);
        }
        catch (JsonException failure)
        {
            throw file.Invalid($"metadata {key}: JSON {Printable.Place(failure)}");
        }
    }
}

/// <summary>What <c>memformer.sizes</c> holds.</summary>
internal sealed record SizesRecord(int Layers, int Heads, int Dimension, int? Context, bool GatesPerHead)
{
    public static SizesRecord Of(NetworkWeights weights) =>
        new(
            weights.Layers,
            weights.HeadCount,
            weights.Dimension,
            weights.Context,
            weights.Gates is NetworkGates.Lfom { PerHead: true }
        );
}

/// <summary>What <c>memformer.law</c> holds: rows of Σ and of Cov(w*), and the noise.</summary>
internal sealed record LawRecord(
    double[][] Covariance,
    double[][]? TaskCovariance,
    double Noise,
    string? Covariates,
    double? GammaShape,
    int? TaskPool,
    ulong? PoolSeed
)
{
    public static LawRecord Of(DataLaw law) =>
        new(
            Rows(law.Covariance),
            law.HasInverseTasks ? null : Rows(law.TaskCovariance),
            law.Noise,
            law.Covariates == CovariateKind.Gaussian ? null : KebabCase.Of(law.Covariates),
            law.Covariates == CovariateKind.Gamma ? law.GammaShape : null,
            law.Pool?.Size,
            law.Pool?.Seed
        );

    /// <exception cref="UsageException">The numbers are not a law's, or not of this dimension.</exception>
    public DataLaw ToLaw(int dimension)
    {
        if (
            !Enum.TryParse<CovariateKind>(Covariates ?? "gaussian", ignoreCase: true, out CovariateKind kind)
            || !Enum.IsDefined(kind)
        )
        {
            throw new UsageException(
                $"covariates {Printable.Quote(Covariates!)}, allowed: {string.Join(", ", KebabCase.Names<CovariateKind>())}"
            );
        }

        double[,] covariance = Square(Covariance, dimension, "covariance");
        double[,]? tasks = TaskCovariance is null ? null : Square(TaskCovariance, dimension, "taskCovariance");
        TaskPool? pool = TaskPool is { } size ? new TaskPool(size, PoolSeed ?? 0) : null;
        return GammaShape is { } shape
            ? new DataLaw(covariance, tasks, Noise, kind, shape, pool)
            : new DataLaw(covariance, tasks, Noise, kind, pool: pool);
    }

    private static double[][] Rows(double[,] matrix) =>
        [
            .. Enumerable
                .Range(0, matrix.GetLength(0))
                .Select(row =>
                    Enumerable.Range(0, matrix.GetLength(1)).Select(column => matrix[row, column]).ToArray()
                ),
        ];

    private static double[,] Square(double[][]? rows, int dimension, string name)
    {
        if (rows?.Length != dimension || rows.Any(row => row?.Length != dimension))
        {
            throw new UsageException($"{name} has not the {dimension} rows and columns that the network's d asks for");
        }

        double[,] matrix = new double[dimension, dimension];
        for (int row = 0; row < dimension; row++)
        {
            for (int column = 0; column < dimension; column++)
            {
                matrix[row, column] = rows[row][column];
            }
        }

        return matrix;
    }
}

/// <summary>Serialisation without reflection, so that a command that reads one file starts fast.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false
)]
[JsonSerializable(typeof(SizesRecord))]
[JsonSerializable(typeof(LawRecord))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class MetadataJson : JsonSerializerContext;
