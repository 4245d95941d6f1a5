using System.Globalization;
using Memformer.Learn.Estimates;
using Memformer.Learn.Experiments;
using Memformer.Learn.Files;
using Memformer.Learn.Solvers;
using Memformer.Learn.Spectra;
using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra;
using Memformer.Theory.Typesetting;

namespace Memformer.Cli.Reports.Optima;

/// <summary>The optimum as a document, for text, LaTeX, Markdown and HTML.</summary>
internal static class OptimumDocument
{
    // Longer fractions are read by programs, from the JSON.
    private const int LongestFraction = 48;

    private static readonly Symbol Eigenvalue = new("h");

    /// <summary>The document.</summary>
    public static Document Of(OptimumReport report)
    {
        OptimalMethod optimum = report.Optimum;
        string noise = optimum.Noise.IsZero ? "no noise" : $"noise {optimum.Noise}";
        return new Document(
            $"The best of {Counted.Of(optimum.Layers, "layer")}: d = {optimum.Dimension}, n = {optimum.Context}, {noise}",
            [
                new Block.Display([Equation("E", optimum.Loss), .. PolynomialLines(optimum)]),
                new Block.Paragraph(
                    "E is the mean squared error of the best network of first-order layers that share one preconditioner, exact: the quadratic loss in "
                        + "the coefficients of the residual polynomial p is minimised through the moments of the Wishart law"
                        + (optimum.Noise.IsZero ? "." : ", the noise of the query's own answer included.")
                        + " It does not depend on the covariance as long as the preconditioner is free."
                        + WhereLong(optimum)
                ),
                .. Steps(report),
                .. Domain(report),
                .. Comparison(report),
                .. WorstCaseBlocks(report),
            ]
        );
    }

    /// <summary>A closed form as a document.</summary>
    public static Document Of(SymbolicOptimum closed)
    {
        Notation notation = new(["d", "n", "sigma"]);
        Formula polynomial = closed
            .Polynomial.Select((c, power) => power == 0 ? notation.Of(c) : notation.Of(c) * ((Formula)"h").Sup(power))
            .Aggregate(Formula.Zero, (sum, term) => sum + term);
        return new Document(
            $"The best of {Counted.Of(closed.Layers, "layer")} in closed form",
            [
                new Block.Display([
                    ((Formula)"E").EqualTo(notation.Of(closed.Loss)),
                    ((Formula)"p").EqualTo(polynomial),
                ]),
                new Block.Paragraph("For all d and n, exact; p in an eigenvalue h of H."),
            ]
        );
    }

    private static Formula Equation(string name, Rational value)
    {
        Formula number = Decimal(value.ToDouble(), "G12");
        return value.ToString().Length <= LongestFraction && !value.IsInteger
            ? ((Formula)name).EqualTo(new Formula.Relation(Notation.Of(value), "≈", number))
            : new Formula.Relation(name, "≈", number);
    }

    private static IEnumerable<Formula> PolynomialLines(OptimalMethod optimum)
    {
        if (IsShort(optimum))
        {
            yield return ((Formula)"p").EqualTo(Notation.Alphabetical.Of(optimum.Polynomial.ToPolynomial(Eigenvalue)));
        }
    }

    /// <summary>Whether p is written out.</summary>
    private static bool IsShort(OptimalMethod optimum) =>
        optimum.Polynomial.Coefficients.All(c => c.ToString().Length <= LongestFraction / 2);

    private static Prose WhereLong(OptimalMethod optimum) =>
        IsShort(optimum)
            ? new Prose([])
            : Prose.Of($" The coefficients of p are long fractions: {new Prose.Code("--format json")} has them.");

