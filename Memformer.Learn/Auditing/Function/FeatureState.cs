using Memformer.Learn.Numerics;

namespace Memformer.Learn.Auditing.Function;

/// <summary>
/// The features of each layer on one prompt, <c>X_l = S_l X_0</c> (context) and <c>S′_l x_q</c> (query). Without GD++
/// layers all of them are the identity, and nothing is computed.
/// </summary>
internal sealed class FeatureState
{
    private readonly double[,] _hessian;
    private readonly bool _rewritten;
    private readonly List<double[,]> _context = [];
    private readonly List<double[,]> _query = [];
    private readonly List<double[,]> _moments = [];

    /// <summary>The features before the first layer.</summary>
    public FeatureState(int dimension, double[,] hessian, bool rewritten)
    {
        _hessian = hessian;
        _rewritten = rewritten;
        if (rewritten)
        {
            Add(Dense.Identity(dimension), Dense.Identity(dimension));
        }
    }

    /// <summary><c>S_l v</c>.</summary>
    public double[] Forward(int layer, double[] vector) => _rewritten ? Dense.Times(_context[layer], vector) : vector;

    /// <summary><c>S_lᵀ v</c>.</summary>
    public double[] Backward(int layer, double[] vector) =>
        _rewritten ? Dense.TransposedTimes(_context[layer], vector) : vector;

    /// <summary><c>S′_lᵀ v</c>.</summary>
    public double[] BackwardOnQuery(int layer, double[] vector) =>
        _rewritten ? Dense.TransposedTimes(_query[layer], vector) : vector;

    /// <summary>Applies one layer's updates.</summary>
    public void Advance(IReadOnlyList<LearnedSolver.FeatureUpdate> updates)
    {
        if (!_rewritten)
        {
            return;
        }

        double[,] context = (double[,])_context[^1].Clone();
        double[,] query = (double[,])_query[^1].Clone();
        foreach (LearnedSolver.FeatureUpdate update in updates)
        {
            double[,] attention = Dense.Product(_moments[update.Register], update.TransposedPreconditioner);
            Dense.Subtract(context, Dense.Product(Dense.Product(update.Context, attention), _context[update.Register]));
            Dense.Subtract(query, Dense.Product(Dense.Product(update.Query, attention), _query[update.Register]));
        }

        Add(context, query);
    }

    /// <summary>Keeps a layer's features and their second moment <c>S H Sᵀ</c>.</summary>
    private void Add(double[,] context, double[,] query)
    {
        _context.Add(context);
        _query.Add(query);
        _moments.Add(Dense.Product(Dense.Product(context, _hessian), Dense.Transpose(context)));
    }
}
