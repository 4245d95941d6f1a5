namespace Memformer.Theory.Algebra;

/// <summary>
/// A product of letters and transposed letters, in normal form: repetitions are collected into powers, neighbouring
/// letters of one commuting family are sorted, and so are parts of shape 1×1, which are scalars: they commute, and equal
/// their transposes. The empty word is the identity.
/// </summary>
public sealed class Word : IEquatable<Word>
{
    private readonly WordFactor[] _factors;
    private readonly int _hash;

    // How many of the dimensions before, between and after the factors are 1.
    private readonly int _unitDimensions;
    private readonly bool _hasFamilies;

    private Word(WordFactor[] factors)
    {
        _factors = factors;
        _unitDimensions = ScalarParts.CountUnitDimensions(factors);
        _hasFamilies = Array.Exists(factors, factor => factor.Letter.CommutingFamily is not null);
        var hash = new HashCode();
        foreach (var factor in factors)
        {
            hash.Add(factor.Letter.GetHashCode());
            hash.Add(factor.IsTransposed ? -factor.Power : factor.Power);
            Length += factor.Power;
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>The word without letters: the identity.</summary>
    public static Word Empty { get; } = new([]);

    /// <summary>The factors, from left to right; neighbours differ.</summary>
    public IReadOnlyList<WordFactor> Factors => _factors;

    /// <summary>The number of letters, repetitions counted.</summary>
    public int Length { get; }

    /// <summary>Whether this is the identity.</summary>
    public bool IsEmpty => _factors.Length == 0;

    /// <summary>The word of a single letter.</summary>
    public static implicit operator Word(Letter letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        return new([new(letter, false, 1)]);
    }

    /// <summary>The word of these factors, brought to normal form. Shapes are not checked here.</summary>
    public static Word Of(IEnumerable<WordFactor> factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        var collected = Collected(factors);
        return collected.Count == 0 ? Empty
            : ScalarParts.Occur(collected) ? new([.. ScalarParts.Sorted(collected)])
            : new([.. collected]);
    }

    /// <summary>The concatenation of two words. Shapes are not checked here.</summary>
    public static Word operator *(Word left, Word right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.IsEmpty || right.IsEmpty)
        {
            return left.IsEmpty ? right : left;
        }
        // The factors of normal words put together are normal, but for the place where they meet.
        return left._unitDimensions + right._unitDimensions > 1 || (left._hasFamilies && right._hasFamilies)
            ? Of(left._factors.Concat(right._factors))
            : Joined(left._factors, right._factors);
    }

    /// <summary>The transposed word: the transposed letters in the opposite order.</summary>
    public Word Transpose() => Of(Transposed(_factors));

    /// <summary>Shorter words come first; words of one length are ordered letter by letter.</summary>
    public static IComparer<Word> Order { get; } = Comparer<Word>.Create((left, right) => left.CompareTo(right));

    private int CompareTo(Word? other) =>
        other is null ? 1
        : Length != other.Length ? Length.CompareTo(other.Length)
        : Compare(_factors, other._factors);

    /// <summary>Compares two words of one length letter by letter.</summary>
    internal static int Compare(IReadOnlyList<WordFactor> left, IReadOnlyList<WordFactor> right)
    {
        var order = 0;
        for (var i = 0; order == 0 && i < left.Count && i < right.Count; i++)
        {
            order = left[i].Letter.CompareTo(right[i].Letter);
            order = order != 0 ? order : left[i].IsTransposed.CompareTo(right[i].IsTransposed);
            order = order != 0 ? order : right[i].Power.CompareTo(left[i].Power);
        }

        return order;
    }

    /// <inheritdoc/>
    public bool Equals(Word? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && _factors.AsSpan().SequenceEqual(other._factors));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Word);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>The word as it is written in a formula: <c>A[0]*H^2*w_star</c>; the empty word is <c>I</c>.</summary>
    public override string ToString() => ExpressionText.Language.Of(this);

    private static Word Joined(WordFactor[] left, WordFactor[] right)
    {
        var (last, first) = (left[^1], right[0]);
        var meet = last.IsTransposed == first.IsTransposed && last.Letter.Equals(first.Letter);
        var factors = new WordFactor[left.Length + right.Length - (meet ? 1 : 0)];
        left.CopyTo(factors, 0);
        right.CopyTo(factors, factors.Length - right.Length);
        if (meet)
        {
            factors[left.Length - 1] = first with { Power = last.Power + first.Power };
        }

        return new(factors);
    }

    internal static List<WordFactor> Collected(IEnumerable<WordFactor> factors)
    {
        var collected = new List<WordFactor>();
        foreach (var factor in factors)
        {
            Append(collected, factor);
        }

        return collected;
    }

    internal static IEnumerable<WordFactor> Transposed(IReadOnlyList<WordFactor> factors) =>
        factors
            .Reverse()
            .Select(factor => factor with { IsTransposed = !factor.IsTransposed && !factor.Letter.IsSymmetric });

    private static void Append(List<WordFactor> factors, WordFactor factor)
    {
        // Walk back over the members of the factor's own family that belong after it.
        var place = factors.Count;
        while (
            place > 0
            && factor.Letter.CommutingFamily is { } family
            && factors[place - 1].Letter.CommutingFamily == family
            && factors[place - 1].Letter.CompareTo(factor.Letter) > 0
        )
        {
            place--;
        }

        if (
            place > 0
            && factors[place - 1].IsTransposed == factor.IsTransposed
            && factors[place - 1].Letter.Equals(factor.Letter)
        )
        {
            factors[place - 1] = factor with { Power = factors[place - 1].Power + factor.Power };
        }
        else
        {
            factors.Insert(place, factor);
        }
    }
}
