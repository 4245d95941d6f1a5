using System.Globalization;
using Memformer.Learn.Checkpoints.Formats;
using Memformer.Learn.Checkpoints.Safetensors;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;
using Memformer.Learn.Training.Optimizers;
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
internal sealed record TrainerState(
    long Step,
    double[] Parameters,
    IReadOnlyDictionary<string, double[]> Optimizer,
    PlateauState Plateau,
    double LossSum,
    long LossCount
)
{
    private const string ParametersKey = "parameters";
    private const string ProgressKey = "progress";
    private const string PlanKey = "memformer.plan";
    private const string SeedKey = "memformer.seed";

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
        ];
        AtomicFile.Write(file, stream => SafetensorsWriter.Write(stream, tensors, metadata));
    }

    /// <summary>Reads a state.</summary>
    /// <exception cref="InvalidInputException">The file is no state of this plan and seed.</exception>
    public static TrainerState Read(string file, string plan, ulong seed, int parameters, IEnumerable<string> optimizer)
    {
        ModelFile found = ModelFileReader.Read(file);
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

        double[] Values(string name, int? length = null)
        {
            double[] values =
                found.Find(name)?.Values ?? throw new InvalidInputException(file, $"has no tensor {name}");
            return length is null || values.Length == length
                ? values
                : throw new InvalidInputException(
                    file,
                    $"tensor {name} has {values.Length} entries, expected {length}"
                );
        }

        double[] progress = Values(ProgressKey, 6);
        return new TrainerState(
            (long)progress[0],
            Values(ParametersKey, parameters),
            optimizer.ToDictionary(name => name, name => Values(name)),
            new PlateauState(progress[3], (int)progress[4], progress[5]),
            progress[1],
            (long)progress[2]
        );
    }

    private static Tensor Vector(double[] values) => Tensor.Of([values.Length], values);
}
