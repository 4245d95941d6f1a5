using System.Runtime.InteropServices;

namespace Memformer.Theory.Algebra;

// Long sums of products, added up in one go: intermediate sums, each a copy of the last, are what costs time.
public sealed partial class Polynomial
{
    // Up to this many products a table costs more than it saves.
    private const int FewProducts = 24;

    /// <summary>The sum of the products of pairs.</summary>
    /// <exception cref="ExpressionTooLargeException">It would have millions of terms, or an exponent above 32767.</exception>
    internal static Polynomial SumOfProducts(IReadOnlyList<(Polynomial Left, Polynomial Right)> pairs)
    {
        if (pairs.Count == 1)
        {
            return pairs[0].Left * pairs[0].Right;
        }

        var products = pairs.Sum(pair => (long)pair.Left.TermCount * pair.Right.TermCount);
        if (products <= FewProducts)
        {
            return SumByHalves(pairs, 0, pairs.Count);
        }

        Symbol[] variables = [];
        foreach (var (left, right) in pairs)
        {
            RefuseHugeProduct(left, right);
            variables = Union(variables, Union(left._variables, right._variables));
        }

        if (MonomialLayout.WordsFor(variables.Length) > 1)
        {
            return SumByHalves(pairs, 0, pairs.Count);
        }

        var table = new TermTable();
        foreach (var (left, right) in pairs)
        {
            var (first, second) = (left.Over(variables), right.Over(variables));
            table.AddProduct(first, second);
        }

        return table.ToPolynomial(variables);
    }

    private static Polynomial SumByHalves(IReadOnlyList<(Polynomial Left, Polynomial Right)> pairs, int first, int last)
    {
        if (last - first <= 1)
        {
            return first == last ? Zero : pairs[first].Left * pairs[first].Right;
        }

        var middle = (first + last) / 2;
        return SumByHalves(pairs, first, middle) + SumByHalves(pairs, middle, last);
    }

    /// <summary>Terms over the same few variables being added up, by their keys of one word.</summary>
    private readonly struct TermTable()
    {
        private readonly Dictionary<ulong, Rational> _coefficients = [];

        public void AddProduct(Polynomial left, Polynomial right)
        {
            SymbolicWork.Spend((long)left.TermCount * right.TermCount * left.Size * right.Size);
            for (var i = 0; i < left.TermCount; i++)
            {
                var (key, factor) = (left._keys[i], left._coefficients[i]);
                for (var j = 0; j < right.TermCount; j++)
                {
                    var product = unchecked(key + right._keys[j]);
                    ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_coefficients, product, out _);
                    sum = factor.IsOne ? sum + right._coefficients[j] : sum + factor * right._coefficients[j];
                }
            }
        }

        public Polynomial ToPolynomial(Symbol[] variables)
        {
            var (keys, coefficients) = (new ulong[_coefficients.Count], new Rational[_coefficients.Count]);
            var (count, guards) = (0, 0UL);
            foreach (var (key, coefficient) in _coefficients)
            {
                guards |= key;
                if (!coefficient.IsZero)
                {
                    (keys[count], coefficients[count]) = (key, coefficient);
                    count++;
                }
            }

            RequireValid(guards);
            Array.Resize(ref keys, count);
            Array.Resize(ref coefficients, count);
            Array.Sort(keys, coefficients);
            Array.Reverse(keys);
            Array.Reverse(coefficients);
            return Compact(variables, keys, coefficients);
        }
    }
}
