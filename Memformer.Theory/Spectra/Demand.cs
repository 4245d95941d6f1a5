using Memformer.Theory.Algebra;

namespace Memformer.Theory.Spectra;

/// <summary>Refuses sizes that make no sense, in one line that names the quantity, its value and what is allowed.</summary>
internal static class Demand
{
    /// <summary>Throws unless <paramref name="lowest"/> ≤ value ≤ <paramref name="highest"/>.</summary>
    public static void Within(string quantity, int value, int lowest, int highest = int.MaxValue)
    {
        if (value < lowest || value > highest)
        {
            string allowed = highest == int.MaxValue ? $"at least {lowest}" : $"{lowest} to {highest}";
            throw new UsageException($"{quantity} is {value}; allowed: {allowed}");
        }
    }

    /// <summary>Throws if the value is negative.</summary>
    public static void NotNegative(string quantity, Rational value)
    {
        if (value.Sign < 0)
        {
            throw new UsageException($"{quantity} is {value}; allowed: 0 or more");
        }
    }
}
