using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Networks;

/// <summary>The coefficient of a word in C_{l,j}; the empty word stands for the identity matrix.</summary>
/// <param name="Layer">l.</param>
/// <param name="Register">j ≤ l.</param>
/// <param name="Word">Which word.</param>
public sealed record CoefficientReference(int Layer, int Register, Word Word)
{
    /// <summary>The coefficient's value.</summary>
    public RationalFunction In(CanonicalForm coefficients)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        return coefficients[Layer, Register][Word];
    }

    /// <summary>The first coefficient of C_{l,j} that is not zero, or null when C_{l,j} is zero.</summary>
    public static CoefficientReference? First(CanonicalForm coefficients, int layer, int register) =>
        coefficients[layer, register].Terms.Select(term => term.Word).FirstOrDefault() is { } word
            ? new(layer, register, word)
            : null;
}

/// <summary>
/// An identity between the coefficients of a canonical form that an architecture asks for and that does not hold: two
/// products of coefficients that differ as functions of the parameters.
/// </summary>
/// <param name="Left">The factors of the left side.</param>
/// <param name="Right">The factors of the right side; none stand for zero.</param>
/// <param name="LeftValue">The value of the left side.</param>
/// <param name="RightValue">The value of the right side.</param>
public sealed record ViolatedIdentity(
    IReadOnlyList<CoefficientReference> Left,
    IReadOnlyList<CoefficientReference> Right,
    RationalFunction LeftValue,
    RationalFunction RightValue
)
{
    /// <summary>The difference of the two sides, not zero.</summary>
    public RationalFunction Difference => LeftValue - RightValue;

    /// <summary>
    /// What is asked for: between scalars the identity itself, such as <c>C_{2,1} C_{3,0} = C_{2,0} C_{3,1}</c>; between
    /// matrices that one is a multiple of the other.
    /// </summary>
    public Prose Required =>
        (Left.Count, Right.Count) switch
        {
            (_, 0) => Side(Left).EqualTo(Formula.Zero),
            (2, 2) when ConcernsMatrices => Prose.Of(
                $"{Rows(Left[0], Right[0])} to be a multiple of {Rows(Right[1], Left[1])}"
            ),
            _ => Side(Left).EqualTo(Side(Right)),
        };

    /// <summary>What there is instead.</summary>
    public Prose Found(CanonicalForm coefficients, Notation notation)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        ArgumentNullException.ThrowIfNull(notation);
        return ConcernsMatrices
                ? Prose.Join(
                    " and ",
                    Left.Concat(Right).Select(Place).Distinct().Select(place => Entry(coefficients, place, notation))
                )
            : Right.Count == 0 ? Side(Left).EqualTo(notation.Of(LeftValue))
            : Prose.Of($"the sides are {notation.Of(LeftValue)} and {notation.Of(RightValue)}");
    }

    private bool ConcernsMatrices => Left.Concat(Right).Any(factor => !factor.Word.IsEmpty);

    private static (int Layer, int Register) Place(CoefficientReference factor) => (factor.Layer, factor.Register);

    private static Formula Rows(CoefficientReference first, CoefficientReference second) =>
        Place(first) == Place(second)
            ? NetworkSymbols.C(first)
            : new Formula.Brackets(new Formula.Sequence([NetworkSymbols.C(second), NetworkSymbols.C(first)]));

    private static Prose Entry(CanonicalForm coefficients, (int Layer, int Register) place, Notation notation) =>
        NetworkSymbols.C(place.Layer, place.Register).EqualTo(notation.Of(coefficients[place.Layer, place.Register]));

    /// <summary>The identity between two products, if it is violated; else null.</summary>
    public static ViolatedIdentity? Check(
        CanonicalForm coefficients,
        IReadOnlyList<CoefficientReference> left,
        IReadOnlyList<CoefficientReference> right
    )
    {
        var (leftValue, rightValue) = (Value(coefficients, left), Value(coefficients, right));
        return leftValue == rightValue ? null : new(left, right, leftValue, rightValue);
    }

    /// <summary>
    /// The first 2×2 minor that keeps a row of coefficients from being a multiple of another one, over the places of
    /// both; null when it is a multiple.
    /// </summary>
    /// <param name="coefficients">C.</param>
    /// <param name="places">Pairs of places, one in the row that is asked about and one in the reference row.</param>
    public static ViolatedIdentity? OfMultiple(
        CanonicalForm coefficients,
        IReadOnlyList<((int Layer, int Register) Value, (int Layer, int Register) Reference)> places
    )
    {
        var pairs = places.SelectMany(place => Words(coefficients, place.Value, place.Reference)).ToList();
        var pivot = pairs.FindIndex(pair => !pair.Reference.In(coefficients).IsZero);
        return pivot < 0
            ? null
            : pairs
                .Select(pair =>
                    Check(coefficients, [pair.Value, pairs[pivot].Reference], [pairs[pivot].Value, pair.Reference])
                )
                .FirstOrDefault(identity => identity is not null);
    }

    private static IEnumerable<(CoefficientReference Value, CoefficientReference Reference)> Words(
        CanonicalForm coefficients,
        (int Layer, int Register) value,
        (int Layer, int Register) reference
    ) =>
        coefficients[value.Layer, value.Register]
            .Terms.Concat(coefficients[reference.Layer, reference.Register].Terms)
            .Select(term => term.Word)
            .Distinct()
            .Select(word =>
                (
                    new CoefficientReference(value.Layer, value.Register, word),
                    new CoefficientReference(reference.Layer, reference.Register, word)
                )
            );

    private static RationalFunction Value(CanonicalForm coefficients, IReadOnlyList<CoefficientReference> factors) =>
        factors.Count == 0
            ? RationalFunction.Zero
            : factors.Select(factor => factor.In(coefficients)).Aggregate((product, factor) => product * factor);

    private static Formula Side(IReadOnlyList<CoefficientReference> factors) =>
        factors.Count == 0 ? Formula.Zero : Formula.Product.Of([.. factors.Select(NetworkSymbols.C)]);
}
