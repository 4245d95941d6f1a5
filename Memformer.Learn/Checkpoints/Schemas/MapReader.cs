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
    private readonly int _context;
    private readonly List<string> _assumed = [];
    private int? _positions;

    private MapReader(MappedTensors mapped, LayoutMap map, int? context)
    {
        _mapped = mapped;
        _map = map;
        _context = context ?? DefaultContext;
        if (!map.Scale.PerToken)
        {
            _assumed.Add(
                $"the sum over the context tokens is not divided by n, so the steps depend on it; n = {_context}"
                    + (context is null ? " is assumed where no context is given" : ", the context given")
            );
        }
    }

    /// <summary>n where neither the file nor the user says.</summary>
    public const int DefaultContext = 20;

    /// <summary>Reads a file by a map.</summary>
    /// <param name="file">The file.</param>
    /// <param name="map">The map.</param>
    /// <param name="context">n, where the user says it.</param>
    /// <exception cref="InvalidInputException">Tensors are missing, shapes disagree, or the network is not in the family.</exception>
    public static Checkpoint Read(ModelFile file, LayoutMap map, int? context)
    {
        var mapped = new MappedTensors(file, map);
        return mapped.Fits ? new MapReader(mapped, map, context).ToCheckpoint() : throw mapped.Missing();
    }

    /// <summary>Whether a file has the tensors of a map.</summary>
    public static bool Fits(ModelFile file, LayoutMap map) => new MappedTensors(file, map).Fits;

    private Checkpoint ToCheckpoint()
    {
        var depth = _mapped.Layers.Count * _map.Repeat;
        if (depth > ReadLimits.Layers || _mapped.Layers.Count == 0)
        {
            throw _mapped.File.Invalid($"{depth} layers, allowed: 1 to {ReadLimits.Layers}");
        }
        var (reasons, unused) = OutsideFamily.Check(_mapped, _map, depth);
        if (reasons.Count > 0)
        {
            throw _mapped.File.Invalid(
                $"layout {_map.Name}, and not in the family: {string.Join("; ", reasons)}. Ask the network's answers instead (memformer probe, then memformer compare)"
            );
        }
        IReadOnlyList<AttentionHead>[] layers = [.. _mapped.Layers.Select(Layer)];
        var sign = Sign(layers[0][0].P.GetLength(0));
        var weights = new NetworkWeights(layers, Gates(layers.Length, sign), _map.Scale.PerToken ? null : _context);
        if (_map.Repeat > 1)
        {
            weights = TiedLayers.Repeat(weights, _map.Repeat);
        }
        return new Checkpoint(weights) { Source = Source(unused, sign) };
    }

    private CheckpointSource Source(IReadOnlyList<UnusedTensor> unused, double sign) =>
        new(
            _mapped.File.Path,
            _mapped.File.Format,
            new Reading(_map.Name, [.. _assumed.Distinct()], _mapped.Used, unused)
            {
                AttentionIsKnown = _map.AttentionIsKnown,
                Scale = _map.Scale.Text,
                Answer =
                    sign == 1 ? "−[Z_L] in the answer's coordinate"
                    : sign == -1 ? "+[Z_L] in the answer's coordinate"
                    : $"{-sign:+0.####;−0.####} [Z_L] in the answer's coordinate",
                Repeat = _map.Repeat,
                Foreign = _mapped.File.Foreign.Count == 0 ? null : ForeignValues.Describe(_mapped.File.Foreign),
            }
        )
        {
            Sha256 = _mapped.File.Sha256,
        };

    /// <summary>
    /// What multiplies the query's register so that −[Z_L] is the network's answer: −1 for an answer of +[Z_L]. The query's own
    /// slot meets no other token, so this leaves the iterates alone.
    /// </summary>
    private double Sign(int size)
    {
        var sign = _map.IsNegated ? 1.0 : -1.0;
        if (!_mapped.Has(TensorRole.ReadOut))
        {
            return sign;
        }
        var head = _mapped.Find(TensorRole.ReadOut, 0, 0);
        var answer = _map.Answer ?? size - 1;
        if (head.Values.Length < size || head.Values.Where((value, index) => index != answer && value != 0).Any())
        {
            throw _mapped.Invalid(
                TensorRole.ReadOut,
                $"the read-out {head.ShapeText} reads more than the answer's coordinate {answer}, so the answer is no iterate's"
            );
        }
        return -head.Values[answer];
    }

    private static NetworkGates Gates(int layers, double sign) =>
        sign == 1
            ? new NetworkGates.None()
            : NetworkGates.Lfom.ForAllHeads([
                .. Enumerable
                    .Range(0, layers)
                    .Select(layer =>
                        (IReadOnlyList<Gate>)
                            [
                                .. Enumerable
                                    .Range(0, layer + 1)
                                    .Select(register => register == layer ? new Gate.Split(1, sign) : Gate.Closed),
                            ]
                    ),
            ]);

    private IReadOnlyList<AttentionHead> Layer(int layer)
    {
        var heads = new List<AttentionHead>();
        foreach (var head in _mapped.Heads)
        {
            var queries = Queries(layer, head);
            FindPositions(layer, head);
            var values = Values(layer, head, queries.Count);
            heads.AddRange(
                queries.Zip(values, (query, value) => new AttentionHead(Kept(value, "P"), Kept(query, "Q")))
            );
        }
        return heads;
    }

    /// <summary>Where tokens are wider than the matrices that read them, what is beyond carries positions.</summary>
    private void FindPositions(int layer, int head)
    {
        if (!_map.DropBeyondWidth || _positions is not null)
        {
            return;
        }
        var value = Linear(TensorRole.Value, layer, head);
        _positions = Math.Min(value.GetLength(0), value.GetLength(1));
        if (_positions < value.GetLength(1))
        {
            _assumed.Add(
                $"tokens of {value.GetLength(1)} coordinates behind matrices of width {_positions} are read as x and y followed by {value.GetLength(1) - _positions} coordinates of position; a map's drop says otherwise"
            );
        }
    }

    /// <summary>Q of each head, D×D.</summary>
    private IReadOnlyList<double[,]> Queries(int layer, int head)
    {
        if (_mapped.Has(TensorRole.KeyQuery))
        {
            return Stacked(TensorRole.KeyQuery, layer, head);
        }
        var (queries, keys) = (Linear(TensorRole.Query, layer, head), Linear(TensorRole.Key, layer, head));
        SameShape(TensorRole.Key, layer, head, keys, queries);
        var count = HeadCount(TensorRole.Query, queries.GetLength(0));
        var width = queries.GetLength(0) / count;
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(index =>
                    Product(Transposed(Rows(keys, index * width, width)), Rows(queries, index * width, width))
                ),
        ];
    }

    /// <summary>P of each head with the scale in it, D×D.</summary>
    private IReadOnlyList<double[,]> Values(int layer, int head, int count)
    {
        var scale = Scale(layer, head, count);
        if (_mapped.Has(TensorRole.ProjectionValue))
        {
            var merged = Stacked(TensorRole.ProjectionValue, layer, head);
            return merged.Count == count
                ? [.. merged.Select(matrix => Scaled(matrix, scale))]
                : throw _mapped.Invalid(
                    TensorRole.ProjectionValue,
                    $"{merged.Count} heads, and {count} of keys and queries"
                );
        }
        var values = Linear(TensorRole.Value, layer, head);
        var size = values.GetLength(1);
        var projection = _mapped.Has(TensorRole.Projection) ? Linear(TensorRole.Projection, layer, head) : null;
        // One value map without a projection serves all heads, or each head its own D rows.
        var width = projection is null && values.GetLength(0) == size ? size : values.GetLength(0) / count;
        if (width * count != values.GetLength(0) && width != size)
        {
            throw _mapped.Invalid(
                TensorRole.Value,
                $"{_mapped.Name(TensorRole.Value, layer, head)} has {values.GetLength(0)} rows, which {count} heads do not share"
            );
        }
        if (
            projection is not null
            && (projection.GetLength(1) != values.GetLength(0) || projection.GetLength(0) != size)
        )
        {
            throw _mapped.Invalid(
                TensorRole.Projection,
                $"{_mapped.Name(TensorRole.Projection, layer, head)} is {projection.GetLength(0)}×{projection.GetLength(1)}, and {_mapped.Name(TensorRole.Value, layer, head)} is {values.GetLength(0)}×{size}: their product is no {size}×{size} matrix"
            );
        }
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(index =>
                {
                    var start = width * count == values.GetLength(0) ? index * width : 0;
                    var value = Rows(values, start, width);
                    return Scaled(
                        projection is null ? value : Product(Columns(projection, start, width), value),
                        scale
                    );
                }),
        ];
    }

    private double Scale(int layer, int head, int count)
    {
        var scale = _map.Scale.Factor * (_map.Scale.PerToken ? 1 : _context);
        if (!_map.Scale.PerRoot)
        {
            return scale;
        }
        var role = _mapped.Has(TensorRole.Query) ? TensorRole.Query : TensorRole.KeyQuery;
        var rows =
            role == TensorRole.Query
                ? Linear(role, layer, head).GetLength(0)
                : count * Linear(role, layer, head).GetLength(1);
        return scale / Math.Sqrt((double)rows / count);
    }

    /// <summary>Square matrices under one another: (H·D, D).</summary>
    private IReadOnlyList<double[,]> Stacked(TensorRole role, int layer, int head)
    {
        var matrix = Matrix(role, layer, head);
        var size = matrix.GetLength(1);
        if (matrix.GetLength(0) % size != 0 || (_map.Heads is { } heads && heads * size != matrix.GetLength(0)))
        {
            throw _mapped.Invalid(
                role,
                $"{_mapped.Name(role, layer, head)} is {matrix.GetLength(0)}×{size}, expected square matrices under one another"
            );
        }
        return
        [
            .. Enumerable
                .Range(0, matrix.GetLength(0) / size)
                .Select(index => Rows(matrix, index * size, size))
                .Select(square => _map.TokensInRows ? Transposed(square) : square),
        ];
    }

    private int HeadCount(TensorRole role, int rows)
    {
        var count = _map.Heads is { } heads && _mapped.Heads.Count == 1 ? heads : 1;
        return rows % count == 0
            ? count
            : throw _mapped.Invalid(role, $"{rows} rows, which {count} heads do not share");
    }

    private void SameShape(TensorRole role, int layer, int head, double[,] matrix, double[,] other)
    {
        if (matrix.GetLength(0) != other.GetLength(0) || matrix.GetLength(1) != other.GetLength(1))
        {
            throw _mapped.Invalid(
                role,
                $"{_mapped.Name(role, layer, head)} is {matrix.GetLength(0)}×{matrix.GetLength(1)}, and {_mapped.Name(TensorRole.Query, layer, head)} is {other.GetLength(0)}×{other.GetLength(1)}"
            );
        }
    }

    /// <summary>A matrix that maps a token, inputs in columns.</summary>
    private double[,] Linear(TensorRole role, int layer, int head)
    {
        var matrix = Matrix(role, layer, head);
        return _map.InputsInRows ? Transposed(matrix) : matrix;
    }

    private double[,] Matrix(TensorRole role, int layer, int head)
    {
        var tensor = _mapped.Find(role, layer, head);
        return
            tensor.Shape
                is [> 0 and <= 16 * ReadLimits.Dimension, > 0 and <= ReadLimits.Dimension]
                    or [> 0 and <= ReadLimits.Dimension, > 0 and <= 16 * ReadLimits.Dimension]
            ? tensor.Matrix()
            : throw _mapped.Invalid(
                role,
                $"{_mapped.Name(role, layer, head)} has the shape {tensor.ShapeText}, expected a matrix of up to {ReadLimits.Dimension} inputs"
            );
    }

    /// <summary>The coordinates that are kept, the answer's last.</summary>
    private double[,] Kept(double[,] matrix, string what)
    {
        var size = matrix.GetLength(1);
        var kept = Math.Min(_map.DropFrom ?? _positions ?? size, size);
        var answer = _map.Answer ?? kept - 1;
        if (matrix.GetLength(0) != size || kept < 2 || answer >= kept || kept - 1 > ReadLimits.Dimension)
        {
            throw _mapped.File.Invalid(
                $"{what} is {matrix.GetLength(0)}×{size} with {kept} coordinates kept and the answer in {answer}; expected a square matrix, two or more coordinates, the answer among them"
            );
        }
        int[] order = [.. Enumerable.Range(0, kept).Where(index => index != answer), answer];
        var result = new double[kept, kept];
        for (var row = 0; row < kept; row++)
        {
            for (var column = 0; column < kept; column++)
            {
                result[row, column] = matrix[order[row], order[column]];
            }
        }
        Report(matrix, result, size - kept, what);
        return result;
    }

    /// <summary>Says how much of a matrix has to do with the coordinates that are left out.</summary>
    private void Report(double[,] whole, double[,] kept, int dropped, string what)
    {
        var (all, rest) = (Energy(whole), Energy(kept));
        if (dropped > 0 && all > rest)
        {
            var share = Math.Sqrt((all - rest) / all);
            var sentence =
                $"the last {dropped} coordinates of a token are left out, and with them up to {share:P0} of {what}";
            if (share > 0.005)
            {
                _assumed.Add(sentence);
            }
        }
        else if (dropped > 0)
        {
            _assumed.Add($"the last {dropped} coordinates of a token are left out; {what} is 0 there");
        }
    }

    private static double Energy(double[,] matrix) => matrix.Cast<double>().Sum(value => value * value);

    private static double[,] Rows(double[,] matrix, int start, int count) =>
        Filled(count, matrix.GetLength(1), (row, column) => matrix[start + row, column]);

    private static double[,] Columns(double[,] matrix, int start, int count) =>
        Filled(matrix.GetLength(0), count, (row, column) => matrix[row, start + column]);

    private static double[,] Transposed(double[,] matrix) =>
        Filled(matrix.GetLength(1), matrix.GetLength(0), (row, column) => matrix[column, row]);

    private static double[,] Scaled(double[,] matrix, double factor) =>
        factor == 1
            ? matrix
            : Filled(matrix.GetLength(0), matrix.GetLength(1), (row, column) => factor * matrix[row, column]);

    private static double[,] Product(double[,] left, double[,] right) =>
        Filled(
            left.GetLength(0),
            right.GetLength(1),
            (row, column) =>
            {
                var sum = 0.0;
                for (var inner = 0; inner < left.GetLength(1); inner++)
                {
                    sum += left[row, inner] * right[inner, column];
                }
                return sum;
            }
        );

    private static double[,] Filled(int rows, int columns, Func<int, int, double> entry)
    {
        var matrix = new double[rows, columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                matrix[row, column] = entry(row, column);
            }
        }
        return matrix;
    }
}
