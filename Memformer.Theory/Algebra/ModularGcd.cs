using System.Numerics;

namespace Memformer.Theory.Algebra;

/// <summary>
/// The greatest common divisor of two primitive polynomials by images modulo primes (Brown, On Euclid's algorithm and
/// the computation of polynomial greatest common divisors, 1971). Images at random points first bound its degree in
/// every variable; that alone settles most cases. What is found otherwise is accepted only after it has been seen to
/// divide both polynomials, so chance decides about time and never about the answer.
/// </summary>
internal sealed class ModularGcd
{
    private readonly Polynomial _left;
    private readonly Polynomial _right;
    private readonly Symbol[] _variables;
    private readonly int[][] _leftExponents;
    private readonly int[][] _rightExponents;
    private readonly int[] _leftDegrees;
    private readonly int[] _rightDegrees;
    private readonly int[] _bounds;

    // Any numbers will do; the same ones every time make runs repeatable.
    private readonly Random _random = new(20241);

    /// <summary>Prepares the search. Both polynomials are primitive, with integer coefficients.</summary>
    public ModularGcd(Polynomial left, Polynomial right)
    {
        _left = left;
        _right = right;
        _variables = [.. left.Variables.Union(right.Variables).Order()];
        _leftExponents = left.ExponentsOver(_variables);
        _rightExponents = right.ExponentsOver(_variables);
        _leftDegrees = Array.ConvertAll(_leftExponents, exponents => exponents.Max());
        _rightDegrees = Array.ConvertAll(_rightExponents, exponents => exponents.Max());
        _bounds = [.. _leftDegrees.Zip(_rightDegrees, Math.Min)];
    }

    /// <summary>The greatest common divisor, primitive and with a positive leading coefficient.</summary>
    public Polynomial Solve()
    {
        foreach (var field in PrimeField.Descending())
        {
            TightenBounds(field);
            if (_bounds.All(bound => bound == 0))
            {
                return Polynomial.One;
            }

            if (Divides(_left, _right))
            {
                return _left;
            }

            if (Divides(_right, _left))
            {
                return _right;
            }

            if (Interpolate() is { } divisor)
            {
                return divisor;
            }
        }

        throw new InvalidOperationException("The primes below 2^31 are exhausted.");
    }

    // Whether one of the two divides the other; only worth trying when the bounds allow it.
    private bool Divides(Polynomial divisor, Polynomial dividend) =>
        _variables.Zip(_bounds).All(pair => divisor.DegreeIn(pair.First) <= pair.Second)
        && dividend.TryDivide(divisor) is not null;

    /// <summary>
    /// Tightens the bounds on the divisor's degrees: as long as a leading coefficient does not vanish, the degree of the
    /// divisor's image, and so that of the images' divisor, is at least the divisor's own.
    /// </summary>
    private void TightenBounds(PrimeField field)
    {
        var point = _variables.Select(_ => RandomElement(field)).ToArray();
        var left = new ModularImage(field, _left.Coefficients, _leftExponents);
        var right = new ModularImage(field, _right.Coefficients, _rightExponents);
        for (var i = 0; i < point.Length; i++)
        {
            left.Fix(i, field.Powers(point[i], HigherDegree(i)));
            right.Fix(i, field.Powers(point[i], HigherDegree(i)));
        }

        for (var i = 0; i < point.Length; i++)
        {
            if (_bounds[i] == 0)
            {
                continue;
            }
            // Every variable is fixed; freeing this one again is a division by its power.
            var released = new[] { (i, field.Powers(field.Inverse(point[i]), HigherDegree(i))) };
            var leftImage = left.In(i, _leftDegrees[i], released);
            var rightImage = right.In(i, _rightDegrees[i], released);
            if (leftImage[^1] != 0 && rightImage[^1] != 0)
            {
                _bounds[i] = Math.Min(_bounds[i], field.Gcd(leftImage, rightImage).Length - 1);
            }
        }
    }

