using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Models;
using Memformer.Learn.Numerics;
using Memformer.Learn.Problems;
using Memformer.Theory;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>
/// Writes a network as a map lays it out. Keys and projections that a layout has beside queries and values are identities. What was
/// written is read again by the map, and its answers compared, before anything is put on the disk.
/// </summary>
internal sealed class MapWriter
{
    private const int Probes = 8;

    /// <summary>Products with identities are exact, divisions by a scale are not.</summary>
    private const double Rounding = 1e-9;

    private readonly NetworkWeights _weights;
    private readonly LayoutMap _map;
    private readonly UngatedNetwork _network;
    private readonly int? _context;

    private MapWriter(NetworkWeights weights, LayoutMap map, int? context)
    {
        (_weights, _map, _context) = (weights, map, context ?? weights.Context);
        _network = UngatedNetwork.Of(weights).Once(map.Repeat, map.Name);
    }

    private int Size => _weights.Dimension + 1;

    /// <summary>The tensors of a network.</summary>
    /// <param name="weights">The network.</param>
    /// <param name="map">The layout.</param>
    /// <param name="context">n, where the user says it and the layout's scale needs it.</param>
    /// <exception cref="UsageException">The layout cannot hold the network; the message says why.</exception>
    public static IReadOnlyList<KeyValuePair<string, Tensor>> Describe(
        NetworkWeights weights,
        LayoutMap map,
        int? context
    )
    {
        MapWriter writer = new MapWriter(weights, map, context);
        writer.CheckTokens();
        List<KeyValuePair<string, Tensor>> tensors = writer.Tensors();
        writer.CheckAnswers(tensors);
        return tensors;
    }

    private UsageException Cannot(string why) => new($"layout {_map.Name} cannot hold the network: {why}");

    private void CheckTokens()
    {
        if (_map.Outputs > 1)
        {
            throw Cannot($"it has {_map.Outputs} outputs, and the network one");
        }

        if (_map.Answer >= Size)
        {
            throw Cannot($"its answer is coordinate {_map.Answer} of a token, and the network's tokens have {Size}");
        }

        if (_map.DropFrom < Size)
        {
            throw Cannot($"it keeps {_map.DropFrom} coordinates of a token, and the network has {Size}");
        }

        if (_map.Read is { } read && read != (_map.Answer ?? (Size - 1)))
        {
            throw Cannot($"its answer is read from coordinate {read}, where tokens without positions carry nothing");
        }

        if (_map.Heads is { } heads && heads != _weights.HeadCount)
        {
            throw Cannot($"it has {heads} heads in a matrix, and the network {_weights.HeadCount}");
        }
    }

    private List<KeyValuePair<string, Tensor>> Tensors()
    {
        List<IReadOnlyList<AttentionHead>> layers = _network.Layers.Select(Heads).ToList();
        List<KeyValuePair<string, Tensor>> tensors = new List<KeyValuePair<string, Tensor>>();
        HashSet<string> names = new HashSet<string>();
        foreach ((TensorRole role, MappedTensor? mapped) in _map.Tensors.OrderBy(entry => entry.Value.Line))
        {
            foreach ((string? name, Tensor? tensor) in new RoleTensors(_map, role, layers, Sign()).Named(mapped))
            {
                tensors.Add(
                    names.Add(name)
                        ? KeyValuePair.Create(name, tensor)
                        : throw Cannot(
                            $"{Printable.Quote(name)} stands for all {layers.Count} layers; a map with {{l}} in its names has one for each, and one with repeat uses the same layers again"
                        )
                );
            }
        }

        return tensors;
    }

