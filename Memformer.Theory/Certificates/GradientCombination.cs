using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Iterates;

namespace Memformer.Theory.Certificates;

/// <summary>A combination of the gradients at a method's points, with w_0 = 0; immutable, without zero terms.</summary>
internal sealed class GradientCombination : IEquatable<GradientCombination>
{
    private readonly SortedDictionary<int, Coefficient> _terms;

    private GradientCombination(SortedDictionary<int, Coefficient> terms) => _terms = terms;

    internal static GradientCombination Zero { get; } = new([]);

    internal static GradientCombination Gradient(int point) => new(new() { [point] = Coefficient.One });

    /// <summary>The terms by the gradient's number.</summary>
    internal IReadOnlyDictionary<int, Coefficient> Terms => _terms;

    public static GradientCombination operator +(GradientCombination left, GradientCombination right)
    {
        var sum = new SortedDictionary<int, Coefficient>(left._terms);
        foreach (var (point, coefficient) in right._terms)
        {
            sum[point] = sum.TryGetValue(point, out var before) ? before + coefficient : coefficient;
        }

        return Filled(sum);
    }

    public static GradientCombination operator -(GradientCombination left, GradientCombination right) => left + -right;

    public static GradientCombination operator -(GradientCombination value) =>
        new(Coefficient.Zero - Coefficient.One, value);

    private GradientCombination(Coefficient factor, GradientCombination value) =>
        _terms = Filled(value._terms.Select(term => (term.Key, factor * term.Value)))._terms;

    internal GradientCombination ScaledBy(Coefficient factor) => new(factor, this);

    /// <summary>The combination with a function applied to its coefficients.</summary>
    internal GradientCombination Map(Func<RationalFunction, RationalFunction> function) =>
        Filled(_terms.Select(term => (term.Key, term.Value.Map(function))));

    public bool Equals(GradientCombination? other) => other is not null && _terms.SequenceEqual(other._terms);

    public override bool Equals(object? obj) => Equals(obj as GradientCombination);

    public override int GetHashCode() => _terms.Count;

    private static GradientCombination Filled(IEnumerable<(int, Coefficient)> terms) =>
        new(new(terms.Where(term => !term.Item2.IsZero).ToDictionary(term => term.Item1, term => term.Item2)));

    private static GradientCombination Filled(SortedDictionary<int, Coefficient> terms) =>
        Filled(terms.Select(term => (term.Key, term.Value)));
}
