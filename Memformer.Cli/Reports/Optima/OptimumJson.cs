using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Memformer.Learn.Estimates;
using Memformer.Learn.Solvers;
using Memformer.Learn.Spectra;
using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra;

namespace Memformer.Cli.Reports.Optima;

/// <summary>The optimum as one JSON object; exact numbers are strings, and steps have the digits asked for.</summary>
internal static class OptimumJson
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The object; keys for parts that were not asked for are left out.</summary>
    public static string Write(OptimumReport report)
    {
        OptimalMethod optimum = report.Optimum;
        JsonObject json = new()
        {
            ["dimension"] = optimum.Dimension,
            ["context"] = optimum.Context,
            ["layers"] = optimum.Layers,
            ["noise"] = optimum.Noise.ToString(),
            ["loss"] = Exact(optimum.Loss),
            ["excessLoss"] = Exact(optimum.ExcessLoss),
            ["steps"] = Array(report.Steps, step => Decimal(step.ToDecimal(report.Places))),
            ["polynomial"] = Array(optimum.Polynomial.Coefficients, Text),
            ["momentum"] = report.Momentum is { } steps ? Array(steps, Momentum) : null,
            ["ridge"] = report.Ridge is { } ridge
                ? new JsonObject
                {
                    ["weight"] = report.Optimum.RidgeWeight.ToString(),
                    ["steps"] = Array(ridge, Momentum),
                }
                : null,
            ["domain"] = Domain(report, report.Domain),
            ["tuned"] = Array(report.Tuned, Tuned),
        };
        AddParts(json, report);
        return json.ToJsonString(Indented) + "\n";
    }

    /// <summary>A closed form as one JSON object.</summary>
    public static string Write(SymbolicOptimum closed) =>
        new JsonObject
        {
            ["layers"] = closed.Layers,
            ["loss"] = closed.Loss.ToString(),
            ["polynomial"] = Array(closed.Polynomial, coefficient => JsonValue.Create(coefficient.ToString())),
        }.ToJsonString(Indented) + "\n";

    private static void AddParts(JsonObject json, OptimumReport report)
    {
        if (report.GdPlusPlus is { } found)
        {
            json["gdPlusPlus"] = new JsonObject
            {
                ["loss"] = found.Loss,
                ["starts"] = found.Starts,
                ["agreeing"] = found.Agreeing,
                ["steps"] = Array(found.Network.Steps, value => JsonValue.Create(value)),
                ["whitening"] = Array(found.Network.Whitening, value => JsonValue.Create(value)),
                ["domain"] = Domain(report, ValidityDomain.Of(found.Network.Polynomial())),
            };
        }

        if (report.Restricted is { } restricted)
        {
            json["withoutWhitening"] = new JsonObject
            {
                ["loss"] = Exact(restricted.Loss),
                ["polynomial"] = Array(restricted.Polynomial.Coefficients, Text),
            };
        }

        if (report.Chebyshev is { } chebyshev)
        {
            json["worstCase"] = new JsonObject
            {
                ["interval"] = new JsonArray(Text(chebyshev.Lower), Text(chebyshev.Upper)),
                ["chebyshev"] = Exact(chebyshev.WorstCase),
                ["optimum"] = WorstCase.Of(report.Optimum.Polynomial, chebyshev).Middle,
                ["asymptoticRate"] = chebyshev.AsymptoticRate,
            };
        }

        if (report.Simulated.Count > 0)
        {
            json["prompts"] = report.Prompts;
            json["simulated"] = Array(report.Simulated, Simulated);
        }
    }

    private static JsonObject Exact(Rational value) =>
        new() { ["exact"] = value.ToString(), ["value"] = value.ToDouble() };

    private static JsonObject Momentum(MomentumStep step) =>
        new() { ["step"] = step.Step.ToString(), ["momentum"] = step.Momentum.ToString() };

    private static JsonObject Tuned(TunedMethod method) =>
        new()
        {
            ["method"] = method.Name,
            ["step"] = method.Step,
            ["momentum"] = method.Momentum,
            ["loss"] = method.Loss,
        };

    private static JsonObject Simulated((Solver Solver, Outcomes Outcomes) result) =>
        new()
        {
            ["method"] = result.Solver.Name,
            ["excessLoss"] = result.Outcomes.Loss.Mean,
            ["standardError"] = result.Outcomes.Loss.StandardError,
            ["median"] = result.Outcomes.Median,
            ["largest"] = result.Outcomes.Largest,
        };

    private static JsonObject Domain(OptimumReport report, ValidityDomain domain) =>
        new()
        {
            ["intervals"] = Array(
                domain.Intervals,
                interval => new JsonArray(
                    interval.Lower,
                    double.IsFinite(interval.Upper) ? JsonValue.Create(interval.Upper) : null
                )
            ),
            ["probabilityOutside"] = report.ProbabilityOutside(domain),
        };

    private static JsonValue Text(Rational value) => JsonValue.Create(value.ToString());

    /// <summary>A number with all its digits, more than a double has.</summary>
    private static JsonNode Decimal(string digits) => JsonNode.Parse(digits)!;

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> node) => [.. items.Select(node)];
}
