using System.Globalization;

namespace Memformer.Learn.Numerics;

/// <summary>Numbers for people: few digits, and powers of ten as they are written by hand.</summary>
public static class NumberText
{
    /// <summary>From here on a power of ten is read faster than the digits.</summary>
    private const double LargestPlain = 1e6;

    /// <summary>Such as <c>0.0587</c>, <c>11290</c> or <c>9.6·10⁷</c>.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">How many significant digits; those before the point are all written.</param>
    public static string Of(double value, int digits)
    {
        string text = value.ToString($"G{digits}", CultureInfo.InvariantCulture);
        int power = text.IndexOf('E', StringComparison.Ordinal);
        if (power < 0)
        {
            return text;
        }

        if (Math.Abs(value) is >= 1 and < LargestPlain)
        {
            return value.ToString("F0", CultureInfo.InvariantCulture);
        }

        string mantissa = text[..power] switch
        {
            "1" => "",
            "-1" => "-",
            var factor => $"{factor}·",
        };
        return $"{mantissa}10{Superscript(text[(power + 1)..])}";
    }

    private static string Superscript(string exponent) =>
        string.Concat(
            exponent
                .TrimStart('+')
                .Replace("-0", "-", StringComparison.Ordinal)
                .TrimStart('0')
                .Select(character => character == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[character - '0'])
        );
}
