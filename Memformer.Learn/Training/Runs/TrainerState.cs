using System.Globalization;
using Memformer.Learn.Checkpoints.Formats;
using Memformer.Learn.Checkpoints.Safetensors;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;
using Memformer.Learn.Training.Plans;
using Memformer.Theory;

namespace Memformer.Learn.Training.Runs;

/// <summary>
/// Everything that a run needs to go on as if it had never stopped. Random numbers are a function of seed and step, so none
/// of their state is here.
/// </summary>
/// <param name="Step">Steps done.</param>
/// <param name="Parameters">The parameter vector.</param>
/// <param name="Optimizer">The optimiser's state, by name.</param>
/// <param name="Plateau">Where the plateau schedule stands.</param>
/// <param name="LossSum">The sum of the losses since the last line of the metrics.</param>
/// <param name="LossCount">How many losses that are.</param>
/// <param name="Metrics">What <c>metrics.jsonl</c> held then.</param>
internal sealed record TrainerState(
    long Step,
    double[] Parameters,
    IReadOnlyDictionary<string, double[]> Optimizer,
    PlateauState Plateau,
    double LossSum,
    long LossCount,
    MetricsRecord Metrics
)
{
    private const string ParametersKey = "parameters";
    private const string ProgressKey = "progress";
    private const string PlanKey = "memformer.plan";
    private const string SeedKey = "memformer.seed";
    private const string MetricsKey = "memformer.metrics";

    /// <summary>Up to here every whole number is a double of its own.</summary>
    private const double MostSteps = 1L << 53;

    /// <summary>Writes the state, whole or not at all.</summary>
    /// <param name="file">The file to write or replace.</param>
    /// <param name="plan">The plan's text, which a resumed run must have.</param>
    /// <param name="seed">The run's seed.</param>
    public void Write(string file, string plan, ulong seed)
    {
        List<KeyValuePair<string, Tensor>> tensors =
        [
            new(ParametersKey, Vector(Parameters)),
            new(ProgressKey, Vector([Step, LossSum, LossCount, Plateau.Best, Plateau.Looks, Plateau.Factor])),
            .. Optimizer.Select(entry => new KeyValuePair<string, Tensor>(entry.Key, Vector(entry.Value))),
        ];
        List<KeyValuePair<string, string>> metadata =
        [
            new(PlanKey, plan),
            new(SeedKey, seed.ToString(CultureInfo.InvariantCulture)),
            new(MetricsKey, Metrics.ToString()),
        ];
        AtomicFile.Write(file, stream => SafetensorsWriter.Write(stream, tensors, metadata));
    }

    /// <summary>Reads a state.</summary>
    /// <param name="file">The file.</param>
    /// <param name="plan">The plan's text.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="parameters">How many parameters the network has.</param>
    /// <param name="optimizer">How many entries each tensor of the optimiser's state has, by name.</param>
    /// <exception cref="InvalidInputException">The file is damaged, or no state of this plan and seed.</exception>
    public static TrainerState Read(
        string file,
        string plan,
        ulong seed,
        int parameters,
        IReadOnlyDictionary<string, int> optimizer
    )
    {
        ModelFile found = ModelFileReader.Read(file);
        if (!found.Metadata.ContainsKey(ContentDigest.Key))
        {
            throw new InvalidInputException(
                file,
                $"has no {ContentDigest.Key}: it is damaged, or the state of a version before 0.1.0"
            );
        }

        if (
            found.Metadata.GetValueOrDefault(PlanKey) != plan
            || found.Metadata.GetValueOrDefault(SeedKey) != seed.ToString(CultureInfo.InvariantCulture)
        )
        {
            throw new InvalidInputException(
                file,
                "is the state of another plan or seed; resume with the run's own plan"
            );
        }

        StateReader values = new(found);
        double[] progress = values.Vector(ProgressKey, 6);
        return new TrainerState(
            values.Whole(ProgressKey, progress[0], MostSteps),
            values.Finite(ParametersKey, parameters),
            optimizer.ToDictionary(entry => entry.Key, entry => values.Finite(entry.Key, entry.Value)),
            new PlateauState(
                progress[3],
                (int)values.Whole(ProgressKey, progress[4], int.MaxValue),
                values.Share(ProgressKey, progress[5])
            ),
            progress[1],
            values.Whole(ProgressKey, progress[2], MostSteps),
            MetricsRecord.Parse(found.Metadata.GetValueOrDefault(MetricsKey))
                ?? throw new InvalidInputException(file, $"has no {MetricsKey}")
        );
    }

    private static Tensor Vector(double[] values) => Tensor.Of([values.Length], values);
}