    private static IEnumerable<Block> Steps(OptimumReport report)
    {
        bool plain = report.Steps.Count > 0;
        yield return new Block.Heading("Steps that reach it");
        List<Prose> header = ["layer"];
        if (plain)
        {
            header.Add("plain step");
        }

        if (report.Momentum is not null)
        {
            header.AddRange(["momentum step", "momentum"]);
        }

        if (report.Ridge is not null)
        {
            header.AddRange(["ridge step", "ridge momentum"]);
        }

        if (header.Count > 1)
        {
            yield return new Block.Table(
                header,
                [.. Enumerable.Range(0, report.Optimum.Layers).Select(layer => StepRow(report, layer))]
            );
        }

        yield return new Block.Paragraph(Insight(plain, report.Optimum.Noise.IsZero));
        if (report.Ridge is not null)
        {
            yield return new Block.Paragraph(
                $"The ridge steps are momentum steps on the gradient of the ridge objective, f(w) + s |w|²/2 with s = {report.Optimum.RidgeWeight}, the "
                    + "variance of the noise over n, from w = 0: exact, and optimal after every layer. The architecture lfom realises them."
            );
        }
    }

    private static string Insight(bool plain, bool noiseless) =>
        (plain, noiseless) switch
        {
            (true, true) =>
                "Plain gradient steps of free sizes reach the optimum (in any order), so for the loss after the last layer "
                    + "memory adds nothing. What memory adds: with the momentum steps, whose exact values are rational, one "
                    + "network is optimal after every layer.",
            (true, false) =>
                "Plain gradient steps of free sizes reach the optimum (in any order), so for the loss after the last layer "
                    + "memory adds nothing. The momentum steps, whose exact values are rational, are optimal after the last "
                    + "layer and the one before.",
            _ =>
                "p has complex roots, so no real step sizes of plain descent reach this optimum: with noise in the answers "
                    + "memory pays. The momentum steps, whose exact values are rational, reach it.",
        };

    private static List<Prose> StepRow(OptimumReport report, int layer)
    {
        List<Prose> row = [$"{layer}"];
        if (report.Steps.Count > 0)
        {
            row.Add(report.Steps[layer].ToDecimal(report.Places));
        }

        if (report.Momentum is { } steps)
        {
            row.Add(Fixed(steps[layer].Step));
            row.Add(Fixed(steps[layer].Momentum));
        }

        if (report.Ridge is { } ridge)
        {
            row.Add(Fixed(ridge[layer].Step));
            row.Add(Fixed(ridge[layer].Momentum));
        }

        return row;
    }

    private static IEnumerable<Block> Domain(OptimumReport report)
    {
        yield return new Block.Heading("Where it is safe");
        yield return new Block.Paragraph(Safety("The optimum", report, report.Domain));
        if (report.GdPlusPlus is { } found)
        {
            yield return new Block.Paragraph(Safety("GD++", report, ValidityDomain.Of(found.Network.Polynomial())));
        }
    }

    private static string Safety(string name, OptimumReport report, ValidityDomain domain)
    {
        string intervals = string.Join(
            " ∪ ",
            domain.Intervals.Select(i => $"[{Number(i.Lower)}, {(double.IsFinite(i.Upper) ? Number(i.Upper) : "∞")}]")
        );
        string probability = report.ProbabilityOutside(domain) is double outside
            ? $" A prompt has an eigenvalue outside with probability {Number(outside, 3)}."
            : "";
        return $"{name} has |p| ≤ 1 for eigenvalues of H in {intervals}.{probability}";
    }

    private static IEnumerable<Block> Comparison(OptimumReport report)
    {
        double best = report.Optimum.ExcessLoss.ToDouble();
        double variance = (report.Optimum.Noise * report.Optimum.Noise).ToDouble();
        List<IReadOnlyList<Prose>> rows =
        [
            ["optimum", Number(best), "1", "exact"],
        ];
        foreach (TunedMethod method in report.Tuned)
        {
            double loss = method.Loss - variance;
            string name = Constants(FixedConstants.From(method));
            rows.Add([
                report.Restricted is null ? name : $"whitened {name}",
                Number(loss),
                Number(loss / best, 4),
                "exact mean, best constants",
            ]);
        }

        if (report.Restricted is { } restricted)
        {
            double loss = (restricted.Loss - (restricted.Noise * restricted.Noise)).ToDouble();
            rows.Add(["optimum without whitening", Number(loss), Number(loss / best, 4), "exact, for the covariance"]);
        }

        if (report.GdPlusPlus is { } found)
        {
            double loss = found.Loss - variance;
            rows.Add([
                "GD++, scalar blocks",
                Number(loss),
                Number(loss / best, 4),
                found.Agreeing > 1
                    ? $"best of {found.Starts} starts; {found.Agreeing} end there"
                    : $"best of {found.Starts} starts; one alone ends there: not confirmed",
            ]);
        }

        rows.AddRange(report.Simulated.Select(result => Row(result, best, report.Prompts)));
        yield return new Block.Heading("Beside other methods of as many gradients");
        yield return new Block.Table(["method", "excess loss", "to the optimum", "how it is known"], rows);
        foreach (string claim in report.Simulated.SelectMany(result => Claims(report, result)))
        {
            yield return new Block.Paragraph(claim);
        }
    }

