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
        var sum = new Sum(Zero(shape));
        foreach (var (coefficient, word) in terms)
        {
            sum.Add(word, coefficient);
        }
        return sum.ToMatrix();
    }

    /// <summary>The sum.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static MatrixPolynomial operator +(MatrixPolynomial left, MatrixPolynomial right)
    {
        RequireSameShape("Sum", left, right);
        return new Sum(left).Add(RationalFunction.One, right).ToMatrix();
    }

    /// <summary>The difference.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static MatrixPolynomial operator -(MatrixPolynomial left, MatrixPolynomial right)
    {
        RequireSameShape("Difference", left, right);
        return new Sum(left).Add(-RationalFunction.One, right).ToMatrix();
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
        var sum = new Sum(Zero(new(left.Shape.Rows, right.Shape.Columns)));
        foreach (var (leftWord, leftCoefficient) in left._terms)
        {
            foreach (var (rightWord, rightCoefficient) in right._terms)
            {
                sum.Add(leftWord * rightWord, leftCoefficient * rightCoefficient);
            }
        }
        return sum.ToMatrix();
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
        var sum = new Sum(Zero(Shape));
        foreach (var (word, coefficient) in _terms)
        {
            sum.Add(word, function(coefficient));
        }
        return sum.ToMatrix();
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

        public Sum Add(RationalFunction factor, MatrixPolynomial matrix)
        {
            foreach (var (word, coefficient) in matrix._terms)
            {
                Add(word, factor * coefficient);
            }
            return this;
        }

        public MatrixPolynomial ToMatrix() => new(start.Shape, _terms);
    }
}
