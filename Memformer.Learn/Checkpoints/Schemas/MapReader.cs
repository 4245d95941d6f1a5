using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Files;
using Memformer.Learn.Models;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>Brings a network that a map describes to this project's form, or says why it has none.</summary>
internal sealed class MapReader
{
    private readonly MappedTensors _mapped;
    private readonly LayoutMap _map;
    private readonly int? _context;
    private readonly List<string> _assumed = [];

    private MapReader(MappedTensors mapped, LayoutMap map, int? context) =>
        (_mapped, _map, _context) = (mapped, map, context);

    /// <summary>n where neither the file nor the user says.</summary>
    public const int DefaultContext = 20;

    /// <summary>Reads a file by a map.</summary>
    /// <param name="file">The file.</param>
    /// <param name="map">The map.</param>
    /// <param name="context">n, where the user says it.</param>
    /// <exception cref="InvalidInputException">Tensors are missing, shapes disagree, or the network is not in the family.</exception>
    public static Checkpoint Read(ModelFile file, LayoutMap map, int? context)
    {
        MappedTensors mapped = new MappedTensors(file, map);
        mapped.Check();
        return new MapReader(mapped, map, context).ToCheckpoint();
    }

    /// <summary>Whether a file has the tensors of a map.</summary>
    public static bool Fits(ModelFile file, LayoutMap map) => new MappedTensors(file, map).Fits;

    private Checkpoint ToCheckpoint()
    {
        int depth = _mapped.Layers.Count * _map.Repeat;
        if (depth > ReadLimits.Layers || _mapped.Layers.Count == 0)
        {
            throw _mapped.File.Invalid($"{depth} layers, allowed: 1 to {ReadLimits.Layers}");
        }

        (IReadOnlyList<string>? reasons, IReadOnlyList<UnusedTensor>? unused) = OutsideFamily.Check(
            _mapped,
            _map,
            depth
        );
        if (reasons.Count > 0)
        {
            throw _mapped.File.Invalid(OutsideFamily.Refusal($"layout {_map.Name}", reasons));
        }

        _assumed.AddRange(_mapped.Stacked);
        MappedMatrices matrices = new MappedMatrices(_mapped, _map);
        IEnumerable<CandidateReading> choices =
            from scale in _map.Scales
            from sign in _map.Signs
            select Candidate(matrices, scale, sign);
        CandidateReading choice = ReadingTrial.Best([.. choices], _context ?? DefaultContext, _assumed);
        _assumed.AddRange(matrices.Assumed);
        if (choice.Weights.Context is { } context && !choice.Scale.PerToken)
        {
            _assumed.Add(
                $"the sum over the context tokens is {(choice.Scale.PerTokenAndQuery ? "divided by n + 1" : "not divided by n")}, so the steps depend on it; n = {context}"
                    + (_context is null ? " is assumed where no context is given" : ", the context given")
            );
        }

        return new Checkpoint(choice.Weights) { Source = Source(unused, choice, matrices.ReadElsewhere) };
    }

    /// <summary>The network with one of the scales and signs that the layout may have.</summary>
    private CandidateReading Candidate(MappedMatrices matrices, AttentionScale scale, double usual)
    {
        int context = _context ?? DefaultContext;
        IReadOnlyList<AttentionHead>[] layers =
        [
            .. _mapped.Layers.Select(layer => matrices.Layer(layer, scale, context)),
        ];
        double sign = Sign(layers[0][0].P.GetLength(0), usual);
        NetworkWeights weights = new NetworkWeights(layers, new NetworkGates.None(), scale.PerToken ? null : context);
        weights = sign == 1 ? weights : Signed(weights, sign, context);
        return new CandidateReading(_map.Repeat > 1 ? TiedLayers.Repeat(weights, _map.Repeat) : weights, scale, sign);
    }

    private CheckpointSource Source(IReadOnlyList<UnusedTensor> unused, CandidateReading choice, int? readFrom) =>
        new(
            _mapped.File.Path,
            _mapped.File.Format,
            new Reading(_map.Name, [.. _assumed.Distinct()], _mapped.Used, unused)
            {
                AttentionIsKnown = _map.AttentionIsKnown,
                Scale = choice.Scale.Text,
                Answer = $"{Factor(choice.Sign)}[Z_L] in {Place(readFrom)}",
                ReadElsewhere = readFrom,
                Repeat = _map.Repeat,
                Foreign = _mapped.File.Foreign.Count == 0 ? null : ForeignValues.Describe(_mapped.File.Foreign),
            }
        )
        {
            Sha256 = _mapped.File.Sha256,
        };

    private static string Factor(double sign) =>
        sign == 1 ? "−"
        : sign == -1 ? "+"
        : $"{-sign:+0.####;−0.####} ";

    private static string Place(int? readFrom) =>
        readFrom is { } coordinate ? $"coordinate {coordinate}" : "the answer's coordinate";

    /// <summary>
    /// What multiplies the query's register so that −[Z_L] is the network's answer: −1 for an answer of +[Z_L]. The query's own
    /// slot meets no other token, so this leaves the iterates alone.
    /// </summary>
    private double Sign(int size, double usual)
    {
        if (!_mapped.Has(TensorRole.ReadOut))
        {
            return usual;
        }

        Tensor head = _mapped.Find(TensorRole.ReadOut, 0, 0);
        int answer = _map.Answer ?? (size - 1);
        if (head.Values.Length < size || head.Values.Where((value, index) => index != answer && value != 0).Any())
        {
            throw _mapped.Invalid(
                TensorRole.ReadOut,
                $"the read-out {head.ShapeText} reads more than the answer's coordinate {answer}, so the answer is no iterate's"
            );
        }

        return -head.Values[answer];
    }

    /// <summary>The network whose answer is a multiple of its own.</summary>
    private static NetworkWeights Signed(NetworkWeights weights, double sign, int context)
    {
        // The query's covariates, which layers may move too, keep their sign: then a gate has to tell coordinates apart.
        bool isOnRow = weights.Layers > 1 && weights.Heads.Any(heads => heads.Any(MovesCovariates));
        (Gate? own, Gate? other) = isOnRow
            ? ((Gate)OnAnswer(weights.Dimension, context, 1, sign), OnAnswer(weights.Dimension, context, 0, 0))
            : (new Gate.Split(1, sign), (Gate)new Gate.Split(0, 0));
        NetworkGates.Lfom gates = NetworkGates.Lfom.ForAllHeads(
            new(weights.Layers, (layer, register) => register == layer ? own : other)
        );
        return new NetworkWeights(weights.Heads, gates, isOnRow ? context : weights.Context);
    }

    private static Gate OnAnswer(int dimension, int context, double all, double answer)
    {
        double[,] values = new double[dimension + 1, context + 1];
        for (int row = 0; row <= dimension; row++)
        {
            for (int token = 0; token <= context; token++)
            {
                values[row, token] = row == dimension && token == context ? answer : all;
            }
        }

        return new Gate.PerToken(values);
    }

    private static bool MovesCovariates(AttentionHead head)
    {
        int d = head.P.GetLength(0) - 1;
        return Enumerable.Range(0, d).Any(row => Enumerable.Range(0, d + 1).Any(column => head.P[row, column] != 0));
    }
}