    private static IReadOnlyList<Prose> Row((Solver Solver, Outcomes Outcomes) result, double best, int prompts) =>
        [
            result.Solver is FixedConstants method ? Constants(method) : Named(result.Solver.Name),
            $"{result.Outcomes.Loss}",
            $"{result.Outcomes.Loss.RatioTo(new MeanEstimate(best, 0))}",
            $"mean over {prompts} prompts, median {Number(result.Outcomes.Median, 3)}",
        ];

    /// <summary>Who beats whom, by how much, where the difference exceeds three standard errors.</summary>
    private static IEnumerable<string> Claims(OptimumReport report, (Solver Solver, Outcomes Outcomes) result)
    {
        double variance = (report.Optimum.Noise * report.Optimum.Noise).ToDouble();
        string optimum = report.Restricted is null ? "the optimum" : "the optimum, whose preconditioner may whiten,";
        yield return Claim(optimum, report.Optimum.ExcessLoss.ToDouble(), result);
        if (report.GdPlusPlus is { } found)
        {
            yield return Claim("GD++", found.Loss - variance, result);
        }
    }

    private static string Claim(string name, double known, (Solver Solver, Outcomes Outcomes) result)
    {
        string opponent = Named(result.Solver.Name);
        MeanEstimate ratio = result.Outcomes.Loss.RatioTo(new MeanEstimate(known, 0));
        string subject = char.ToUpperInvariant(name[0]) + name[1..];
        if (Math.Abs(result.Outcomes.Loss.Mean - known) < 3 * result.Outcomes.Loss.StandardError)
        {
            return $"{subject} and {opponent} are equal within three standard errors.";
        }

        MeanEstimate inverse = new(1 / ratio.Mean, ratio.StandardError / (ratio.Mean * ratio.Mean));
        return ratio.Mean > 1
            ? $"{subject} beats {opponent} by a factor {ratio}."
            : $"{subject} cannot beat {opponent}: it loses by a factor {inverse}.";
    }

    private static IEnumerable<Block> WorstCaseBlocks(OptimumReport report)
    {
        if (report.Chebyshev is not { } chebyshev)
        {
            yield break;
        }

        double own = WorstCase.Of(report.Optimum.Polynomial, chebyshev).Middle;
        yield return new Block.Heading($"Worst case for eigenvalues in [{chebyshev.Lower}, {chebyshev.Upper}]");
        yield return new Block.Table(
            ["method", "largest |p|", "how it is known"],
            [
                ["Chebyshev", Number(chebyshev.WorstCase.ToDouble()), "exact; no method does better"],
                ["optimum", Number(own), "certified to 1e-12 by exact critical points"],
            ]
        );
        yield return new Block.Paragraph(
            $"As the number of layers grows, Chebyshev's factor per layer tends to {Number(chebyshev.AsymptoticRate)}."
        );
    }

    private static string Constants(FixedConstants method)
    {
        double momentum = Math.Round(method.Momentum, 6);
        return momentum == 0
            ? $"{Named(method.Name)}, step {Number(method.Step, 4)}"
            : $"{Named(method.Name)}, step {Number(method.Step, 4)}, momentum {Number(momentum, 4)}";
    }

    private static string Named(string name) => name.Replace('-', ' ');

    private static Formula Decimal(double value, string format) =>
        new Formula.Words(value.ToString(format, CultureInfo.InvariantCulture));

    private static string Number(double value, int precision = 7) => Measurements.Number(value, precision);

    /// <summary>A step, with as many decimals as all in its column.</summary>
    private static string Fixed(Rational value) => value.ToDouble().ToString("F7", CultureInfo.InvariantCulture);
}
