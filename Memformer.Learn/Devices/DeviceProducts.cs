namespace Memformer.Learn.Devices;

/// <summary>
/// Which inner products of the rows' vectors add up to the loss and its derivatives, those of g with the other sign:
/// <c>∂A_{l,h}[i, j] = Σ_rows ∂T_{l,h}[i] G_l[j]</c> and <c>∂g_{l,j,h} = −Σ_k Σ_rows ∂V_{l+1}[k] T_{j,h}[k]</c>.
/// </summary>
internal sealed class DeviceProducts
{
    private readonly KernelShape _shape;
    private readonly List<int> _left = [];
    private readonly List<int> _right = [];
    private readonly List<int> _firsts = [];

    /// <summary>Lists them: derivatives in A, those in g, d of each that a layer uses, and the loss.</summary>
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

        for (int layer = 0; layer < shape.Layers; layer++)
        {
            for (int register = 0; register < shape.Layers; register++)
            {
                for (int head = 0; head < shape.Heads; head++)
                {
                    AddGate(layer, register, head);
                }
            }
        }

        _firsts.Add(Count);
        Add(shape.Losses, shape.RowWeights);
        _firsts.Add(Count);
        (Left, Right, Firsts) = ([.. _left], [.. _right], [.. _firsts]);
    }

    /// <summary>The first vector of each product.</summary>
    public int[] Left { get; }

    /// <summary>The second.</summary>
    public int[] Right { get; }

    /// <summary>
    /// Where the products begin of each number of A and g, and of the loss; after that, where they end. A gate that no layer uses has
    /// none.
    /// </summary>
    public int[] Firsts { get; }

    /// <summary>How many there are.</summary>
    public int Count => _left.Count;

    private void AddMatrix(int layer, int head)
    {
        for (int i = 0; i < _shape.Dimension; i++)
        {
            for (int j = 0; j < _shape.Dimension; j++)
            {
                _firsts.Add(Count);
                Add(_shape.StepGradients(layer, head) + i, _shape.Gradients(layer) + j);
            }
        }
    }

    private void AddGate(int layer, int register, int head)
    {
        _firsts.Add(Count);
        bool isUsed = register >= _shape.FirstRegister(layer) && register <= layer;
        for (int k = 0; isUsed && k < _shape.Dimension; k++)
        {
            Add(_shape.ErrorGradients(layer + 1) + k, _shape.Steps(register, head) + k);
        }
    }

    private void Add(int left, int right)
    {
        _left.Add(left);
        _right.Add(right);
    }
}
