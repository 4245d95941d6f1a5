using Memformer.Theory.Algebra;

namespace Memformer.Theory.Certificates;

/// <summary>
/// A field of p elements and values of the letters there for which all hypotheses of a certificate hold, so that it is seen not
/// to speak of nothing: hypotheses that contradict each other would prove anything.
/// </summary>
/// <param name="Prime">p.</param>
/// <param name="Values">The value of each letter, 0 … p − 1.</param>
internal sealed record HypothesisModel(uint Prime, IReadOnlyDictionary<Symbol, uint> Values)
{
    /// <summary>Fields up to here are tried; Coq counts in unary.</summary>
    private const uint LargestPrime = 400;

    private const int Tries = 60;

    /// <summary>Looks for the smallest such field.</summary>
    /// <param name="letters">All letters; those with a relation are no free choice.</param>
    /// <param name="relations">Equations of letters.</param>
    /// <param name="nonzero">Polynomials with integer coefficients that must not vanish.</param>
    /// <returns><see langword="null"/> where no field was found.</returns>
    internal static HypothesisModel? Find(
        IReadOnlyList<Symbol> letters,
        IReadOnlyList<CertificateRelation> relations,
        IReadOnlyList<Polynomial> nonzero
    )
    {
        var dependent = relations.Select(relation => relation.Letter).ToHashSet();
        var free = letters.Where(letter => !dependent.Contains(letter)).ToList();
        return (
            from prime in Primes()
            from seed in Enumerable.Range(1, Tries)
            from model in Models(new PrimeField(prime), free, relations, seed)
            where nonzero.All(polynomial => Evaluate(new(prime), polynomial, model) != 0)
            select new HypothesisModel(prime, model)
        ).FirstOrDefault();
    }

    private static IEnumerable<uint> Primes() =>
        from candidate in Enumerable.Range(5, (int)LargestPrime - 5)
        where Enumerable.Range(2, candidate - 2).TakeWhile(i => i * i <= candidate).All(i => candidate % i != 0)
        select (uint)candidate;

    /// <summary>The values that a choice of the free letters allows the others: two, one or none for each.</summary>
    private static IEnumerable<Dictionary<Symbol, uint>> Models(
        PrimeField field,
        IReadOnlyList<Symbol> free,
        IReadOnlyList<CertificateRelation> relations,
        int seed
    )
    {
        // A linear congruence, so that the same certificate always names the same values.
        var state = (uint)seed;
        var start = free.ToDictionary(
            letter => letter,
            _ =>
            {
                state = unchecked(1664525 * state + 1013904223);
                return (state >> 8) % field.Modulus;
            }
        );
        return relations.Aggregate(
            (IEnumerable<Dictionary<Symbol, uint>>)[start],
            (models, relation) =>
                from model in models
                from root in Enumerable.Range(0, (int)field.Modulus)
                let extended = new Dictionary<Symbol, uint>(model) { [relation.Letter] = (uint)root }
                where Evaluate(field, relation.Left, extended) == Evaluate(field, relation.Right, extended)
                select extended
        );
    }

    private static uint Evaluate(PrimeField field, Polynomial polynomial, Dictionary<Symbol, uint> values) =>
        polynomial.Terms.Aggregate(
            0u,
            (sum, term) =>
                field.Add(
                    sum,
                    term.Powers.Aggregate(
                        Residue(field, term.Coefficient),
                        (product, power) =>
                            field.Multiply(product, field.Powers(values[power.Symbol], power.Exponent)[^1])
                    )
                )
        );

    private static uint Residue(PrimeField field, Rational integer)
    {
        var rest = (int)(integer.Numerator % field.Modulus);
        return (uint)(rest < 0 ? rest + field.Modulus : rest);
    }
}
