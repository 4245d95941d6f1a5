namespace Memformer.Theory.Algebra;

/// <summary>A power of a letter or of its transpose, as it stands in a word.</summary>
/// <param name="Letter">The letter.</param>
/// <param name="IsTransposed">Whether the transpose is meant; never set on a symmetric letter.</param>
/// <param name="Power">How often it is repeated; at least 1.</param>
public readonly record struct WordFactor(Letter Letter, bool IsTransposed, int Power)
{
    /// <summary>The shape of one repetition.</summary>
    public Shape Shape => IsTransposed ? Letter.Shape.Transposed : Letter.Shape;

    /// <summary>The factor as it is written in a formula: <c>H^3</c>, <c>transpose(X)</c>.</summary>
    public override string ToString()
    {
        var basis = IsTransposed ? $"transpose({Letter})" : Letter.ToString();
        return Power == 1 ? basis : $"{basis}^{Power}";
    }
}

/// <summary>
/// A product of letters and transposed letters, in normal form: repetitions are collected into powers, and
/// neighbouring letters of one commuting family are sorted. The empty word is the identity.
/// </summary>
public sealed class Word : IEquatable<Word>
{
    private readonly WordFactor[] _factors;
    private readonly int _hash;

    private Word(WordFactor[] factors)
    {
        _factors = factors;
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
        var normal = new List<WordFactor>();
        foreach (var factor in factors)
        {
            Append(normal, factor);
        }
        return normal.Count == 0 ? Empty : new([.. normal]);
    }

    /// <summary>The concatenation of two words. Shapes are not checked here.</summary>
    public static Word operator *(Word left, Word right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.IsEmpty ? right
            : right.IsEmpty ? left
            : Of(left._factors.Concat(right._factors));
    }

    /// <summary>The transposed word: the transposed letters in the opposite order.</summary>
    public Word Transpose() =>
        Of(
            _factors
                .Reverse()
                .Select(factor => factor with { IsTransposed = !factor.IsTransposed && !factor.Letter.IsSymmetric })
        );

    /// <summary>Shorter words come first; words of one length are ordered letter by letter.</summary>
    public static IComparer<Word> Order { get; } = Comparer<Word>.Create((left, right) => left.CompareTo(right));

    private int CompareTo(Word? other)
    {
        if (other is null)
        {
            return 1;
        }
        var order = Length.CompareTo(other.Length);
        for (var i = 0; order == 0 && i < _factors.Length && i < other._factors.Length; i++)
        {
            var (left, right) = (_factors[i], other._factors[i]);
            order = left.Letter.CompareTo(right.Letter);
            order = order != 0 ? order : left.IsTransposed.CompareTo(right.IsTransposed);
            order = order != 0 ? order : right.Power.CompareTo(left.Power);
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
    public override string ToString() => IsEmpty ? "I" : string.Join('*', _factors);

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
