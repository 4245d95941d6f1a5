namespace Memformer.Learn.Devices;

/// <summary>
/// Which inner products of the rows' vectors make up the loss and its derivatives:
/// <c>∂A_{l,h}[i, j] = Σ_rows ∂T_{l,h}[i] G_l[j]</c> and <c>∂g_{l,j,h} = −Σ_k Σ_rows ∂V_{l+1}[k] T_{j,h}[k]</c>.
/// </summary>
internal sealed class DeviceProducts
{
    private readonly KernelShape _shape;
    private readonly List<int> _left = [];
    private readonly List<int> _right = [];

    /// <summary>Lists them: derivatives in A, those in g that a layer uses, d of each, and the loss.</summary>
    public DeviceProducts(KernelShape shape)
    {
        _shape = shape;
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            for (int head = 0; head < shape.Heads; head++)
            {
                AddMatrix(layer, head);
            }
        }

        foreach ((int layer, int register, int head) in Gates())
        {
            for (int k = 0; k < shape.Dimension; k++)
            {
                _left.Add(shape.ErrorGradients(layer + 1) + k);
                _right.Add(shape.Steps(register, head) + k);
            }
        }

        _left.Add(shape.Losses);
        _right.Add(shape.RowWeights);
        (Left, Right) = ([.. _left], [.. _right]);
    }

    /// <summary>The first vector of each product.</summary>
    public int[] Left { get; }

    /// <summary>The second.</summary>
    public int[] Right { get; }

    /// <summary>How many there are.</summary>
    public int Count => Left.Length;

    /// <summary>Takes the products apart.</summary>
    /// <param name="products">Their values.</param>
    /// <param name="factor">What to multiply them by.</param>
    /// <param name="preconditioners">Overwritten with the derivatives in A, (L, H, d, d).</param>
    /// <param name="gates">Overwritten with those in g, (L, L, H).</param>
    /// <returns>The loss.</returns>
    public double Read(ReadOnlySpan<double> products, double factor, Span<double> preconditioners, Span<double> gates)
    {
        gates.Clear();
        for (int i = 0; i < preconditioners.Length; i++)
        {
            preconditioners[i] = factor * products[i];
        }

        int next = preconditioners.Length;
        foreach ((int layer, int register, int head) in Gates())
        {
            double sum = 0;
            for (int k = 0; k < _shape.Dimension; k++)
            {
                sum += products[next++];
            }

            gates[_shape.Gate(layer, register, head) - _shape.Gates] = -factor * sum;
        }

        return factor * products[next];
    }

    private void AddMatrix(int layer, int head)
    {
        for (int i = 0; i < _shape.Dimension; i++)
        {
            for (int j = 0; j < _shape.Dimension; j++)
            {
                _left.Add(_shape.StepGradients(layer, head) + i);
                _right.Add(_shape.Gradients(layer) + j);
            }
        }
    }

    private IEnumerable<(int Layer, int Register, int Head)> Gates() =>
        from layer in Enumerable.Range(0, _shape.Layers)
        from register in Enumerable.Range(_shape.FirstRegister(layer), layer - _shape.FirstRegister(layer) + 1)
        from head in Enumerable.Range(0, _shape.Heads)
        select (layer, register, head);
}
