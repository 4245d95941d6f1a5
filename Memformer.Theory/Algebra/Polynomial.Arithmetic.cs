namespace Memformer.Theory.Algebra;

// The ring operations.
public sealed partial class Polynomial
{
    // Beyond this many products of terms a multiplication is refused: it would run for minutes.
    private const long MaximumProducts = 1L << 28;

    // Up to this many a product need not be looked at more closely.
    private const long HarmlessProducts = 1L << 16;

    // Beyond this many bits in all coefficients together a power is refused.
    private const double MaximumPowerBits = 1L << 26;

    /// <summary>The sum.</summary>
    public static Polynomial operator +(Polynomial left, Polynomial right) => Combine(left, right, subtract: false);

    /// <summary>The difference.</summary>
    public static Polynomial operator -(Polynomial left, Polynomial right) => Combine(left, right, subtract: true);

    /// <summary>The opposite polynomial.</summary>
    public static Polynomial operator -(Polynomial value) => value.Scale(-Rational.One);

    /// <summary>The product.</summary>
    /// <exception cref="ExpressionTooLargeException">It would have millions of terms, or an exponent above 32767.</exception>
    public static Polynomial operator *(Polynomial left, Polynomial right)
    {
        if (left.IsZero || right.IsZero)
        {
            return Zero;
        }

        if (left.IsConstant)
        {
            return right.Scale(left._coefficients[0]);
        }

        if (right.IsConstant)
        {
            return left.Scale(right._coefficients[0]);
        }

        RefuseHugeProduct(left, right);
        var variables = Union(left._variables, right._variables);
        var (first, second) = (left.Over(variables), right.Over(variables));
        var (shorter, longer) = first.TermCount <= second.TermCount ? (first, second) : (second, first);
        return shorter.TermCount > 4 && shorter._words == 1
            ? MultiplyByTable(shorter, longer)
            : MultiplyByMerging(shorter, longer, 0, shorter.TermCount);
    }

    /// <summary>The polynomial divided by a number.</summary>
    /// <exception cref="DivideByZeroException">The number is zero.</exception>
    public static Polynomial operator /(Polynomial left, Rational right) => left.Scale(right.Inverse());

    /// <summary>This polynomial to a power; any polynomial to the power 0 is 1.</summary>
    /// <exception cref="ExpressionTooLargeException">The result is too large to be written out.</exception>
    public Polynomial Pow(int exponent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        if (exponent == 0)
        {
            return One;
        }

        if (exponent == 1 || IsZero || IsOne)
        {
            return this;
        }

        RefuseHugePower(exponent);
        var half = Pow(exponent / 2);
        var square = half * half;
        return exponent % 2 == 0 ? square : square * this;
    }

    /// <summary>
    /// What handling one of the terms costs, in words of its coefficient. The first and the one in the middle stand for all.
    /// </summary>
    private long Size => IsZero ? 1 : 1 + ((Bits(_coefficients[0]) + Bits(_coefficients[TermCount / 2])) >> 7);

    private static long Bits(Rational number) => number.Numerator.GetBitLength() + number.Denominator.GetBitLength();

    private Polynomial Scale(Rational factor) =>
        factor.IsZero ? Zero
        : factor.IsOne ? this
        : new(_variables, _keys, ScaledCoefficients(factor));

    private static Polynomial Combine(Polynomial left, Polynomial right, bool subtract)
    {
        if (right.IsZero)
        {
            return left;
        }

        if (left.IsZero)
        {
            return subtract ? -right : right;
        }

        var variables = Union(left._variables, right._variables);
        var merged = Merge(left.Over(variables), right.Over(variables), subtract);
        // Variables can disappear only where terms cancelled.
        return merged.TermCount == left.TermCount + right.TermCount
            ? merged
            : Compact(variables, merged._keys, merged._coefficients);
    }