    /// <summary>The heads of a layer in the layout's own coordinates, the scale taken out of P.</summary>
    private IReadOnlyList<AttentionHead> Heads(IReadOnlyList<AttentionHead> heads, int layer)
    {
        AttentionScale scale = _map.Scales[0];
        if (!scale.PerToken && _context is null)
        {
            throw Cannot(
                "its sum over the context tokens is not divided by n, so its weights depend on n, which neither the file nor you say"
            );
        }

        int width = _map.Tensors.ContainsKey(TensorRole.Corner) ? Size - 1 : Size;
        double factor = scale.TimesContext(_context ?? 1) * (scale.PerRoot ? 1 / Math.Sqrt(width) : 1);
        if (factor == 0)
        {
            throw Cannot("its scale is 0");
        }

        return
        [
            .. heads.Select(head => new AttentionHead(
                Placed(Dense.Scaled(Signed(head.P, layer), 1 / factor)),
                Placed(head.Q)
            )),
        ];
    }

    /// <summary>P with its last row turned where a single layer's answer has the other sign in the layout: nothing follows that reads it.</summary>
    private double[,] Signed(double[,] matrix, int layer)
    {
        if (IsSignHeld)
        {
            return matrix;
        }

        if (_weights.Layers > 1)
        {
            throw Cannot(
                $"its answer is {(_map.Signs[0] > 0 ? "−" : "+")}[Z_L], and the network's is {-_network.Sign:+0.####;−0.####} [Z_L] after layer {layer}"
            );
        }

        double[,] signed = (double[,])matrix.Clone();
        for (int column = 0; column < Size; column++)
        {
            signed[Size - 1, column] *= _network.Sign / _map.Signs[0];
        }

        return signed;
    }

    private bool IsSignHeld => _map.Tensors.ContainsKey(TensorRole.ReadOut) || _map.Signs.Contains(_network.Sign);

    /// <summary>The row that reads the answer.</summary>
    private double[] Sign()
    {
        double[] row = new double[Size];
        row[_map.Answer ?? (Size - 1)] = -_network.Sign;
        return row;
    }

    /// <summary>The matrix with y's row and column where the layout's tokens have y.</summary>
    private double[,] Placed(double[,] matrix)
    {
        int answer = _map.Answer ?? (Size - 1);
        int[] order = [.. Enumerable.Range(0, Size).Where(index => index != answer), answer];
        double[,] placed = new double[Size, Size];
        for (int row = 0; row < Size; row++)
        {
            for (int column = 0; column < Size; column++)
            {
                placed[order[row], order[column]] = matrix[row, column];
            }
        }

        return placed;
    }

    /// <summary>Reads the tensors as any reader would and compares the answers.</summary>
    private void CheckAnswers(IReadOnlyList<KeyValuePair<string, Tensor>> tensors)
    {
        ModelFile file = new ModelFile("OUT", FileFormat.Safetensors, tensors, new Dictionary<string, string>());
        Checkpoint read;
        try
        {
            read = MapReader.Read(file, _map, _context);
        }
        catch (InvalidInputException refusal)
        {
            throw Cannot($"what would be written reads as: {refusal.Message}");
        }

        DataLaw law = DataLaw.Isotropic(_weights.Dimension);
        int context = _context ?? MapReader.DefaultContext;
        foreach (DrawnProblem problem in DrawnProblem.Draw(law, context, Probes, seed: 1, withTokens: true))
        {
            (IReadOnlyList<double[,]>? wanted, IReadOnlyList<double[,]>? found) = (
                NetworkForward.States(_weights, problem.Tokens),
                NetworkForward.States(read.Weights, problem.Tokens)
            );
            double largest = wanted.Max(state => state.Cast<double>().Max(Math.Abs));
            double difference = Math.Abs(wanted[^1][Size - 1, context] - found[^1][Size - 1, context]);
            if (!(difference <= Rounding * (1 + largest)))
            {
                throw Cannot(
                    $"it would be read as another, with scale {read.Source!.Reading.Scale} and answer {read.Source.Reading.Answer}, and n = {context} gives answers that differ by {NumberText.Of(difference, 3)}"
                );
            }
        }
    }
}
