using System.Text.Json.Serialization;

namespace Memformer.Learn.Training.Runs;

/// <summary>The files of a run folder, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(MetricsLine))]
[JsonSerializable(typeof(TrainingLine))]
[JsonSerializable(typeof(TrainingRecord))]
[JsonSerializable(typeof(RunSummary))]
[JsonSerializable(typeof(RunGroup))]
internal sealed partial class RunJson : JsonSerializerContext;
