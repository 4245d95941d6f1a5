using System.Runtime.InteropServices;

namespace Memformer.Theory.Algebra;

// The operations of the algebra; every one checks the shapes.
public sealed partial class MatrixPolynomial
{
    /// <summary>The sum of some terms; equal words are added up.</summary>
    /// <param name="shape">The shape, which the words must have: it is not checked.</param>
    /// <param name="terms">The terms.</param>
    public static MatrixPolynomial FromTerms(Shape shape, IEnumerable<MatrixTerm> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var sums = new TermSums();
        foreach (var (coefficient, word) in terms)
        {
            sums.Add(word, RationalFunction.One, coefficient);
        }

        return sums.ToMatrix(shape);
    }

    /// <summary>
    /// The sum of matrices times scalars. For many of them this is much faster than adding up one after the other.
    /// </summary>
    /// <param name="shape">The shape, which all the matrices have.</param>
    /// <param name="terms">The scalars and matrices.</param>
    /// <exception cref="ShapeException">A matrix has another shape.</exception>
    public static MatrixPolynomial LinearCombination(
        Shape shape,
        IEnumerable<(RationalFunction Factor, MatrixPolynomial Matrix)> terms
    )
    {
        ArgumentNullException.ThrowIfNull(terms);
        var sums = new TermSums();
        foreach (var (factor, matrix) in terms)
        {
            if (matrix.Shape != shape)
            {
                throw new ShapeException("Linear combination", shape, matrix.Shape);
            }

            foreach (var (word, coefficient) in matrix._terms)
            {
                sums.Add(word, factor, coefficient);
            }
        }

        return sums.ToMatrix(shape);
    }

    /// <summary>The sum.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static MatrixPolynomial operator +(MatrixPolynomial left, MatrixPolynomial right)
    {
        RequireSameShape("Sum", left, right);
        var sum = new Sum(left);
        foreach (var (word, coefficient) in right._terms)
        {
            sum.Add(word, coefficient);
        }

        return sum.ToMatrix();
    }

    /// <summary>The difference.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static MatrixPolynomial operator -(MatrixPolynomial left, MatrixPolynomial right)
    {
        RequireSameShape("Difference", left, right);
        var sum = new Sum(left);
        foreach (var (word, coefficient) in right._terms)
        {
            sum.Subtract(word, coefficient);
        }

        return sum.ToMatrix();
    }

    /// <summary>The opposite matrix.</summary>
    public static MatrixPolynomial operator -(MatrixPolynomial value) => value.Map(coefficient => -coefficient);

    /// <summary>The matrix times a scalar.</summary>
    public static MatrixPolynomial operator *(RationalFunction scalar, MatrixPolynomial matrix) =>
        matrix.Map(coefficient => scalar * coefficient);

    /// <summary>The matrix times a scalar.</summary>
    public static MatrixPolynomial operator *(MatrixPolynomial matrix, RationalFunction scalar) => scalar * matrix;

    /// <summary>The product.</summary>
    /// <exception cref="ShapeException">The left matrix has not as many columns as the right one has rows.</exception>
    public static MatrixPolynomial operator *(MatrixPolynomial left, MatrixPolynomial right)
    {
        if (left.Shape.Columns != right.Shape.Rows)
        {
            throw new ShapeException("Product", left.Shape, right.Shape);
        }

        if (left.TryGetScalar(out var scalar))
        {
            return scalar.IsOne ? right : scalar * right;
        }

        if (right.TryGetScalar(out scalar))
        {
            return scalar.IsOne ? left : scalar * left;
        }

        var sums = new TermSums();
        foreach (var (leftWord, leftCoefficient) in left._terms)
        {
            foreach (var (rightWord, rightCoefficient) in right._terms)
            {
                sums.Add(leftWord * rightWord, leftCoefficient, rightCoefficient);
            }
        }

        return sums.ToMatrix(new(left.Shape.Rows, right.Shape.Columns));
    }

    /// <summary>This square matrix to a power; to the power 0 it is the identity.</summary>
    /// <exception cref="ShapeException">The matrix is not square.</exception>
    public MatrixPolynomial Pow(int exponent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        if (!Shape.IsSquare)
        {
            throw new ShapeException("Power", Shape, Shape);
        }

        if (exponent == 0)
        {
            return Identity(Shape.Rows);
        }

        var half = Pow(exponent / 2);
        var square = half * half;
        return exponent % 2 == 0 ? square : square * this;
    }

    /// <summary>The transposed matrix.</summary>
    public MatrixPolynomial Transpose()
    {
        var sum = new Sum(Zero(Shape.Transposed));
        foreach (var (word, coefficient) in _terms)
        {
            sum.Add(word.Transpose(), coefficient);
        }

        return sum.ToMatrix();
    }

    /// <summary>The matrix with a function applied to each of its coefficients.</summary>
    public MatrixPolynomial Map(Func<RationalFunction, RationalFunction> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var terms = new Dictionary<Word, RationalFunction>(_terms.Count);
        foreach (var (word, coefficient) in _terms)
        {
            var mapped = function(coefficient);
            if (!mapped.IsZero)
            {
                terms.Add(word, mapped);
            }
        }

        return new(Shape, terms);
    }

    private static void RequireSameShape(string operation, MatrixPolynomial left, MatrixPolynomial right)
    {
        if (left.Shape != right.Shape)
        {
            throw new ShapeException(operation, left.Shape, right.Shape);
        }
    }

    /// <summary>A sum that is being added up in place.</summary>
    private sealed class Sum(MatrixPolynomial start)
    {
        private readonly Dictionary<Word, RationalFunction> _terms = new(start._terms);

        public void Add(Word word, RationalFunction coefficient)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_terms, word, out _);
            entry = entry is null ? coefficient : entry + coefficient;
            if (entry.IsZero)
            {
                _terms.Remove(word);
            }
        }

        public void Subtract(Word word, RationalFunction coefficient)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_terms, word, out _);
            entry = entry is null ? -coefficient : entry - coefficient;
            if (entry.IsZero)
            {
                _terms.Remove(word);
            }
        }

        public MatrixPolynomial ToMatrix() => new(start.Shape, _terms);
    }

    /// <summary>For every word the products that make up its coefficient, to be added up together.</summary>
    private sealed class TermSums
    {
        private readonly Dictionary<Word, Products> _products = [];

        public void Add(Word word, RationalFunction left, RationalFunction right)
        {
            ref var products = ref CollectionsMarshal.GetValueRefOrAddDefault(_products, word, out var exists);
            if (!exists)
            {
                products.First = (left, right);
                return;
            }

            products.All ??= [products.First];
            products.All.Add((left, right));
        }

        public MatrixPolynomial ToMatrix(Shape shape)
        {
            var terms = new Dictionary<Word, RationalFunction>(_products.Count);
            foreach (var (word, products) in _products)
            {
                var coefficient = products.All is { } all
                    ? RationalFunction.SumOfProducts(all)
                    : products.First.Left * products.First.Right;
                if (!coefficient.IsZero)
                {
                    terms.Add(word, coefficient);
                }
            }

            return new(shape, terms);
        }

        // Most words have one product only, and need no list.
        private struct Products
        {
            public (RationalFunction Left, RationalFunction Right) First;
            public List<(RationalFunction, RationalFunction)>? All;
        }
    }
}
