using Memformer.Learn.Auditing;
using Memformer.Learn.Auditing.Function;
using Memformer.Learn.Numerics;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>What a network is as a function, in a sentence or two.</summary>
internal static class FunctionalWording
{
    /// <summary>Polynomials of a higher degree are in the JSON alone.</summary>
    private const int LongestPolynomial = 6;

    private const int MostMethods = 5;

    /// <summary>The sentences; none where the answers are no function of one polynomial.</summary>
    public static IEnumerable<string> Of(Audit audit)
    {
        if (audit.Functional is not FunctionalVerdict function)
        {
            yield break;
        }

        string steps = function.Steps is { } same
            ? $"; the same as plain steps {string.Join(", ", same.Select(step => Wording.Number(step)))} in any order"
            : "";
        yield return $"As a function{Polynomial(function)}, {function.Numbers} "
            + $"number{(function.Numbers == 1 ? "" : "s")}{steps}. {Methods(audit, function)}.";
    }

    private static string Methods(Audit audit, FunctionalVerdict function)
    {
        FunctionalFit[] tested = [.. function.Fits.Where(fit => fit.IsTested)];
        FunctionalFit[] near = [.. tested.Where(fit => fit.Distance <= audit.Options.Tolerance).Take(MostMethods)];
        string iterates =
            function.Fits.FirstOrDefault(fit => fit.Name == audit.Method.Simplest?.Name) is FunctionalFit own
            && !near.Contains(own)
                ? $"; {own.Name} of the same p is {Wording.Share(own.Distance)} away"
                : "";
        string closest = near switch
        {
            [_, ..] => $"Methods with fewer letters that answer alike: {string.Join(", ", near.Select(Described))}",
            _ when tested.Length > 0 =>
                $"No method with fewer letters answers alike; the closest is {Described(tested[0])}",
            _ => "No method has fewer letters than that, so none is tested",
        };
        return closest + iterates;
    }

    private static string Described(FunctionalFit fit) => $"{fit.Name} ({Wording.Share(fit.Distance)} away)";

    private static string Polynomial(FunctionalVerdict function) =>
        function.Numbers > LongestPolynomial
            ? ""
            : ": p(h) = 1" + string.Concat(function.Polynomial.Skip(1).Select((value, i) => Term(value, i + 1)));

    private static string Term(double value, int power) =>
        $" {(value < 0 ? "−" : "+")} {NumberText.Of(Math.Abs(value), 4)} h{Exponent(power)}";

    private static string Exponent(int power) => power == 1 ? "" : $"{"⁰¹²³⁴⁵⁶"[power]}";
}
