using System.Text.RegularExpressions;

namespace Memformer.Theory.Methods.Language;

/// <summary>What a guarantee bounds, for a start with ‖w_0 − w*‖ = 1.</summary>
public enum GuaranteeKind
{
    /// <summary>‖w_k − w*‖, which is max |p_k(h)|.</summary>
    Distance,

    /// <summary>f(w_k) − f(w*), which is max h p_k(h)²/2.</summary>
    Value,

    /// <summary>‖∇f(w_k)‖, which is max |h p_k(h)|.</summary>
    Gradient,
}

/// <summary>
/// A bound on the worst case of a method after k steps over all quadratics with eigenvalues in an interval, as a comment of
/// its text states it: <c># Rate: ((L - mu)/(L + mu))^k on [mu, L] where eta = 2/(L + mu); source</c>. The bound, the ends and
/// the settings are expressions of the method language, in the method's parameters and definitions, mu and L.
/// </summary>
/// <param name="Kind">What is bounded.</param>
/// <param name="Bound">The bound after k steps.</param>
/// <param name="Lower">The interval's lower end.</param>
/// <param name="Upper">Its upper end.</param>
/// <param name="Settings">Values of parameters for which it holds, in order.</param>
/// <param name="Source">Where it comes from; may be empty.</param>
public sealed partial record Guarantee(
    GuaranteeKind Kind,
    string Bound,
    string Lower,
    string Upper,
    IReadOnlyList<(string Parameter, string Value)> Settings,
    string Source
)
{
    /// <summary>How a guarantee is written, for messages.</summary>
    internal const string Form =
        "`# Rate: BOUND on [LOWER, UPPER] where NAME = VALUE, …; SOURCE` on one line, or `Rate of f`, `Rate of grad`";

    /// <summary>Whether a comment means to state a guarantee.</summary>
    internal static bool IsMeant(string comment) => Start().IsMatch(comment);

    /// <summary>The guarantee that a comment states; null where it is not written as one.</summary>
    internal static Guarantee? Read(string comment)
    {
        var match = Whole().Match(comment);
        return match.Success
            ? new Guarantee(
                match.Groups["of"].Value switch
                {
                    "f" => GuaranteeKind.Value,
                    "grad" => GuaranteeKind.Gradient,
                    _ => GuaranteeKind.Distance,
                },
                match.Groups["bound"].Value,
                match.Groups["lower"].Value,
                match.Groups["upper"].Value,
                [
                    .. match
                        .Groups["name"]
                        .Captures.Zip(
                            match.Groups["value"].Captures,
                            (name, value) => (name.Value, value.Value.Trim())
                        ),
                ],
                match.Groups["source"].Value
            )
            : null;
    }

    [GeneratedRegex(@"^Rate( of \w+)?\s*:")]
    private static partial Regex Start();

    [GeneratedRegex(
        @"^Rate( of (?<of>f|grad))?: (?<bound>[^;]+?) on \[(?<lower>[^,;]+), (?<upper>[^;\]]+)\]( where (?<name>\w+) = (?<value>[^,;]+)(, (?<name>\w+) = (?<value>[^,;]+))*)?(; (?<source>.+))?$"
    )]
    private static partial Regex Whole();
}
