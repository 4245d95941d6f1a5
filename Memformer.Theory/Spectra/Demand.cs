using Memformer.Theory.Algebra;

namespace Memformer.Theory.Spectra;

/// <summary>Refuses sizes that make no sense, in one line that names the quantity, its value and what is allowed.</summary>
public static class Demand
{
    /// <summary>Throws unless <paramref name="lowest"/> ≤ value ≤ <paramref name="highest"/>.</summary>
    /// <param name="quantity">What the message calls it, such as <c>the number of layers</c>.</param>
    /// <param name="value">Its value.</param>
    /// <param name="lowest">The least that is allowed.</param>
    /// <param name="highest">The most that is allowed.</param>
    /// <exception cref="UsageException">The value is outside.</exception>
    public static void Within(string quantity, int value, int lowest, int highest = int.MaxValue)
    {
        if (value < lowest || value > highest)
        {
            var allowed = highest == int.MaxValue ? $"at least {lowest}" : $"{lowest} to {highest}";
            throw new UsageException($"{quantity} is {value}; allowed: {allowed}");
        }
    }

    /// <summary>Throws if the value is negative.</summary>
    /// <param name="quantity">What the message calls it.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="UsageException">The value is negative.</exception>
    public static void NotNegative(string quantity, Rational value)
    {
        if (value.Sign < 0)
        {
            throw new UsageException($"{quantity} is {value}; allowed: 0 or more");
        }
    }
}
