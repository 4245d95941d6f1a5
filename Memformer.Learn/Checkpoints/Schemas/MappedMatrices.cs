using Memformer.Learn.Models;
using Memformer.Learn.Numerics;

namespace Memformer.Learn.Checkpoints.Schemas;

/// <summary>P and Q of each head out of the tensors of a map: merged, in blocks, or as products of separate maps.</summary>
internal sealed class MappedMatrices
{
    private readonly MappedTensors _mapped;
    private readonly LayoutMap _map;
    private readonly MappedArrays _arrays;
    private readonly KeptCoordinates _coordinates;
    private bool _isSquare;
    private int? _size;
    private int? _heads;

    public MappedMatrices(MappedTensors mapped, LayoutMap map)
    {
        (_mapped, _map) = (mapped, map);
        _arrays = new MappedArrays(mapped, map);
        _coordinates = new KeptCoordinates(mapped.File, map, mapped.Layers.Count * map.Repeat);
        IsSeparate = Has(TensorRole.Query) || Has(TensorRole.QueryKeyValue);
    }

    /// <summary>Sentences: what was assumed of the tokens, of the heads, and of which side inputs are on.</summary>
    public IReadOnlyList<string> Assumed
    {
        get
        {
            List<string> sentences = [.. _coordinates.Assumed];
            if (_map.AttentionIsKnown || !IsSeparate)
            {
                return sentences;
            }

            if (_map.Heads is null && _mapped.Heads.Count == 1 && !_mapped.Stacked.Any())
            {
                sentences.Add("the matrices are read as those of one head; a map's heads says otherwise");
            }

            if (_isSquare && !_map.InputsInRows && !_mapped.Used[0].EndsWith(".weight", StringComparison.Ordinal))
            {
                sentences.Add(
                    "square matrices are read as nn.Linear's, outputs in rows; a map's matrices = \"in-out\" says otherwise"
                );
            }

            return sentences;
        }
    }

    /// <summary>The coordinate that the answer is read from, where that is not y's own.</summary>
    public int? ReadElsewhere => _coordinates.ReadElsewhere;

    private bool IsSeparate { get; }

    /// <summary>The heads of a layer.</summary>
    /// <param name="layer">Its number in the file.</param>
    /// <param name="scale">The factor on the sum over tokens, which P takes in.</param>
    /// <param name="context">n.</param>
    public IReadOnlyList<AttentionHead> Layer(int layer, AttentionScale scale, int context)
    {
        List<AttentionHead> heads = new List<AttentionHead>();
        foreach (int head in _mapped.Heads)
        {
            IReadOnlyList<double[,]> queries = Queries(layer, head);
            if (Has(TensorRole.Value))
            {
                _coordinates.FindPositions(_arrays.Linear(TensorRole.Value, layer, head));
            }

            double factor = scale.TimesContext(context) * Factor(layer, head);
            factor *= scale.PerRoot ? 1 / Math.Sqrt(InnerWidth(layer, head, queries.Count)) : 1;
            IReadOnlyList<double[,]> values = Values(layer, head, queries.Count);
            foreach ((double[,]? query, double[,]? value) in queries.Zip(values))
            {
                SameTokens(PartOfP, layer, head, value);
                SameTokens(PartOfQ, layer, head, query);
                heads.Add(
                    new AttentionHead(_coordinates.KeepOfP(Dense.Scaled(value, factor)), _coordinates.KeepOfQ(query))
                );
            }
        }

        return heads.Count == (_heads ??= heads.Count)
            ? heads
            : throw _mapped.Invalid(
                PartOfQ,
                $"{_mapped.Name(PartOfQ, layer, _mapped.Heads[0])} has {heads.Count} heads, and the layer before {_heads}"
            );
    }

    private TensorRole PartOfQ =>
        Has(TensorRole.KeyQuery) ? TensorRole.KeyQuery
        : Has(TensorRole.Query) ? TensorRole.Query
        : TensorRole.QueryKeyValue;

    private TensorRole PartOfP =>
        Has(TensorRole.ProjectionValue) ? TensorRole.ProjectionValue
        : Has(TensorRole.Value) ? TensorRole.Value
        : Has(TensorRole.Corner) ? TensorRole.Corner
        : TensorRole.QueryKeyValue;

    /// <summary>All matrices of a network read and write tokens of one size.</summary>
    private void SameTokens(TensorRole role, int layer, int head, double[,] matrix)
    {
        int size = matrix.GetLength(1);
        if (size != (_size ??= size))
        {
            throw _mapped.Invalid(
                role,
                $"{_mapped.Name(role, layer, head)} is for tokens of {size} coordinates, and others are for {_size}"
            );
        }
    }

    private bool Has(TensorRole role) => _mapped.Has(role);

    private double Factor(int layer, int head) =>
        !Has(TensorRole.Factor) ? 1 : _arrays.Number(TensorRole.Factor, layer, head);

