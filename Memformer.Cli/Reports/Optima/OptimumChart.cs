using System.Globalization;
using System.Numerics;
using Memformer.Cli.Charts;
using Memformer.Learn.Files;
using Memformer.Learn.Spectra;
using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra;

namespace Memformer.Cli.Reports.Optima;

/// <summary>The optimum's residual polynomial over the spectrum, beside Chebyshev's and GD++'s.</summary>
internal static class OptimumChart
{
    /// <summary>The chart.</summary>
    public static Chart Of(OptimumReport report) => Of(report, []);

    /// <summary>The chart with the classical methods, each with its best constants.</summary>
    public static Chart WithClassical(OptimumReport report) =>
        Of(
            report,
            report.Tuned.Select(tuned => new ResidualLine(
                tuned.Name,
                eigenvalue => Residual(tuned, report.Optimum.Layers, eigenvalue),
                ColorOf(tuned.Name),
                Dashed: true
            ))
        );

    /// <summary>p_L(h) of steps with momentum; Nesterov's takes its gradient where the momentum leads.</summary>
    private static double Residual(TunedMethod tuned, int layers, double eigenvalue)
    {
        (double previous, double current) = (1, 1);
        for (int layer = 0; layer < layers; layer++)
        {
            double ahead = current + (tuned.Momentum * (current - previous));
            double point = tuned.Name == "nesterov" ? ahead : current;
            (previous, current) = (current, ahead - (tuned.Step * eigenvalue * point));
        }

        return current;
    }

    private static int ColorOf(string method) =>
        method switch
        {
            "gradient-descent" => 4,
            "heavy-ball" => 5,
            _ => 0,
        };

    private static Chart Of(OptimumReport report, IEnumerable<ResidualLine> others)
    {
        OptimalMethod optimum = report.Optimum;
        List<ResidualLine> lines = [new("optimum", optimum.Polynomial.Evaluate, ChartColors.Optimum)];
        if ((report.Chebyshev ?? ForBulk(optimum)) is { } chebyshev)
        {
            UnivariatePolynomial polynomial = chebyshev.Polynomial;
            string interval = $"[{Short(chebyshev.Lower)}, {Short(chebyshev.Upper)}]";
            lines.Add(
                new ResidualLine($"Chebyshev {interval}", polynomial.Evaluate, ChartColors.Chebyshev, Dashed: true)
            );
        }

        if (report.GdPlusPlus is { } found)
        {
            lines.Add(new ResidualLine("GD++", found.Network.Residual, ChartColors.Subject));
        }

        lines.AddRange(others);
        string layers = Counted.Of(optimum.Layers, "layer");
        return SpectrumChart.Of(
            $"{layers}, d = {optimum.Dimension}, n = {optimum.Context}",
            optimum.Dimension,
            optimum.Context,
            lines
        );
    }

    /// <summary>Chebyshev's method for the Marchenko–Pastur interval; none where it touches 0.</summary>
    internal static ChebyshevMethod? ForBulk(OptimalMethod optimum)
    {
        MarchenkoPastur law = new(optimum.Dimension, optimum.Context);
        return optimum.Context > optimum.Dimension
            ? ChebyshevMethod.For(Rounded(law.LowerEdge), Rounded(law.UpperEdge), optimum.Layers)
            : null;
    }

    // Short decimals keep the exact polynomial's numbers small.
    private static Rational Rounded(double edge) => new(new BigInteger(Math.Max(1, Math.Round(edge * 10_000))), 10_000);

    private static string Short(Rational value) => value.ToDouble().ToString("G4", CultureInfo.InvariantCulture);
}
