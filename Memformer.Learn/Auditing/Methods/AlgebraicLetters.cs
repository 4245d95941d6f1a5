using Memformer.Theory.Algebra;

namespace Memformer.Learn.Auditing.Methods;

/// <summary>
/// Letters with a known square, <c>s² = p + q s</c>, in floating point: the positive root, and its derivatives by the
/// unknowns that p and q depend on.
/// </summary>
internal sealed class AlgebraicLetters
{
    private readonly int _unknowns;
    private readonly CompiledFunction[] _squares;

    /// <summary>The letters of some relations, as functions of the unknowns.</summary>
    public AlgebraicLetters(IReadOnlyList<Symbol> unknowns, AlgebraicRelations relations)
    {
        _unknowns = unknowns.Count;
        Variables = [.. unknowns, .. relations.Letters];
        _squares =
        [
            .. relations.Letters.Select(letter => new CompiledFunction(SquareOf(letter, relations), Variables)),
        ];
    }

    /// <summary>The unknowns, followed by the letters.</summary>
    public IReadOnlyList<Symbol> Variables { get; }

    /// <summary>The square of a letter, at most linear in the letter itself.</summary>
    public static RationalFunction SquareOf(Symbol letter, AlgebraicRelations relations) =>
        relations.Reduce((RationalFunction)letter * letter);

    /// <summary>Whether there are no letters.</summary>
    public bool IsEmpty => _squares.Length == 0;

    /// <summary>Values of all variables, and the letters' derivatives by the unknowns.</summary>
    public sealed record Extended(double[] Values, double[,] Derivatives)
    {
        /// <summary>Turns a gradient by all variables into one by the unknowns.</summary>
        public void Reduce(double[] gradient, double[] total)
        {
            for (int k = 0; k < total.Length; k++)
            {
                total[k] = gradient[k];
                for (int letter = 0; letter < Derivatives.GetLength(0); letter++)
                {
                    total[k] += gradient[total.Length + letter] * Derivatives[letter, k];
                }
            }
        }
    }

    /// <summary>Adds the letters' values to those of the unknowns.</summary>
    public Extended Extend(double[] point)
    {
        double[] values = [.. point, .. new double[_squares.Length]];
        Extended extended = new(values, new double[_squares.Length, _unknowns]);
        double[] gradient = new double[values.Length];
        double[] total = new double[_unknowns];
        for (int i = 0; i < _squares.Length; i++)
        {
            int own = _unknowns + i;

            // The square is affine in the letter itself: its value at 0 is p, its derivative there is q.
            double p = _squares[i].Evaluate(values, gradient);
            double q = gradient[own];
            double root = (q + Math.Sqrt((q * q) + (4 * p))) / 2;
            values[own] = root;
            _squares[i].Evaluate(values, gradient);
            extended.Reduce(gradient, total);
            for (int k = 0; k < _unknowns; k++)
            {
                extended.Derivatives[i, k] = total[k] / ((2 * root) - q);
            }
        }

        return extended;
    }
}