    /// <summary>r, the rows of a head's query map; D where keys and queries are merged.</summary>
    private double InnerWidth(int layer, int head, int count) =>
        Has(TensorRole.KeyQuery)
            ? _arrays.Linear(TensorRole.KeyQuery, layer, head).GetLength(1)
            : (double)_arrays.Linear(TensorRole.Query, layer, head).GetLength(0) / count;

    /// <summary>Q of each head, D×D.</summary>
    private IReadOnlyList<double[,]> Queries(int layer, int head)
    {
        if (Has(TensorRole.KeyQuery))
        {
            return [.. _arrays.Stacked(TensorRole.KeyQuery, layer, head).Select(Padded)];
        }

        (double[,]? queries, double[,]? keys) = (
            _arrays.Linear(TensorRole.Query, layer, head),
            _arrays.Linear(TensorRole.Key, layer, head)
        );
        SameShape(TensorRole.Key, layer, head, keys, queries);
        _isSquare = queries.GetLength(0) == queries.GetLength(1);
        int count = HeadCount(TensorRole.Query, queries.GetLength(0));
        int width = queries.GetLength(0) / count;
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(index =>
                    Padded(
                        Dense.Product(
                            Dense.Transpose(Dense.Rows(keys, index * width, width)),
                            Dense.Rows(queries, index * width, width)
                        )
                    )
                ),
        ];
    }

    /// <summary>Q with a zero last row and column, where the map gives its block alone.</summary>
    private double[,] Padded(double[,] block)
    {
        if (!Has(TensorRole.Corner))
        {
            return block;
        }

        int size = block.GetLength(0);
        double[,] whole = new double[size + 1, size + 1];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                whole[row, column] = block[row, column];
            }
        }

        return whole;
    }

    /// <summary>P of each head, D×D.</summary>
    private IReadOnlyList<double[,]> Values(int layer, int head, int count)
    {
        if (Has(TensorRole.Corner))
        {
            return [.. Enumerable.Repeat(Blocks(layer, head), count)];
        }

        if (Has(TensorRole.ProjectionValue))
        {
            IReadOnlyList<double[,]> merged = _arrays.Stacked(TensorRole.ProjectionValue, layer, head);
            return merged.Count == count
                ? merged
                : throw _mapped.Invalid(
                    TensorRole.ProjectionValue,
                    $"{merged.Count} heads, and {count} of keys and queries"
                );
        }

        double[,] values = _arrays.Linear(TensorRole.Value, layer, head);
        int size = values.GetLength(1);
        double[,]? projection = Has(TensorRole.Projection) ? _arrays.Linear(TensorRole.Projection, layer, head) : null;
        // One value map without a projection serves all heads, or each head its own D rows.
        int width = projection is null && values.GetLength(0) == size ? size : values.GetLength(0) / count;
        if (width * count != values.GetLength(0) && width != size)
        {
            throw _mapped.Invalid(
                TensorRole.Value,
                $"{_mapped.Name(TensorRole.Value, layer, head)} has {values.GetLength(0)} rows, which {count} heads do not share"
            );
        }

        if (projection is not null)
        {
            Composes(layer, head, projection, values);
        }

        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(index =>
                {
                    int start = width * count == values.GetLength(0) ? index * width : 0;
                    double[,] value = Dense.Rows(values, start, width);
                    return projection is null ? value : Dense.Product(Dense.Columns(projection, start, width), value);
                }),
        ];
    }

    /// <summary>P out of the block that moves the covariates and the entry that moves the answers.</summary>
    private double[,] Blocks(int layer, int head)
    {
        TensorRole key = Has(TensorRole.KeyQuery) ? TensorRole.KeyQuery : TensorRole.Key;
        int size = _arrays.Linear(key, layer, head).GetLength(1);
        double[,] whole = Has(TensorRole.Feature)
            ? Padded(_arrays.Linear(TensorRole.Feature, layer, head))
            : new double[size + 1, size + 1];
        if (whole.GetLength(0) != size + 1)
        {
            throw _mapped.Invalid(
                TensorRole.Feature,
                $"{_mapped.Name(TensorRole.Feature, layer, head)} has {whole.GetLength(0) - 1} rows, and {_mapped.Name(key, layer, head)} {size} columns"
            );
        }

        whole[size, size] = _arrays.Number(TensorRole.Corner, layer, head);
        return whole;
    }

    private int HeadCount(TensorRole role, int rows)
    {
        int count = _map.Heads is { } heads && _mapped.Heads.Count == 1 ? heads : 1;
        return rows % count == 0
            ? count
            : throw _mapped.Invalid(role, $"{rows} rows, which {count} heads do not share");
    }

    private void Composes(int layer, int head, double[,] projection, double[,] values)
    {
        int size = values.GetLength(1);
        if (projection.GetLength(1) != values.GetLength(0) || projection.GetLength(0) != size)
        {
            throw _mapped.Invalid(
                TensorRole.Projection,
                $"{_mapped.Name(TensorRole.Projection, layer, head)} is {projection.GetLength(0)}×{projection.GetLength(1)}, and {_mapped.Name(TensorRole.Value, layer, head)} is {values.GetLength(0)}×{size}: their product is no {size}×{size} matrix"
            );
        }
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
}
