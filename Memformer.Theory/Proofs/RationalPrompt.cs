using Memformer.Theory.Algebra;

namespace Memformer.Theory.Proofs;

/// <summary>
/// A prompt of small random rational numbers, with random numbers for a network's parameters and matrix letters. All
/// numbers come from the seed.
/// </summary>
internal sealed class RationalPrompt
{
    private readonly Random _random;

    /// <summary>Draws a prompt.</summary>
    /// <param name="dimension">d.</param>
    /// <param name="context">n.</param>
    /// <param name="seed">Decides all numbers.</param>
    public RationalPrompt(int dimension, int context, int seed)
    {
        _random = new Random(seed);
        (Dimension, Context) = (dimension, context);
        Covariates = RationalMatrix.Create(dimension, context, (_, _) => Draw());
        Query = RationalMatrix.Create(dimension, 1, (_, _) => Draw());
        Task = RationalMatrix.Create(dimension, 1, (_, _) => Draw());
    }

    /// <summary>d.</summary>
    public int Dimension { get; }

    /// <summary>n.</summary>
    public int Context { get; }

    /// <summary>X, d×n.</summary>
    public RationalMatrix Covariates { get; }

    /// <summary>x_q, d×1.</summary>
    public RationalMatrix Query { get; }

    /// <summary>w_star, d×1.</summary>
    public RationalMatrix Task { get; }

    /// <summary>Z_0 = [X x_q; w_starᵀ X, 0], (d+1)×(n+1).</summary>
    public RationalMatrix State
    {
        get
        {
            var answers = Task.Transpose() * Covariates;
            return RationalMatrix.Create(
                Dimension + 1,
                Context + 1,
                (row, column) =>
                    (row < Dimension, column < Context) switch
                    {
                        (true, true) => Covariates[row, column],
                        (true, false) => Query[row, 0],
                        (false, true) => answers[0, column],
                        (false, false) => 0,
                    }
            );
        }
    }

    /// <summary>The gradient of <c>(1/2n) Σ_i (wᵀx_i − y_i)²</c> at w, from the data, d×1.</summary>
    public RationalMatrix Gradient(RationalMatrix iterate)
    {
        var residuals = Covariates.Transpose() * iterate - Covariates.Transpose() * Task;
        return new Rational(1, Context) * (Covariates * residuals);
    }

    /// <summary>Values for parameters.</summary>
    public Dictionary<Symbol, Rational> Values(IEnumerable<Symbol> symbols) =>
        symbols.ToDictionary(symbol => symbol, _ => Draw());

    /// <summary>Matrices for letters, symmetric or diagonal where the letters are.</summary>
    public Dictionary<Letter, RationalMatrix> Matrices(IEnumerable<Letter> letters) =>
        letters.ToDictionary(letter => letter, Matrix);

    private RationalMatrix Matrix(Letter letter)
    {
        var free = RationalMatrix.Create(Dimension, Dimension, (_, _) => Draw());
        return letter switch
        {
            { CommutingFamily: not null } => RationalMatrix.Create(
                Dimension,
                Dimension,
                (row, column) => row == column ? free[row, row] : 0
            ),
            { IsSymmetric: true } => free + free.Transpose(),
            _ => free,
        };
    }

    /// <summary>One of ±1/2, ±1, ±3/2, ±2, never zero: a value at which a wrong coefficient could hide.</summary>
    private Rational Draw() => new(_random.Next(1, 5) * (_random.Next(2) == 0 ? 1 : -1), 2);
}
