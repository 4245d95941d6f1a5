namespace Memformer.Theory.Algebra;

/// <summary>
/// A rule that replaces a word, wherever it stands within another, by a matrix: <c>X M Xᵀ → n·H</c>.
/// </summary>
public sealed class RewriteRule
{
    /// <summary>Creates the rule <paramref name="pattern"/> → <paramref name="replacement"/>.</summary>
    /// <param name="pattern">A single word that is not the identity, possibly with a coefficient.</param>
    /// <param name="replacement">A matrix of the same shape, all of whose words come before the pattern's.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="ArgumentException">
    /// The pattern is not a single word, or a word of the replacement does not come before it: rewriting might never end.
    /// </exception>
    public RewriteRule(MatrixPolynomial pattern, MatrixPolynomial replacement)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(replacement);
        if (pattern.Shape != replacement.Shape)
        {
            throw new ShapeException("Rewriting", pattern.Shape, replacement.Shape);
        }
        if (pattern.Terms is not [{ Word.IsEmpty: false } term])
        {
            throw new ArgumentException($"{pattern} is not a single word.", nameof(pattern));
        }
        if (replacement.Terms.Any(other => Word.Order.Compare(other.Word, term.Word) >= 0))
        {
            throw new ArgumentException($"{replacement} does not come before {pattern}.", nameof(replacement));
        }
        Pattern = term.Word;
        Replacement = term.Coefficient.Inverse() * replacement;
    }

    /// <summary>The word that is replaced.</summary>
    public Word Pattern { get; }

    /// <summary>What it is replaced by.</summary>
    public MatrixPolynomial Replacement { get; }

    /// <summary>The rule as it is written: <c>X*M*transpose(X) → n*H</c>.</summary>
    public override string ToString() => $"{Pattern} → {Replacement}";

    /// <summary>The word's parts before and after the first place where the pattern stands; null when it does not.</summary>
    internal (Word Before, Word After)? Match(Word word)
    {
        for (var start = 0; start + Pattern.Factors.Count <= word.Factors.Count; start++)
        {
            if (Matches(word, start))
            {
                var end = start + Pattern.Factors.Count - 1;
                // A power at either end may be higher than the pattern's; the rest of it stays. If the pattern is one
                // power, what is left of it stays behind the match.
                var first = word.Factors[start].Power - Pattern.Factors[0].Power;
                var last = word.Factors[end].Power - Pattern.Factors[^1].Power;
                return (
                    Part(word, 0, start, start, start == end ? 0 : first),
                    Part(word, end + 1, word.Factors.Count, end, last)
                );
            }
        }
        return null;
    }

    private bool Matches(Word word, int start)
    {
        var last = Pattern.Factors.Count - 1;
        for (var i = 0; i <= last; i++)
        {
            var (found, wanted) = (word.Factors[start + i], Pattern.Factors[i]);
            var enough = i == 0 || i == last ? found.Power >= wanted.Power : found.Power == wanted.Power;
            if (!enough || found.IsTransposed != wanted.IsTransposed || !found.Letter.Equals(wanted.Letter))
            {
                return false;
            }
        }
        return true;
    }

    // The factors from..to, with a rest of the power at the border before or after them.
    private static Word Part(Word word, int from, int to, int border, int rest)
    {
        var factors = word.Factors.Skip(from).Take(to - from);
        var remaining = rest == 0 ? Array.Empty<WordFactor>() : [word.Factors[border] with { Power = rest }];
        return Word.Of(border < from ? remaining.Concat(factors) : factors.Concat(remaining));
    }
}