    /// <summary>Adds or subtracts two polynomials laid out over the same variables; the result is too.</summary>
    private static Polynomial Merge(Polynomial left, Polynomial right, bool subtract)
    {
        SymbolicWork.Spend(left.TermCount * left.Size + right.TermCount * right.Size);
        var writer = new TermWriter(left.TermCount + right.TermCount, left._words);
        var (i, j) = (0, 0);
        while (i < left.TermCount && j < right.TermCount)
        {
            var order =
                left._words == 1
                    ? left._keys[i].CompareTo(right._keys[j])
                    : MonomialLayout.Compare(left.Key(i), right.Key(j));
            if (order > 0)
            {
                writer.Add(left, i, left._coefficients[i]);
                i++;
                continue;
            }

            var coefficient = right._coefficients[j];
            if (order < 0)
            {
                writer.Add(right, j, subtract ? -coefficient : coefficient);
            }
            else
            {
                var other = left._coefficients[i++];
                writer.Add(right, j, subtract ? other - coefficient : other + coefficient);
            }

            j++;
        }

        for (; i < left.TermCount; i++)
        {
            writer.Add(left, i, left._coefficients[i]);
        }

        for (; j < right.TermCount; j++)
        {
            writer.Add(right, j, subtract ? -right._coefficients[j] : right._coefficients[j]);
        }

        var (keys, coefficients) = writer.Finish();
        return new(left._variables, keys, coefficients);
    }

    private Polynomial MultiplyByTerm(ReadOnlySpan<ulong> key, Rational coefficient)
    {
        SymbolicWork.Spend(TermCount * Size);
        var keys = new ulong[_keys.Length];
        var guards = 0UL;
        for (var i = 0; i < keys.Length; i += _words)
        {
            for (var word = 0; word < key.Length; word++)
            {
                keys[i + word] = unchecked(_keys[i + word] + key[word]);
                guards |= keys[i + word];
            }
        }

        RequireValid(guards);
        return new(_variables, keys, ScaledCoefficients(coefficient));
    }

    private Rational[] ScaledCoefficients(Rational factor)
    {
        if (factor.IsOne)
        {
            return _coefficients;
        }

        var scaled = new Rational[_coefficients.Length];
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = factor * _coefficients[i];
        }

        return scaled;
    }

    // Terms first..last of the left factor times the right factor: sums of halves, so that each product is merged
    // only logarithmically often.
    private static Polynomial MultiplyByMerging(Polynomial left, Polynomial right, int first, int last)
    {
        if (last - first == 1)
        {
            return right.MultiplyByTerm(left.Key(first), left._coefficients[first]);
        }

        var middle = (first + last) / 2;
        return Merge(
            MultiplyByMerging(left, right, first, middle),
            MultiplyByMerging(left, right, middle, last),
            subtract: false
        );
    }

    private static Polynomial MultiplyByTable(Polynomial left, Polynomial right)
    {
        var table = new TermTable();
        table.AddProduct(left, right);
        return table.ToPolynomial(left._variables);
    }

    // A guard bit in a key of a product shows that an exponent has become too high.
    private static void RequireValid(ulong keys)
    {
        if ((keys & MonomialLayout.Guard) != 0)
        {
            throw new ExpressionTooLargeException(
                $"in a product an exponent is above {MonomialLayout.MaximumExponent}, the highest allowed"
            );
        }
    }

    private static void RefuseHugeProduct(Polynomial left, Polynomial right)
    {
        var products = (long)left.TermCount * right.TermCount;
        if (products <= HarmlessProducts)
        {
            return;
        }

        var largestTerms = 1.0;
        foreach (var variable in Union(left._variables, right._variables))
        {
            largestTerms *= left.DegreeIn(variable) + right.DegreeIn(variable) + 1;
        }

        if (products > MaximumProducts || Math.Min(products, largestTerms) > ExpressionTooLargeException.MaximumTerms)
        {
            throw new ExpressionTooLargeException(
                $"the product of polynomials of {left.TermCount} and {right.TermCount} terms is too large to be written out"
            );
        }
    }

    private void RefuseHugePower(int exponent)
    {
        var (byDegrees, byTerms) = (1.0, 1.0);
        for (var variable = 0; variable < _variables.Length; variable++)
        {
            var degree = (long)MaximumExponent(variable) * exponent;
            if (degree > MonomialLayout.MaximumExponent)
            {
                throw TooHighExponent($"{_variables[variable]}^{degree}");
            }

            byDegrees *= degree + 1;
        }
        // The number of monomials of degree `exponent` in as many letters as there are terms.
        for (var i = 1; i < TermCount && byTerms < MaximumPowerBits; i++)
        {
            byTerms *= (exponent + i) / (double)i;
        }

        var bits = _coefficients.Max(c => Math.Max(c.Numerator.GetBitLength(), c.Denominator.GetBitLength()));
        var terms = Math.Min(byDegrees, byTerms);
        if (
            terms > ExpressionTooLargeException.MaximumTerms
            || terms * exponent * (bits + Math.Log2(TermCount)) > MaximumPowerBits
        )
        {
            throw ExpressionTooLargeException.ForPower(ToString(), exponent, "terms");
        }
    }
}
