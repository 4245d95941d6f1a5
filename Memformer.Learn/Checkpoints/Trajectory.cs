using System.Text.RegularExpressions;
using Memformer.Learn.Checkpoints.Formats;
using Memformer.Learn.Checkpoints.Schemas;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints;

/// <summary>One state of a network during its training.</summary>
/// <param name="Step">The optimiser step; the snapshot's index where the file names no steps.</param>
/// <param name="Checkpoint">The network.</param>
public sealed record TrajectoryPoint(long Step, Checkpoint Checkpoint);

/// <summary>A network at several times of its training, oldest first.</summary>
/// <param name="Path">The file or folder it was read from.</param>
/// <param name="Points">At least one.</param>
public sealed partial record Trajectory(string Path, IReadOnlyList<TrajectoryPoint> Points)
{
    private const string CheckpointFolder = "checkpoints";

    /// <summary>Whether a path is a trajectory: a folder, or a file of snapshots.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
    public static bool Is(string path) =>
        Directory.Exists(path) ? CountsSteps(path) || SeedFolders(path).Count > 0 : Is(ModelFileReader.Read(path));

    /// <summary>The folders of runs of one plan with several seeds.</summary>
    private static IReadOnlyList<string> SeedFolders(string path) =>
        [
            .. Directory
                .EnumerateDirectories(path, "seed-*")
                .Where(folder => Directory.Exists(System.IO.Path.Combine(folder, CheckpointFolder)))
                .OrderBy(folder => System.IO.Path.GetFileName(folder).Length)
                .ThenBy(folder => folder, StringComparer.Ordinal),
        ];

    /// <summary>Whether a file's tensors are snapshots.</summary>
    public static bool Is(ModelFile file) => Match(file).Fits;

    /// <summary>
    /// Whether a folder is one network at several times: a run's folder, or one whose files have the same name but for a
    /// number.
    /// </summary>
    private static bool CountsSteps(string folder) =>
        Directory.Exists(System.IO.Path.Combine(folder, CheckpointFolder))
        || (
            Files(folder)
                .Select(file => LastNumber().Replace(System.IO.Path.GetFileName(file), "#"))
                .Distinct()
                .ToList()
                is [string only]
            && only.Contains('#')
        );

    /// <summary>The files of a folder that may be networks, in the order of their names.</summary>
    public static IReadOnlyList<string> Files(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder)
                .Where(file => Extensions.Contains(System.IO.Path.GetExtension(file).ToLowerInvariant()))
                .Where(file => !TrainingStates.Contains(System.IO.Path.GetFileName(file)))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>What a run keeps beside its networks to go on from.</summary>
    private static readonly string[] TrainingStates = ["state.safetensors", "state-before.safetensors"];

    private static readonly string[] Extensions =
    [
        ".safetensors",
        ".pth",
        ".pt",
        ".ckpt",
        ".bin",
        ".npz",
        ".npy",
        ".pkl",
        ".pickle",
        ".msgpack",
    ];

    /// <summary>
    /// Reads the snapshots of a <c>{'hist', 'U', 'D'}</c> file, or the checkpoints of a run folder: the files in its
    /// <c>checkpoints</c>, ordered by the number in their names; a folder of runs <c>seed-0</c>, <c>seed-1</c>, … is one history with
    /// a run for each seed.
    /// </summary>
    /// <exception cref="InvalidInputException">Nothing of the kind is there, or a file is malformed.</exception>
    public static Trajectory Read(string path)
    {
        if (!Directory.Exists(path))
        {
            return Of(ModelFileReader.Read(path));
        }

        Trajectory[] runs =
        [
            .. SeedFolders(path)
                .Select(folder => ReadFolder(folder) with { Path = path, Seed = System.IO.Path.GetFileName(folder) }),
        ];
        return runs.Length > 0 ? runs[0] with { Others = runs[1..] } : ReadFolder(path);
    }

    /// <summary>The snapshots of a file.</summary>
    /// <exception cref="InvalidInputException">It holds none.</exception>
    public static Trajectory Of(ModelFile file)
    {
        Trajectory[] runs = [.. HistorySeeds.Of(file).Select(run => Of(file.Path, run.Key, run.File))];
        return runs.Length > 0 ? runs[0] with { Others = runs[1..] } : Of(file.Path, "", file);
    }

    /// <summary>What tells the run from the others of its file; empty where it is the only one.</summary>
    public string Seed { get; init; } = "";

    /// <summary>The other runs of the same file.</summary>
    public IReadOnlyList<Trajectory> Others { get; init; } = [];

    /// <summary>Every k-th network, and the last.</summary>
    /// <param name="every">k ≥ 1.</param>
    public Trajectory Thinned(int every) =>
        this with
        {
            Others = [.. Others.Select(run => run.Thinned(every))],
            Points = [.. Points.Where((_, index) => index % every == 0 || index == Points.Count - 1)],
        };

    private static Trajectory Of(string path, string seed, ModelFile file)
    {
        SchemaMatch match = new SchemaMatch(new HistorySchema(), file);
        return match.Fits
            ? new Trajectory(
                path,
                [.. new HistorySchema().Snapshots(match).Select((point, index) => new TrajectoryPoint(index, point))]
            )
            {
                Seed = seed,
            }
            : throw new UnrecognisedSchemaException(match.File, match.Rows);
    }

    private static SchemaMatch Match(ModelFile file) =>
        new(new HistorySchema(), HistorySeeds.Of(file) is [var first, ..] ? first.File : file);

    private static Trajectory ReadFolder(string path)
    {
        string inner = System.IO.Path.Combine(path, CheckpointFolder);
        IEnumerable<TrajectoryPoint> points =
            from file in Directory.EnumerateFiles(Directory.Exists(inner) ? inner : path)
            where System.IO.Path.GetExtension(file) is ".safetensors" or ".pth" or ".pt"
            let number = LastNumber().Match(System.IO.Path.GetFileNameWithoutExtension(file))
            where number.Success
            let step = long.Parse(number.ValueSpan)
            orderby step
            select new TrajectoryPoint(step, Checkpoint.Read(file));
        List<TrajectoryPoint> list = points.ToList();
        return list.Count > 0
            ? new Trajectory(path, list)
            : throw new InvalidInputException(
                path,
                "is a folder without checkpoints, expected files with their step in the name"
            );
    }

    [GeneratedRegex(@"\d{1,18}(?!.*\d)")]
    private static partial Regex LastNumber();
}
