using System.Text.Json.Serialization;

namespace Memformer.Learn.Training.Plans;

/// <summary>Matrices and strings in the notation that TOML and JSON share.</summary>
[JsonSerializable(typeof(double[][]))]
[JsonSerializable(typeof(string))]
internal sealed partial class PlanJson : JsonSerializerContext;