    /// <summary>Searches the divisor from its images on a grid; null when the bounds turned out not to be tight.</summary>
    private Polynomial? Interpolate()
    {
        var occurring = Enumerable.Range(0, _variables.Length).Where(i => _bounds[i] > 0).ToArray();
        var main = occurring.MaxBy(i => _bounds[i]);
        var others = occurring.Where(i => i != main).ToArray();
        var (leftCoefficients, rightCoefficients) = (
            _left.CoefficientsIn(_variables[main]),
            _right.CoefficientsIn(_variables[main])
        );
        var leading = CommonLeadingCoefficient(
            leftCoefficients[^1],
            rightCoefficients[^1],
            [.. others.Select(i => _variables[i])]
        );
        var grid = new DivisorGrid(
            main,
            _bounds[main],
            others,
            [.. others.Select(i => _bounds[i] + leading.DegreeIn(_variables[i]))]
        );
        var content =
            others.Length == 0
                ? Polynomial.One
                : PolynomialGcd.Of(leftCoefficients.Concat(rightCoefficients).Where(c => !c.IsZero));
        var reconstruction = new ChineseRemainder(grid.Size);
        foreach (var field in PrimeField.Descending())
        {
            if (leading.Content.Numerator % field.Modulus == 0)
            {
                continue;
            }

            var (values, degree) = ValuesOn(grid, field, leading);
            if (degree < grid.MainDegree)
            {
                _bounds[main] = degree;
                return null;
            }

            if (values is null)
            {
                continue;
            }

            if (!reconstruction.Add(values, field))
            {
                continue;
            }

            var multiple = grid.ToPolynomial(reconstruction.Residues, _variables);
            var primitive =
                others.Length == 0
                    ? multiple
                    : multiple.DivideExactly(
                        PolynomialGcd.Of(multiple.CoefficientsIn(_variables[main]).Where(c => !c.IsZero))
                    );
            var divisor = (primitive * content).PrimitivePart();
            if (_left.TryDivide(divisor) is not null && _right.TryDivide(divisor) is not null)
            {
                return divisor;
            }
        }

        return null;
    }

    /// <summary>
    /// A multiple of the divisor's leading coefficient: the common divisor of the leading coefficients, and of that
    /// only the part in the variables that the divisor can contain.
    /// </summary>
    private static Polynomial CommonLeadingCoefficient(Polynomial left, Polynomial right, Symbol[] allowed)
    {
        var number = BigInteger.GreatestCommonDivisor(left.Content.Numerator, right.Content.Numerator);
        var common = Polynomial.Gcd(left, right);
        foreach (var symbol in common.Variables.Where(symbol => !allowed.Contains(symbol)))
        {
            common = PolynomialGcd.Of(common.CoefficientsIn(symbol).Where(coefficient => !coefficient.IsZero));
        }

        return common * (Rational)number;
    }

    /// <summary>
    /// The coefficients modulo a prime of the multiple of the divisor that has the given leading coefficient, and the
    /// degree that the images leave it. No coefficients where that is below the grid's, and at unlucky points.
    /// </summary>
    private (uint[]? Values, int Degree) ValuesOn(DivisorGrid grid, PrimeField field, Polynomial leading)
    {
        var left = new ModularImage(field, _left.Coefficients, _leftExponents);
        var right = new ModularImage(field, _right.Coefficients, _rightExponents);
        var leadingImage = new ModularImage(field, leading.Coefficients, leading.ExponentsOver(_variables));
        for (var i = 0; i < _variables.Length; i++)
        {
            if (i != grid.Main && !grid.Others.Contains(i))
            {
                var powers = field.Powers(RandomElement(field), HigherDegree(i));
                left.Fix(i, powers);
                right.Fix(i, powers);
            }
        }

        var (leftDegree, rightDegree) = (_leftDegrees[grid.Main], _rightDegrees[grid.Main]);
        var starts = grid.Others.Select(_ => RandomElement(field)).ToArray();
        var degree = grid.MainDegree;
        var values = grid.Interpolate(
            field,
            starts,
            [.. grid.Others.Select(HigherDegree)],
            point =>
            {
                var scale = leadingImage.In(grid.Main, 0, point)[0];
                var image = field.Gcd(left.In(grid.Main, leftDegree, point), right.In(grid.Main, rightDegree, point));
                if (scale == 0 || image.Length - 1 > grid.MainDegree)
                {
                    // An unlucky point: other primes and points will do.
                    return null;
                }

                degree = Math.Min(degree, image.Length - 1);
                return image.Length - 1 < grid.MainDegree
                    ? null
                    : Array.ConvertAll(image, value => field.Multiply(value, scale));
            }
        );
        return (values, degree);
    }

    private int HigherDegree(int variable) => Math.Max(_leftDegrees[variable], _rightDegrees[variable]);

    private uint RandomElement(PrimeField field) => (uint)_random.NextInt64(1 << 16, field.Modulus);
}
